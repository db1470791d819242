"""Kernel of `Integration`."""

from systems.kernels.columns import ANGLE, CHANGE_RATE, CHANGE_X, CHANGE_Y, PATH_START, RATE, VX, VY, Balls, X, Y
from systems.kernels.compiler import kernel


@kernel
def integration(balls: Balls, ball_count: int, h: float) -> None:
    """Move the balls for the time h with the mean of the velocities before and after the changes of this sub-step.

    This is exact for an acceleration that is constant over h: x(t + h) = x + h v(t) + h² a / 2, with v(t) = v - h a.

    balls : X, Y and ANGLE are changed; PATH_START becomes 0, because every path starts with the sub-step
    h : s
    """
    for i in range(ball_count):
        balls[X, i] += h * (balls[VX, i] - 0.5 * balls[CHANGE_X, i])
        balls[Y, i] += h * (balls[VY, i] - 0.5 * balls[CHANGE_Y, i])
        balls[ANGLE, i] += h * (balls[RATE, i] - 0.5 * balls[CHANGE_RATE, i])
        balls[PATH_START, i] = 0.0
