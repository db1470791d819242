"""Closed forms that a simulation must meet, with a solid disc, I = m r² / 2, and g = 9.81 m/s²."""

import math

import numpy as np
import pytest

from game import Simulation
from tests.scenes import heptagon, level, polygon

G = 9.81
OMEGA = math.radians(72.0)


def kinetic(simulation):
    mass, inertia = simulation.masses, simulation.masses * simulation.radii**2 / 2
    return (mass * (simulation.velocities**2).sum(axis=1) / 2 + inertia * simulation.spins**2 / 2).sum()


def jacobi(simulation, rate=OMEGA):
    """Energy in the frame of a container that turns at ``rate``: kept by elastic smooth hits, lost by all others."""
    return kinetic(simulation) - rate * simulation.angular_momentum()


def crowd(count, radius=0.15, speed=(0.5, 1.5), reach=1.4):
    spawn = {"pattern": "disc", "radius": reach, "speed": list(speed)}
    return {"count": count, "radius": radius, "spawn": spawn}


@pytest.mark.parametrize("rates", [{"step_rate": 30, "substeps": 1}, {"step_rate": 480, "substeps": 8}])
def test_a_flight_is_exact_at_any_step(rates):
    simulation = Simulation(level([{"position": [0.0, 0.0], "velocity": [2.0, 3.0]}], **rates))
    simulation.step(simulation.level.world.step_rate)
    assert simulation.positions[0] == pytest.approx([2.0, 3.0 - G / 2], rel=1e-12)


@pytest.mark.parametrize("restitution", [0.3, 0.5, 0.8, 0.95, 1.0])
@pytest.mark.parametrize("drop", [0.7, 1.03, 2.0, 5.0])
def test_a_rebound_reaches_e_squared_of_the_drop(restitution, drop):
    simulation = Simulation(level([{"position": [0.0, drop - 9.8]}], restitution=restitution))
    simulation.step(math.ceil(60 * math.sqrt(2 * drop / G)))
    height = simulation.positions[0, 1] + 9.8
    speed = simulation.velocities[0, 1]
    assert speed > 0.0
    assert height + speed**2 / (2 * G) == pytest.approx(restitution**2 * drop, abs=1e-9 * drop)


def test_an_elastic_ball_bounces_for_a_minute_without_loss():
    simulation = Simulation(level([{"position": [0.0, -5.0]}], restitution=1.0))
    before = simulation.energy()
    simulation.step(3600)
    assert simulation.energy() == pytest.approx(before, rel=1e-12)


def test_bounces_come_to_an_end_when_zeno_says():
    """T = sqrt(2 H / g) (1 + e) / (1 - e)."""
    simulation = Simulation(level([{"position": [0.0, -7.8]}], restitution=0.5))
    simulation.step(math.floor(60 * 1.9157 * 0.99))
    assert kinetic(simulation) > 1e-9
    simulation.step(4)
    assert kinetic(simulation) < 1e-25
    simulation.step(600)
    assert kinetic(simulation) < 1e-25


@pytest.mark.parametrize("slope", [10, 20, 30, 40])
@pytest.mark.parametrize("side", [0.98, 1.02])
def test_on_an_incline_a_disc_rolls_or_slips(slope, side):
    """It rolls if friction >= tan(slope) / 3; gravity is tilted here instead of the floor."""
    slope = math.radians(slope)
    friction = side * math.tan(slope) / 3
    balls = [{"position": [-9.0, -9.8]}]
    gravity = [G * math.sin(slope), -G * math.cos(slope)]
    simulation = Simulation(level(balls, restitution=0.0, friction=friction, gravity=gravity))
    simulation.step(60)
    if side > 1.0:
        along, rim = [2 / 3 * G * math.sin(slope)] * 2
    else:
        along = G * (math.sin(slope) - friction * math.cos(slope))
        rim = 2 * friction * G * math.cos(slope)
    assert simulation.velocities[0, 0] == pytest.approx(along, rel=1e-9)
    assert -0.2 * simulation.spins[0] == pytest.approx(rim, rel=1e-9)


def test_sliding_turns_into_rolling_at_two_thirds_of_the_speed():
    balls = [{"position": [-9.0, -9.8], "velocity": [5.0, 0.0]}]
    simulation = Simulation(level(balls, restitution=0.0, friction=0.3))
    simulation.step(60)
    assert simulation.velocities[0, 0] == pytest.approx(10 / 3, rel=1e-9)
    assert simulation.positions[0, 0] == pytest.approx(-9.0 + 2.360 + (1.0 - 0.5663) * 10 / 3, abs=1e-2)


def test_one_elastic_ball_keeps_the_jacobi_invariant_of_a_turning_heptagon():
    """Without the wall's own velocity in the impact, this drifts at the first bounce."""
    ball = {"position": [0.3, -0.2], "velocity": [1.1, 0.7], "radius": 0.15}
    scene = level([ball], restitution=1.0, friction=0.0, gravity=[0.0, 0.0], wall=heptagon())
    simulation = Simulation(scene)
    before, scale = jacobi(simulation), kinetic(simulation)
    for _ in range(30):
        simulation.step(60)
        assert jacobi(simulation) == pytest.approx(before, abs=1e-9 * scale)


@pytest.mark.parametrize(("restitution", "friction"), [(0.95, 1.2), (0.5, 0.3), (0.0, 0.0)])
def test_a_turning_container_never_pumps_energy(restitution, friction):
    """Without gravity the Jacobi invariant can only fall; what soft contacts add stays below 1e-4 of the energy."""
    scene = level(
        [crowd(25, speed=(1.0, 3.0))],
        restitution=restitution, friction=friction, gravity=[0.0, 0.0], wall=heptagon(),
    )  # fmt: skip
    simulation = Simulation(scene)
    scale, lowest = kinetic(simulation), jacobi(simulation)
    for _ in range(600):
        simulation.step()
        now = jacobi(simulation)
        assert now <= lowest + 1e-4 * scale
        lowest = min(lowest, now)


def test_a_shuttle_flies_to_and_fro_between_the_sides_for_a_minute():
    """Launched at a side's middle it meets the next one in its middle too, if 2 (a - r) Ω = (π / 7) v."""
    reach = 3.0 * math.cos(math.pi / 7) - 0.2
    speed = 2 * reach * OMEGA / (math.pi / 7)
    start = OMEGA * reach / speed  # how far the side turns until the ball is there
    balls = [{"position": [0.0, 0.0], "velocity": [0.0, -speed]}]
    wall = heptagon(angle=-math.degrees(start))
    simulation = Simulation(level(balls, restitution=1.0, friction=0.0, gravity=[0.0, 0.0], wall=wall))
    simulation.step(3600)
    assert np.hypot(*simulation.velocities[0]) == pytest.approx(speed, rel=1e-9)


def test_a_cradle_sends_one_ball_on():
    balls = [{"position": [0.4002 * k - 4.0, 0.0]} for k in range(6)]
    balls[0] |= {"position": [-5.0, 0.0], "velocity": [3.0, 0.0]}
    simulation = Simulation(level(balls, restitution=1.0, friction=0.0, gravity=[0.0, 0.0]))
    simulation.step(60)
    assert simulation.velocities[:, 0] == pytest.approx([0.0] * 5 + [3.0], abs=3e-3)


def test_a_heap_of_64_comes_to_rest():
    spawn = {"pattern": "disc", "radius": 2.4}
    simulation = Simulation(level([{"count": 64, "spawn": spawn}], rolling_resistance=0.01, wall=heptagon(spin=0.0)))
    simulation.step(900)
    assert np.hypot(*simulation.velocities.T).max() < 1e-6 * math.sqrt(G * 0.2)
    place = simulation.positions
    apart = np.hypot(*(place[:, None] - place).transpose(2, 0, 1))[np.triu_indices(64, 1)]
    assert apart.min() > 0.4 - 0.01 * 0.2


def test_a_column_of_ten_carries_its_weight():
    """The floor gives N m g, the contact k from the top k m g."""
    balls = [{"position": [0.0, -9.8 + 0.4 * k]} for k in range(10)]
    simulation = Simulation(level(balls, restitution=0.0))
    simulation.step(300)
    weight = simulation.masses[0] * G / 240
    pairs = simulation.pipeline.ball_collision.neighbours.pairs
    load = {(i, j): f for i, j, f in zip(pairs.first, pairs.second, pairs.normal_impulse, strict=True) if f}
    assert [load[k, k + 1] / weight for k in range(9)] == pytest.approx(range(9, 0, -1), rel=5e-3)
    assert simulation.pipeline.wall_collision.contacts.normal_impulse[0] / weight == pytest.approx(10.0, rel=5e-3)


@pytest.mark.parametrize("resistance", [0.1, 0.3])
def test_in_a_turning_drum_a_disc_rests_where_rolling_resistance_holds_it(resistance):
    """At the angle arctan c from the bottom; a 64-gon stands for the circle, within 2 %."""
    wall = {"shape": "polygon", "sides": 64, "radius": 1.0, "spin": 30.0}
    balls = [{"position": [0.0, -0.88], "radius": 0.1}]
    scene = level(balls, restitution=0.0, friction=1.0, rolling_resistance=resistance, wall=wall)
    simulation = Simulation(scene)
    simulation.step(1200)
    angles = []
    for _ in range(1200):
        simulation.step()
        x, y = simulation.positions[0]
        angles.append(math.atan2(x, -y))
    assert np.mean(angles) == pytest.approx(math.atan(resistance), rel=0.02)


def test_four_times_the_gravity_and_twice_the_speed_is_the_same_motion():
    scenes = [
        level(
            [crowd(6, speed=(0.0, 0.0))],
            gravity=[0.0, -G * s * s],
            wall=heptagon(spin=72.0 * s),
            step_rate=60 * s,
        )
        for s in (1, 2)
    ]
    slow, fast = (Simulation(scene, seed=5) for scene in scenes)
    slow.step(90)
    fast.step(90)
    assert fast.positions == pytest.approx(slow.positions, abs=1e-9)
    assert fast.velocities == pytest.approx(2 * slow.velocities, abs=1e-9)


@pytest.mark.parametrize("step_rate", [30, 60, 480])
@pytest.mark.parametrize("spin", [0.0, 5729.0])
def test_extremes_stay_finite_and_inside(step_rate, spin):
    """Radii of 1:50 and so masses of 1:2500, balls at 60 m/s, walls at 100 rad/s."""
    balls = [
        {"position": [0.0, 0.0], "radius": 0.5},
        {"position": [1.2, 0.0], "radius": 0.01, "velocity": [60.0, 0.0]},
        {"position": [-1.2, 0.0], "radius": 0.01, "velocity": [0.0, 60.0]},
    ]
    simulation = Simulation(level(balls, wall=heptagon(spin=spin), step_rate=step_rate))
    for _ in range(60):
        simulation.step(5)
        assert np.isfinite(simulation.velocities).all()
        corners = simulation.walls()[0]
        along = np.roll(corners, -1, axis=0) - corners
        normals = np.column_stack((along[:, 1], -along[:, 0])) / np.hypot(*along.T)[:, None]
        gap = (corners * normals).sum(axis=1) - simulation.positions @ normals.T - simulation.radii[:, None]
        assert gap.min() > -1e-9


def test_the_corners_of_a_polygon_are_those_of_the_level():
    simulation = Simulation(level([], wall=heptagon()))
    assert simulation.walls()[0] == pytest.approx(polygon(7, 3.0))
