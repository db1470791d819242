import math

import esper
import numpy as np
import pytest

from components import Collider
from game.testing.tiny_worlds import create_ball as ball
from game.testing.tiny_worlds import create_wall as wall
from systems import MaterialOverrides
from systems.material_overrides import NO_OVERRIDES, Substance


@pytest.fixture
def surfaces(balls, walls):
    """Two balls and a wall of different materials."""
    ball(restitution=0.1, friction=0.2)
    ball(restitution=0.3, friction=0.4)
    wall(restitution=0.5, friction=0.6)
    balls.sync()
    walls.sync()
    return MaterialOverrides(balls, walls)


def restitutions(balls, walls):
    return [*balls[Collider].restitution.tolist(), *walls[Collider].restitution.tolist()]


def test_an_override_applies_to_all_and_can_be_removed(balls, walls, surfaces):
    surfaces.set("restitution", 0.9)
    for _ in range(3):
        surfaces.process()
    assert restitutions(balls, walls) == [0.9] * 3
    assert balls[Collider].friction.tolist() == [0.2, 0.4]
    surfaces.set("restitution", 0.8)
    surfaces.process()
    assert restitutions(balls, walls) == [0.8] * 3
    surfaces.set("restitution", None)
    surfaces.process()
    assert restitutions(balls, walls) == [0.1, 0.3, 0.5]


def test_an_override_applies_to_new_balls_too(balls, walls, surfaces):
    surfaces.set("friction", 0.0)
    surfaces.process()
    esper.delete_entity(int(balls.entities[0]), immediate=True)
    ball(friction=0.7)
    balls.sync()
    surfaces.process()
    assert balls[Collider].friction.tolist() == [0.0, 0.0]
    surfaces.set("friction", None)
    assert balls[Collider].friction.tolist() == [0.4, 0.7]
    assert walls[Collider].friction.tolist() == [0.6]


def test_the_state_is_a_snapshot(balls, walls, surfaces):
    surfaces.set("restitution", 0.9)
    surfaces.process()
    state, columns = surfaces.state, balls.snapshot()
    surfaces.set("restitution", None)
    ball(restitution=0.2)
    balls.sync()
    surfaces.process()
    esper.delete_entity(int(balls.entities[-1]), immediate=True)
    balls.sync()
    surfaces.state = state
    balls.restore(columns)
    assert surfaces.state.overrides[0].value == 0.9
    surfaces.set("restitution", None)
    assert balls[Collider].restitution.tolist() == [0.1, 0.3]


def test_without_an_override_nothing_changes(balls, walls, surfaces):
    before = np.array(restitutions(balls, walls))
    surfaces.process()
    surfaces.set("restitution", None)
    surfaces.process()
    assert (before == restitutions(balls, walls)).all()
    assert surfaces.state is NO_OVERRIDES


def test_an_override_of_a_material_applies_to_its_balls_and_walls_only(balls, walls, surfaces):
    first, last = balls[Collider], walls[Collider]
    density = first.mass[0] / (math.pi * first.radius[0] ** 2)
    of_ball = Substance(float(density), 0.1, 0.2, float(first.rolling_resistance[0]))
    of_wall = Substance(0.0, 0.5, 0.6, float(last.rolling_resistance[0]))
    surfaces.set("friction", 3.0, (of_ball, of_wall))
    assert (balls[Collider].friction.tolist(), walls[Collider].friction.tolist()) == ([3.0, 0.4], [3.0])
    surfaces.set("friction", 2.0)  # the more special value stays
    assert (balls[Collider].friction.tolist(), walls[Collider].friction.tolist()) == ([3.0, 2.0], [3.0])
    surfaces.set("friction", None, (of_ball, of_wall))
    assert (balls[Collider].friction.tolist(), walls[Collider].friction.tolist()) == ([2.0, 2.0], [2.0])
    surfaces.set("friction", None)
    assert (balls[Collider].friction.tolist(), walls[Collider].friction.tolist()) == ([0.2, 0.4], [0.6])
    assert surfaces.state is NO_OVERRIDES


def test_a_ball_of_another_density_has_another_material(balls, walls, surfaces):
    surfaces.set("restitution", 0.9, (Substance(1.5, 0.1, 0.2, 0.0),))
    assert restitutions(balls, walls) == [0.1, 0.3, 0.5]
