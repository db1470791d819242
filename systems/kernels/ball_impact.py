"""Arithmetic of `BallCollision`: impacts of two balls, at the moment of touch."""

import math

from systems.kernels.compiler import part
from systems.kernels.contact import SLOP, clamp

APART, TOUCHING = -2.0, -1.0  # what `meeting` finds instead of a time
DEEP = 0.02  # of the smaller radius: an overlap beyond it is pressed apart instead of bouncing ...
DEEP_SPEED = 8.0  # ... unless the balls close faster than this times rest_speed
COINCIDENT = 1e-9  # of the sum of radii: closer centres have no direction of their own
GOLDEN_ANGLE = 2.399963229728653  # rad; spreads the directions of coincident pairs evenly
NEWTON_STEPS = 6


@part
def direction(dx: float, dy: float, reach: float, k: int) -> tuple[float, float, float]:
    """Distance, and unit vector of (dx, dy); pairs without a direction of their own get one by their number."""
    distance = math.sqrt(dx * dx + dy * dy)
    if distance > COINCIDENT * reach:
        return distance, dx / distance, dy / distance
    return distance, math.cos(GOLDEN_ANGLE * k), math.sin(GOLDEN_ANGLE * k)


@part
def touch_of_pair(dx: float, dy: float, wx: float, wy: float, ax: float, ay: float, reach: float) -> float:
    """How long before the end of the sub-step two balls came as near as reach, or -1 if they never did.

    The larger root s of |d - s w + s² a / 2| = reach: in closed form where both are pulled alike (a = 0, gravity),
    refined by Newton's method where one of them is supported.

    dx, dy, wx, wy, ax, ay : m, m/s, m/s², of the second ball relative to the first, at the end
    """
    speed_squared = wx * wx + wy * wy
    along = dx * wx + dy * wy
    beyond = dx * dx + dy * dy - reach * reach
    root = along * along - speed_squared * beyond
    if not root > 0.0 or (along <= 0.0 and beyond >= 0.0):
        return -1.0
    root = math.sqrt(root)
    s = (along + root) / speed_squared if along > 0.0 else beyond / (along - root)
    if ax == 0.0 and ay == 0.0:
        return s
    for _ in range(NEWTON_STEPS):
        ex, ey = dx - s * (wx - 0.5 * s * ax), dy - s * (wy - 0.5 * s * ay)
        slope = ex * (wx - s * ax) + ey * (wy - s * ay)
        if slope >= 0.0:  # they part already: there is no touch further back
            break
        step = 0.5 * (ex * ex + ey * ey - reach * reach) / slope
        s += step
        if step * step * speed_squared < 1e-30 * reach * reach:
            break
    return max(s, 0.0)


@part
def may_meet(dx: float, dy: float, wx: float, wy: float, reach: float, near: float) -> bool:
    """Whether two balls are ``near`` now, or have passed through each other; dx ... wy as in `meeting`."""
    distance_squared, along = dx * dx + dy * dy, dx * wx + dy * wy
    if distance_squared < near * near:
        return True
    return along > 0.0 and along * along > (wx * wx + wy * wy) * (distance_squared - reach * reach)


@part
def meeting(
    dx: float, dy: float, wx: float, wy: float, kick_x: float, kick_y: float, reach: float, near: float, small: float,
    since: float, rest: float, press: float, h: float, k: int,
) -> float:  # fmt: skip
    """How long before the end of the sub-step a pair that `may_meet` collided faster than ``rest``.

    Or TOUCHING, if it is near now, or APART.

    Balls that overlap at the end, and have come together before the younger of their flights began, collide where
    these flights, prolonged backwards, say so; if that is more than a sub-step ago, when the younger one began, and
    where the overlap is deep only faster than ``press``.

    dx, dy, wx, wy : m, m/s, of the second ball relative to the first, at the end
    kick_x, kick_y : m/s, what forces have added to their relative velocity in this sub-step
    reach, near, small : m, sum of the radii; and where they count as touching; and the smaller one
    since : s, how long before the end the younger of their flights began
    """
    distance_squared, along = dx * dx + dy * dy, dx * wx + dy * wy
    nothing = TOUCHING if distance_squared < near * near else APART
    # Most rest: even the largest closing speed within h, as forces and the turning of the normal allow, is small.
    turn = h * (1.5 * (wx * wx + wy * wy) + 10.0 * (kick_x * kick_x + kick_y * kick_y))
    fastest = max(kick_x * dx + kick_y * dy, 0.0) - along + turn
    if fastest < 0.0 or fastest * fastest < rest * rest * min(distance_squared, reach * reach):
        return nothing
    ax, ay = kick_x / h, kick_y / h
    if distance_squared >= reach * reach:
        bx, by = dx - since * (wx - 0.5 * since * ax), dy - since * (wy - 0.5 * since * ay)
        parting = bx * (wx - since * ax) + by * (wy - since * ay) >= 0.0
        if along <= 0.0 or (parting and bx * bx + by * by >= reach * reach):
            return nothing  # all the way
    s = touch_of_pair(dx, dy, wx, wy, ax, ay, reach)
    if s < 0.0 or (s > since and distance_squared >= reach * reach):
        return nothing
    late = s > h
    if late:  # what has pulled them since was shared with the contact that they have had
        s, ax, ay = since, 0.0, 0.0
    ex, ey, distance = dx - s * (wx - 0.5 * s * ax), dy - s * (wy - 0.5 * s * ay), reach
    if late:
        distance, nx, ny = direction(ex, ey, reach, k)
        if distance < reach - DEEP * small:
            rest = max(rest, press)
        ex, ey, distance = nx, ny, 1.0
    pressed = -(kick_x * ex + kick_y * ey)  # what forces have given within h comes to rest, however much it is
    return s if -((wx - s * ax) * ex + (wy - s * ay) * ey) > max(rest * distance, pressed) else nothing


@part
def comes_first(s: float, k: int, other_s: float, other: int) -> bool:
    """Whether an impact comes before another; of those at the same time, that of the lower number does."""
    return s > other_s or (s == other_s and k < other)


@part
def strike(
    dx: float, dy: float, wx: float, wy: float, turning: float, reach: float, small: float, reduced: float,
    bounce: float, mu: float, h: float, k: int,
) -> tuple[float, float, float, float]:  # fmt: skip
    """Normal and impulses (normal with restitution, tangential: stick or slip) of two balls that collide.

    dx, dy, wx, wy : m, m/s, of the second relative to the first, at that moment; balls do not bounce that overlap
        deeper than they can have come in a sub-step
    turning : m/s, sum of rate times radius
    reduced : kg, the mass that the normal impulse meets
    """
    distance, nx, ny = direction(dx, dy, reach, k)
    closing = -(wx * nx + wy * ny)
    if distance <= reach - SLOP * small - h * closing:
        bounce = 0.0
    normal = reduced * (1.0 + bounce) * closing
    return nx, ny, normal, clamp(-reduced * (wy * nx - wx * ny - turning) / 3.0, mu * normal)
