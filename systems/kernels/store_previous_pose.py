"""Kernel of `StorePreviousPose`."""

from systems.kernels.columns import ANGLE, PREVIOUS_ANGLE, PREVIOUS_X, PREVIOUS_Y, Balls, X, Y
from systems.kernels.compiler import kernel


@kernel
def store_previous_pose(balls: Balls, ball_count: int) -> None:
    """Copy X, Y and ANGLE of every ball to PREVIOUS_X, PREVIOUS_Y and PREVIOUS_ANGLE."""
    for i in range(ball_count):
        balls[PREVIOUS_X, i] = balls[X, i]
        balls[PREVIOUS_Y, i] = balls[Y, i]
        balls[PREVIOUS_ANGLE, i] = balls[ANGLE, i]
