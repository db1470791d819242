"""Subroutines of `BallCollision`: the time of impact of two balls, and its impulse."""

import math

from systems.kernels.compiler import subroutine
from systems.kernels.contact import SLOP, clamp

APART, TOUCHING = -2.0, -1.0  # values of `pair_time_of_impact` instead of a time
DEEP = 0.02  # radii of the smaller ball; balls that overlap more do not bounce, but are pressed apart ...
DEEP_SPEED = 8.0  # ... unless their closing speed is more than this times rest_speed
COINCIDENT = 1e-9  # of the sum of the radii; closer centres count as coincident
GOLDEN_ANGLE = 2.399963229728653  # rad; gives coincident pairs evenly distributed normals
NEWTON_STEPS = 6


@subroutine
def contact_normal(dx: float, dy: float, reach: float, k: int) -> tuple[float, float, float]:
    """Return the length of (dx, dy) and its unit vector; a coincident pair k gets a unit vector that depends on k."""
    distance = math.sqrt(dx * dx + dy * dy)
    if distance > COINCIDENT * reach:
        return distance, dx / distance, dy / distance
    return distance, math.cos(GOLDEN_ANGLE * k), math.sin(GOLDEN_ANGLE * k)


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
def may_collide(dx: float, dy: float, wx: float, wy: float, reach: float, near: float) -> bool:
    """Whether two balls touch now, or have passed through each other; parameters as in `pair_time_of_impact`."""
    distance_squared, along = dx * dx + dy * dy, dx * wx + dy * wy
    if distance_squared < near * near:
        return True
    return along > 0.0 and along * along > (wx * wx + wy * wy) * (distance_squared - reach * reach)


@subroutine
def pair_time_of_impact(
    dx: float, dy: float, wx: float, wy: float, change_x: float, change_y: float,
    reach: float, near: float, small: float, since: float, rest: float, press: float, h: float, k: int,
) -> float:  # fmt: skip
    """Return the time of impact of a pair that `may_collide`, s before the end of the sub-step, or TOUCHING or APART.

    An impact needs a closing speed above ``rest``. Balls that overlap at the end, and have come together before the
    younger of their paths began, collide where these paths, extended backwards, touch. If that is more than a sub-step
    ago, they collide when the younger path began, and a deep overlap needs a closing speed above ``press``.

    dx, dy, wx, wy : m, m/s, of the second ball relative to the first, at the end
    change_x, change_y : m/s, see `VelocityChange`, of the second ball relative to the first
    reach, near, small : m, sum of the radii, distance at which balls touch, smaller radius
    since : s, how long before the end the younger of their paths began
    k : index of the pair
    """
    distance_squared, along = dx * dx + dy * dy, dx * wx + dy * wy
    nothing = TOUCHING if distance_squared < near * near else APART
    # Most pairs rest: even the largest closing speed within h is small. It is bounded by the forces and by how fast the
    # normal turns.
    turn = h * (1.5 * (wx * wx + wy * wy) + 10.0 * (change_x * change_x + change_y * change_y))
    fastest = max(change_x * dx + change_y * dy, 0.0) - along + turn
    if fastest < 0.0 or fastest * fastest < rest * rest * min(distance_squared, reach * reach):
        return nothing
    ax, ay = change_x / h, change_y / h
    if distance_squared >= reach * reach:
        bx, by = dx - since * (wx - 0.5 * since * ax), dy - since * (wy - 0.5 * since * ay)
        parting = bx * (wx - since * ax) + by * (wy - since * ay) >= 0.0
        if along <= 0.0 or (parting and bx * bx + by * by >= reach * reach):
            return nothing  # they separated on the whole path
    s = pair_touch_time(dx, dy, wx, wy, ax, ay, reach)
    if s < 0.0 or (s > since and distance_squared >= reach * reach):
        return nothing
    late = s > h
    if late:  # they were in contact since, so the acceleration is not that of a free flight
        s, ax, ay = since, 0.0, 0.0
    ex, ey, distance = dx - s * (wx - 0.5 * s * ax), dy - s * (wy - 0.5 * s * ay), reach
    if late:
        distance, nx, ny = contact_normal(ex, ey, reach, k)
        if distance < reach - DEEP * small:
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
