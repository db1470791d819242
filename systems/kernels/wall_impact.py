"""Arithmetic of `WallCollision`: which wall a ball hits next, and what an impact does."""

import math

from systems.kernels.compiler import Block, Flags, Floats, Rows, kernel
from systems.kernels.contact import (
    CALM,
    CREEP,
    INSTANT,
    NEAR,
    NORMAL,
    NORMAL_X,
    NORMAL_Y,
    NOWHERE,
    ROLLING,
    SLOP,
    SLOTS,
    TANGENT,
    WOKEN,
    clamp,
    margin,
    mix,
)
from systems.kernels.wall_features import (
    BELT,
    CIRCLE,
    DEPTH,
    SEGMENT,
    answer,
    feature_at,
    gap_to,
    in_sight,
    into_frame,
    is_held,
    is_met,
    most_overlap,
    stand,
    touch_of_wall,
    wall_before,
)

MOST_BOUNCES = 8  # of one ball from walls in one call; then it hits them without bouncing ...
MOST_IMPACTS = 12  # ... and at last, whatever it hits it comes to rest on
STRUCK, SEEN = 1, 2  # marks of contacts: one that has been an impact, and one that has just been found
WORK, PRESSED = range(2)  # rows of the tally


@kernel
def wall_impact(
    count: Rows, side: Rows, contacts: Block, struck: Flags, unsolved: Flags,
    start: Rows, owner: Rows, features: Block, near: Floats, far: Floats, bounded: Flags,
    wall_cos: Floats, wall_sin: Floats,
    wall_x: Floats, wall_y: Floats, wall_angle: Floats, wall_vx: Floats, wall_vy: Floats, wall_rate: Floats,
    sway_x: Floats, sway_y: Floats, sway_rate: Floats, swing: Floats, swing_rate: Floats,
    sway_at: Floats, swing_at: Floats,
    wall_restitution: Floats, wall_friction: Floats, wall_rolling: Floats,
    x: Floats, y: Floats, angle: Floats, vx: Floats, vy: Floats, rate: Floats, kick_x: Floats, kick_y: Floats,
    begin: Floats, radius: Floats, mass: Floats, restitution: Floats, friction: Floats, rolling: Floats,
    by_balls: Floats, by_walls: Floats, toi_ball: Floats, toi_wall: Floats, tally: Floats,
    friction_rule: int, restitution_rule: int, rest_speed: float, h: float, foresee: bool, hurry: bool,
) -> None:  # fmt: skip
    """Look which wall every ball hits next, and when; and bounce it, unless it hits a ball before.

    An impact is put back to the moment of touch, found by Newton's method on the exact motions of wall and ball, and
    the next is looked for on the new flight. All that a wall does it does with the velocity of its own material at
    the point of contact.

    count, side : (n,), (SLOTS n,) how many features each ball touches, and which: from SLOTS times its row; in/out
    contacts : (SLOTS n, 5) the rows of `contact`, in the same places, in/out
    struck : (SLOTS n,) STRUCK where such a contact has been an impact in this sub-step, in/out
    unsolved : (n,) in/out, 1 for the balls that are carried by walls, or may be where these do not allow it
    start : (w + 1,) first feature of each wall
    owner, features : (m,), (8, m) wall of each feature, and the features as `Outline.features` tells them
    near, far : (w,) m, see `Outline.contact_range`
    wall_cos, wall_sin : (w,) of their angles, out where this is to foresee
    bounded : (w,) 1 where a feature has ends, so that a ball may pass beside it
    wall_*, sway_*, swing* : (w,) `Collider`, `KinematicMotion`, `MotionPhase`, and pose at the end of the sub-step
    x, y, angle, vx, vy, rate, begin : in/out
    by_balls : (n,) what balls have done to a ball since the last call
    by_walls : (n,) out, WOKEN where an impact changed its speed by more than rest_speed, and visibly
    toi_ball : (n,) s before the end of the sub-step when a ball hits another next, or NEAR or NOWHERE
    toi_wall : (n,) the same of walls, in/out
    tally : (2,) in/out, work done on the balls, J, and sum of the normal impulses, N s
    h : s, length of the sub-step
    foresee : look at all balls and touch none; else go on with those for which this has found a hit, or that other
        balls have stirred since
    hurry : wait for no other ball
    """
    by_walls[:] = 0.0
    for w in range(len(wall_x) if foresee else 0):
        wall_cos[w], wall_sin[w] = math.cos(wall_angle[w]), math.sin(wall_angle[w])
    for i in range(len(x)):
        first = SLOTS * i
        if foresee:
            unsolved[i] = 0
            for k in range(first, first + count[i]):
                if contacts[k, NORMAL] > 0.0:  # the work of the warm start
                    w = owner[side[k]]
                    nx, ny = contacts[k, NORMAL_X], contacts[k, NORMAL_Y]
                    arm_x = x[i] - wall_x[w] + radius[i] * nx - 0.5 * h * vx[i]
                    arm_y = y[i] - wall_y[w] + radius[i] * ny - 0.5 * h * vy[i]
                    ux, uy = wall_vx[w] - wall_rate[w] * arm_y, wall_vy[w] + wall_rate[w] * arm_x
                    along = uy * nx - ux * ny + features[BELT, side[k]]
                    tally[WORK] += contacts[k, TANGENT] * along + contacts[k, ROLLING] * wall_rate[w]
                    tally[WORK] -= contacts[k, NORMAL] * (ux * nx + uy * ny)
                    tally[PRESSED] += contacts[k, NORMAL]
        elif not (toi_wall[i] > 0.0 or by_balls[i] >= WOKEN):
            continue
        for k in range(first, first + count[i]):
            struck[k] = STRUCK if struck[k] & STRUCK and not foresee else 0
        x_i, y_i, vx_i, vy_i, turn, spin, r, m = x[i], y[i], vx[i], vy[i], angle[i], rate[i], radius[i], mass[i]
        ax, ay = kick_x[i] / h, kick_y[i] / h
        inertia = 0.5 * m * r * r
        since = h - begin[i]
        reach = margin(r, rest_speed, h)

        for impact in range(MOST_IMPACTS + 1):
            # The first impact of the present flight; along the way, all features that are touched at its end.
            hit, hit_at, hit_contact = -1, -1.0, -1
            toi_wall[i] = NOWHERE
            flight = (x_i, y_i, vx_i, vy_i, ax, ay, spin, r)
            for w in range(len(wall_x)):
                dx, dy = x_i - wall_x[w], y_i - wall_y[w]
                away = math.sqrt(dx * dx + dy * dy)
                travel = since * (abs(vx_i - wall_vx[w]) + abs(vy_i - wall_vy[w]) + since * (abs(ax) + abs(ay)))
                if away + r + reach + (travel if bounded[w] else 0.0) <= near[w]:
                    continue
                if away - r - reach - travel >= far[w]:
                    continue
                toi_wall[i] = NEAR
                wall = (
                    wall_x[w], wall_y[w], wall_angle[w], wall_vx[w], wall_vy[w], wall_rate[w],
                    sway_x[w], sway_y[w], sway_rate[w], swing[w], swing_rate[w], sway_at[w], swing_at[w],
                )  # fmt: skip
                pose = (wall_x[w], wall_y[w], wall_cos[w], wall_sin[w], wall_vx[w], wall_vy[w], wall_rate[w])
                px, py = into_frame(dx, dy, wall_cos[w], wall_sin[w])
                begin_x, begin_y = px, py
                if bounded[w]:
                    unsolved[i] = 1  # it may be behind
                    begin_x, begin_y = in_sight(flight, wall_before(wall, since), since)
                # No look back where even the largest change within h leaves no impact: most contacts rest.
                speed, turning = abs(vx_i) + abs(vy_i), abs(wall_rate[w])
                change = h * (turning * (2.0 * speed + turning * (away + r + h * speed)) + abs(ax) + abs(ay))
                if swing[w] != 0.0 or sway_x[w] != 0.0 or sway_y[w] != 0.0:
                    change = math.inf
                relative = speed + abs(wall_vx[w]) + abs(wall_vy[w]) + turning * (away + r)
                for q in range(start[w], start[w + 1]):
                    feature = feature_at(features, q)
                    gap = gap_to(feature, px, py, r)[0]
                    within = reach if feature[DEPTH] >= 1.0 else r  # to know it when it comes back, pressed by others
                    if gap >= within and feature[0] != CIRCLE:
                        continue
                    held = is_held(feature, q, side, first, first + count[i])
                    back, overlaps = most_overlap(feature, px, py, begin_x, begin_y, r, held)
                    touches = gap < within and is_met(feature, px, py, gap, r, held or overlaps)
                    if not (touches or overlaps):
                        continue
                    unsolved[i] = 1
                    k = first
                    while k < first + count[i] and side[k] != q:
                        k += 1
                    if touches and k == first + count[i] < first + SLOTS:
                        side[k], struck[k] = q, 0
                        for row in range(5):
                            contacts[k, row] = 0.0
                        count[i] += 1
                    is_listed = k < first + count[i] and (touches or struck[k] & SEEN)
                    if is_listed:
                        struck[k] |= SEEN
                    if not overlaps or impact == MOST_IMPACTS:
                        continue
                    rest = max(rest_speed, CREEP * relative)
                    if is_listed:
                        rest = max(rest, contacts[k, NORMAL] / m)
                    is_shallow = feature[0] != CIRCLE or gap > -0.5 * r  # or the ball may be on its way out again
                    bend = 0.0
                    if feature[0] != SEGMENT:  # the normal of what is round turns as the ball passes
                        bend = h * relative * relative / (feature[3] + r if feature[0] == CIRCLE else feature[3] - r)
                    if back == 0.0 and is_shallow and stand(flight, pose, feature, 0.0)[3] + change + bend <= rest:
                        continue
                    s = touch_of_wall(flight, wall, feature, back * since, since, h)
                    if s <= hit_at:
                        continue
                    at_x, at_y = in_sight(flight, wall_before(wall, min(s, since)), min(s, since))
                    then = wall_before(wall, s)
                    if not is_met(feature, at_x, at_y, 0.0, r, True):
                        continue
                    _, nx, ny, closing, _, _, _, _ = stand(flight, then, feature, s)
                    pressed = kick_x[i] * nx + kick_y[i] * ny  # what forces have given within h comes to rest
                    if closing > max(rest, pressed):
                        hit, hit_at, hit_contact = w, s, k if is_listed else -1
                        hit_pose, hit_feature = then, feature
            if hit >= 0:
                toi_wall[i] = max(hit_at, INSTANT)
            if hit < 0 or foresee:
                break
            if not hurry and (hit_at < toi_ball[i] or (impact > 0 and toi_ball[i] != NOWHERE)):
                break
            toi_wall[i] = NEAR
            w, s = hit, hit_at
            gap, nx, ny, closing, slip, along_normal, along_tangent, turning = stand(flight, hit_pose, hit_feature, s)
            bounce = 0.0
            if impact < MOST_BOUNCES and gap > -SLOP * r - h * closing:
                bounce = mix(restitution[i], wall_restitution[w], restitution_rule)
            normal = m * (1.0 + bounce) * closing
            tangent = clamp(-m * slip / 3.0, mix(friction[i], wall_friction[w], friction_rule) * normal)
            brake = 0.0
            lever = max(rolling[i], wall_rolling[w]) * r
            if lever > 0.0:
                brake = clamp((turning - spin) * inertia - r * tangent, lever * normal)
            dvx, dvy, twist = answer(nx, ny, normal, tangent, brake, r, m)
            x_i, y_i, turn = x_i + s * dvx, y_i + s * dvy, turn + s * twist
            vx_i, vy_i, spin = vx_i + dvx, vy_i + dvy, spin + twist
            since = s
            tally[WORK] += tangent * along_tangent - normal * along_normal + brake * turning
            tally[PRESSED] += normal
            unsolved[i] = 1
            if hit_contact >= 0:
                struck[hit_contact] |= STRUCK
                contacts[hit_contact, NORMAL_X], contacts[hit_contact, NORMAL_Y] = nx, ny
            if normal > max(rest_speed, CALM * r / h) * m:
                by_walls[i] = WOKEN
        x[i], y[i], angle[i], vx[i], vy[i], rate[i] = x_i, y_i, turn, vx_i, vy_i, spin
        begin[i] = h - since
        k = first
        for old in range(first, first + count[i]):
            if struck[old] & SEEN:
                side[k], struck[k] = side[old], struck[old]
                for row in range(5):
                    contacts[k, row] = contacts[old, row]
                k += 1
        count[i] = k - first
