"""Arithmetic of `WallCollision`."""

import math

from systems.kernels.compiler import Flags, Floats, Rows, kernel, part
from systems.kernels.contact import (
    CALM,
    CREEP,
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
from systems.kernels.wall_motion import wall_before
from systems.kernels.wall_surface import (
    DISTANCE,
    FACE,
    HIGH,
    KIND,
    LOW,
    depth,
    faces,
    gap_to,
    into_frame,
    most_overlap,
    stand,
)

MOST = 8  # surfaces that one ball may touch
MOST_BOUNCES = 8  # of one ball from walls in one call; then it hits them without bouncing ...
MOST_IMPACTS = 12  # ... and at last, whatever it hits it comes to rest on
ROUNDS = 4  # times that a ball in a corner is passed from wall to wall in one sub-step
ROUNDS_INSIDE = 50  # at most, to find the place in a corner that all walls allow
NEWTON_STEPS = 20
ROUNDING = 1e-14  # of the distances in a scene: a gap that is zero
WORK, PRESSED = range(2)  # rows of the tally


@part
def touch_of_wall(
    surfaces: Floats, q: int, w: int, inner: float, since: float,
    x: float, y: float, vx: float, vy: float, ax: float, ay: float, spin: float, radius: float,
    wall_x: Floats, wall_y: Floats, wall_angle: Floats, wall_vx: Floats, wall_vy: Floats, wall_rate: Floats,
    wall_sway: Floats, wall_swing: Floats, drive: Floats,
) -> float:  # fmt: skip
    """How long before the end of the sub-step a ball met a surface, or -1; ``since`` if it overlapped it then.

    Newton's method on the gap as a function of the time s before the end, kept by bisection between an overlap
    (``inner``) and the begin of the flight (``since``): the ball flies on a parabola, the wall moves as it does.
    """
    overlap_at, gap_at, s = inner, since, since
    rounding = ROUNDING * (abs(surfaces[DISTANCE, q]) + radius + abs(x) + abs(y))
    for step in range(NEWTON_STEPS):
        place_x, place_y, turn, material_x, material_y, rate = wall_before(
            w, s, wall_x, wall_y, wall_angle, wall_vx, wall_vy, wall_rate, wall_sway, wall_swing, drive
        )  # fmt: skip
        gap, _, _, closing, _, _, _ = stand(
            surfaces, q, s, x, y, vx, vy, ax, ay, spin, radius,
            place_x, place_y, turn, material_x, material_y, rate,
        )  # fmt: skip
        if step == 0:  # the begin: overlapping already, or free to fly?
            if gap < -1e3 * rounding or (gap <= 0.0 and closing > 0.0):
                return since if closing > 0.0 else -1.0
            s = inner
            continue
        if abs(gap) <= rounding:
            return s
        if gap > 0.0:
            gap_at = s
        else:
            overlap_at = s
        s -= gap / closing if closing > 0.0 else math.inf
        if not overlap_at < s < gap_at:
            s = 0.5 * (overlap_at + gap_at)
    return s if abs(gap) < SLOP * radius else -1.0


@part
def contact_of(
    i: int, q: int, begin: int, count: int, ball: Rows, side: Rows, contacts: Floats,
    old_begin: int, old_count: int, old_ball: Rows, old_side: Rows, old_contacts: Floats,
) -> tuple[int, int]:  # fmt: skip
    """Find the row of a contact of ball i, or make it from what it was in the last sub-step; and how many there are.

    The row is -1 if the ball has too many.
    """
    for k in range(begin, count):
        if side[k] == q:
            return k, count
    if count - begin == MOST:
        return -1, count
    ball[count], side[count] = i, q
    for row in range(5):
        contacts[row, count] = 0.0
    for old in range(old_begin, old_count):
        if old_ball[old] != i:
            break
        if old_side[old] == q:
            for row in range(5):
                contacts[row, count] = old_contacts[row, old]
    return count, count + 1


@kernel(
    "Tuple((i8, b1))("
    + "i8[::1], i8[::1], f8[:, ::1], " * 2
    + "i8[::1], i8[::1], f8[:, ::1], f8[::1], f8[::1], u1[::1], "
    + "f8[::1], " * 8
    + "f8[:, :], "
    + "f8[::1], " * 3
    + "f8[::1], " * 16
    + "f8[::1], i8, i8, f8, f8, i8, b1)"
)
def wall_collision(
    old_ball: Rows, old_side: Rows, old_contacts: Floats,
    ball: Rows, side: Rows, contacts: Floats,
    start: Rows, owner: Rows, surfaces: Floats, near: Floats, far: Floats, solid: Flags,
    wall_x: Floats, wall_y: Floats, wall_angle: Floats, wall_vx: Floats, wall_vy: Floats, wall_rate: Floats,
    wall_sway: Floats, wall_swing: Floats, drive: Floats,
    wall_restitution: Floats, wall_friction: Floats, wall_rolling: Floats,
    x: Floats, y: Floats, angle: Floats, vx: Floats, vy: Floats, rate: Floats, kick_x: Floats, kick_y: Floats,
    begin: Floats, radius: Floats, mass: Floats, restitution: Floats, friction: Floats, rolling: Floats,
    by_balls: Floats, by_walls: Floats,
    tally: Floats, friction_rule: int, restitution_rule: int, rest_speed: float, h: float,
    old_count: int, again: bool,
) -> tuple[int, bool]:  # fmt: skip
    """Bounce and rub every ball that touches a moving wall, and keep all of them on the right side.

    Impacts come first, in the order of time: each is put back to the moment of touch, found by Newton's method on
    the exact motions of wall and ball, and the next is looked for on the new flight. Then what touches rests:
    sequential impulses, corner by corner. At last the ball is put where all walls allow it: a convex container is
    an intersection of half-planes, each moved inwards by the ball's radius, so no ball can jump over one, however
    fast either moves. All that a wall does it does with the velocity of its own material at the point of contact.

    old_ball, old_side, old_contacts : contacts of the last sub-step, ascending in ball, old_count of them
    ball, side, contacts : (capacity,), (capacity,), (5, capacity) contacts of this one, out
    start : (w + 1,) first surface of each wall
    owner, surfaces : (m,), (6, m) wall of each surface, and the surfaces as `Outline.surface` tells them
    near, far : (w,) m, see `Outline.ring`
    solid : (w,) 1 for a closed outline with corners inwards: a lost centre is brought back to the nearest surface
    wall_*, drive : (w,), (13, w) pose and motion at the end of the sub-step, and surface
    x, y, angle, vx, vy, rate, begin : in/out
    by_balls : (n,) in/out, what balls have done to a ball since the last call; zero afterwards
    by_walls : (n,) out, STIRRED where this call changed its speed by more than rest_speed, and visibly
    tally : (2,) in/out, work done on the balls, J, and sum of the normal impulses, N s
    h : s, length of the sub-step
    again : solve the contacts of balls stirred by balls only; the others keep theirs
    Returns the number of contacts, for which there must be room for MOST a ball, and whether a ball was stirred.
    """
    count = 0
    stirred = False
    by_walls[:] = 0.0
    old_begin = 0
    for i in range(len(x)):
        while old_begin < old_count and old_ball[old_begin] < i:
            old_begin += 1
        first = count
        quiet = again and by_balls[i] < STIRRED
        old = old_begin
        while old < old_count and old_ball[old] == i:
            if quiet:
                ball[count], side[count] = i, old_side[old]
                for row in range(5):
                    contacts[row, count] = old_contacts[row, old]
                count += 1
            elif not again and old_contacts[NORMAL, old] > 0.0:  # the work of the warm start
                w = owner[old_side[old]]
                nx, ny = old_contacts[NORMAL_X, old], old_contacts[NORMAL_Y, old]
                arm_x = x[i] - wall_x[w] + radius[i] * nx - 0.5 * h * vx[i]
                arm_y = y[i] - wall_y[w] + radius[i] * ny - 0.5 * h * vy[i]
                ux, uy = wall_vx[w] - wall_rate[w] * arm_y, wall_vy[w] + wall_rate[w] * arm_x
                tally[WORK] -= old_contacts[NORMAL, old] * (ux * nx + uy * ny)
                tally[WORK] += old_contacts[TANGENT, old] * (uy * nx - ux * ny)
                tally[PRESSED] += old_contacts[NORMAL, old]
            old += 1
        if quiet and by_balls[i] == 0.0:
            continue
        x_i, y_i, vx_i, vy_i, spin, r, m = x[i], y[i], vx[i], vy[i], rate[i], radius[i], mass[i]
        turn = angle[i]
        ax, ay = kick_x[i] / h, kick_y[i] / h
        inertia = 0.5 * m * r * r
        since = h - begin[i]
        margin = MARGIN * r

        for impact in range(0 if quiet else MOST_IMPACTS + 1):
            # The first impact of the present flight; along the way, all surfaces that are touched at its end.
            hit, hit_at = -1, -1.0
            for w in range(len(wall_x)):
                off_x, off_y = x_i - wall_x[w], y_i - wall_y[w]
                away = math.sqrt(off_x * off_x + off_y * off_y)
                travel = since * (abs(vx_i - wall_vx[w]) + abs(vy_i - wall_vy[w]) + since * (abs(ax) + abs(ay)))
                if not (away + r + margin > near[w] and away - r - margin - travel < far[w]):
                    continue
                turning = abs(wall_rate[w])
                cos, sin = math.cos(wall_angle[w]), math.sin(wall_angle[w])
                px, py = into_frame(off_x, off_y, cos, sin)
                begin_x, begin_y = px, py
                if not math.isinf(far[w]) or solid[w]:
                    then_x, then_y, then_angle, _, _, _ = wall_before(
                        w, since, wall_x, wall_y, wall_angle, wall_vx, wall_vy, wall_rate, wall_sway, wall_swing, drive
                    )  # fmt: skip
                    begin_x, begin_y = into_frame(
                        x_i - since * (vx_i - 0.5 * since * ax) - then_x,
                        y_i - since * (vy_i - 0.5 * since * ay) - then_y,
                        math.cos(then_angle), math.sin(then_angle),
                    )  # fmt: skip
                for q in range(start[w], start[w + 1]):
                    gap = gap_to(surfaces, q, px, py, r)[0]
                    touches = gap < margin and faces(surfaces, q, px, py)
                    if touches and surfaces[KIND, q] == FACE and not math.isinf(surfaces[LOW, q]):
                        touches = gap > -r
                    load = 0.0
                    if touches:
                        k, count = contact_of(
                            i, q, first, count, ball, side, contacts,
                            old_begin, old_count, old_ball, old_side, old_contacts,
                        )  # fmt: skip
                        if k >= 0:
                            load = contacts[NORMAL, k]
                    back, overlaps = most_overlap(surfaces, q, px, py, begin_x, begin_y, r)
                    if not overlaps or impact == MOST_IMPACTS:
                        continue
                    gap, _, _, closing, _, along_normal, along_tangent = stand(
                        surfaces, q, 0.0, x_i, y_i, vx_i, vy_i, 0.0, 0.0, spin, r,
                        wall_x[w], wall_y[w], wall_angle[w], wall_vx[w], wall_vy[w], wall_rate[w],
                    )  # fmt: skip
                    speeds = abs(vx_i) + abs(vy_i) + abs(along_normal) + abs(along_tangent)
                    rest = max(rest_speed, load / m, CREEP * speeds)
                    # No look back where even the largest change within h leaves no impact: most contacts rest.
                    change = turning * (2.0 * (abs(vx_i) + abs(vy_i)) + turning * (away + r)) + abs(ax) + abs(ay)
                    if back == 0.0 and drive[10, w] == 0.0 and drive[6, w] == 0.0 and drive[7, w] == 0.0:
                        if closing + h * change <= rest:
                            continue
                    s = touch_of_wall(
                        surfaces, q, w, back * since, since, x_i, y_i, vx_i, vy_i, ax, ay, spin, r,
                        wall_x, wall_y, wall_angle, wall_vx, wall_vy, wall_rate, wall_sway, wall_swing, drive,
                    )  # fmt: skip
                    if s <= hit_at:
                        continue
                    then = wall_before(
                        w, s, wall_x, wall_y, wall_angle, wall_vx, wall_vy, wall_rate, wall_sway, wall_swing, drive
                    )  # fmt: skip
                    place_x, place_y, then_angle, material_x, material_y, wall_turn = then
                    closing = stand(
                        surfaces, q, s, x_i, y_i, vx_i, vy_i, ax, ay, spin, r,
                        place_x, place_y, then_angle, material_x, material_y, wall_turn,
                    )[3]  # fmt: skip
                    at_x, at_y = into_frame(
                        x_i - s * (vx_i - 0.5 * s * ax) - place_x, y_i - s * (vy_i - 0.5 * s * ay) - place_y,
                        math.cos(then_angle), math.sin(then_angle),
                    )  # fmt: skip
                    if closing > rest and faces(surfaces, q, at_x, at_y):
                        hit, hit_at = q, s
            if hit < 0:
                break
            w, s = owner[hit], hit_at
            place_x, place_y, then_angle, material_x, material_y, wall_turn = wall_before(
                w, s, wall_x, wall_y, wall_angle, wall_vx, wall_vy, wall_rate, wall_sway, wall_swing, drive
            )  # fmt: skip
            gap, nx, ny, closing, slip, along_normal, along_tangent = stand(
                surfaces, hit, s, x_i, y_i, vx_i, vy_i, ax, ay, spin, r,
                place_x, place_y, then_angle, material_x, material_y, wall_turn,
            )  # fmt: skip
            bounce = 0.0
            if impact < MOST_BOUNCES and gap > -SLOP * r:
                bounce = mix(restitution[i], wall_restitution[w], restitution_rule)
            normal = m * (1.0 + bounce) * closing
            tangent = clamp(-m * slip / 3.0, mix(friction[i], wall_friction[w], friction_rule) * normal)
            twist = r * tangent
            lever = max(rolling[i], wall_rolling[w]) * r
            if lever > 0.0:
                twist += clamp((wall_turn - spin) * inertia - twist, lever * normal)
            dvx, dvy = (-normal * nx - tangent * ny) / m, (-normal * ny + tangent * nx) / m
            vx_i += dvx
            vy_i += dvy
            x_i += s * dvx
            y_i += s * dvy
            spin += twist / inertia
            turn += s * twist / inertia
            since = s
            tally[WORK] += tangent * along_tangent - normal * along_normal + (twist - r * tangent) * wall_turn
            tally[PRESSED] += normal
            k, count = contact_of(
                i, hit, first, count, ball, side, contacts, old_begin, old_count, old_ball, old_side, old_contacts
            )  # fmt: skip
            if k >= 0:
                contacts[NORMAL_X, k], contacts[NORMAL_Y, k] = nx, ny
            if normal > max(rest_speed, CALM * r / h) * m:
                by_walls[i] = STIRRED
                stirred = True

        for _ in range(0 if quiet or count == first else ROUNDS):
            for k in range(first, count):
                q = side[k]
                w = owner[q]
                gap, nx, ny, closing, slip, along_normal, along_tangent = stand(
                    surfaces, q, 0.0, x_i, y_i, vx_i, vy_i, ax, ay, spin, r,
                    wall_x[w], wall_y[w], wall_angle[w], wall_vx[w], wall_vy[w], wall_rate[w],
                )  # fmt: skip
                if not gap < margin:
                    contacts[NORMAL, k] = contacts[TANGENT, k] = contacts[ROLLING, k] = 0.0
                    continue
                s = 0.5 * since
                if gap < 0.0 and -gap < closing * h:
                    s = -gap / closing
                normal_before, tangent_before, rolling_before = (
                    contacts[NORMAL, k], contacts[TANGENT, k], contacts[ROLLING, k]
                )  # fmt: skip
                load = max(0.0, normal_before + m * (closing - max(gap, 0.0) / h))
                if gap >= 0.0:
                    load = min(load, normal_before)
                shock = load - normal_before > max(rest_speed * m, normal_before)  # it will not come again
                if shock:
                    s = normal_before = tangent_before = rolling_before = 0.0
                    load = m * closing
                mu = mix(friction[i], wall_friction[w], friction_rule)
                rub = clamp(tangent_before - m * slip / 3.0, mu * load)
                normal, tangent = load - normal_before, rub - tangent_before
                twist = r * tangent
                lever = max(rolling[i], wall_rolling[w]) * r
                roll = 0.0
                if lever > 0.0:
                    roll = clamp(rolling_before + (wall_rate[w] - spin) * inertia - twist, lever * load)
                    twist += roll - rolling_before
                contacts[NORMAL_X, k], contacts[NORMAL_Y, k] = nx, ny
                if not shock:
                    contacts[NORMAL, k], contacts[TANGENT, k], contacts[ROLLING, k] = load, rub, roll
                if abs(normal) > max(rest_speed, CALM * r / h) * m:
                    by_walls[i] = STIRRED
                    stirred = True
                # The impulse acts s before the end: there the wall's material moved a little differently.
                along_normal -= s * wall_rate[w] * (vx_i * ny - vy_i * nx)
                along_tangent -= s * wall_rate[w] * (vx_i * nx + vy_i * ny)
                tally[WORK] += tangent * along_tangent - normal * along_normal + (roll - rolling_before) * wall_rate[w]
                tally[PRESSED] += normal
                dvx, dvy = (-normal * nx - tangent * ny) / m, (-normal * ny + tangent * nx) / m
                vx_i += dvx
                vy_i += dvy
                x_i += s * dvx
                y_i += s * dvy
                spin += twist / inertia
                turn += s * twist / inertia
            if count - first == 1:
                break

        for _ in range(ROUNDS_INSIDE):
            inside = True
            for w in range(len(wall_x)):
                off_x, off_y = x_i - wall_x[w], y_i - wall_y[w]
                away = math.sqrt(off_x * off_x + off_y * off_y)
                if not (away + r > near[w] and away - r < far[w]):
                    continue
                cos, sin = math.cos(wall_angle[w]), math.sin(wall_angle[w])
                px, py = into_frame(off_x, off_y, cos, sin)
                if solid[w]:
                    lost, q = depth(surfaces, start[w], start[w + 1], px, py)
                    if lost < 0.0:
                        gap, nx, ny = gap_to(surfaces, q, px, py, r)
                        along = nx * py - ny * px
                        beside = 0.0
                        if surfaces[KIND, q] == FACE:
                            beside = min(max(along, surfaces[LOW, q]), surfaces[HIGH, q]) - along
                        px, py = px + gap * nx - beside * ny, py + gap * ny + beside * nx
                        inside = False
                for q in range(start[w], start[w + 1]):
                    gap, nx, ny = gap_to(surfaces, q, px, py, r)
                    if gap < 0.0 and faces(surfaces, q, px, py):
                        if surfaces[KIND, q] == FACE and not (gap > -r or math.isinf(surfaces[LOW, q])):
                            continue
                        px, py = px + gap * nx, py + gap * ny
                        inside = False
                if not inside:
                    off_x, off_y = into_frame(px, py, cos, -sin)
                    x_i, y_i = wall_x[w] + off_x, wall_y[w] + off_y
            if inside:
                break
        x[i], y[i], angle[i], vx[i], vy[i], rate[i] = x_i, y_i, turn, vx_i, vy_i, spin
        begin[i] = h - since
    by_balls[:] = 0.0
    return count, stirred
