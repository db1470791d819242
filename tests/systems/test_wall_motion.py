import math

import esper
import pytest

from components import KinematicMotion, Position, Rotation, Spin, Velocity
from systems import WallMotion
from tests.scenes import wall


def test_a_wall_rotates_at_its_rate(walls):
    heptagon = wall(rate=1.25)
    walls.sync()
    motion = WallMotion(walls)
    for _ in range(240):
        motion.process(1.0 / 240.0)
    assert esper.component_for_entity(heptagon, Spin).values == (1.25, 1.25)


def test_an_hour_of_rotation_accumulates_no_error(walls):
    wall(rate=1.2566370614359172)
    walls.sync()
    motion = WallMotion(walls)
    motion.substep_count = 3600 * 240 - 1
    motion.process(1.0 / 240.0)
    assert walls[Spin].angle[0] == pytest.approx(3600 * 1.2566370614359172, rel=1e-15)


def test_the_rotation_of_a_wall_is_that_of_its_angle(walls):
    wall(rate=1.25)
    walls.sync()
    WallMotion(walls).process(0.5)
    assert walls[Rotation].cos[0] == math.cos(0.625)
    assert walls[Rotation].sin[0] == math.sin(0.625)


def test_a_sliding_wall_has_its_velocity(walls):
    sliding = wall(velocity=(2.0, -1.0))
    walls.sync()
    esper.component_for_entity(sliding, KinematicMotion).x = 10.0
    WallMotion(walls).process(0.5)
    assert esper.component_for_entity(sliding, Position).values == (11.0, -0.5)
    assert esper.component_for_entity(sliding, Velocity).values == (2.0, -1.0)
