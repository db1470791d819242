"""Arithmetic of `Integration`."""

from systems.kernels.compiler import Floats, kernel


@kernel
def integration(
    x: Floats,
    y: Floats,
    angle: Floats,
    vx: Floats,
    vy: Floats,
    rate: Floats,
    kick_x: Floats,
    kick_y: Floats,
    kick_rate: Floats,
    begin: Floats,
    h: float,
) -> None:
    """Fly for the time h with the mean of the velocities before and after the kick.

    Exact for a force that is constant over h: x(t + h) = x + h v(t) + h² a / 2, with v(t) = v - h a.

    x, y : (n,) m, in/out
    angle : (n,) rad, in/out
    vx, vy : (n,) m/s, after the kick
    rate : (n,) rad/s
    kick_x, kick_y, kick_rate : (n,) m/s, m/s, rad/s
    begin : (n,) s, out: the flight begins with the sub-step
    h : s
    """
    for i in range(len(x)):
        x[i] += h * (vx[i] - 0.5 * kick_x[i])
        y[i] += h * (vy[i] - 0.5 * kick_y[i])
        angle[i] += h * (rate[i] - 0.5 * kick_rate[i])
        begin[i] = 0.0
