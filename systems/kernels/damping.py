"""Kernel of `Damping`."""

from systems.kernels.compiler import Floats, kernel


@kernel
def damping(
    vx: Floats, vy: Floats, rate: Floats, change_x: Floats, change_y: Floats, change_rate: Floats,
    keep: float, share: float, keep_spin: float, share_spin: float,
) -> None:  # fmt: skip
    """Damp velocities and spins while the forces so far act: v = keep (v - dv) + share dv.

    This is the solution of v' = a - k v over the time h, with the constant a = dv / h.

    vx, vy : (n,) m/s, in/out
    rate : (n,) rad/s, in/out
    change_x, change_y, change_rate : (n,) m/s, m/s, rad/s, in: dv of the forces so far, out: including the drag
    keep, share : exp(-k h) and (1 - exp(-k h)) / (k h), 0 to 1
    keep_spin, share_spin : the same for spins
    """
    for i in range(len(vx)):
        before_x, before_y, before = vx[i] - change_x[i], vy[i] - change_y[i], rate[i] - change_rate[i]
        change_x[i] = (keep - 1.0) * before_x + share * change_x[i]
        change_y[i] = (keep - 1.0) * before_y + share * change_y[i]
        change_rate[i] = (keep_spin - 1.0) * before + share_spin * change_rate[i]
        vx[i], vy[i], rate[i] = before_x + change_x[i], before_y + change_y[i], before + change_rate[i]
