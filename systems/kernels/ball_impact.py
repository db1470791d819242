"""Impacts of two balls: whether, when and how they collide."""

import math

from systems.kernels import portable_math
from systems.kernels.compiler import kernel, subroutine
from systems.kernels.contact import GRAVITY_MARGIN, MARGIN, MAX_MARGIN, SLOP, clamp

APART, TOUCHING = -2.0, -1.0  # values of `pair_time_of_impact` instead of a time
DEEP = 0.02  # radii of the smaller ball; balls that overlap more do not bounce, but are pressed apart ...
DEEP_SPEED = 8.0  # ... unless their closing speed is more than this times rest_speed
COINCIDENT = 1e-9  # of the sum of the radii; closer centres count as coincident
GOLDEN_ANGLE = 2.399963229728653  # rad; gives coincident pairs evenly distributed normals
NEWTON_STEPS = 6


@kernel  # not a part of each kernel with contacts, because it is hardly ever called
def coincident_normal(k: int) -> tuple[float, float]:
    """Return a unit vector that depends on the number of a pair."""
    sin, cos = portable_math.sincos(GOLDEN_ANGLE * k)
    return cos, sin


@subroutine
def contact_normal(dx: float, dy: float, reach: float, k: int) -> tuple[float, float, float]:
    """Return the length of (dx, dy) and its unit vector; a coincident pair k gets a unit vector that depends on k."""
    distance = math.sqrt(dx * dx + dy * dy)
    if distance > COINCIDENT * reach:
        shorten = 1.0 / distance
        return distance, shorten * dx, shorten * dy
    nx, ny = coincident_normal(k)
    return distance, nx, ny


@subroutine
def glance(
    dx: float, dy: float, wx: float, wy: float, change_x: float, change_y: float, reach: float, small: float,
    since: float, load_speed: float, rest_speed: float, h: float,
) -> tuple[bool, bool]:  # fmt: skip
    """Return whether a pair touches, and whether it may have collided, so that `pair_time_of_impact` must decide.

    There is no branch in it, because nearly all pairs rest, and a wrong guess of the processor costs more than all of
    the arithmetic.

    dx ... since : as in `pair_time_of_impact`
    load_speed : m/s, closing speed that the accumulated normal impulse holds back
    """
    near = reach + min(max(MARGIN * small, GRAVITY_MARGIN * rest_speed * h), MAX_MARGIN * small)
    squared, along, speed_squared = dx * dx + dy * dy, dx * wx + dy * wy, wx * wx + wy * wy
    reach_squared = reach * reach
    beyond = squared - reach_squared
    overlaps = beyond < 0.0
    rest = max(rest_speed, load_speed)
    # Most pairs rest: even the largest closing speed within h is small. It is bounded by the forces and by how fast the
    # normal turns.
    turn = h * (1.5 * speed_squared + 10.0 * (change_x * change_x + change_y * change_y))
    fastest = max(change_x * dx + change_y * dy, 0.0) - along + turn
    is_fast = (fastest > 0.0) & (fastest * fastest >= rest * rest * min(squared, reach_squared))
    has_touched = overlaps | ((along > 0.0) & (along * along > speed_squared * beyond))
    # Most of the others have come together before this sub-step, and do not close faster than at rest.
    cx, cy = dx - h * (wx - 0.5 * change_x), dy - h * (wy - 0.5 * change_y)
    late = overlaps & (cx * cx + cy * cy < reach_squared)
    ex, ey = dx - since * wx, dy - since * wy
    closing, apart, shallow = -(wx * ex + wy * ey), ex * ex + ey * ey, reach - DEEP * small
    least = max(rest, DEEP_SPEED * rest_speed) if apart < shallow * shallow else rest
    pressed = max(-(change_x * ex + change_y * ey), 0.0)
    late_impact = late & (closing > pressed) & (closing * closing > least * least * apart)
    return squared < near * near, late_impact | (is_fast & has_touched & (not late))


@subroutine
def pair_touch_time(dx: float, dy: float, wx: float, wy: float, ax: float, ay: float, reach: float) -> float:
    """Return the time, s before the end of the sub-step, when two balls began to touch, or -1 if they did not.

    This is the larger root s of |d - s w + s² a / 2| = reach. It has a closed form if both balls have the same
    acceleration (a = 0, gravity). Otherwise, if one of them is supported, Newton's method refines it.

    dx, dy, wx, wy, ax, ay : m, m/s, m/s², of the second ball relative to the first, at the end
    reach : m, sum of the radii
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
        if slope >= 0.0:  # the balls separate, so they did not begin to touch before
            break
        step = 0.5 * (ex * ex + ey * ey - reach * reach) / slope
        s += step
        if step * step * speed_squared < 1e-30 * reach * reach:
            break
    return max(s, 0.0)


@subroutine
def pair_time_of_impact(
    dx: float, dy: float, wx: float, wy: float, change_x: float, change_y: float,
    reach: float, near: float, deep: float, since: float, rest: float, press: float, h: float, k: int,
) -> float:  # fmt: skip
    """Return the time of impact of a pair, s before the end of the sub-step, or TOUCHING or APART.

    An impact needs a closing speed above ``rest``. Balls that overlap at the end, and have come together before the
    younger of their paths began, collide where these paths, extended backwards, touch. If that is more than a sub-step
    ago, they collide when the younger path began. If they were closer than ``deep`` then, this needs a closing speed
    above ``press``. With an infinite ``press``, this is so even if it is not a sub-step ago.

    dx, dy, wx, wy : m, m/s, of the second ball relative to the first, at the end
    change_x, change_y : m/s, see `VelocityChange`, of the second ball relative to the first
    reach, near, deep : m, sum of the radii, distance at which balls touch, and at which they overlap deeply
    since : s, how long before the end the younger of their paths began
    k : index of the pair
    """
    squared, along = dx * dx + dy * dy, dx * wx + dy * wy
    nothing = TOUCHING if squared < near * near else APART
    overlaps = squared < reach * reach
    cx, cy = dx - h * (wx - 0.5 * change_x), dy - h * (wy - 0.5 * change_y)
    late = overlaps and cx * cx + cy * cy < reach * reach
    s, ax, ay = since, change_x / h, change_y / h
    if not late:
        if not overlaps:
            bx, by = dx - since * (wx - 0.5 * since * ax), dy - since * (wy - 0.5 * since * ay)
            parting = bx * (wx - since * ax) + by * (wy - since * ay) >= 0.0
            if along <= 0.0 or (parting and bx * bx + by * by >= reach * reach):
                return nothing  # they separated on the whole path
        s = pair_touch_time(dx, dy, wx, wy, ax, ay, reach)
        if s < 0.0 or (s > since and not overlaps):
            return nothing
        late = s > (since if press == math.inf else h)
    if late:  # they were in contact since, so the acceleration is not that of a free flight
        s, ax, ay = since, 0.0, 0.0
    ex, ey, distance = dx - s * (wx - 0.5 * s * ax), dy - s * (wy - 0.5 * s * ay), reach
    if late:
        distance, nx, ny = contact_normal(ex, ey, reach, k)
        if distance < deep:
            rest = max(rest, press)
        ex, ey, distance = nx, ny, 1.0
    pressed = -(change_x * ex + change_y * ey)  # a closing speed from the forces of this sub-step alone is no impact
    return s if -((wx - s * ax) * ex + (wy - s * ay) * ey) > max(rest * distance, pressed) else nothing


@subroutine
def is_earlier(s: float, k: int, other_s: float, other: int) -> bool:
    """Whether the impact of pair k is earlier than another; of simultaneous impacts, that of the lower index is."""
    return s > other_s or (s == other_s and k < other)


@subroutine
def pair_impulse(
    dx: float, dy: float, wx: float, wy: float, turning: float, reach: float, small: float, reduced: float,
    bounce: float, mu: float, h: float, k: int,
) -> tuple[float, float, float, float]:  # fmt: skip
    """Return the unit normal and the normal and tangent impulses (N s) of an impact.

    The normal impulse follows Newton's law of restitution, the tangent impulse Coulomb's law (stick or slip). Balls
    do not bounce if they overlap more than they can have moved in a sub-step.

    dx, dy, wx, wy : m, m/s, of the second ball relative to the first, at the time of impact
    turning : m/s, sum of rate times radius
    reach, small : m, sum of the radii, smaller radius
    reduced : kg, reduced mass
    bounce, mu : coefficients of restitution and friction
    """
    distance, nx, ny = contact_normal(dx, dy, reach, k)
    closing = -(wx * nx + wy * ny)
    if distance <= reach - SLOP * small - h * closing:
        bounce = 0.0
    normal = reduced * (1.0 + bounce) * closing
    return nx, ny, normal, clamp(-reduced * (wy * nx - wx * ny - turning) / 3.0, mu * normal)
