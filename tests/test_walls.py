"""Rotating, swinging and swaying walls of every shape contain the balls and exchange the right momentum."""

import math

import numpy as np
import pytest

from game import Level, Simulation
from game.batch.headless import escaped_balls

STAR = [
    [radius * math.cos(math.pi * k / 5 + math.pi / 2), radius * math.sin(math.pi * k / 5 + math.pi / 2)]
    for k in range(10)
    for radius in [0.9 if k % 2 else 2.0]
]
ROUND = {"shape": "circle", "radius": 3.0}
PADDLE = {"shape": "path", "points": [[-1.5, 0.0], [1.5, 0.0]], "closed": False, "thickness": 0.05}
HEXAGON = {"shape": "polygon", "sides": 6, "radius": 3.0, "swing": {"angle": 60.0, "period": 1.0}}
SQUARE = {"shape": "polygon", "sides": 4, "radius": 0.6, "container": False}


def scene(walls, balls, restitution=0.7, friction=0.4, **world):
    """Return a simulation of walls and balls of one material."""
    return Simulation(
        Level.model_validate(
            {
                "format": 1,
                "title": "walls",
                "world": world,
                "materials": {"stuff": {"restitution": restitution, "friction": friction}},
                "walls": [{**wall, "material": "stuff"} for wall in walls],
                "balls": [{**one, "material": "stuff"} for one in balls],
            }
        )
    )


def cluster(count, radius, pattern="disc", reach=0.7, speed=(0.0, 3.0)):
    return {"count": count, "radius": radius, "spawn": {"pattern": pattern, "radius": reach, "speed": list(speed)}}


@pytest.mark.parametrize(
    ("walls", "balls"),
    [
        ([{"shape": "path", "points": STAR, "spin": 72.0}], cluster(15, 0.08)),
        ([{"shape": "path", "points": STAR, "spin": 3000.0}], cluster(15, 0.08)),
        ([{"shape": "path", "points": STAR, "spin": 720.0}], cluster(15, 0.05, speed=(60.0, 60.0))),
        ([ROUND | {"spin": 3000.0}], cluster(30, 0.1, reach=1.5, speed=(60.0, 60.0))),
        ([ROUND, PADDLE | {"spin": 3000.0}], cluster(20, 0.1, "ring", 2.3, (30.0, 60.0))),
        ([ROUND, SQUARE | {"spin": 500.0}], cluster(24, 0.1, "ring", 2.0, (0.0, 60.0))),
        (
            [
                {"shape": "polygon", "sides": 7, "radius": 3.0, "spin": 72.0},
                {"shape": "polygon", "sides": 5, "radius": 2.5, "spin": -200.0},
            ],
            cluster(20, 0.12, reach=1.2),
        ),
        (
            [
                HEXAGON | {"sway": {"offset": [1.0, 0.5], "period": 0.7}},
                SQUARE | {"swing": {"angle": 90.0, "period": 0.8}},
            ],
            cluster(20, 0.1, "ring", 1.7),
        ),
    ],
    ids=["star", "fast star", "fast balls in a star", "drum", "paddle", "square", "counter-rotating", "swing and sway"],
)
def test_balls_stay_on_the_allowed_side_of_moving_walls(walls, balls):
    simulation = scene(walls, [balls])
    for _ in range(400):
        simulation.step()
        assert np.isfinite(simulation.positions).all()
        assert not escaped_balls(simulation).any()


@pytest.mark.parametrize("height", [1.0, 1.037, 0.5])
def test_a_fast_ball_bounces_off_a_peg_smaller_than_its_sub_step(height):
    pegs = [{"shape": "circle", "radius": 0.05, "container": False, "center": [x, 0.0]} for x in (-1.0, 0.0, 1.0)]
    fast_balls = [{"radius": 0.02, "position": [x, height], "velocity": [0.0, -60.0]} for x in (-1.0, 0.0, 1.0)]
    simulation = scene([ROUND, *pegs], fast_balls, restitution=1.0, friction=0.0, gravity=[0.0, 0.0])
    simulation.step(2)
    assert simulation.velocities == pytest.approx(np.array([[0.0, 60.0]] * 3), abs=1e-9)
    assert simulation.positions[:, 1] == pytest.approx([0.07 + 2.0 - (height - 0.07)] * 3, abs=1e-9)


@pytest.mark.parametrize("closed", [True, False])
def test_a_ball_rolls_over_joints_of_segments_without_a_bump(closed):
    floor = [[x, 0.0] for x in np.linspace(-5.0, 5.0, 21).tolist()]
    wall = {"shape": "path", "points": floor, "closed": False, "thickness": 0.2}
    if closed:
        wall = {"shape": "path", "points": [*floor, [5.0, 3.0], [0.0, 2.5], [-5.0, 3.0]]}
    rest = 0.2 if closed else 0.3
    rolling = {"radius": 0.2, "position": [-4.5, rest], "velocity": [3.0, 0.0], "spin": -math.degrees(15.0)}
    simulation = scene([wall], [rolling], restitution=0.0)
    simulation.step(170)
    assert simulation.positions[0] == pytest.approx([4.0, rest], abs=1e-9)
    assert simulation.velocities[0] == pytest.approx([3.0, 0.0], abs=1e-9)
    assert simulation.spins[0] == pytest.approx(-15.0, abs=1e-9)
    assert simulation.angles[0] == pytest.approx(-15.0 * 170 / 60, abs=1e-9)


def time_of_touch(gap):
    """Return the time in s, up to 0.33, at which a gap (a function of time) becomes zero, by bisection."""
    low, high = 0.0, 0.33
    for _ in range(80):
        middle = (low + high) / 2
        low, high = (middle, high) if gap(middle) > 0.0 else (low, middle)
    return low


def test_a_swaying_wall_transfers_its_velocity_at_the_time_of_touch():
    """For an elastic impact with a wall of velocity u, v' = 2 u - v."""
    rate = 2 * math.pi / 0.9
    wall = {"shape": "circle", "radius": 0.5, "container": False, "sway": {"offset": [0.0, 0.3], "period": 0.9}}
    ball = {"radius": 0.1, "position": [0.0, 1.3], "velocity": [0.0, -4.0]}
    simulation = scene([wall], [ball], restitution=1.0, friction=0.0, gravity=[0.0, 0.0])
    simulation.step(20)
    t = time_of_touch(lambda t: 1.3 - 4.0 * t - 0.1 - 0.5 - 0.3 * math.sin(rate * t))
    speed = 0.3 * rate * math.cos(rate * t)
    assert simulation.velocities[0] == pytest.approx([0.0, 2 * speed + 4.0], abs=1e-9)


def test_a_swinging_arm_transfers_its_velocity_at_the_time_of_touch():
    """The impact reverses the normal velocity relative to the material at the contact point."""
    rate, reach = 2 * math.pi / 0.9, math.radians(10.0)
    arm = {"shape": "path", "points": [[0.0, 0.0], [2.0, 0.0]], "closed": False, "thickness": 0.2}
    arm |= {"swing": {"angle": 10.0, "period": 0.9}}
    before = np.array([0.0, -4.0])
    ball = {"radius": 0.1, "position": [1.5, 1.3], "velocity": before.tolist()}
    simulation = scene([arm], [ball], restitution=1.0, friction=0.0, gravity=[0.0, 0.0])
    simulation.step(20)

    def normal(t):
        angle = reach * math.sin(rate * t)
        return np.array([-math.sin(angle), math.cos(angle)])

    t = time_of_touch(lambda t: normal(t) @ [1.5, 1.3 - 4.0 * t] - 0.2)
    point = np.array([1.5, 1.3 - 4.0 * t]) - 0.1 * normal(t)
    material = reach * rate * math.cos(rate * t) * np.array([-point[1], point[0]])
    change = -2.0 * ((before - material) @ normal(t)) * normal(t)
    assert simulation.velocities[0] == pytest.approx(before + change, abs=1e-9)


def test_a_ball_beside_a_sharp_corner_stays_on_its_side_of_it():
    roof = {"shape": "path", "points": [[0.0, 8.0], [-4.8, 2.0], [4.0, 2.0]], "container": False}
    ball = {"radius": 0.2, "position": [-0.182, 8.265], "velocity": [0.39, -4.97]}
    simulation = scene([roof], [ball])
    for _ in range(30):
        simulation.step()
        assert simulation.positions[0, 0] < 0.1
