"""The acceptance cases of `tests.physics`, and further closed forms that hold to rounding.

Balls are solid discs, I = m r² / 2, and g = 9.81 m/s². ``python -m tests.benchmarks.physics`` compares the acceptance
cases with other engines.
"""

import json
import math
import subprocess
import sys

import esper
import numpy as np
import pytest

from components import Collider
from game.testing.tiny_worlds import regular_polygon as polygon
from tests.physics.cases import CASES
from tests.physics.measures import jacobi_energy, kinetic_energy, speeds
from tests.physics.scene import HEPTAGON, OMEGA, G, build_simulation
from tests.scenes import heptagon

LONG = {"gas-0.2", "gas-0.5", "containment", "extremes"}
BOUNDED = [
    pytest.param(case, id=case.name, marks=pytest.mark.slow if case.name in LONG else ())
    for case in CASES
    if not all(limit.note for limit in case.limits)
]


@pytest.mark.parametrize("case", BOUNDED)
def test_a_case_is_within_its_bounds(case):
    measured = case.run(build_simulation, **case.quick)
    rows = zip(case.limits, measured, strict=True)
    violations = [f"{limit.quantity}: {value:.3g}, {limit.bound}" for limit, value in rows if not limit.is_met(value)]
    assert violations == []


def test_the_report_gives_the_same_values():
    command = [sys.executable, "-m", "tests.benchmarks.physics", "cradle", "--json"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    (row,) = json.loads(done.stdout)
    (value,) = next(case for case in CASES if case.name == "cradle").run(build_simulation)
    assert (row["case"], row["ours"], row["pass"]) == ("cradle", value, True)
    assert abs(row["pymunk"]) < 1e-9


@pytest.mark.parametrize("rates", [{"step_rate": 30, "substeps": 1}, {"step_rate": 480, "substeps": 8}])
def test_a_flight_is_exact_at_any_step(simulate, rates):
    simulation = simulate([{"position": [0.0, 0.0], "velocity": [2.0, 3.0]}], **rates)
    simulation.step(simulation.level.world.step_rate)
    assert simulation.positions[0] == pytest.approx([2.0, 3.0 - G / 2], rel=1e-12)


@pytest.mark.parametrize("restitution", [0.3, 0.5, 0.8, 0.95, 1.0])
@pytest.mark.parametrize("drop", [0.7, 1.03, 2.0, 5.0])
def test_a_rebound_is_exact(simulate, restitution, drop):
    simulation = simulate([{"position": [0.0, drop - 9.8]}], restitution=restitution)
    simulation.step(math.ceil(60 * math.sqrt(2 * drop / G)))
    height = simulation.positions[0, 1] + 9.8
    speed = simulation.velocities[0, 1]
    assert speed > 0.0
    assert height + speed**2 / (2 * G) == pytest.approx(restitution**2 * drop, abs=1e-9 * drop)


def test_an_elastic_ball_bounces_for_a_minute_without_loss(simulate):
    simulation = simulate([{"position": [0.0, -5.0]}], restitution=1.0)
    before = simulation.energy()
    simulation.step(3600)
    assert simulation.energy() == pytest.approx(before, rel=1e-12)


def test_bounces_end_after_the_sum_of_the_geometric_series(simulate):
    """For the drop height H, T = sqrt(2 H / g) (1 + e) / (1 - e)."""
    simulation = simulate([{"position": [0.0, -7.8]}], restitution=0.5)
    simulation.step(math.floor(60 * 1.9157 * 0.99))
    assert kinetic_energy(simulation) > 1e-9
    simulation.step(4)
    assert kinetic_energy(simulation) < 1e-25
    simulation.step(600)
    assert kinetic_energy(simulation) < 1e-25


def test_sliding_ends_after_the_time_of_the_closed_form(simulate):
    """A sliding disc starts to roll after the time v / (3 μ g) and the distance 5 v² / (18 μ g)."""
    simulation = simulate([{"position": [-9.0, -9.8], "velocity": [5.0, 0.0]}], restitution=0.0, friction=0.3)
    simulation.step(60)
    assert simulation.velocities[0, 0] == pytest.approx(10 / 3, rel=1e-9)
    assert simulation.positions[0, 0] == pytest.approx(-9.0 + 2.360 + (1.0 - 0.5663) * 10 / 3, abs=1e-2)


def test_rolling_resistance_decelerates_a_disc_on_the_level(simulate):
    """The deceleration is 2/3 c g until the disc stops."""
    balls = [{"position": [-9.0, -9.8], "velocity": [2.0, 0.0], "spin": -math.degrees(2.0 / 0.2)}]
    simulation = simulate(balls, restitution=0.0, friction=0.8, rolling_resistance=0.1)
    simulation.step(120)
    assert simulation.velocities[0, 0] == pytest.approx(2.0 - 2 * 2 / 3 * 0.1 * G, rel=1e-6)
    simulation.step(120)
    assert np.abs([simulation.velocities[0, 0], simulation.spins[0]]).max() < 1e-12


def test_a_column_of_ten_carries_its_weight(simulate):
    """The floor supports N m g, and contact k from the top supports k m g."""
    simulation = simulate([{"position": [0.0, -9.8 + 0.4 * k]} for k in range(10)], restitution=0.0)
    simulation.step(300)
    weight = simulation.masses[0] * G / 240
    pairs = simulation.pipeline.ball_collision.broad_phase.pairs
    load = {(i, j): f for i, j, f in zip(pairs.first, pairs.second, pairs.normal_impulse, strict=True) if f}
    assert [load[k, k + 1] / weight for k in range(9)] == pytest.approx(range(9, 0, -1), rel=5e-3)
    assert simulation.pipeline.wall_collision.contacts.normal_impulse[0] / weight == pytest.approx(10.0, rel=5e-3)


def test_inelastic_balls_finally_rotate_with_their_container(simulate):
    """The Jacobi energy is least when all balls rotate rigidly with the walls."""
    ring = {"count": 7, "radius": 0.2, "spawn": {"pattern": "ring", "radius": 1.2, "speed": [0.5, 1.5]}}
    surface = {"restitution": 0.3, "friction": 0.8, "rolling_resistance": 0.05}
    simulation = simulate([ring], gravity=[0.0, 0.0], wall=heptagon(angle=10.0), **surface)
    before = jacobi_energy(simulation, OMEGA)
    simulation.step(3600)
    assert jacobi_energy(simulation, OMEGA) < before
    x, y = simulation.positions.T
    assert simulation.velocities == pytest.approx(OMEGA * np.column_stack((-y, x)), abs=0.03)
    assert simulation.spins == pytest.approx([OMEGA] * 7, abs=0.1)


@pytest.mark.parametrize("seed", range(100))
def test_two_balls_and_a_wall_that_meet_in_one_sub_step_keep_the_energy(simulate, seed):
    """Elastic impacts without friction and gravity keep the energy, whatever their order."""
    rng = np.random.default_rng(seed)
    low = np.array([0.0, -9.8 + rng.uniform(0.0, 0.01)])
    angle, distance = rng.uniform(-1.2, 1.2), 0.4 + rng.uniform(0.0, 0.02)
    high = low + distance * np.array([math.sin(angle), math.cos(angle)])
    balls = [
        {"position": place.tolist(), "velocity": (speed * rng.normal(size=2)).tolist()}
        for place, speed in ((low, 2.0), (high, 5.0))
    ]
    simulation = simulate(balls, restitution=1.0, friction=0.0, gravity=[0.0, 0.0])
    before = simulation.energy()
    simulation.step(20)
    assert simulation.energy() == pytest.approx(before, rel=1e-12)


@pytest.mark.parametrize("friction", [0.0, 0.5])
def test_the_energy_error_in_a_round_bowl_is_of_second_order(simulate, friction):
    """A disc slides or rolls back and forth for 10 s. With four sub-steps instead of one the error is 1/16."""
    errors = []
    for substeps in (1, 4):
        ball = {"position": [-2.25, -3.0], "radius": 0.25}  # 3.75 m from the centre of the bowl
        wall = {"shape": "circle", "radius": 4.0}
        simulation = simulate([ball], wall=wall, restitution=0.0, friction=friction, substeps=substeps)
        bottom = -simulation.masses[0] * G * 3.75
        before = simulation.energy() - bottom
        simulation.step(600)
        errors.append(abs((simulation.energy() - bottom) / before - 1.0))
    assert errors[0] < 2e-3
    assert errors[1] < errors[0] / 10


@pytest.mark.parametrize("ratio", [10, 36, 72])
def test_a_heavy_ball_on_a_light_one_is_not_ejected(simulate, ratio):
    """The contact forces on the light ball are many times its weight."""
    shaft = {"shape": "path", "points": [[-0.301, 0.0], [0.301, 0.0], [0.301, 5.0], [-0.301, 5.0]]}
    balls = [{"position": [0.0, 0.1], "radius": 0.1}, {"position": [0.0, 0.5001], "radius": 0.3}]
    simulation = simulate(balls, wall=shaft, restitution=0.3)
    with simulation.world.active():
        light, heavy = (esper.component_for_entity(int(one), Collider) for one in simulation.balls.entities)
        heavy.mass = ratio * light.mass
    before = simulation.energy()
    for _ in range(100):
        simulation.step(6)
        assert simulation.energy() < 1.005 * before


def test_the_rest_threshold_uses_the_present_gravity(simulate):
    """The ball lands at 0.15 m/s. At 20 m/s² the threshold is the speed gained in two sub-steps, 0.167 m/s."""
    simulation = simulate([{"position": [0.0, -9.8 + 0.00056]}], gravity=[0.0, 0.0])
    simulation.step(10)
    simulation.pipeline.gravity.g = (0.0, -20.0)
    simulation.step()
    assert speeds(simulation)[0] < 1e-12


def test_the_corners_of_a_polygon_are_those_of_the_level(simulate):
    assert simulate([], wall=heptagon()).walls()[0] == pytest.approx(HEPTAGON) == polygon(7, 3.0)


def test_nothing_moves_without_gravity_and_velocity(simulate):
    balls = [{"position": [0.5 * k, 0.0]} for k in range(5)]
    simulation = simulate(balls, gravity=[0.0, 0.0])
    simulation.step(60)
    assert speeds(simulation).max() == 0.0
