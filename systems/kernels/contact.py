"""Arithmetic of `WarmStart`, `BallCollision` and `WallCollision`.

The balls have already flown to the end of the sub-step when contacts are solved. An impulse that acts at the time
s before that end changes the velocity by dv and the place by s dv: so a bounce is put back to the very moment of
touch, and a support that acts all the time (s = h / 2 on average) leaves a ball at rest where it was.

All of it stands in one file because numba's cache does not see edits in another. The names of the arrays:

x, y : (n,) m           centres of the balls
vx, vy : (n,) m/s       their velocities
rate : (n,) rad/s       their spins
radius, mass : (n,)     m, kg; solid discs, I = m r² / 2, so a tangential impulse meets a third of the mass
restitution, friction, rolling : (n,)
normal_impulse, tangent_impulse : (m,) N s, sums over the sub-step, clamped as sums (Catto, GDC 2006)
rolling_impulse : (m,) N m s, the same for rolling resistance, a torque against relative spin
"""

import math

from systems.kernels.compiler import Flags, Floats, Rows, kernel, part

MARGIN = 0.01  # of the smaller radius: closer than this still counts as touching
SLOP = 0.002  # of the smaller radius: an overlap that is left alone
PUSH = 0.8  # of the overlap beyond the slop that is taken out in a sub-step
PUSH_SPEED = 12.0  # radii a second, the fastest that overlapping balls are pushed apart
COINCIDENT = 1e-9  # of the sum of radii: closer centres have no direction of their own
GOLDEN_ANGLE = 2.399963229728653  # rad; spreads the directions of coincident pairs evenly
SWEEPS = 3  # at most, through the list of pairs in one call
ROUNDS = 4  # times that a ball in a corner is passed from wall to wall in one sub-step
MOST = 8  # walls that one ball may touch
ROUNDS_INSIDE = 50  # at most, to find the place in a corner that all walls allow
NEWTON_STEPS = 16
ROUNDING = 1e-14  # of the distances in a scene: a gap that is zero

GEOMETRIC_MEAN, MINIMUM, MAXIMUM, PRODUCT, AVERAGE = range(5)


@part
def mix(a: float, b: float, rule: int) -> float:
    """Mix a property of two surfaces by one of the rules above."""
    if rule == GEOMETRIC_MEAN:
        return math.sqrt(a * b)
    if rule == MINIMUM:
        return min(a, b)
    if rule == MAXIMUM:
        return max(a, b)
    if rule == PRODUCT:
        return a * b
    return 0.5 * (a + b)


@part
def clamp(value: float, limit: float) -> float:
    """Keep a value within -limit .. limit."""
    return max(-limit, min(value, limit))


@kernel("void(" + ("i8[::1], " * 2 + "f8[::1], " * 5) * 2 + "i8, u1[::1], " + "f8[::1], " * 7 + ")")
def warm_start(
    first: Rows, second: Rows,
    pair_normal_x: Floats, pair_normal_y: Floats,
    pair_normal_impulse: Floats, pair_tangent_impulse: Floats, pair_rolling_impulse: Floats,
    ball: Rows, side: Rows,  # noqa: ARG001  (a list of contacts is passed whole)
    wall_normal_x: Floats, wall_normal_y: Floats,
    wall_normal_impulse: Floats, wall_tangent_impulse: Floats, wall_rolling_impulse: Floats,
    wall_contacts: int, dirty: Flags,
    vx: Floats, vy: Floats, rate: Floats, kick_x: Floats, kick_y: Floats,
    radius: Floats, mass: Floats,
) -> None:  # fmt: skip
    """Let every contact support its balls as in the last sub-step; contacts of dirty balls are forgotten.

    first, second, pair_* : (m,) near pairs of balls
    ball, side, wall_* : contacts with walls, of which the first ``wall_contacts`` hold
    dirty : (n,) 1 for a ball that was put elsewhere; its impulses are set to zero
    vx, vy, rate, kick_x, kick_y : in/out
    """
    for k in range(len(first)):
        if pair_normal_impulse[k] == 0.0:
            continue
        i, j = first[k], second[k]
        if dirty[i] or dirty[j]:
            pair_normal_impulse[k] = pair_tangent_impulse[k] = pair_rolling_impulse[k] = 0.0
            continue
        normal, tangent = pair_normal_impulse[k], pair_tangent_impulse[k]
        px = normal * pair_normal_x[k] - tangent * pair_normal_y[k]
        py = normal * pair_normal_y[k] + tangent * pair_normal_x[k]
        for b, sign in ((i, -1.0), (j, 1.0)):
            vx[b] += sign * px / mass[b]
            vy[b] += sign * py / mass[b]
            kick_x[b] += sign * px / mass[b]
            kick_y[b] += sign * py / mass[b]
            twist = sign * pair_rolling_impulse[k] / radius[b]
            rate[b] -= 2.0 * (tangent + twist) / (mass[b] * radius[b])
    for k in range(wall_contacts):
        b = ball[k]
        if dirty[b]:
            wall_normal_impulse[k] = wall_tangent_impulse[k] = wall_rolling_impulse[k] = 0.0
            continue
        normal, tangent = -wall_normal_impulse[k], wall_tangent_impulse[k]
        dvx = (normal * wall_normal_x[k] - tangent * wall_normal_y[k]) / mass[b]
        dvy = (normal * wall_normal_y[k] + tangent * wall_normal_x[k]) / mass[b]
        vx[b] += dvx
        vy[b] += dvy
        kick_x[b] += dvx
        kick_y[b] += dvy
        rate[b] += 2.0 * (tangent + wall_rolling_impulse[k] / radius[b]) / (mass[b] * radius[b])


@kernel("void(" + "i8[::1], " * 2 + "f8[::1], " * 17 + "i8, i8, f8, f8, b1)")
def ball_collision(
    first: Rows, second: Rows,
    normal_x: Floats, normal_y: Floats, normal_impulse: Floats, tangent_impulse: Floats, rolling_impulse: Floats,
    x: Floats, y: Floats, vx: Floats, vy: Floats, rate: Floats,
    radius: Floats, mass: Floats, restitution: Floats, friction: Floats, rolling: Floats,
    by_balls: Floats, by_walls: Floats,
    friction_rule: int, restitution_rule: int, rest_speed: float, h: float, again: bool,
) -> None:  # fmt: skip
    """Bounce, rub and part every pair that touches: sequential impulses, forth and back through the list.

    A pair that closes faster than ``rest_speed`` (m/s) is an impact: it is put back to the moment of touch, where
    the normal impulse with restitution and the friction impulse (stick or slip) are applied in one. A slower pair
    is in resting contact: its impulses are sums that warm-start the next sub-step. Overlap that remains is taken
    out of the positions and never becomes velocity.

    The first sweep solves all pairs; or, ``again``, those of balls that walls have stirred since. The next ones
    solve those of balls that this call has stirred: changed by more than ``rest_speed``.

    first, second : (m,) rows of near pairs
    normal_x, normal_y, normal_impulse, tangent_impulse, rolling_impulse : (m,) in/out
    x, y, vx, vy, rate : in/out
    by_balls : (n,) out, 1 where this call stirred a ball
    by_walls : (n,) in/out, where walls did; zero afterwards
    h : s, length of the sub-step
    """
    by_balls[:] = 0.0
    for sweep in range(SWEEPS):
        settled = True
        for step in range(len(first)):
            k = step if sweep % 2 == 0 else len(first) - 1 - step
            i, j = first[k], second[k]
            stirred = by_balls[i] + by_balls[j] if sweep > 0 else by_walls[i] + by_walls[j]
            if stirred == 0.0 and (again or sweep > 0):
                continue
            dx, dy = x[j] - x[i], y[j] - y[i]
            r_i, r_j = radius[i], radius[j]
            reach, small = r_i + r_j, min(r_i, r_j)
            near = reach + MARGIN * small
            distance = dx * dx + dy * dy
            if distance >= near * near:
                normal_impulse[k] = tangent_impulse[k] = rolling_impulse[k] = 0.0
                continue
            distance = math.sqrt(distance)
            if distance > COINCIDENT * reach:
                nx, ny = dx / distance, dy / distance
            else:
                nx, ny = math.cos(GOLDEN_ANGLE * k), math.sin(GOLDEN_ANGLE * k)
            gap = distance - reach
            wx, wy = vx[j] - vx[i], vy[j] - vy[i]
            closing = -(wx * nx + wy * ny)
            light_i, light_j = 1.0 / mass[i], 1.0 / mass[j]  # what an impulse is multiplied by
            reduced = 1.0 / (light_i + light_j)

            s = 0.5 * h
            bounce = 0.0
            impact = False
            if gap < 0.0 and closing > 0.0:
                # When did they touch? |d - s w| = reach; gravity is the same for both and cancels.
                speed_squared = wx * wx + wy * wy
                along = dx * wx + dy * wy
                beyond = (distance - reach) * (distance + reach)
                touch = beyond / (along - math.sqrt(along * along - speed_squared * beyond))
                if touch <= h:
                    touch_nx, touch_ny = (dx - touch * wx) / reach, (dy - touch * wy) / reach
                    touch_closing = -(wx * touch_nx + wy * touch_ny)
                    impact = touch_closing > rest_speed
                    if impact:
                        s, nx, ny, closing = touch, touch_nx, touch_ny, touch_closing
                else:
                    impact = closing > rest_speed
                if impact and (touch <= h or gap > -SLOP * small):
                    bounce = mix(restitution[i], restitution[j], restitution_rule)
                if not impact and -gap < closing * h:
                    s = -gap / closing

            slip = -wx * ny + wy * nx - rate[i] * r_i - rate[j] * r_j
            normal_before, tangent_before, rolling_before = 0.0, 0.0, 0.0
            if impact:
                load = reduced * (1.0 + bounce) * closing
            else:
                normal_before, tangent_before = normal_impulse[k], tangent_impulse[k]
                rolling_before = rolling_impulse[k]
                load = max(0.0, normal_before + reduced * (closing - max(gap, 0.0) / h))
                if gap >= 0.0:
                    load = min(load, normal_before)
            mu = mix(friction[i], friction[j], friction_rule)
            rub = clamp(tangent_before - reduced * slip / 3.0, mu * load)
            normal, tangent = load - normal_before, rub - tangent_before

            twist = -r_i * tangent
            twist_j = -r_j * tangent
            lever = max(rolling[i], rolling[j]) * max(r_i, r_j)
            roll = 0.0
            if lever > 0.0:
                ease_i, ease_j = 2.0 * light_i / (r_i * r_i), 2.0 * light_j / (r_j * r_j)  # 1 / I
                apart = rate[j] + twist_j * ease_j - rate[i] - twist * ease_i
                roll = clamp(rolling_before + apart / (ease_i + ease_j), lever * load)
                twist += roll - rolling_before
                twist_j -= roll - rolling_before
            if not impact:
                normal_impulse[k], tangent_impulse[k], rolling_impulse[k] = load, rub, roll
            normal_x[k], normal_y[k] = nx, ny
            if abs(normal) > rest_speed * reduced:
                by_balls[i] = by_balls[j] = 1.0
                settled = False

            px, py = normal * nx - tangent * ny, normal * ny + tangent * nx
            vx[i] -= px * light_i
            vy[i] -= py * light_i
            vx[j] += px * light_j
            vy[j] += py * light_j
            rate[i] += 2.0 * twist * light_i / (r_i * r_i)
            rate[j] += 2.0 * twist_j * light_j / (r_j * r_j)
            # What is left of the overlap is taken out of the places, as if by an impulse that leaves no speed.
            overlap = -gap - s * normal / reduced - SLOP * small
            push = reduced * min(PUSH * max(overlap, 0.0), PUSH_SPEED * small * h)
            px, py = s * px + push * nx, s * py + push * ny
            x[i] -= px * light_i
            y[i] -= py * light_i
            x[j] += px * light_j
            y[j] += py * light_j
        if settled:
            break
    by_walls[:] = 0.0


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
    + ("i8[::1], " * 2 + "f8[::1], " * 5) * 2
    + "i8[::1], "
    + "f8[::1], " * 6
    + "f8[::1], " * 9
    + "f8[::1], " * 14
    + "i8, i8, f8, f8, i8, b1)"
)
def wall_collision(
    old_ball: Rows, old_side: Rows, old_normal_x: Floats, old_normal_y: Floats,
    old_normal_impulse: Floats, old_tangent_impulse: Floats, old_rolling_impulse: Floats,
    ball: Rows, side: Rows, normal_x: Floats, normal_y: Floats,
    normal_impulse: Floats, tangent_impulse: Floats, rolling_impulse: Floats,
    side_start: Rows, side_nx: Floats, side_ny: Floats, side_distance: Floats,
    wall_inradius: Floats, world_nx: Floats, world_ny: Floats,
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

    old_* : (capacity,) contacts of the last sub-step, ascending in (ball, side), of which old_count hold
    ball, side, normal_x, normal_y, *_impulse : (capacity,) contacts of this one, out
    side_start : (w + 1,) first side of each wall
    side_nx, side_ny, side_distance : (sides,) in the wall's frame; inside is n · p <= distance
    wall_inradius : (w,) m, least of the distances of its sides
    world_nx, world_ny : (sides,) scratch
    wall_* : (w,) pose and velocity at the end of the sub-step, and surface
    x, y, vx, vy, rate : in/out
    kick_x, kick_y : (n,) m/s gained from forces in this sub-step
    by_balls : (n,) in/out, where balls have stirred a ball since the last call; zero afterwards
    by_walls : (n,) out, 1 where this call did: changed its speed by more than rest_speed
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
            world_nx[q], world_ny[q] = (
                cos * side_nx[q] - sin * side_ny[q],
                sin * side_nx[q] + cos * side_ny[q],
            )
    old_begin = 0
    for i in range(len(x)):
        while old_begin < old_count and old_ball[old_begin] < i:
            old_begin += 1
        quiet = again and by_balls[i] == 0.0
        old = old_begin
        while quiet and old < old_count and old_ball[old] == i:
            ball[count], side[count] = i, old_side[old]
            normal_x[count], normal_y[count] = old_normal_x[old], old_normal_y[old]
            normal_impulse[count], tangent_impulse[count] = old_normal_impulse[old], old_tangent_impulse[old]
            rolling_impulse[count] = old_rolling_impulse[old]
            count += 1
            old += 1
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
                    nx, ny = world_nx[q], world_ny[q]
                    gap, closing, slip = at_wall(
                        x_i, y_i, vx_i, vy_i, spin, r,
                        w_x, w_y, w_vx, w_vy, w_rate, nx, ny, side_distance[q],
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
                        normal_impulse[k] = tangent_impulse[k] = rolling_impulse[k] = 0.0
                        old = old_begin
                        while old < old_count and old_ball[old] == i:
                            if old_side[old] == q:
                                normal_impulse[k] = old_normal_impulse[old]
                                tangent_impulse[k] = old_tangent_impulse[old]
                                rolling_impulse[k] = old_rolling_impulse[old]
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
                            side_nx[q], side_ny[q], side_distance[q], h,
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
                        normal_before, tangent_before = normal_impulse[k], tangent_impulse[k]
                        rolling_before = rolling_impulse[k]
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
                        normal_impulse[k], tangent_impulse[k], rolling_impulse[k] = load, rub, roll
                    normal_x[k], normal_y[k] = nx, ny
                    if abs(normal) > rest_speed * m:
                        by_walls[i] = 1.0
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
                    nx, ny = world_nx[q], world_ny[q]
                    gap = side_distance[q] - r - nx * (x_i - w_x) - ny * (y_i - w_y)
                    if gap < 0.0:
                        x_i += gap * nx
                        y_i += gap * ny
                        inside = False
                if inside:
                    break
        x[i], y[i], vx[i], vy[i], rate[i] = x_i, y_i, vx_i, vy_i, spin
    by_balls[:] = 0.0
    return count, stirred
