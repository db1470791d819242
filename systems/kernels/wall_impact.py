"""Kernel of `WallCollision`: impacts of balls on walls."""

import math

from systems.kernels.compiler import Block, Flags, Floats, Rows, kernel
from systems.kernels.contact import (
    MIN_TOI,
    NO_IMPACT,
    NORMAL,
    NORMAL_X,
    NORMAL_Y,
    NOTHING_NEAR,
    ROLLING,
    SLOP,
    SLOTS,
    SPEED_ROUNDING,
    TANGENT,
    WAKE_TRAVEL,
    WOKEN,
    clamp,
    contact_margin,
)
from systems.kernels.mixing import mix
from systems.kernels.wall_features import (
    BELT,
    CIRCLE,
    DEPTH,
    SEGMENT,
    closest_approach,
    contact_kinematics,
    feature_at,
    feature_gap,
    impulse_response,
    in_feature_range,
    local_position,
    to_local,
    touches_from_front,
    wall_pose_before,
    wall_time_of_impact,
)

MAX_BOUNCES = 8  # of one ball in one call; its further impacts have no restitution
MAX_IMPACTS = 12  # of one ball in one call; its further impacts are solved as resting contacts
STRUCK, FOUND = 1, 2  # flags of contact slots: has been an impact in this sub-step, was found in this call
WORK, IMPULSE = range(2)  # elements of the totals


@kernel
def wall_impact(
    count: Rows, slot_feature: Rows, contacts: Block, slot_flags: Flags, unsolved: Flags,
    start: Rows, owner: Rows, features: Block, near: Floats, far: Floats, bounded: Flags,
    wall_cos: Floats, wall_sin: Floats,
    wall_x: Floats, wall_y: Floats, wall_angle: Floats, wall_vx: Floats, wall_vy: Floats, wall_rate: Floats,
    sway_x: Floats, sway_y: Floats, sway_rate: Floats, swing: Floats, swing_rate: Floats,
    sway_at: Floats, swing_at: Floats,
    wall_restitution: Floats, wall_friction: Floats, wall_rolling: Floats,
    x: Floats, y: Floats, angle: Floats, vx: Floats, vy: Floats, rate: Floats, change_x: Floats, change_y: Floats,
    begin: Floats, radius: Floats, mass: Floats, restitution: Floats, friction: Floats, rolling: Floats,
    by_balls: Floats, by_walls: Floats, toi_ball: Floats, toi_wall: Floats, totals: Floats,
    friction_rule: int, restitution_rule: int, rest_speed: float, h: float, predict_only: bool, last_pass: bool,
) -> None:  # fmt: skip
    """Find the next impact of every ball on a wall, and solve it unless the ball hits another ball before.

    An impact is solved at its exact time, which Newton's method finds from the exact motions of wall and ball. Then the
    next impact on the new path is searched. All relative velocities use the velocity of the wall at the point of
    contact, so that a moving wall does work.

    count, slot_feature : (n,), (SLOTS n,) number of contacts of each ball, and their features; the slots of row i begin
        at SLOTS i; in/out
    contacts : (SLOTS n, 5) normals and impulses in the slots, see `systems.kernels.contact`, in/out
    slot_flags : (SLOTS n,) STRUCK for a contact that has been an impact in this sub-step, in/out
    unsolved : (n,) in/out, 1 for balls with resting contacts, or that may be on the wrong side of a wall
    start : (w + 1,) first feature of each wall
    owner, features : (m,), (8, m) wall of each feature, and all features, see `Outline.features`
    near, far : (w,) m, see `Outline.contact_range`
    bounded : (w,) 1 if the features of the wall have ends, so that a ball may pass beside them
    wall_*, sway_*, swing* : (w,) `Rotation`, pose and velocity at the end of the sub-step, `KinematicMotion`,
        `MotionPhase` and `Collider` of the walls
    x, y, angle, vx, vy, rate, begin : in/out
    by_balls : (n,) wake flags of the last call of the ball kernel
    by_walls : (n,) out, WOKEN where an impact has changed the speed by more than rest_speed, and visibly, else 0
    toi_ball : (n,) s before the end of the sub-step, time of the next impact with a ball, or NO_IMPACT or NOTHING_NEAR
    toi_wall : (n,) the same for walls, in/out
    totals : (2,) in/out, work on the balls, J, and sum of the normal impulses, N s
    h : s, length of the sub-step
    predict_only : find the first impact of every ball and solve none; otherwise continue with the balls for which one
        was found, and with those that balls have woken since
    last_pass : solve impacts even if the ball hits another ball before
    """
    by_walls[:] = 0.0
    for i in range(len(x)):
        first = SLOTS * i
        if predict_only:
            unsolved[i] = 0
            for k in range(first, first + count[i]):
                if contacts[k, NORMAL] > 0.0:  # count the work of the warm start
                    w = owner[slot_feature[k]]
                    nx, ny = contacts[k, NORMAL_X], contacts[k, NORMAL_Y]
                    arm_x = x[i] - wall_x[w] + radius[i] * nx - 0.5 * h * vx[i]
                    arm_y = y[i] - wall_y[w] + radius[i] * ny - 0.5 * h * vy[i]
                    ux, uy = wall_vx[w] - wall_rate[w] * arm_y, wall_vy[w] + wall_rate[w] * arm_x
                    along = uy * nx - ux * ny + features[BELT, slot_feature[k]]
                    totals[WORK] += contacts[k, TANGENT] * along + contacts[k, ROLLING] * wall_rate[w]
                    totals[WORK] -= contacts[k, NORMAL] * (ux * nx + uy * ny)
                    totals[IMPULSE] += contacts[k, NORMAL]
        elif not (toi_wall[i] > 0.0 or by_balls[i] >= WOKEN):
            continue
        for k in range(first, first + count[i]):
            slot_flags[k] = STRUCK if slot_flags[k] & STRUCK and not predict_only else 0
        x_i, y_i, vx_i, vy_i, turn, spin, r, m = x[i], y[i], vx[i], vy[i], angle[i], rate[i], radius[i], mass[i]
        ax, ay = change_x[i] / h, change_y[i] / h
        inertia = 0.5 * m * r * r
        since = h - begin[i]
        reach = contact_margin(r, rest_speed, h)

        for impact in range(MAX_IMPACTS + 1):
            # Find the first impact on the present path, and all features that the ball touches at its end.
            hit, hit_at, hit_contact = -1, -1.0, -1
            toi_wall[i] = NOTHING_NEAR
            flight = (x_i, y_i, vx_i, vy_i, ax, ay, spin, r)
            for w in range(len(wall_x)):
                dx, dy = x_i - wall_x[w], y_i - wall_y[w]
                away = math.sqrt(dx * dx + dy * dy)
                travel = since * (abs(vx_i - wall_vx[w]) + abs(vy_i - wall_vy[w]) + since * (abs(ax) + abs(ay)))
                if away + r + reach + (travel if bounded[w] else 0.0) <= near[w]:
                    continue
                if away - r - reach - travel >= far[w]:
                    continue
                toi_wall[i] = NO_IMPACT
                wall = (
                    wall_x[w], wall_y[w], wall_angle[w], wall_vx[w], wall_vy[w], wall_rate[w],
                    sway_x[w], sway_y[w], sway_rate[w], swing[w], swing_rate[w], sway_at[w], swing_at[w],
                )  # fmt: skip
                pose = (wall_x[w], wall_y[w], wall_cos[w], wall_sin[w], wall_vx[w], wall_vy[w], wall_rate[w])
                px, py = to_local(dx, dy, wall_cos[w], wall_sin[w])
                begin_x, begin_y = px, py
                if bounded[w]:
                    unsolved[i] = 1  # the ball may be behind a feature
                    begin_x, begin_y = local_position(flight, wall_pose_before(wall, since), since)
                # Most contacts rest: skip the search if even the largest change of the closing speed within h allows no
                # impact.
                speed, turning = abs(vx_i) + abs(vy_i), abs(wall_rate[w])
                change = h * (turning * (2.0 * speed + turning * (away + r + h * speed)) + abs(ax) + abs(ay))
                if swing[w] != 0.0 or sway_x[w] != 0.0 or sway_y[w] != 0.0:
                    change = math.inf
                relative = speed + abs(wall_vx[w]) + abs(wall_vy[w]) + turning * (away + r)
                for q in range(start[w], start[w + 1]):
                    feature = feature_at(features, q)
                    gap = feature_gap(feature, px, py, r)[0]
                    within = reach if feature[DEPTH] >= 1.0 else r  # keep it, in case other balls press it in
                    if gap >= within and feature[0] != CIRCLE:
                        continue
                    held = touches_from_front(feature, q, slot_feature, first, first + count[i])
                    back, overlaps = closest_approach(feature, px, py, begin_x, begin_y, r, held)
                    touches = gap < within and in_feature_range(feature, px, py, gap, r, held or overlaps)
                    if not (touches or overlaps):
                        continue
                    unsolved[i] = 1
                    k = first
                    while k < first + count[i] and slot_feature[k] != q:
                        k += 1
                    if touches and k == first + count[i] < first + SLOTS:
                        slot_feature[k], slot_flags[k] = q, 0
                        for row in range(5):
                            contacts[k, row] = 0.0
                        count[i] += 1
                    is_listed = k < first + count[i] and (touches or slot_flags[k] & FOUND)
                    if is_listed:
                        slot_flags[k] |= FOUND
                    if not overlaps or impact == MAX_IMPACTS:
                        continue
                    rest = max(rest_speed, SPEED_ROUNDING * relative)
                    if is_listed:
                        rest = max(rest, contacts[k, NORMAL] / m)
                    is_shallow = feature[0] != CIRCLE or gap > -0.5 * r  # otherwise the ball may have passed the centre
                    bend = 0.0
                    if feature[0] != SEGMENT:  # the normal of a circle turns as the ball moves
                        bend = h * relative * relative / (feature[3] + r if feature[0] == CIRCLE else feature[3] - r)
                    if (
                        back == 0.0
                        and is_shallow
                        and contact_kinematics(flight, pose, feature, 0.0)[3] + change + bend <= rest
                    ):
                        continue
                    s = wall_time_of_impact(flight, wall, feature, back * since, since, h)
                    if s <= hit_at:
                        continue
                    at_x, at_y = local_position(flight, wall_pose_before(wall, min(s, since)), min(s, since))
                    then = wall_pose_before(wall, s)
                    if not in_feature_range(feature, at_x, at_y, 0.0, r, True):
                        continue
                    _, nx, ny, closing, _, _, _, _ = contact_kinematics(flight, then, feature, s)
                    pressed = change_x[i] * nx + change_y[i] * ny  # from the forces of this sub-step, no impact
                    if closing > max(rest, pressed):
                        hit, hit_at, hit_contact = w, s, k if is_listed else -1
                        hit_pose, hit_feature = then, feature
            if hit >= 0:
                toi_wall[i] = max(hit_at, MIN_TOI)
            if hit < 0 or predict_only:
                break
            if not last_pass and (hit_at < toi_ball[i] or (impact > 0 and toi_ball[i] != NOTHING_NEAR)):
                break
            toi_wall[i] = NO_IMPACT
            w, s = hit, hit_at
            gap, nx, ny, closing, slip, along_normal, along_tangent, turning = contact_kinematics(
                flight, hit_pose, hit_feature, s
            )
            bounce = 0.0
            if impact < MAX_BOUNCES and gap > -SLOP * r - h * closing:
                bounce = mix(restitution[i], wall_restitution[w], restitution_rule)
            normal = m * (1.0 + bounce) * closing
            tangent = clamp(-m * slip / 3.0, mix(friction[i], wall_friction[w], friction_rule) * normal)
            rolling_impulse = 0.0
            lever = max(rolling[i], wall_rolling[w]) * r
            if lever > 0.0:
                rolling_impulse = clamp((turning - spin) * inertia - r * tangent, lever * normal)
            dvx, dvy, twist = impulse_response(nx, ny, normal, tangent, rolling_impulse, r, m)
            x_i, y_i, turn = x_i + s * dvx, y_i + s * dvy, turn + s * twist
            vx_i, vy_i, spin = vx_i + dvx, vy_i + dvy, spin + twist
            since = s
            totals[WORK] += tangent * along_tangent - normal * along_normal + rolling_impulse * turning
            totals[IMPULSE] += normal
            unsolved[i] = 1
            if hit_contact >= 0:
                slot_flags[hit_contact] |= STRUCK
                contacts[hit_contact, NORMAL_X], contacts[hit_contact, NORMAL_Y] = nx, ny
            if normal > max(rest_speed, WAKE_TRAVEL * r / h) * m:
                by_walls[i] = WOKEN
        x[i], y[i], angle[i], vx[i], vy[i], rate[i] = x_i, y_i, turn, vx_i, vy_i, spin
        begin[i] = h - since
        k = first
        for old in range(first, first + count[i]):
            if slot_flags[old] & FOUND:
                slot_feature[k], slot_flags[k] = slot_feature[old], slot_flags[old]
                for row in range(5):
                    contacts[k, row] = contacts[old, row]
                k += 1
        count[i] = k - first
