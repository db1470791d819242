"""Kernel of `WallCollision`: resting contacts of balls with walls."""

from systems.kernels.compiler import Block, Flags, Floats, Rows, kernel
from systems.kernels.contact import (
    NORMAL,
    NORMAL_X,
    NORMAL_Y,
    ROLLING,
    SLOTS,
    TANGENT,
    WAKE_TRAVEL,
    WOKEN,
    clamp,
    contact_margin,
)
from systems.kernels.mixing import mix
from systems.kernels.wall_features import (
    contact_kinematics,
    feature_at,
    impulse_response,
    in_feature_range,
    local_position,
    predicted_normal,
)
from systems.kernels.wall_impact import IMPULSE, STRUCK, WORK

MAX_ROUNDS = 4  # iterations over the contacts of a ball that has several


@kernel
def wall_rest(
    count: Rows, slot_feature: Rows, contacts: Block, slot_flags: Flags, unsolved: Flags, owner: Rows, features: Block,
    wall_cos: Floats, wall_sin: Floats,
    wall_x: Floats, wall_y: Floats, wall_vx: Floats, wall_vy: Floats, wall_rate: Floats,
    wall_friction: Floats, wall_rolling: Floats,
    x: Floats, y: Floats, angle: Floats, vx: Floats, vy: Floats, rate: Floats, change_x: Floats, change_y: Floats,
    begin: Floats, radius: Floats, mass: Floats, friction: Floats, rolling: Floats,
    by_balls: Floats, by_walls: Floats, toi_ball: Floats, toi_wall: Floats, totals: Floats,
    friction_rule: int, rest_speed: float, h: float,
) -> bool:  # fmt: skip
    """Solve the resting contacts of every ball with walls by sequential impulses, with friction and rolling resistance.

    A ball with a pending impact on a wall is skipped, because it may hit another ball before.

    contacts : (SLOTS n, 5) in/out; a contact with a larger gap than the margin loses its impulses
    slot_flags : (SLOTS n,) STRUCK for a contact that has been an impact in this sub-step: its impulse never decreases
    unsolved : (n,) 1 for the balls to solve, in/out; balls that other balls have woken are added
    by_walls : (n,) in/out, WOKEN where this call changes the speed of a ball by more than rest_speed, and visibly
    The others : see `wall_impact`
    Returns whether a ball was woken, or has a pending impact.
    """
    unsettled = False
    for i in range(len(x)):
        unsettled = unsettled or toi_ball[i] > 0.0 or toi_wall[i] > 0.0 or by_walls[i] == WOKEN
        if toi_wall[i] > 0.0 or not (unsolved[i] or by_balls[i] >= WOKEN):
            continue
        unsolved[i] = 1
        if count[i] == 0:
            continue
        x_i, y_i, vx_i, vy_i, turn, spin, r, m = x[i], y[i], vx[i], vy[i], angle[i], rate[i], radius[i], mass[i]
        inertia = 0.5 * m * r * r
        since = h - begin[i]
        reach = contact_margin(r, rest_speed, h)
        first, last = SLOTS * i, SLOTS * i + count[i]
        for _ in range(MAX_ROUNDS if count[i] > 1 else 1):
            for k in range(first, last):
                q = slot_feature[k]
                w = owner[q]
                pose = (wall_x[w], wall_y[w], wall_cos[w], wall_sin[w], wall_vx[w], wall_vy[w], wall_rate[w])
                feature = feature_at(features, q)
                ball = (x_i, y_i, vx_i, vy_i, 0.0, 0.0, spin, r)
                gap, nx, ny, closing, slip, along_normal, along_tangent, turning = contact_kinematics(
                    ball, pose, feature, 0.0
                )
                px, py = local_position(ball, pose, 0.0)
                if not (gap < reach and in_feature_range(feature, px, py, gap, r, True)):  # or beside it, or behind it
                    contacts[k, NORMAL] = contacts[k, TANGENT] = contacts[k, ROLLING] = 0.0
                    continue
                s = 0.5 * since
                if 0.0 < -gap < closing * h:
                    s = -gap / closing  # the ball has just landed
                old_normal, old_tangent, old_rolling = contacts[k, NORMAL], contacts[k, TANGENT], contacts[k, ROLLING]
                normal = max(
                    old_normal if slot_flags[k] & STRUCK else 0.0, old_normal + m * (closing - max(gap, 0.0) / h)
                )
                if gap >= 0.0:
                    normal = min(normal, old_normal)
                tangent = clamp(
                    old_tangent - m * slip / 3.0, mix(friction[i], wall_friction[w], friction_rule) * normal
                )
                rolling_impulse = 0.0
                lever = max(rolling[i], wall_rolling[w]) * r
                if lever > 0.0:
                    rolling_impulse = clamp(
                        old_rolling + (turning - spin) * inertia - r * (tangent - old_tangent), lever * normal
                    )
                contacts[k, NORMAL_X], contacts[k, NORMAL_Y] = predicted_normal(ball, pose, feature, nx, ny, 0.5 * h)
                keep = 1.0
                if old_normal == 0.0 and normal > 0.0:  # keep the load of the forces, not the impulse of the landing
                    keep = min(max(m * (change_x[i] * nx + change_y[i] * ny), 0.0) / normal, 1.0)
                contacts[k, NORMAL], contacts[k, TANGENT] = keep * normal, keep * tangent
                contacts[k, ROLLING] = keep * rolling_impulse
                normal, tangent, rolling_impulse = (
                    normal - old_normal,
                    tangent - old_tangent,
                    rolling_impulse - old_rolling,
                )
                if abs(normal) > max(rest_speed, WAKE_TRAVEL * r / h) * m:
                    by_walls[i] = WOKEN
                    unsettled = True
                # The impulse acts s before the end, when the point of contact had a slightly different velocity.
                along_normal -= s * turning * (vx_i * ny - vy_i * nx)
                along_tangent -= s * turning * (vx_i * nx + vy_i * ny)
                totals[WORK] += tangent * along_tangent - normal * along_normal + rolling_impulse * turning
                totals[IMPULSE] += normal
                dvx, dvy, twist = impulse_response(nx, ny, normal, tangent, rolling_impulse, r, m)
                x_i, y_i, turn = x_i + s * dvx, y_i + s * dvy, turn + s * twist
                vx_i, vy_i, spin = vx_i + dvx, vy_i + dvy, spin + twist
        x[i], y[i], angle[i], vx[i], vy[i], rate[i] = x_i, y_i, turn, vx_i, vy_i, spin
    return unsettled
