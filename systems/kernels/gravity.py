"""Arithmetic of `Gravity`."""

from systems.kernels.compiler import Floats, kernel


@kernel
def gravity(
    vx: Floats, vy: Floats, kick_x: Floats, kick_y: Floats, kick_rate: Floats, dvx: float, dvy: float
) -> None:  # fmt: skip
    """Add one velocity change to all balls, and open their account of kicks with it.

    vx, vy : (n,) m/s, in/out
    kick_x, kick_y, kick_rate : (n,) m/s, m/s, rad/s, out
    dvx, dvy : m/s
    """
    for i in range(len(vx)):
        vx[i] += dvx
        vy[i] += dvy
        kick_x[i] = dvx
        kick_y[i] = dvy
        kick_rate[i] = 0.0
