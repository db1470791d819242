"""Subroutine of `BallCollision`: the resting contact of two balls."""

from systems.kernels.ball_impact import contact_normal
from systems.kernels.compiler import subroutine
from systems.kernels.contact import SLOP, clamp

PUSH = 0.8  # part of the overlap beyond the slop that is corrected in a sub-step
PUSH_SPEED = 40.0  # radii per second, largest speed of the correction of an overlap
CRUSHED = 0.2  # radii of the smaller ball; balls that overlap more are also driven apart by a speed ...
DRIVE = 0.2  # ... that removes this part of the overlap beyond CRUSHED in a sub-step


@subroutine
def resting_impulse(
    dx: float, dy: float, wx: float, wy: float, turning: float, reach: float, small: float, reduced: float,
    share: float, since: float, old_normal: float, old_tangent: float, least: float,
    mu: float, press: float, h: float, k: int,
) -> tuple[float, float, float, float, float, float, float, float]:  # fmt: skip
    """Return the unit normal, the new accumulated impulses, their time, the pushes, and the impulse not to keep.

    The accumulated normal impulse is never below ``least``. What is left of an overlap is corrected by moving the balls
    (pseudo-impulses, which change no velocity); the first ball takes its ``share``. Crushed balls take equal shares,
    because a light ball between a heavy one and a wall has nowhere to go, and they are driven apart too.

    dx, dy, wx, wy : m, m/s, of the second ball relative to the first
    turning : m/s, sum of rate times radius
    reach, small : m, sum of the radii, and the smaller one
    reduced : kg, reduced mass
    since : s, how long before the end the younger of their paths began
    old_normal, old_tangent : N s, accumulated so far
    mu : coefficient of friction
    press : m/s, largest speed at which crushed balls are driven apart
    Returns normal x and y, normal and tangent impulse (N s), time before the end (s), push of the first and of the
    second ball along the normal (m), and the part of the normal impulse (N s) that must not be warm-started.
    """
    distance, nx, ny = contact_normal(dx, dy, reach, k)
    gap = distance - reach
    closing = -(wx * nx + wy * ny)
    s = 0.5 * since
    if 0.0 < -gap < closing * h:
        s = -gap / closing  # the balls have just landed on each other
    away = min(DRIVE * max(-gap - CRUSHED * small, 0.0) / h, press)
    wanted = max(least, old_normal + reduced * (closing + away - max(gap, 0.0) / h))
    if gap >= 0.0:
        wanted = min(wanted, old_normal)
    tangent = clamp(old_tangent - reduced * (wy * nx - wx * ny - turning) / 3.0, mu * wanted)
    overlap = -gap - s * (wanted - old_normal) / reduced - SLOP * small
    push = min(PUSH * max(overlap, 0.0), PUSH_SPEED * small * h)
    if -gap > CRUSHED * small:
        share = 0.5
    return nx, ny, wanted, tangent, s, share * push, (1.0 - share) * push, reduced * away
