"""The main scene, held against the fifteen checks by which public programs of it are compared."""

import math
from types import SimpleNamespace

import numpy as np
import pytest

from components import Spin
from game import Simulation, load_level
from game.levels.library import find_level
from systems.broad_phase import BroadPhase

SECONDS = 30
COLORS = (
    *("#f8b862", "#f6ad49", "#f39800", "#f08300", "#ec6d51", "#ee7948", "#ed6d3d", "#ec6800", "#ec6800", "#ee7800"),
    *("#eb6238", "#ea5506", "#ea5506", "#eb6101", "#e49e61", "#e45e32", "#e17b34", "#dd7a56", "#db8449", "#d66a35"),
)
R, r, G, OMEGA = 3.0, 0.2, 9.81, math.radians(72.0)
APOTHEM = R * math.cos(math.pi / 7)
WALL_SPEED = OMEGA * R


def overlap(simulation):
    """Depth of the deepest overlap of two balls, in m; negative when all are apart."""
    broad_phase = BroadPhase(simulation.balls)
    broad_phase.process()
    pairs = broad_phase.pairs
    place = simulation.positions
    offset = place[pairs.second] - place[pairs.first]
    return (2 * r - np.hypot(*offset.T)).max(initial=-r)


def sides(simulation):
    """Outward normals (7, 2) and middles (7, 2) of the walls."""
    corners = simulation.walls()[0]
    along = np.roll(corners, -1, axis=0) - corners
    normals = np.column_stack((along[:, 1], -along[:, 0])) / np.hypot(*along.T)[:, None]
    return normals, (corners + np.roll(corners, -1, axis=0)) / 2


def slips(simulation, near=0.01 * r):
    """Spin off the rolling rate, as a part of it, of every ball; NaN unless it touches one wall and nothing else."""
    place, velocity, spin = simulation.positions, simulation.velocities, simulation.spins
    normals, middles = sides(simulation)
    gap = ((middles[None] - place[:, None]) * normals[None]).sum(axis=2) - r
    apart = np.hypot(*(place[:, None] - place).transpose(2, 0, 1)) + 9.0 * np.eye(len(place))
    alone = (apart.min(axis=1) > 2 * r + near) & ((gap < near).sum(axis=1) == 1)
    n = normals[gap.argmin(axis=1)]
    t = np.column_stack((-n[:, 1], n[:, 0]))
    contact = place + r * n
    wall = OMEGA * np.column_stack((-contact[:, 1], contact[:, 0]))
    rolling = ((wall - velocity) * t).sum(axis=1) / r
    return np.where(alone, np.abs(spin - rolling) / np.maximum(np.abs(rolling), 1.0), np.nan)


@pytest.fixture(scope="module", params=[0, 1, 4])
def run(request):
    """What was seen of half a minute, one entry a step, the start included."""
    simulation = Simulation(load_level(find_level("heptagon")), seed=request.param)
    seen = SimpleNamespace(simulation=simulation, labels=simulation.labels, radii=simulation.radii, slips=[])
    rows = []
    for _ in range(60 * SECONDS + 1):
        normals, middles = sides(simulation)
        outside = ((simulation.positions[:, None] - middles) * normals).sum(axis=2).max()
        turn = simulation.walls_table[Spin].angle[0]
        balls = (simulation.positions, simulation.velocities, simulation.angles, overlap(simulation))
        rows.append((*balls, outside, turn, simulation.walls()[0]))
        seen.slips.append(slips(simulation))
        simulation.step()
    names = ("place", "velocity", "angle", "overlap", "outside", "turn", "corners")
    for name, column in zip(names, zip(*rows, strict=True), strict=True):
        setattr(seen, name, np.array(column))
    simulation.close()
    return seen


def test_r01_it_runs(run):
    assert run.simulation.time == pytest.approx(SECONDS + 1 / 60)


def test_r02_twenty_finite_balls(run):
    assert run.place.shape == (60 * SECONDS + 1, 20, 2)
    assert np.isfinite(run.place).all()


def test_r03_one_radius(run):
    assert set(run.radii) == {r}


def test_r04_numbers_1_to_20(run):
    assert [label.number for label in run.labels] == list(range(1, 21))


def test_r05_the_twenty_oranges(run):
    assert [label.color for label in run.labels] == list(COLORS)


def test_r06_all_start_near_the_centre_and_apart(run):
    assert np.hypot(*run.place[0].T).max() <= R / 2
    assert run.overlap[0] < 0.0
    assert np.hypot(*run.velocity[0].T).max() <= 1.0


def test_r07_a_regular_heptagon_about_the_origin(run):
    for corners in run.corners[::97]:
        assert np.hypot(*corners.T) == pytest.approx([R] * 7, rel=1e-12)
        sides = np.hypot(*(corners - np.roll(corners, 1, axis=0)).T)
        assert sides == pytest.approx([2 * R * math.sin(math.pi / 7)] * 7)


def test_r08_72_degrees_a_second(run):
    assert np.degrees(run.turn) == pytest.approx(72.0 * np.arange(60 * SECONDS + 1) / 60.0, abs=1e-9)
    first, later = run.corners[0, 0], run.corners[60, 0]
    assert math.degrees(math.atan2(*later[::-1]) - math.atan2(*first[::-1])) == pytest.approx(72.0, abs=1e-9)


def test_r09_gravity_pulls_down_by_the_law(run):
    """Hits between balls do not move their common centre."""
    fall = run.place[6].mean(axis=0) - run.place[0].mean(axis=0) - 0.1 * run.velocity[0].mean(axis=0)
    assert fall == pytest.approx([0.0, -G * 0.1**2 / 2], abs=1e-12)
    assert run.place[-600:, :, 1].mean() < -0.3 * R


def test_r10_contained(run):
    """No centre ever outside; the walls are never entered by more than rounding."""
    assert run.outside.max() < 0.0
    assert np.percentile(run.outside[120:] + r, 99) <= 0.02 * r


def test_r11_no_overlap(run):
    assert np.percentile(run.overlap[120:], 99) <= 0.02 * r


def test_r12_the_first_bounce_is_higher_than_a_ball_and_lower_than_the_heptagon(run):
    """From its first turn upwards to its next turn downwards, how high does a ball rise?"""
    heights = []
    for y, vy in zip(run.place[:, :, 1].T, run.velocity[:, :, 1].T, strict=True):
        start = next(k for k in range(20, len(vy)) if vy[k] > 0.5 and vy[k - 1] < 0.0)
        end = next(k for k in range(start, len(vy)) if vy[k] < 0.0)
        heights.append(y[end - 1] - y[start - 1])
    assert r < max(heights) <= R


def test_r13_the_numbers_turn(run):
    turned = np.abs(np.diff(run.angle[:601], axis=0)).sum(axis=0)
    assert np.degrees(np.median(turned)) > 30.0


def test_r14_balls_roll_on_the_moving_wall(run):
    slip = np.array(run.slips)[120:]
    alone = np.isfinite(slip)
    assert alone.sum() > 100
    assert np.median(slip[alone]) <= 0.05


def test_r15_no_ball_is_ever_too_fast(run):
    assert np.hypot(*run.velocity.T).max() <= 1.5 * math.sqrt(4 * G * R) + 2 * WALL_SPEED
