import math

import pytest

from components import Position, Spin, Velocity, VelocityChange
from game.testing.tiny_worlds import create_ball as ball
from systems import Gravity, Integration


def test_a_ball_without_forces_moves_uniformly(balls):
    ball(1.0, 2.0, 3.0, 4.0, spin=5.0, angle=6.0)
    balls.sync()
    Integration(balls).process(0.5)
    assert (balls[Position].x[0], balls[Position].y[0]) == (2.5, 4.0)
    assert balls[Spin].angle[0] == 8.5
    assert (balls[Velocity].x[0], balls[Velocity].y[0], balls[Spin].rate[0]) == (3.0, 4.0, 5.0)


@pytest.mark.parametrize("steps", [1, 7, 240])
def test_a_fall_is_exact_for_any_step(balls, steps):
    ball(0.0, 5.0, 2.0, 3.0)
    balls.sync()
    gravity, integration = Gravity(balls, g=(0.5, -9.81)), Integration(balls)
    for _ in range(steps):
        balls.clear(VelocityChange)
        gravity.process(1.0 / steps)
        integration.process(1.0 / steps)
    assert balls[Position].x[0] == pytest.approx(2.0 + 0.5 * 0.5, rel=1e-12)
    assert balls[Position].y[0] == pytest.approx(5.0 + 3.0 - 0.5 * 9.81, rel=1e-12)
    assert math.isclose(balls[Velocity].y[0], 3.0 - 9.81, rel_tol=1e-12)
