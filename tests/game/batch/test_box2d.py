"""Tests of `game.batch.box2d` with each way to Box2D that is installed."""

import math
import os
import sys
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest

from components import Position
from game import Simulation, load_level
from game.batch import bench
from game.batch.box2d import LIBRARY_VARIABLE, find_box2d
from game.batch.peer import PeerError
from tests.machine import skip_missing
from tests.scenes import heptagon

LEVELS = Path(__file__).parents[3] / "levels"
LIBRARY = os.environ.get(LIBRARY_VARIABLE, "")
WAYS = [way for way, is_present in (("library", LIBRARY), ("wheel", find_spec("pyb2d3"))) if is_present]


@pytest.fixture(params=WAYS or ["none"])
def box2d(request, monkeypatch):
    """Return what copies a simulation to Box2D."""
    if request.param == "none":
        skip_missing("Box2D (package pyb2d3)")
    monkeypatch.setenv(LIBRARY_VARIABLE, LIBRARY if request.param == "library" else "")
    return find_box2d()


def positions(peer):
    return np.array([peer.pose(ball)[:2] for ball in peer.balls])


def run(peer, steps):
    for _ in range(steps):
        peer.step()
    return peer


def test_box2d_starts_at_the_same_poses_and_turns_its_walls(box2d):
    simulation = Simulation(bench.benchmark_level(20))
    simulation.step(10)
    peer = box2d(simulation)
    assert peer.name == "Box2D"
    assert peer.version
    assert np.allclose(positions(peer), simulation.positions, rtol=0.0, atol=1e-5)
    turns = [peer.pose(ball)[2] - angle for ball, angle in zip(peer.balls, simulation.angles, strict=True)]
    assert np.allclose(np.remainder(np.array(turns) + math.pi, math.tau), math.pi, atol=1e-5)
    run(peer, 30)
    ((wall, _),) = peer.walls
    assert peer.pose(wall)[2] == pytest.approx(math.radians(72.0) * 40 / 60, abs=1e-3)
    simulation.close()


def test_ball_flies_as_gravity_and_its_velocity_say(box2d, simulate):
    balls = [{"position": [1.0, 8.0], "velocity": [2.0, 1.0], "radius": 0.3}]
    simulation = simulate(balls, gravity=[0.0, -10.0], linear_damping=0.0)
    peer = run(box2d(simulation), 60)
    ((x, y),) = positions(peer)
    assert (x, y) == pytest.approx((3.0, 8.0 + 1.0 - 5.0), abs=0.03)  # the sub-steps fall g t h / 2 = 0.02 m further


def test_linear_damping_slows_a_ball(box2d, simulate):
    balls = [{"position": [0.0, 0.0], "velocity": [2.0, 0.0]}]
    simulation = simulate(balls, gravity=[0.0, 0.0], linear_damping=1.0)
    peer = run(box2d(simulation), 60)
    assert positions(peer)[0, 0] == pytest.approx(2.0 * (1.0 - math.exp(-1.0)), rel=0.01)


@pytest.mark.parametrize(("restitution", "bounds"), [(0.0, (-0.01, 0.01)), (0.8, (0.5, 0.75))])
def test_rebound_has_the_restitution(box2d, simulate, restitution, bounds):
    simulation = simulate([{"position": [0.0, -8.0]}], restitution=restitution, gravity=[0.0, -10.0])
    peer, floor = box2d(simulation), -10.0 + 0.2
    run(peer, 38)  # the ball falls 1.8 m in 0.6 s
    low, high = bounds
    assert low <= (max(positions(run(peer, 1))[0, 1] for _ in range(40)) - floor) / 1.8 <= high


def test_friction_turns_a_sliding_ball_into_a_rolling_one(box2d, simulate):
    balls = [{"position": [0.0, -9.8], "velocity": [1.4, 0.0]}]
    simulation = simulate(balls, restitution=0.0, friction=0.4, gravity=[0.0, -10.0])
    peer = run(box2d(simulation), 60)
    x = positions(peer)[0, 0]
    assert positions(run(peer, 60))[0, 0] - x == pytest.approx(1.4 * 2 / 3, rel=0.05)


def test_balls_lie_in_the_slow_drum_and_move_no_faster_than_they_can_fall(box2d):
    simulation = Simulation(bench.benchmark_level(200, slow=True))
    wall = simulation.level.walls[0]
    peer = run(box2d(simulation), 300)
    before = positions(peer)
    speed = 60.0 * np.hypot(*(positions(run(peer, 1)) - before).T)
    rim_speed = math.radians(wall.spin) * wall.radius
    assert peer.escaped_count() == 0
    assert before[:, 1].mean() < -0.2 * wall.radius
    assert speed.max() ** 2 < rim_speed**2 + 2.0 * 10.0 * (2.0 * wall.radius)
    assert (speed**2).mean() < rim_speed**2
    simulation.close()


def test_balls_outside_the_container_have_escaped(box2d, simulate):
    simulation = simulate([{"position": [0.0, 0.0]}, {"position": [1.0, 0.0]}], wall=heptagon())
    assert box2d(simulation).escaped_count() == 0
    simulation.balls[Position].y[0] = 9.0
    assert box2d(simulation).escaped_count() == 1


@pytest.mark.parametrize("name", ["pile", "cradle", "drum", "jacobi"])
def test_box2d_gets_obstacles_chains_and_discs(box2d, name):
    simulation = Simulation(load_level(LEVELS / f"{name}.toml"))
    peer = run(box2d(simulation), 20)
    assert np.isfinite([peer.pose(ball) for ball in peer.balls]).all()
    assert peer.escaped_count() == 0
    simulation.close()


def test_worlds_of_many_scenes_are_released(box2d, simulate):
    simulation = simulate([{"position": [0.0, 0.0]}])
    for _ in range(200):  # Box2D has room for 128 worlds
        run(box2d(simulation), 1)


# -- which Box2D ----------------------------------------------


def test_box2d_is_not_found_without_library_and_wheel(monkeypatch):
    monkeypatch.setenv(LIBRARY_VARIABLE, "")
    monkeypatch.setitem(sys.modules, "pyb2d3", None)
    assert find_box2d() is None


def test_library_that_is_named_must_exist(monkeypatch, tmp_path):
    monkeypatch.setenv(LIBRARY_VARIABLE, str(tmp_path / "libbox2d.so"))
    with pytest.raises(PeerError, match=r"cannot use .*libbox2d\.so as Box2D"):
        find_box2d()
