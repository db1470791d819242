from math import exp

import pytest

from components import Spin, Velocity, VelocityChange
from game.testing.tiny_worlds import create_ball as ball
from systems import Damping, Gravity


@pytest.mark.parametrize("steps", [1, 10])
def test_velocity_and_spin_decay_exponentially_for_any_step(balls, steps):
    ball(vx=4.0, vy=-2.0, spin=6.0)
    balls.sync()
    damping = Damping(balls, linear=0.5, angular=2.0)
    for _ in range(steps):
        balls.clear(VelocityChange)
        damping.process(1.0 / steps)
    assert balls[Velocity].x[0] == pytest.approx(4.0 * exp(-0.5), rel=1e-14)
    assert balls[Velocity].y[0] == pytest.approx(-2.0 * exp(-0.5), rel=1e-14)
    assert balls[Spin].rate[0] == pytest.approx(6.0 * exp(-2.0), rel=1e-14)


def test_drag_is_added_to_the_velocity_change(balls):
    ball(vx=4.0)
    balls.sync()
    Damping(balls, linear=0.5).process(1.0)
    assert balls[VelocityChange].x[0] == pytest.approx(4.0 * (exp(-0.5) - 1.0))


@pytest.mark.parametrize("steps", [1, 7])
def test_a_fall_with_drag_follows_its_closed_form_for_any_step(balls, steps):
    """v = g / k + (v0 - g / k) exp(-k t)."""
    ball(vx=4.0, vy=2.0)
    balls.sync()
    gravity, damping = Gravity(balls, (0.0, -10.0)), Damping(balls, linear=0.8)
    for _ in range(steps):
        balls.clear(VelocityChange)
        gravity.process(3.0 / steps)
        damping.process(3.0 / steps)
    assert balls[Velocity].x[0] == pytest.approx(4.0 * exp(-2.4), rel=1e-14)
    assert balls[Velocity].y[0] == pytest.approx(-12.5 + 14.5 * exp(-2.4), rel=1e-14)


def test_no_drag_changes_nothing(balls):
    ball(vx=4.0, spin=1.0)
    balls.sync()
    Damping(balls).process(1.0)
    assert (balls[Velocity].x[0], balls[Spin].rate[0]) == (4.0, 1.0)
