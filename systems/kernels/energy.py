"""Kernel of `Energy`."""

from systems.kernels.compiler import Floats, kernel


@kernel
def energy(
    x: Floats, y: Floats, vx: Floats, vy: Floats, rate: Floats, radius: Floats, mass: Floats,
    each: Floats, gx: float, gy: float,
) -> tuple[float, float, float, float]:  # fmt: skip
    """Sum the energies of all balls, row by row.

    x, y, vx, vy, rate, radius, mass : (n,) m, m/s, rad/s, m, kg; solid discs, I = m r² / 2
    each : (at least n,) J, energy of every ball, in: at the last call, out: now
    gx, gy : m/s², gravity; its potential is zero at the origin
    Returns the kinetic energies of translation and rotation, the potential energy, and the gain since the last call, J.
    """
    motion = spin = potential = gain = 0.0
    for i in range(len(x)):
        moving = 0.5 * mass[i] * (vx[i] * vx[i] + vy[i] * vy[i])
        turning = 0.25 * mass[i] * (radius[i] * rate[i]) * (radius[i] * rate[i])
        height = -mass[i] * (gx * x[i] + gy * y[i])
        motion += moving
        spin += turning
        potential += height
        now = moving + turning + height
        gain += now - each[i]
        each[i] = now
    return motion, spin, potential, gain
