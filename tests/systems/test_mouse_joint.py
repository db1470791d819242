from math import exp

import pytest

from components import Position, Velocity, VelocityChange
from game.testing.tiny_worlds import create_ball as ball
from systems import Gravity, Integration, MouseJoint
from systems.kernels.mouse_joint import MAX_ACCELERATION, STIFFNESS
from systems.mouse_joint import MouseTarget


@pytest.fixture
def pull(balls):
    """A function that pulls a ball to a mouse position for some sub-steps."""
    gravity, mouse_joint, integration = Gravity(balls, (0.0, 0.0)), MouseJoint(balls), Integration(balls)

    def run(entity, x, y, steps, h):
        balls.sync()
        mouse_joint.target = MouseTarget(entity, x, y)
        for _ in range(steps):
            balls.clear(VelocityChange)
            gravity.process(h)
            mouse_joint.process(h)
            integration.process(h)

    run.mouse_joint = mouse_joint
    return run


def test_the_joint_is_a_critically_damped_spring(balls, pull):
    """x(t) = x0 (1 + k t) exp(-k t)."""
    one = ball(0.01, 0.0, radius=1.0)
    pull(one, 0.0, 0.0, 1000, 1e-4)
    kt = STIFFNESS * 0.1
    assert balls[Position].x[0] == pytest.approx(0.01 * (1.0 + kt) * exp(-kt), rel=0.02)


@pytest.mark.parametrize("h", [1e-4, 0.01, 1.0, 1e4])
def test_the_acceleration_is_limited(balls, pull, h):
    one = ball(1e5, 0.0, vx=10.0, radius=0.2)
    pull(one, 0.0, 0.0, 1, h)
    assert abs(balls[Velocity].x[0] - 10.0) <= MAX_ACCELERATION * 0.2 * h * (1.0 + 1e-12)


def test_the_pull_is_added_to_the_velocity_change_and_nothing_is_dirty(balls, pull):
    one = ball(0.5, -0.2, vx=1.0)
    balls.sync()
    balls.dirty[:] = 0
    pull(one, 0.0, 0.0, 1, 0.01)
    assert balls[VelocityChange].x[0] == pytest.approx(balls[Velocity].x[0] - 1.0)
    assert balls[VelocityChange].y[0] == pytest.approx(balls[Velocity].y[0])
    assert not balls.dirty.any()


def test_only_the_held_ball_is_pulled(balls, pull):
    ball(0.0, 3.0)
    one = ball(1.0, 0.0)
    pull(one, 0.0, 0.0, 5, 0.01)
    assert (balls[Position].x[0], balls[Position].y[0]) == (0.0, 3.0)


def test_a_removed_ball_is_released(balls, pull):
    one = ball()
    balls.sync()
    balls.despawn(one)
    pull(one, 0.0, 0.0, 1, 0.01)
    assert pull.mouse_joint.target is None


@pytest.mark.parametrize("place", [float("nan"), float("inf"), 1e308])
def test_an_invalid_mouse_position_releases_the_ball(balls, pull, place):
    one = ball(1.0, 0.0, vx=1.0, radius=0.2)
    pull(one, 0.0, place, 1, 0.01)
    assert pull.mouse_joint.target is None
    assert balls[Velocity].x[0] == 1.0
