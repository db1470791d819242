"""Arithmetic of `Gravity`."""

from numpy.typing import NDArray

from systems.kernels.compiler import kernel


@kernel("void(f8[::1], f8[::1], f8[::1], f8[::1], f8, f8)")
def gravity(vx: NDArray, vy: NDArray, kick_x: NDArray, kick_y: NDArray, dvx: float, dvy: float) -> None:
    """Add one velocity change to all balls, and open their account of kicks with it.

    vx, vy : (n,) m/s, in/out
    kick_x, kick_y : (n,) m/s, out
    dvx, dvy : m/s
    """
    for i in range(len(vx)):
        vx[i] += dvx
        vy[i] += dvy
        kick_x[i] = dvx
        kick_y[i] = dvy
