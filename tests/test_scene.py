"""The main scene fulfils fifteen requirements, R01 to R15, by which public programs of this scene are compared."""

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
    """Return the deepest overlap of two balls, m; negative if no balls touch."""
    broad_phase = BroadPhase(simulation.balls)
    broad_phase.process()
    pairs = broad_phase.pairs
    position = simulation.positions
    offset = position[pairs.second] - position[pairs.first]
    return (2 * r - np.hypot(*offset.T)).max(initial=-r)


def sides(simulation):
    """Return outward normals (7, 2) and midpoints (7, 2), m, of the sides."""
    corners = simulation.walls()[0]
    along = np.roll(corners, -1, axis=0) - corners
    normals = np.column_stack((along[:, 1], -along[:, 0])) / np.hypot(*along.T)[:, None]
    return normals, (corners + np.roll(corners, -1, axis=0)) / 2


def slips(simulation, near=0.01 * r):
    """Return the relative deviation (n,) of spin from rolling; NaN unless a ball touches one side and nothing else."""
    position, velocity, spin = simulation.positions, simulation.velocities, simulation.spins
    normals, midpoints = sides(simulation)
    gap = ((midpoints[None] - position[:, None]) * normals[None]).sum(axis=2) - r
    distance = np.hypot(*(position[:, None] - position).transpose(2, 0, 1)) + 9.0 * np.eye(len(position))
    alone = (distance.min(axis=1) > 2 * r + near) & ((gap < near).sum(axis=1) == 1)
    n = normals[gap.argmin(axis=1)]
    t = np.column_stack((-n[:, 1], n[:, 0]))
    contact = position + r * n
    wall = OMEGA * np.column_stack((-contact[:, 1], contact[:, 0]))
    rolling = ((wall - velocity) * t).sum(axis=1) / r
    return np.where(alone, np.abs(spin - rolling) / np.maximum(np.abs(rolling), 1.0), np.nan)


@pytest.fixture(scope="module", params=[0, 1, 4])
def run(request):
    """Return the records of 30 s: one entry a step, the start included."""
    simulation = Simulation(load_level(find_level("heptagon")), seed=request.param)
    records = SimpleNamespace(simulation=simulation, labels=simulation.labels, radii=simulation.radii, slips=[])
    rows = []
    for _ in range(60 * SECONDS + 1):
        normals, midpoints = sides(simulation)
        outside = ((simulation.positions[:, None] - midpoints) * normals).sum(axis=2).max()
        turn = simulation.walls_table[Spin].angle[0]
        balls = (simulation.positions, simulation.velocities, simulation.angles, overlap(simulation))
        rows.append((*balls, outside, turn, simulation.walls()[0]))
        records.slips.append(slips(simulation))
        simulation.step()
    names = ("position", "velocity", "angle", "overlap", "outside", "turn", "corners")
    for name, column in zip(names, zip(*rows, strict=True), strict=True):
        setattr(records, name, np.array(column))
    simulation.close()
    return records


def test_r01_the_scene_runs(run):
    assert run.simulation.time == pytest.approx(SECONDS + 1 / 60)


def test_r02_there_are_twenty_balls_with_finite_positions(run):
    assert run.position.shape == (60 * SECONDS + 1, 20, 2)
    assert np.isfinite(run.position).all()


def test_r03_all_balls_have_the_same_radius(run):
    assert set(run.radii) == {r}


def test_r04_balls_are_numbered_from_1_to_20(run):
    assert [label.number for label in run.labels] == list(range(1, 21))


def test_r05_balls_have_the_twenty_orange_colours(run):
    assert [label.color for label in run.labels] == list(COLORS)


def test_r06_balls_start_near_the_centre_without_overlap(run):
    assert np.hypot(*run.position[0].T).max() <= R / 2
    assert run.overlap[0] < 0.0
    assert np.hypot(*run.velocity[0].T).max() <= 1.0


def test_r07_the_container_is_a_regular_heptagon_about_the_origin(run):
    for corners in run.corners[::97]:
        assert np.hypot(*corners.T) == pytest.approx([R] * 7, rel=1e-12)
        sides = np.hypot(*(corners - np.roll(corners, 1, axis=0)).T)
        assert sides == pytest.approx([2 * R * math.sin(math.pi / 7)] * 7)


def test_r08_the_container_rotates_by_72_degrees_a_second(run):
    assert np.degrees(run.turn) == pytest.approx(72.0 * np.arange(60 * SECONDS + 1) / 60.0, abs=1e-9)
    first, later = run.corners[0, 0], run.corners[60, 0]
    assert math.degrees(math.atan2(*later[::-1]) - math.atan2(*first[::-1])) == pytest.approx(72.0, abs=1e-9)


def test_r09_balls_fall_with_the_acceleration_of_gravity(run):
    """Impacts between balls do not change the motion of their centre of mass."""
    fall = run.position[6].mean(axis=0) - run.position[0].mean(axis=0) - 0.1 * run.velocity[0].mean(axis=0)
    assert fall == pytest.approx([0.0, -G * 0.1**2 / 2], abs=1e-12)
    assert run.position[-600:, :, 1].mean() < -0.3 * R


def test_r10_balls_stay_in_the_container(run):
    """No centre is ever outside, and the 99th percentile of the penetration of walls is below 2 % of the radius."""
    assert run.outside.max() < 0.0
    assert np.percentile(run.outside[120:] + r, 99) <= 0.02 * r


def test_r11_balls_do_not_overlap(run):
    assert np.percentile(run.overlap[120:], 99) <= 0.02 * r


def test_r12_the_first_bounce_is_higher_than_a_radius_and_lower_than_the_heptagon(run):
    """The height of a bounce is that from the first reversal upwards to the next reversal downwards."""
    heights = []
    for y, vy in zip(run.position[:, :, 1].T, run.velocity[:, :, 1].T, strict=True):
        start = next(k for k in range(20, len(vy)) if vy[k] > 0.5 and vy[k - 1] < 0.0)
        end = next(k for k in range(start, len(vy)) if vy[k] < 0.0)
        heights.append(y[end - 1] - y[start - 1])
    assert r < max(heights) <= R


def test_r13_the_numbers_rotate(run):
    turned = np.abs(np.diff(run.angle[:601], axis=0)).sum(axis=0)
    assert np.degrees(np.median(turned)) > 30.0


def test_r14_balls_roll_on_the_moving_wall(run):
    slip = np.array(run.slips)[120:]
    alone = np.isfinite(slip)
    assert alone.sum() > 100
    assert np.median(slip[alone]) <= 0.05


def test_r15_no_ball_is_faster_than_gravity_and_walls_allow(run):
    assert np.hypot(*run.velocity.T).max() <= 1.5 * math.sqrt(4 * G * R) + 2 * WALL_SPEED
