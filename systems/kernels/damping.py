"""Arithmetic of `Damping`."""

from systems.kernels.compiler import Floats, kernel


@kernel("void(f8[::1], f8[::1], f8[::1], f8[::1], f8[::1], f8[::1], f8, f8)")
def damping(
    vx: Floats,
    vy: Floats,
    rate: Floats,
    kick_x: Floats,
    kick_y: Floats,
    kick_rate: Floats,
    keep: float,
    keep_spin: float,
) -> None:
    """Keep a part of every velocity and spin.

    vx, vy : (n,) m/s, in/out
    rate : (n,) rad/s, in/out
    kick_x, kick_y, kick_rate : (n,) m/s, m/s, rad/s, in/out, gain what velocity and spin gain
    keep, keep_spin : exp(-k h), 0 to 1
    """
    for i in range(len(vx)):
        dvx = (keep - 1.0) * vx[i]
        dvy = (keep - 1.0) * vy[i]
        vx[i] += dvx
        vy[i] += dvy
        kick_x[i] += dvx
        kick_y[i] += dvy
        spin = (keep_spin - 1.0) * rate[i]
        rate[i] += spin
        kick_rate[i] += spin
