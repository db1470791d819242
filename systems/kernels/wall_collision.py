"""Arithmetic of `WallCollision`."""

import math

from systems.kernels.compiler import Floats, Rows, kernel, part
from systems.kernels.contact import (
    CALM,
    MARGIN,
    NORMAL,
    NORMAL_X,
    NORMAL_Y,
    ROLLING,
    SLOP,
    STIRRED,
    TANGENT,
    clamp,
    mix,
)

SIDE_X, SIDE_Y, DISTANCE, WORLD_X, WORLD_Y = range(5)  # rows of the block of sides

MOST = 8  # walls that one ball may touch
ROUNDS = 4  # times that a ball in a corner is passed from wall to wall in one sub-step
ROUNDS_INSIDE = 50  # at most, to find the place in a corner that all walls allow
NEWTON_STEPS = 16
ROUNDING = 1e-14  # of the distances in a scene: a gap that is zero


@part
def at_wall(
    x: float, y: float, vx: float, vy: float, spin: float, radius: float,
    wall_x: float, wall_y: float, wall_vx: float, wall_vy: float, wall_rate: float,
    nx: float, ny: float, distance: float,
) -> tuple[float, float, float]:  # fmt: skip
    """How a ball stands to a side of a wall with the normal (nx, ny): gap, closing speed, slip.

    The wall moves with the velocity of its own material at the point of contact p: V + Ω × p.
    """
    off_x, off_y = x - wall_x, y - wall_y
    px, py = off_x + radius * nx, off_y + radius * ny
    wx, wy = vx - wall_vx + wall_rate * py, vy - wall_vy - wall_rate * px
    gap = distance - radius - nx * off_x - ny * off_y
    return gap, wx * nx + wy * ny, wy * nx - wx * ny + spin * radius


@part
def touch_of_wall(
    x: float, y: float, vx: float, vy: float, ax: float, ay: float, spin: float, radius: float,
    wall_x: float, wall_y: float, wall_vx: float, wall_vy: float, wall_angle: float, wall_rate: float,
    side_nx: float, side_ny: float, side_distance: float, h: float,
) -> tuple[float, float, float, float, float]:  # fmt: skip
    """Look back from the end of a sub-step to the moment at which a ball met a side.

    Newton's method on the gap as a function of the time s before the end, kept between an overlap and a gap by
    bisection; the ball flies on a parabola, the wall turns. Returns s, normal x, normal y, closing speed and slip
    at that moment; s is negative when they overlapped already h ago.
    """
    rounding = ROUNDING * (side_distance + abs(wall_x) + abs(wall_y))
    overlap_at, gap_at, s = 0.0, h, h
    for step in range(NEWTON_STEPS):
        cos, sin = math.cos(wall_angle - s * wall_rate), math.sin(wall_angle - s * wall_rate)
        nx, ny = cos * side_nx - sin * side_ny, sin * side_nx + cos * side_ny
        gap, closing, slip = at_wall(
            x - s * (vx - 0.5 * s * ax), y - s * (vy - 0.5 * s * ay), vx - s * ax, vy - s * ay, spin, radius,
            wall_x - s * wall_vx, wall_y - s * wall_vy, wall_vx, wall_vy, wall_rate, nx, ny, side_distance,
        )  # fmt: skip
        if abs(gap) <= rounding:
            break
        if gap > 0.0:
            gap_at = s
        elif step == 0:
            return -1.0, nx, ny, closing, slip
        else:
            overlap_at = s
        s -= gap / closing if closing > 0.0 else math.inf
        if not overlap_at < s < gap_at:
            s = 0.5 * (overlap_at + gap_at)
    return s, nx, ny, closing, slip


@kernel(
    "Tuple((i8, b1))("
    + "i8[::1], i8[::1], f8[:, ::1], " * 2
    + "i8[::1], f8[:, ::1], f8[::1], "
    + "f8[::1], " * 9
    + "f8[::1], " * 14
    + "i8, i8, f8, f8, i8, b1)"
)
def wall_collision(
    old_ball: Rows, old_side: Rows, old_contacts: Floats,
    ball: Rows, side: Rows, contacts: Floats,
    side_start: Rows, sides: Floats, wall_inradius: Floats,
    wall_x: Floats, wall_y: Floats, wall_vx: Floats, wall_vy: Floats, wall_angle: Floats, wall_rate: Floats,
    wall_restitution: Floats, wall_friction: Floats, wall_rolling: Floats,
    x: Floats, y: Floats, vx: Floats, vy: Floats, rate: Floats, kick_x: Floats, kick_y: Floats,
    radius: Floats, mass: Floats, restitution: Floats, friction: Floats, rolling: Floats,
    by_balls: Floats, by_walls: Floats,
    friction_rule: int, restitution_rule: int, rest_speed: float, h: float,
    old_count: int, again: bool,
) -> tuple[int, bool]:  # fmt: skip
    """Bounce and rub every ball that touches a moving wall, and keep all of them inside.

    A convex container is an intersection of half-planes, each moved inwards by the ball's radius: a ball cannot
    jump over one, however fast either moves. A hit is put back to the moment of touch, found by Newton's method on
    the exact motions of wall and ball. All that the wall does it does with the velocity of its own material at the
    point of contact, V + Ω × p.

    old_ball, old_side, old_contacts : contacts of the last sub-step, ascending in (ball, side), old_count of them
    ball, side, contacts : (capacity,), (capacity,), (5, capacity) contacts of this one, out
    side_start : (w + 1,) first side of each wall
    sides : (5, sides) normal and distance in the wall's frame, inside is n · p <= distance; room for world normals
    wall_inradius : (w,) m, least of the distances of its sides
    wall_* : (w,) pose and velocity at the end of the sub-step, and surface
    x, y, vx, vy, rate : in/out
    kick_x, kick_y : (n,) m/s gained from forces in this sub-step
    by_balls : (n,) in/out, what balls have done to a ball since the last call; zero afterwards
    by_walls : (n,) out, STIRRED where this call changed its speed by more than rest_speed, and visibly
    h : s, length of the sub-step
    again : solve the contacts of balls stirred by balls only; the others keep theirs
    Returns the number of contacts, for which there must be room for MOST a ball, and whether a ball was stirred.
    """
    count = 0
    stirred = False
    by_walls[:] = 0.0
    for w in range(len(wall_x)):
        cos, sin = math.cos(wall_angle[w]), math.sin(wall_angle[w])
        for q in range(side_start[w], side_start[w + 1]):
            nx, ny = sides[SIDE_X, q], sides[SIDE_Y, q]
            sides[WORLD_X, q] = cos * nx - sin * ny
            sides[WORLD_Y, q] = sin * nx + cos * ny
    old_begin = 0
    for i in range(len(x)):
        while old_begin < old_count and old_ball[old_begin] < i:
            old_begin += 1
        quiet = again and by_balls[i] < STIRRED
        old = old_begin
        while quiet and old < old_count and old_ball[old] == i:
            ball[count], side[count] = i, old_side[old]
            for row in range(5):
                contacts[row, count] = old_contacts[row, old]
            count += 1
            old += 1
        if quiet and by_balls[i] == 0.0:
            continue
        x_i, y_i, vx_i, vy_i, spin, r, m = x[i], y[i], vx[i], vy[i], rate[i], radius[i], mass[i]
        margin = MARGIN * r
        ax, ay = kick_x[i] / h, kick_y[i] / h
        first_of_ball = count
        for w in range(len(wall_x)):
            w_x, w_y = wall_x[w], wall_y[w]
            off_x, off_y = x_i - w_x, y_i - w_y
            deep = wall_inradius[w] - r - margin
            if deep > 0.0 and off_x * off_x + off_y * off_y < deep * deep:
                continue
            w_vx, w_vy, w_rate = wall_vx[w], wall_vy[w], wall_rate[w]
            begin = count
            for _ in range(0 if quiet else ROUNDS):
                bounced = False
                for q in range(side_start[w], side_start[w + 1]):
                    nx, ny = sides[WORLD_X, q], sides[WORLD_Y, q]
                    gap, closing, slip = at_wall(
                        x_i, y_i, vx_i, vy_i, spin, r,
                        w_x, w_y, w_vx, w_vy, w_rate, nx, ny, sides[DISTANCE, q],
                    )  # fmt: skip
                    if gap >= margin:
                        continue
                    k = begin
                    while k < count and side[k] != q:
                        k += 1
                    if k == count:
                        if count - first_of_ball == MOST:
                            continue
                        ball[k], side[k] = i, q
                        for row in range(5):
                            contacts[row, k] = 0.0
                        old = old_begin
                        while old < old_count and old_ball[old] == i:
                            if old_side[old] == q:
                                for row in range(5):
                                    contacts[row, k] = old_contacts[row, old]
                            old += 1
                        count += 1

                    s = 0.5 * h
                    bounce = 0.0
                    impact = False
                    # No look back where even the largest change within h leaves no impact: most contacts rest.
                    turn = abs(w_rate)
                    coriolis = 2.0 * turn * (abs(vx_i) + abs(vy_i))
                    centrifugal = turn * turn * (abs(off_x) + abs(off_y) + r)
                    fastest = closing + h * (abs(ax) + abs(ay) + coriolis + centrifugal)
                    if gap < 0.0 < closing and fastest > rest_speed:
                        touch, touch_nx, touch_ny, touch_closing, touch_slip = touch_of_wall(
                            x_i, y_i, vx_i, vy_i, ax, ay, spin, r,
                            w_x, w_y, w_vx, w_vy, wall_angle[w], w_rate,
                            sides[SIDE_X, q], sides[SIDE_Y, q], sides[DISTANCE, q], h,
                        )  # fmt: skip
                        if touch >= 0.0:
                            impact = touch_closing > rest_speed
                            if impact:
                                s, nx, ny, closing, slip = touch, touch_nx, touch_ny, touch_closing, touch_slip
                        else:
                            impact = closing > rest_speed
                        if impact and (touch >= 0.0 or gap > -SLOP * r):
                            bounce = mix(restitution[i], wall_restitution[w], restitution_rule)
                    if not impact and gap < 0.0 and -gap < closing * h:
                        s = -gap / closing

                    normal_before, tangent_before, rolling_before = 0.0, 0.0, 0.0
                    if impact:
                        load = m * (1.0 + bounce) * closing
                    else:
                        normal_before, tangent_before = contacts[NORMAL, k], contacts[TANGENT, k]
                        rolling_before = contacts[ROLLING, k]
                        load = max(0.0, normal_before + m * (closing - max(gap, 0.0) / h))
                        if gap >= 0.0:
                            load = min(load, normal_before)
                    mu = mix(friction[i], wall_friction[w], friction_rule)
                    rub = clamp(tangent_before - m * slip / 3.0, mu * load)
                    normal, tangent = load - normal_before, rub - tangent_before

                    inertia = 0.5 * m * r * r
                    spin += r * tangent / inertia
                    lever = max(rolling[i], wall_rolling[w]) * r
                    roll = 0.0
                    if lever > 0.0:
                        roll = clamp(rolling_before + (w_rate - spin) * inertia, lever * load)
                        spin += (roll - rolling_before) / inertia
                    if not impact:
                        contacts[NORMAL, k], contacts[TANGENT, k], contacts[ROLLING, k] = load, rub, roll
                    contacts[NORMAL_X, k], contacts[NORMAL_Y, k] = nx, ny
                    if abs(normal) > max(rest_speed, CALM * r / h) * m:
                        by_walls[i] = STIRRED
                        stirred = True
                    bounced = bounced or impact

                    dvx, dvy = (-normal * nx - tangent * ny) / m, (-normal * ny + tangent * nx) / m
                    vx_i += dvx
                    vy_i += dvy
                    x_i += s * dvx
                    y_i += s * dvy
                if not bounced and count - begin < 2:
                    break
            for _ in range(ROUNDS_INSIDE if quiet or count > begin else 0):
                inside = True
                for q in range(side_start[w], side_start[w + 1]):
                    nx, ny = sides[WORLD_X, q], sides[WORLD_Y, q]
                    gap = sides[DISTANCE, q] - r - nx * (x_i - w_x) - ny * (y_i - w_y)
                    if gap < 0.0:
                        x_i += gap * nx
                        y_i += gap * ny
                        inside = False
                if inside:
                    break
        x[i], y[i], vx[i], vy[i], rate[i] = x_i, y_i, vx_i, vy_i, spin
    by_balls[:] = 0.0
    return count, stirred
