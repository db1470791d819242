"""Arithmetic of `Damping`."""

from systems.kernels.compiler import Floats, kernel


@kernel
def damping(
    vx: Floats, vy: Floats, rate: Floats, kick_x: Floats, kick_y: Floats, kick_rate: Floats,
    keep: float, share: float, keep_spin: float, share_spin: float,
) -> None:  # fmt: skip
    """Let velocities and spins decay while the forces so far act: v = keep (v - kick) + share kick.

    That is dv/dt = a - k v over the time h, solved for a constant a = kick / h.

    vx, vy : (n,) m/s, in/out
    rate : (n,) rad/s, in/out
    kick_x, kick_y, kick_rate : (n,) m/s, m/s, rad/s, in/out, what forces have added; the drag is one of them then
    keep, share : exp(-k h) and (1 - exp(-k h)) / (k h), 0 to 1
    keep_spin, share_spin : the same for spins
    """
    for i in range(len(vx)):
        before_x, before_y, before = vx[i] - kick_x[i], vy[i] - kick_y[i], rate[i] - kick_rate[i]
        kick_x[i] = (keep - 1.0) * before_x + share * kick_x[i]
        kick_y[i] = (keep - 1.0) * before_y + share * kick_y[i]
        kick_rate[i] = (keep_spin - 1.0) * before + share_spin * kick_rate[i]
        vx[i], vy[i], rate[i] = before_x + kick_x[i], before_y + kick_y[i], before + kick_rate[i]
