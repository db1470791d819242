"""Kernel of `Integration`."""

from systems.kernels.compiler import Floats, kernel


@kernel
def integration(
    x: Floats,
    y: Floats,
    angle: Floats,
    vx: Floats,
    vy: Floats,
    rate: Floats,
    change_x: Floats,
    change_y: Floats,
    change_rate: Floats,
    begin: Floats,
    h: float,
) -> None:
    """Move the balls for the time h with the mean of the velocities before and after the changes of this sub-step.

    This is exact for an acceleration that is constant over h: x(t + h) = x + h v(t) + h² a / 2, with v(t) = v - h a.

    x, y : (n,) m, in/out
    angle : (n,) rad, in/out
    vx, vy, rate : (n,) m/s, rad/s, after the changes
    change_x, change_y, change_rate : (n,) m/s, m/s, rad/s, see `VelocityChange`
    begin : (n,) s, out: 0, because every path starts with the sub-step
    h : s
    """
    for i in range(len(x)):
        x[i] += h * (vx[i] - 0.5 * change_x[i])
        y[i] += h * (vy[i] - 0.5 * change_y[i])
        angle[i] += h * (rate[i] - 0.5 * change_rate[i])
        begin[i] = 0.0
