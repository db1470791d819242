"""Kernel of `Gravity`."""

from systems.kernels.columns import CHANGE_X, CHANGE_Y, VX, VY, Balls
from systems.kernels.compiler import Floats, kernel


@kernel
def gravity(balls: Balls, ball_count: int, g: Floats, h: float) -> None:
    """Add one change of velocity to all balls.

    balls : VX, VY, CHANGE_X and CHANGE_Y are changed
    g : (2,) m/s²
    h : s
    """
    dvx, dvy = h * g[0], h * g[1]
    for i in range(ball_count):
        balls[VX, i] += dvx
        balls[VY, i] += dvy
        balls[CHANGE_X, i] += dvx
        balls[CHANGE_Y, i] += dvy
