"""Kernel of `Forces`."""

import math

from systems.kernels import portable_math
from systems.kernels.columns import (
    AT_X,
    AT_Y,
    CHANGE_X,
    CHANGE_Y,
    DRAG,
    FALLOFF,
    FLOW_X,
    FLOW_Y,
    HALF_HEIGHT,
    HALF_WIDTH,
    IS_ROUND,
    PULL,
    PUSH_X,
    PUSH_Y,
    SCALE,
    SWIRL,
    VX,
    VY,
    Balls,
    Forces,
    X,
    Y,
)
from systems.kernels.compiler import kernel, subroutine

ROUNDS = 4  # to find how long a ball stays in a zone
PIECES, BISECTIONS = 8, 40  # of a path, to find where it leaves a zone
CORE = 0.05  # of the scale; at a smaller distance from the centre, a force that falls off does not grow further


@subroutine
def field_gain(fields: Forces, f: int, dx: float, dy: float, h: float) -> tuple[float, float]:
    """Return the velocity (m/s) that force f gives in the time h to a ball whose way to the centre is (dx, dy), m."""
    gain_x, gain_y = h * fields[PUSH_X, f], h * fields[PUSH_Y, f]
    away = math.sqrt(dx * dx + dy * dy)
    if away > 0.0 and (fields[PULL, f] != 0.0 or fields[SWIRL, f] != 0.0):
        least = CORE * fields[SCALE, f] if fields[FALLOFF, f] > 0.0 else 0.0
        share = h * portable_math.power(fields[SCALE, f] / max(away, least), fields[FALLOFF, f]) / away
        gain_x += share * (fields[PULL, f] * dx + fields[SWIRL, f] * dy)
        gain_y += share * (fields[PULL, f] * dy - fields[SWIRL, f] * dx)
    return gain_x, gain_y


@subroutine
def is_in_zone(fields: Forces, f: int, x: float, y: float) -> bool:
    """Whether a point, m, is in the zone of force f."""
    across, up = abs(x - fields[AT_X, f]) / fields[HALF_WIDTH, f], abs(y - fields[AT_Y, f]) / fields[HALF_HEIGHT, f]
    return bool((across * across + up * up if fields[IS_ROUND, f] else max(across, up)) <= 1.0)


@subroutine
def entry(fields: Forces, f: int, x: float, y: float, way_x: float, way_y: float) -> float:
    """Return the part of a straight way, m, after which it enters the zone of force f, or a number above 1."""
    half_width, half_height = fields[HALF_WIDTH, f], fields[HALF_HEIGHT, f]
    px, py = (x - fields[AT_X, f]) / half_width, (y - fields[AT_Y, f]) / half_height
    wx, wy = way_x / half_width, way_y / half_height
    if fields[IS_ROUND, f]:  # the smaller root of |p + part w|² = 1
        along, squared, beyond = px * wx + py * wy, wx * wx + wy * wy, px * px + py * py - 1.0
        root = along * along - squared * beyond
        return beyond / (math.sqrt(root) - along) if root > 0.0 and along < 0.0 else math.inf
    first, last = 0.0, 1.0
    for at, way in ((px, wx), (py, wy)):
        if way != 0.0:
            one, other = (-1.0 - at) / way, (1.0 - at) / way
            first, last = max(first, min(one, other)), min(last, max(one, other))
        elif abs(at) > 1.0:
            first = math.inf
    return first if first <= last else math.inf


@subroutine
def time_inside(
    fields: Forces, f: int, x: float, y: float, vx: float, vy: float, ax: float, ay: float, most: float
) -> float:  # fmt: skip
    """Return how long a parabola from a point in the zone of force f stays there, at most so long, s: by bisection."""
    inside, outside = 0.0, most
    for piece in range(1, PIECES + 1):
        t = most * piece / PIECES
        if not is_in_zone(fields, f, x + t * (vx + 0.5 * t * ax), y + t * (vy + 0.5 * t * ay)):
            outside = t
            break
        inside = t
    if inside == most:
        return most
    for _ in range(BISECTIONS):
        t = 0.5 * (inside + outside)
        if is_in_zone(fields, f, x + t * (vx + 0.5 * t * ax), y + t * (vy + 0.5 * t * ay)):
            inside = t
        else:
            outside = t
    return inside


@subroutine
def gain_in(
    fields: Forces, f: int, x: float, y: float, vx: float, vy: float, ax: float, ay: float, t: float
) -> tuple[float, float]:  # fmt: skip
    """Return the velocity (m/s) that force f gives a ball in the time t, in which its path is a parabola otherwise."""
    mid_x, mid_y = x + 0.5 * t * (vx + 0.25 * t * ax), y + 0.5 * t * (vy + 0.25 * t * ay)
    gain_x, gain_y = field_gain(fields, f, fields[AT_X, f] - mid_x, fields[AT_Y, f] - mid_y, t)
    kt = fields[DRAG, f] * t
    if kt > 0.0:  # dv/dt = a - k (v - flow), solved for a constant a
        lost = -portable_math.expm1(-kt)
        gain_x = lost / kt * (gain_x + t * ax) - t * ax - lost * (vx - fields[FLOW_X, f])
        gain_y = lost / kt * (gain_y + t * ay) - t * ay - lost * (vy - fields[FLOW_Y, f])
    return gain_x, gain_y


@kernel
def cross_zone(balls: Balls, i: int, fields: Forces, f: int, h: float) -> None:
    """Apply force f to a ball that enters or leaves its zone in the sub-step, for the time that it spends there.

    Velocity and `VelocityChange` get what the force gives, and the ball is moved by the difference that it makes that
    the force does not act in the whole sub-step, as `Integration` takes it.
    """
    x, y, ax, ay = balls[X, i], balls[Y, i], balls[CHANGE_X, i] / h, balls[CHANGE_Y, i] / h
    vx, vy = balls[VX, i] - balls[CHANGE_X, i], balls[VY, i] - balls[CHANGE_Y, i]
    begin = 0.0
    if not is_in_zone(fields, f, x, y):
        begin = h * entry(fields, f, x, y, h * (vx + 0.5 * h * ax), h * (vy + 0.5 * h * ay))
        if begin >= h:
            return
    x, y = x + begin * (vx + 0.5 * begin * ax), y + begin * (vy + 0.5 * begin * ay)
    vx, vy, t = vx + begin * ax, vy + begin * ay, h - begin
    gain_x, gain_y = gain_in(fields, f, x, y, vx, vy, ax, ay, t)
    for _ in range(ROUNDS):  # the force changes the path, and the path how long the force acts
        t = time_inside(fields, f, x, y, vx, vy, ax + gain_x / t, ay + gain_y / t, h - begin)
        if t == 0.0:
            return
        gain_x, gain_y = gain_in(fields, f, x, y, vx, vy, ax, ay, t)
    late = 0.5 * h - begin - 0.5 * t
    balls[X, i] += late * gain_x
    balls[Y, i] += late * gain_y
    balls[VX, i] += gain_x
    balls[VY, i] += gain_y
    balls[CHANGE_X, i] += gain_x
    balls[CHANGE_Y, i] += gain_y


@kernel
def forces(balls: Balls, ball_count: int, fields: Forces, force_count: int, h: float) -> None:
    """Apply every force field to the balls in its zone, for the time that they spend there.

    In a whole sub-step in the zone, a ball counts as where it is in the middle.

    balls : VX, VY, CHANGE_X and CHANGE_Y are changed, and X and Y of balls that enter or leave a zone
    h : s
    """
    for i in range(ball_count):
        for f in range(force_count):
            x, y, change_x, change_y = balls[X, i], balls[Y, i], balls[CHANGE_X, i], balls[CHANGE_Y, i]
            vx, vy = balls[VX, i] - change_x, balls[VY, i] - change_y
            is_inside = is_in_zone(fields, f, x, y)
            if not is_inside and entry(fields, f, x, y, h * (vx + 0.5 * change_x), h * (vy + 0.5 * change_y)) >= 1.0:
                continue
            mid_x, mid_y = x + 0.5 * h * balls[VX, i], y + 0.5 * h * balls[VY, i]
            gain_x, gain_y = field_gain(fields, f, fields[AT_X, f] - mid_x, fields[AT_Y, f] - mid_y, h)
            gain_x, gain_y = change_x + gain_x, change_y + gain_y
            end_x, end_y = x + h * (vx + 0.5 * gain_x), y + h * (vy + 0.5 * gain_y)
            if not (is_inside and is_in_zone(fields, f, end_x, end_y)):
                cross_zone(balls, i, fields, f, h)
                continue
            kh = fields[DRAG, f] * h
            if kh > 0.0:  # dv/dt = a - k (v - flow), solved for a constant a = dv / h
                lost = -portable_math.expm1(-kh)
                gain_x = lost / kh * gain_x - lost * (vx - fields[FLOW_X, f])
                gain_y = lost / kh * gain_y - lost * (vy - fields[FLOW_Y, f])
            balls[VX, i] += gain_x - change_x
            balls[VY, i] += gain_y - change_y
            balls[CHANGE_X, i], balls[CHANGE_Y, i] = gain_x, gain_y
