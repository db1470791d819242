"""Arithmetic of `BallCollision`: impacts of two balls, at the moment of touch."""

import math

from systems.kernels.compiler import Floats, part
from systems.kernels.contact import CREEP, MARGIN, NORMAL, NORMAL_X, NORMAL_Y, ROLLING, SLOP, TANGENT, clamp, mix

APART, TOUCHING = -2.0, -1.0  # what `meeting` finds instead of a time
DEEP = 0.02  # of the smaller radius: an overlap beyond it is pressed apart instead of bouncing ...
DEEP_SPEED = 20.0  # ... unless the balls close faster than this times rest_speed
COINCIDENT = 1e-9  # of the sum of radii: closer centres have no direction of their own
GOLDEN_ANGLE = 2.399963229728653  # rad; spreads the directions of coincident pairs evenly
NEWTON_STEPS = 6


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
        if abs(step) < 1e-15 * reach / math.sqrt(speed_squared):
            break
    return max(s, 0.0)


@part
def direction(dx: float, dy: float, reach: float, k: int) -> tuple[float, float, float]:
    """Distance, and unit vector of (dx, dy); pairs without a direction of their own get one by their number."""
    distance = math.sqrt(dx * dx + dy * dy)
    if distance > COINCIDENT * reach:
        return distance, dx / distance, dy / distance
    return distance, math.cos(GOLDEN_ANGLE * k), math.sin(GOLDEN_ANGLE * k)


@part
def meeting(
    k: int, i: int, j: int, contacts: Floats,
    x: Floats, y: Floats, vx: Floats, vy: Floats, kick_x: Floats, kick_y: Floats, begin: Floats,
    radius: Floats, mass: Floats, rest_speed: float, h: float,
) -> float:  # fmt: skip
    """How long before the end of the sub-step a pair collided, or TOUCHING, or APART.

    Faster than what counts as rest: ``rest_speed``, the speed that the load of a resting contact could stop, and
    rounding. Balls that overlapped when their flight began, and still close, collide then.
    """
    dx, dy, wx, wy = x[j] - x[i], y[j] - y[i], vx[j] - vx[i], vy[j] - vy[i]
    reach, small = radius[i] + radius[j], min(radius[i], radius[j])
    near = reach + MARGIN * small
    distance_squared, along, speed_squared = dx * dx + dy * dy, dx * wx + dy * wy, wx * wx + wy * wy
    touches = distance_squared < near * near
    passed = along > 0.0 and along * along > speed_squared * (distance_squared - reach * reach)
    if not (touches or passed):
        return APART
    nothing = TOUCHING if touches else APART
    if along >= 0.0 and not passed:
        return nothing
    ax, ay = (kick_x[j] - kick_x[i]) / h, (kick_y[j] - kick_y[i]) / h
    s = touch_of_pair(dx, dy, wx, wy, ax, ay, reach)
    since = h - max(begin[i], begin[j])
    late = s > since
    if s < 0.0 or (late and distance_squared >= reach * reach):
        return nothing
    s = min(s, since)
    light = 1.0 / mass[i] + 1.0 / mass[j]
    distance, nx, ny = direction(dx - s * (wx - 0.5 * s * ax), dy - s * (wy - 0.5 * s * ay), reach, k)
    closing = -((wx - s * ax) * nx + (wy - s * ay) * ny)
    rest = max(rest_speed, contacts[NORMAL, k] * light)
    if late and distance < reach - DEEP * small:
        rest = max(rest, DEEP_SPEED * rest_speed)
    creep = CREEP * (abs(vx[i]) + abs(vy[i]) + abs(vx[j]) + abs(vy[j]))
    return s if closing > max(rest, creep) else nothing


@part
def strike(
    k: int, i: int, j: int, s: float, contacts: Floats,
    x: Floats, y: Floats, angle: Floats, vx: Floats, vy: Floats, rate: Floats, kick_x: Floats, kick_y: Floats,
    begin: Floats, radius: Floats, mass: Floats, restitution: Floats, friction: Floats, rolling: Floats,
    friction_rule: int, restitution_rule: int, h: float,
) -> float:  # fmt: skip
    """Let a pair collide s before the end: the normal impulse with restitution, friction (stick or slip) in one.

    Returns the change of relative speed along the normal. Overlapping balls do not bounce.
    """
    ax, ay = (kick_x[j] - kick_x[i]) / h, (kick_y[j] - kick_y[i]) / h
    wx, wy = vx[j] - vx[i], vy[j] - vy[i]
    r_i, r_j = radius[i], radius[j]
    reach = r_i + r_j
    distance, nx, ny = direction(
        x[j] - x[i] - s * (wx - 0.5 * s * ax), y[j] - y[i] - s * (wy - 0.5 * s * ay), reach, k
    )  # fmt: skip
    wx, wy = wx - s * ax, wy - s * ay
    light_i, light_j = 1.0 / mass[i], 1.0 / mass[j]  # what an impulse is multiplied by
    reduced = 1.0 / (light_i + light_j)
    bounce = 0.0
    if distance > reach - SLOP * min(r_i, r_j):
        bounce = mix(restitution[i], restitution[j], restitution_rule)
    gained = -(1.0 + bounce) * (wx * nx + wy * ny)
    normal = reduced * gained
    slip = wy * nx - wx * ny - rate[i] * r_i - rate[j] * r_j
    tangent = clamp(-reduced * slip / 3.0, mix(friction[i], friction[j], friction_rule) * normal)

    px, py = normal * nx - tangent * ny, normal * ny + tangent * nx
    twist_i, twist_j = -r_i * tangent, -r_j * tangent
    ease_i, ease_j = 2.0 * light_i / (r_i * r_i), 2.0 * light_j / (r_j * r_j)  # 1 / I
    lever = max(rolling[i], rolling[j]) * max(r_i, r_j)
    if lever > 0.0:
        apart = rate[j] + twist_j * ease_j - rate[i] - twist_i * ease_i
        roll = clamp(apart / (ease_i + ease_j), lever * normal)
        twist_i += roll
        twist_j -= roll
    vx[i] -= px * light_i
    vy[i] -= py * light_i
    vx[j] += px * light_j
    vy[j] += py * light_j
    x[i] -= s * px * light_i
    y[i] -= s * py * light_i
    x[j] += s * px * light_j
    y[j] += s * py * light_j
    rate[i] += twist_i * ease_i
    rate[j] += twist_j * ease_j
    angle[i] += s * twist_i * ease_i
    angle[j] += s * twist_j * ease_j
    begin[i] = begin[j] = h - s
    contacts[NORMAL_X, k], contacts[NORMAL_Y, k] = nx, ny
    contacts[NORMAL, k] = contacts[TANGENT, k] = contacts[ROLLING, k] = 0.0
    return gained
