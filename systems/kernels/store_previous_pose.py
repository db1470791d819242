"""Kernel of `StorePreviousPose`."""

from systems.kernels.compiler import Floats, kernel


@kernel
def store_previous_pose(
    x: Floats, y: Floats, angle: Floats, previous_x: Floats, previous_y: Floats, previous_angle: Floats
) -> None:
    """Copy the pose of every ball.

    x, y, angle : (n,) m, rad
    previous_x, previous_y, previous_angle : (n,) out
    """
    for i in range(len(x)):
        previous_x[i] = x[i]
        previous_y[i] = y[i]
        previous_angle[i] = angle[i]
