"""Creation of the entities of a level: units, shapes, materials, numbers and seeds."""

import math

import esper
import numpy as np
import pytest

from components import Collider, KinematicMotion, Label, Outline, Position, Spin, Velocity
from game.levels.model import Level
from game.simulation.spawn import spawn_level

MOTION = {
    "center": [1.0, 2.0],
    "angle": 30.0,
    "spin": 90.0,
    "velocity": [3.0, 4.0],
    "swing": {"angle": 45.0, "period": 2.0, "phase": 90.0},
    "sway": {"offset": [0.5, -0.25], "period": 4.0, "phase": -60.0},
}
SHAPES = [
    {"shape": "polygon", "sides": 7, "radius": 3.0},
    {"shape": "circle", "radius": 3.0, "container": False},
    {"shape": "path", "points": [[0.0, 0.0], [1.0, 0.0]], "closed": False, "thickness": 0.5},
]


def level(**parts):
    return Level.model_validate({"format": 1, "title": "A test", **parts})


def walls():
    """Return the components of every wall, in order."""
    kinds = (Position, Velocity, Spin, KinematicMotion, Collider, Outline)
    return [components for _, components in esper.get_components(*kinds)]


def pose(motion, t):
    """Return x, y and angle of a wall at the time t, from the formulas of `KinematicMotion`."""
    sway = math.sin(motion.sway_rate * t + motion.sway_phase)
    x = motion.x + motion.velocity_x * t + motion.sway_x * sway
    y = motion.y + motion.velocity_y * t + motion.sway_y * sway
    return np.array(
        [x, y, motion.angle + motion.rate * t + motion.swing * math.sin(motion.swing_rate * t + motion.swing_phase)]
    )


@pytest.mark.parametrize("shape", SHAPES, ids=lambda shape: shape["shape"])
def test_the_motion_of_a_wall_is_in_radians(shape):
    spawn_level(level(walls=[shape | MOTION]), seed=0)
    ((*_, motion, _, _),) = walls()
    steady = (1.0, 2.0, math.pi / 6, 3.0, 4.0, math.pi / 2)
    sway, swing = (0.5, -0.25, math.pi / 2, -math.pi / 3), (math.pi / 4, math.pi, math.pi / 2)
    assert motion.values == pytest.approx((*steady, *sway, *swing, *[0.0] * 5))


@pytest.mark.parametrize("shape", SHAPES, ids=lambda shape: shape["shape"])
def test_the_initial_pose_and_velocity_of_a_wall_follow_from_its_motion(shape):
    spawn_level(level(walls=[shape | MOTION]), seed=0)
    ((position, velocity, spin, motion, _, _),) = walls()
    np.testing.assert_allclose((*position.values, spin.angle), pose(motion, 0.0), rtol=1e-15)
    h = 1e-5
    speeds = (pose(motion, h) - pose(motion, -h)) / (2.0 * h)
    np.testing.assert_allclose((*velocity.values, spin.rate), speeds, rtol=1e-8)


def test_a_wall_without_a_motion_rests():
    spawn_level(level(walls=[SHAPES[0]]), seed=0)
    ((position, velocity, spin, motion, _, _),) = walls()
    assert {*position.values, *velocity.values, *spin.values, *motion.values} == {0.0}


def test_walls_have_their_outlines_and_materials():
    materials = {"ice": {"restitution": 0.1, "friction": 0.2, "rolling_resistance": 0.3}}
    made = level(materials=materials, walls=[SHAPES[0], *(shape | {"material": "ice"} for shape in SHAPES[1:])])
    spawn_level(made, seed=0)
    colliders, outlines = zip(*(components[-2:] for components in walls()), strict=True)
    assert [collider.values[2:] for collider in colliders] == [(0.7, 0.4, 0.0)] + [(0.1, 0.2, 0.3)] * 2
    heptagon, disc, chain = outlines
    assert (len(heptagon.points), heptagon.radius, heptagon.closed, heptagon.container) == (7, 0.0, True, True)
    assert (disc.points.tolist(), disc.radius, disc.closed, disc.container) == ([[0.0, 0.0]], 3.0, True, False)
    assert (len(chain.points), chain.radius, chain.closed, chain.container) == (2, 0.25, False, False)


def test_balls_and_walls_have_colliders_and_walls_have_infinite_mass():
    spawn_level(level(walls=SHAPES[::2], balls=[{"radius": 0.5, "position": [0.0, 1.0]}]), seed=0)
    rows = sorted(esper.get_components(Position, Velocity, Spin, Collider))
    assert [collider.mass for _, (*_, collider) in rows] == [math.inf, math.inf, pytest.approx(math.pi / 4)]
    assert [collider.radius for _, (*_, collider) in rows] == [0.0, 0.0, 0.5]


def test_balls_are_numbered_and_coloured_in_order():
    group = {"count": 3, "radius": 0.1, "colors": ["#000001", "#000002"], "spawn": {"pattern": "disc", "radius": 1.0}}
    single = {"radius": 0.5, "position": [5.0, 5.0], "velocity": [1.0, 2.0], "angle": 90.0, "spin": 180.0}
    spawn_level(level(balls=[group | {"first_number": 7}, single]), seed=0)
    rows = [components for _, components in esper.get_components(Position, Velocity, Spin, Collider, Label)]
    assert [(row[-1].number, row[-1].color) for row in rows[:3]] == [(7, "#000001"), (8, "#000002"), (9, "#000001")]
    position, velocity, spin, collider, label = rows[3]
    assert label.number == 10
    assert (position.values, velocity.values) == ((5.0, 5.0), (1.0, 2.0))
    assert spin.values == pytest.approx((math.pi / 2, math.pi))
    assert (collider.radius, collider.mass) == pytest.approx((0.5, math.pi / 4))


def test_random_positions_depend_on_the_seed_alone():
    group = level(balls=[{"count": 9, "radius": 0.1, "spawn": {"pattern": "disc", "radius": 1.0}}], seed=3)
    starts = []
    for seed in (1, 1, 2):
        spawn_level(group, seed)
        starts.append([position.values for _, (position, _) in esper.get_components(Position, Label)])
        esper.clear_database()
    assert starts[0] == starts[1] != starts[2]
