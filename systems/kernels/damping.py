"""Kernel of `Damping`."""

from systems.kernels import portable_math
from systems.kernels.columns import CHANGE_RATE, CHANGE_X, CHANGE_Y, RATE, VX, VY, Balls
from systems.kernels.compiler import Floats, kernel, subroutine


@subroutine
def decay(kh: float) -> tuple[float, float]:
    """Return the factors exp(-k h) of the initial velocity and (1 - exp(-k h)) / (k h) of a constant force."""
    return portable_math.exp(-kh), (-portable_math.expm1(-kh) / kh if kh != 0.0 else 1.0)


@kernel
def damping(balls: Balls, ball_count: int, rates: Floats, h: float) -> None:
    """Damp velocities and spins while the forces so far act: v = keep (v - dv) + share dv.

    This is the solution of v' = a - k v over the time h, with the constant a = dv / h.

    balls : VX, VY and RATE are changed; CHANGE_X, CHANGE_Y and CHANGE_RATE are dv of the forces so far before, and
        include the drag after
    rates : (2,) 1/s, k of the velocities and of the spins
    """
    keep, share = decay(rates[0] * h)
    keep_spin, share_spin = decay(rates[1] * h)
    for i in range(ball_count):
        before_x, before_y = balls[VX, i] - balls[CHANGE_X, i], balls[VY, i] - balls[CHANGE_Y, i]
        before = balls[RATE, i] - balls[CHANGE_RATE, i]
        balls[CHANGE_X, i] = (keep - 1.0) * before_x + share * balls[CHANGE_X, i]
        balls[CHANGE_Y, i] = (keep - 1.0) * before_y + share * balls[CHANGE_Y, i]
        balls[CHANGE_RATE, i] = (keep_spin - 1.0) * before + share_spin * balls[CHANGE_RATE, i]
        balls[VX, i], balls[VY, i] = before_x + balls[CHANGE_X, i], before_y + balls[CHANGE_Y, i]
        balls[RATE, i] = before + balls[CHANGE_RATE, i]
