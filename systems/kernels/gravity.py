"""Kernel of `Gravity`."""

from systems.kernels.compiler import Floats, kernel


@kernel
def gravity(vx: Floats, vy: Floats, change_x: Floats, change_y: Floats, dvx: float, dvy: float) -> None:
    """Add one change of velocity to all balls.

    vx, vy, change_x, change_y : (n,) m/s, in/out
    dvx, dvy : m/s
    """
    for i in range(len(vx)):
        vx[i] += dvx
        vy[i] += dvy
        change_x[i] += dvx
        change_y[i] += dvy
