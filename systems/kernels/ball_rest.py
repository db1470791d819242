"""Arithmetic of `BallCollision`: two balls that rest, roll and slide on each other."""

from systems.kernels.ball_impact import direction
from systems.kernels.compiler import part
from systems.kernels.contact import SLOP, clamp

PUSH = 0.8  # of the overlap beyond the slop that is taken out in a sub-step
PUSH_SPEED = 40.0  # radii a second, the fastest that overlapping balls are pushed apart
CRUSHED = 0.2  # of the smaller radius: an overlap beyond it also drives balls apart, a pressure that is passed on ...
DRIVE = 0.2  # ... so fast that this part of it is gone after a sub-step


@part
def support(
    dx: float, dy: float, wx: float, wy: float, turning: float, reach: float, small: float, reduced: float,
    share: float, since: float, load: float, rub: float, least: float, mu: float, press: float, h: float, k: int,
) -> tuple[float, float, float, float, float, float, float, float]:  # fmt: skip
    """Normal, sums of the impulses of a sub-step, when they act (s before the end), push (m, m), and what to forget.

    The sums so far are ``load`` and ``rub``; the load never falls below ``least``. What is left of an overlap is
    taken out of the places, as if by an impulse that leaves no speed, of which the first ball takes its ``share``.
    Crushed balls yield alike, since a light one between a heavy one and a wall has nowhere to go; and they are driven
    apart, no faster than ``press`` (m/s).
    """
    distance, nx, ny = direction(dx, dy, reach, k)
    gap = distance - reach
    closing = -(wx * nx + wy * ny)
    s = 0.5 * since
    if 0.0 < -gap < closing * h:
        s = -gap / closing  # they have just landed
    away = min(DRIVE * max(-gap - CRUSHED * small, 0.0) / h, press)
    wanted = max(least, load + reduced * (closing + away - max(gap, 0.0) / h))
    if gap >= 0.0:
        wanted = min(wanted, load)
    tangent = clamp(rub - reduced * (wy * nx - wx * ny - turning) / 3.0, mu * wanted)
    overlap = -gap - s * (wanted - load) / reduced - SLOP * small
    push = min(PUSH * max(overlap, 0.0), PUSH_SPEED * small * h)
    if -gap > CRUSHED * small:
        share = 0.5
    return nx, ny, wanted, tangent, s, share * push, (1.0 - share) * push, reduced * away
