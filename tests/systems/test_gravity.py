import esper
import pytest

from components import Position, Velocity, VelocityChange
from game.testing.tiny_worlds import create_ball as ball
from systems import Gravity


def test_gravity_accelerates_a_ball(balls):
    falling = ball()
    balls.sync()
    Gravity(balls, g=(0.0, -10.0)).process(0.1)
    assert esper.component_for_entity(falling, Velocity).y == pytest.approx(-1.0)


def test_gravity_does_not_change_positions(balls):
    falling = ball(1.0, 2.0)
    balls.sync()
    Gravity(balls).process(0.1)
    assert esper.component_for_entity(falling, Position).values == (1.0, 2.0)


def test_gravity_accelerates_every_ball_in_any_direction(balls):
    ball(mass=1.0)
    ball(mass=100.0, vx=1.0)
    balls.sync()
    Gravity(balls, g=(3.0, 4.0)).process(0.5)
    assert balls[Velocity].x.tolist() == [1.5, 2.5]
    assert balls[Velocity].y.tolist() == [2.0, 2.0]


def test_gravity_adds_to_the_velocity_change_until_that_is_cleared(balls):
    ball()
    balls.sync()
    gravity = Gravity(balls, g=(0.0, -10.0))
    gravity.process(0.1)
    assert balls[VelocityChange].y.tolist() == [-1.0]
    gravity.process(0.1)
    assert balls[VelocityChange].y.tolist() == [-2.0]
    balls.clear(VelocityChange)
    gravity.process(0.1)
    assert balls[VelocityChange].y.tolist() == [-1.0]
    assert balls[Velocity].y.tolist() == [-3.0]


def test_gravity_works_without_balls(balls):
    balls.sync()
    Gravity(balls).process(0.1)
