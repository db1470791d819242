"""Arithmetic of `WallCollision`."""

import math

from systems.kernels.compiler import Flags, Floats, Rows, kernel
from systems.kernels.contact import (
    CALM,
    CREEP,
    NORMAL,
    NORMAL_X,
    NORMAL_Y,
    ROLLING,
    SLOP,
    STIRRED,
    TANGENT,
    clamp,
    margin,
    mix,
)
from systems.kernels.wall_motion import SWAY_RATE, SWAY_X, SWAY_Y, SWING, SWING_RATE
from systems.kernels.wall_surface import (
    DISC,
    depth,
    gap_to,
    in_sight,
    into_frame,
    is_met,
    most_overlap,
    nearest_free,
    stand,
    touch_of_wall,
)

MOST = 8  # surfaces that one ball may touch
MOST_BOUNCES = 8  # of one ball from walls in one call; then it hits them without bouncing ...
MOST_IMPACTS = 12  # ... and at last, whatever it hits it comes to rest on
ROUNDS = 4  # times that a ball in a corner is passed from wall to wall in one sub-step
ROUNDS_INSIDE = 50  # at most, to find the place in a corner that all walls allow
WORK, PRESSED = range(2)  # rows of the tally


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
    sequential impulses, from wall to wall. At last the ball is put where all walls allow it: a convex container is
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
    walls = len(wall_x)
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
                tally[WORK] += old_contacts[TANGENT, old] * (uy * nx - ux * ny)
                tally[WORK] += old_contacts[ROLLING, old] * wall_rate[w]
                tally[WORK] -= old_contacts[NORMAL, old] * (ux * nx + uy * ny)
                tally[PRESSED] += old_contacts[NORMAL, old]
            old += 1
        if quiet and by_balls[i] == 0.0:
            continue
        x_i, y_i, vx_i, vy_i, turn, spin, r, m = x[i], y[i], vx[i], vy[i], angle[i], rate[i], radius[i], mass[i]
        ax, ay = kick_x[i] / h, kick_y[i] / h
        inertia = 0.5 * m * r * r
        since = h - begin[i]
        reach = margin(r, rest_speed, h)
        struck = 0  # a bit for each contact that was an impact in this call
        close = quiet  # whether the ball may be where a wall does not allow it

        for impact in range(0 if quiet else MOST_IMPACTS + 1):
            # The first impact of the present flight; along the way, all surfaces that are touched at its end.
            hit, hit_at, hit_row = -1, -1.0, -1
            flight = (x_i, y_i, vx_i, vy_i, ax, ay, spin, r)
            for w in range(walls):
                dx, dy = x_i - wall_x[w], y_i - wall_y[w]
                away = math.sqrt(dx * dx + dy * dy)
                if away + r + reach <= near[w]:
                    continue
                travel = since * (abs(vx_i - wall_vx[w]) + abs(vy_i - wall_vy[w]) + since * (abs(ax) + abs(ay)))
                if away - r - reach - travel >= far[w]:
                    continue
                wall = (
                    wall_x[w], wall_y[w], wall_angle[w], wall_vx[w], wall_vy[w], wall_rate[w],
                    drive[SWAY_X, w], drive[SWAY_Y, w], drive[SWAY_RATE, w], drive[SWING, w], drive[SWING_RATE, w],
                    wall_sway[w], wall_swing[w],
                )  # fmt: skip
                px, py = into_frame(dx, dy, math.cos(wall_angle[w]), math.sin(wall_angle[w]))
                begin_x, begin_y = px, py
                if solid[w] or not math.isinf(far[w]):
                    begin_x, begin_y = in_sight(flight, wall, since)
                    close = True
                # No look back where even the largest change within h leaves no impact: most contacts rest.
                speed, turning = abs(vx_i) + abs(vy_i), abs(wall_rate[w])
                change = h * (turning * (2.0 * speed + turning * (away + r + h * speed)) + abs(ax) + abs(ay))
                if drive[SWING, w] != 0.0 or drive[SWAY_X, w] != 0.0 or drive[SWAY_Y, w] != 0.0:
                    change = math.inf
                creep = CREEP * (speed + abs(wall_vx[w]) + abs(wall_vy[w]) + turning * (away + r))
                for q in range(start[w], start[w + 1]):
                    surface = (
                        surfaces[0, q], surfaces[1, q], surfaces[2, q], surfaces[3, q], surfaces[4, q], surfaces[5, q]
                    )  # fmt: skip
                    gap = gap_to(surface, px, py, r)[0]
                    if gap >= reach and surface[0] != DISC:
                        continue
                    touches = gap < reach and is_met(surface, px, py, gap, r)
                    back, overlaps = most_overlap(surface, px, py, begin_x, begin_y, r)
                    if not (touches or overlaps):
                        continue
                    k = first
                    while k < count and side[k] != q:
                        k += 1
                    if k == count and touches and count - first < MOST:
                        ball[k], side[k] = i, q
                        for row in range(5):
                            contacts[row, k] = 0.0
                        for old in range(old_begin, old_count):
                            if old_ball[old] != i:
                                break
                            if old_side[old] == q:
                                for row in range(5):
                                    contacts[row, k] = old_contacts[row, old]
                        count += 1
                    if not overlaps or impact == MOST_IMPACTS:
                        continue
                    rest = max(rest_speed, creep)
                    if k < count:
                        rest = max(rest, contacts[NORMAL, k] / m)
                    is_shallow = surface[0] != DISC or gap > -0.5 * r  # or the ball may be on its way out again
                    if back == 0.0 and is_shallow and stand(flight, wall, surface, 0.0)[3] + change <= rest:
                        continue
                    s = touch_of_wall(flight, wall, surface, back * since, since, h)
                    if s <= hit_at:
                        continue
                    at_x, at_y = in_sight(flight, wall, s)
                    if is_met(surface, at_x, at_y, 0.0, r) and stand(flight, wall, surface, s)[3] > rest:
                        hit, hit_at, hit_row = q, s, k if k < count else -1
                        hit_wall, hit_surface = wall, surface
            if hit < 0:
                break
            w, s = owner[hit], hit_at
            gap, nx, ny, closing, slip, along_normal, along_tangent, turning = stand(flight, hit_wall, hit_surface, s)
            bounce = 0.0
            if impact < MOST_BOUNCES and gap > -SLOP * r - h * closing:
                bounce = mix(restitution[i], wall_restitution[w], restitution_rule)
            normal = m * (1.0 + bounce) * closing
            tangent = clamp(-m * slip / 3.0, mix(friction[i], wall_friction[w], friction_rule) * normal)
            brake = 0.0
            lever = max(rolling[i], wall_rolling[w]) * r
            if lever > 0.0:
                brake = clamp((turning - spin) * inertia - r * tangent, lever * normal)
            dvx, dvy = (-normal * nx - tangent * ny) / m, (-normal * ny + tangent * nx) / m
            vx_i += dvx
            vy_i += dvy
            x_i += s * dvx
            y_i += s * dvy
            spin += (r * tangent + brake) / inertia
            turn += s * (r * tangent + brake) / inertia
            since = s
            tally[WORK] += tangent * along_tangent - normal * along_normal + brake * turning
            tally[PRESSED] += normal
            close = True
            if hit_row >= 0:
                struck |= 1 << (hit_row - first)
                contacts[NORMAL_X, hit_row], contacts[NORMAL_Y, hit_row] = nx, ny
            if normal > max(rest_speed, CALM * r / h) * m:
                by_walls[i] = STIRRED
                stirred = True

        for _ in range(0 if quiet else ROUNDS):
            for k in range(first, count):
                q = side[k]
                w = owner[q]
                wall = (
                    wall_x[w], wall_y[w], wall_angle[w], wall_vx[w], wall_vy[w], wall_rate[w],
                    0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0,
                )  # fmt: skip
                surface = (
                    surfaces[0, q], surfaces[1, q], surfaces[2, q], surfaces[3, q], surfaces[4, q], surfaces[5, q]
                )  # fmt: skip
                gap, nx, ny, closing, slip, along_normal, along_tangent, turning = stand(
                    (x_i, y_i, vx_i, vy_i, ax, ay, spin, r), wall, surface, 0.0
                )  # fmt: skip
                if not gap < reach:
                    contacts[NORMAL, k] = contacts[TANGENT, k] = contacts[ROLLING, k] = 0.0
                    continue
                s = 0.5 * since
                if 0.0 < -gap < closing * h:
                    s = -gap / closing  # it has just landed
                load, rub, roll = contacts[NORMAL, k], contacts[TANGENT, k], contacts[ROLLING, k]
                least = load if struck >> (k - first) & 1 else 0.0
                normal = max(least, load + m * (closing - max(gap, 0.0) / h))
                if gap >= 0.0:
                    normal = min(normal, load)
                tangent = clamp(rub - m * slip / 3.0, mix(friction[i], wall_friction[w], friction_rule) * normal)
                brake = 0.0
                lever = max(rolling[i], wall_rolling[w]) * r
                if lever > 0.0:
                    brake = clamp(roll + (turning - spin) * inertia - r * (tangent - rub), lever * normal)
                contacts[NORMAL_X, k], contacts[NORMAL_Y, k] = nx, ny
                keep = 1.0
                if load == 0.0 and normal > 0.0:  # a landing does not come again, only what forces press
                    keep = min(max(m * (kick_x[i] * nx + kick_y[i] * ny), 0.0) / normal, 1.0)
                contacts[NORMAL, k], contacts[TANGENT, k] = keep * normal, keep * tangent
                contacts[ROLLING, k] = keep * brake
                normal, tangent, brake = normal - load, tangent - rub, brake - roll
                if abs(normal) > max(rest_speed, CALM * r / h) * m:
                    by_walls[i] = STIRRED
                    stirred = True
                # The impulse acts s before the end: there the wall's material moved a little differently.
                along_normal -= s * turning * (vx_i * ny - vy_i * nx)
                along_tangent -= s * turning * (vx_i * nx + vy_i * ny)
                tally[WORK] += tangent * along_tangent - normal * along_normal + brake * turning
                tally[PRESSED] += normal
                dvx, dvy = (-normal * nx - tangent * ny) / m, (-normal * ny + tangent * nx) / m
                vx_i += dvx
                vy_i += dvy
                x_i += s * dvx
                y_i += s * dvy
                spin += (r * tangent + brake) / inertia
                turn += s * (r * tangent + brake) / inertia
            if count - first < 2:
                break

        for _ in range(ROUNDS_INSIDE if close or count > first else 0):
            inside = True
            for w in range(walls):
                dx, dy = x_i - wall_x[w], y_i - wall_y[w]
                away = math.sqrt(dx * dx + dy * dy)
                if away + r <= near[w] or away - r >= far[w]:
                    continue
                cos, sin = math.cos(wall_angle[w]), math.sin(wall_angle[w])
                px, py = into_frame(dx, dy, cos, sin)
                free = True
                nearest, least = start[w], math.inf
                for q in range(start[w], start[w + 1]):
                    surface = (
                        surfaces[0, q], surfaces[1, q], surfaces[2, q], surfaces[3, q], surfaces[4, q], surfaces[5, q]
                    )  # fmt: skip
                    gap, nx, ny = gap_to(surface, px, py, r)
                    if gap < 0.0 and is_met(surface, px, py, gap, r):
                        px, py = px + gap * nx, py + gap * ny
                        free = False
                    if solid[w]:
                        deep = depth(surface, px, py)  # before a corner, the faces beyond it are no nearer
                        if abs(deep) < abs(least) - 1e-9 * r or (deep > 0.0 and deep <= abs(least) + 1e-9 * r):
                            nearest, least = q, deep
                if solid[w] and least < 0.0:
                    px, py = nearest_free(
                        (
                            surfaces[0, nearest], surfaces[1, nearest], surfaces[2, nearest],
                            surfaces[3, nearest], surfaces[4, nearest], surfaces[5, nearest],
                        ),
                        px, py, r,
                    )  # fmt: skip
                    free = False
                if not free:
                    dx, dy = into_frame(px, py, cos, -sin)
                    x_i, y_i = wall_x[w] + dx, wall_y[w] + dy
                    inside = False
            if inside:
                break
        x[i], y[i], angle[i], vx[i], vy[i], rate[i] = x_i, y_i, turn, vx_i, vy_i, spin
        begin[i] = h - since
    by_balls[:] = 0.0
    return count, stirred
