"""Arithmetic of `WallCollision`: balls that rest, roll and slide on walls."""

from systems.kernels.compiler import Block, Flags, Floats, Rows, kernel
from systems.kernels.contact import (
    CALM,
    NORMAL,
    NORMAL_X,
    NORMAL_Y,
    ROLLING,
    SLOTS,
    TANGENT,
    WOKEN,
    clamp,
    margin,
    mix,
)
from systems.kernels.wall_features import answer, bearing, feature_at, in_sight, is_met, stand
from systems.kernels.wall_impact import PRESSED, STRUCK, WORK

ROUNDS = 4  # times that a ball in a corner is passed from wall to wall in one sub-step


@kernel
def wall_rest(
    count: Rows, side: Rows, contacts: Block, struck: Flags, unsolved: Flags, owner: Rows, features: Block,
    wall_cos: Floats, wall_sin: Floats,
    wall_x: Floats, wall_y: Floats, wall_vx: Floats, wall_vy: Floats, wall_rate: Floats,
    wall_friction: Floats, wall_rolling: Floats,
    x: Floats, y: Floats, angle: Floats, vx: Floats, vy: Floats, rate: Floats, kick_x: Floats, kick_y: Floats,
    begin: Floats, radius: Floats, mass: Floats, friction: Floats, rolling: Floats,
    by_balls: Floats, by_walls: Floats, toi_ball: Floats, toi_wall: Floats, tally: Floats,
    friction_rule: int, rest_speed: float, h: float,
) -> bool:  # fmt: skip
    """Carry and rub every ball that touches walls, by sequential impulses, from wall to wall.

    A ball that is still to hit a wall, since it may hit another ball before, is left for later.

    contacts : (SLOTS n, 5) in/out; what is no longer near forgets its load
    struck : (SLOTS n,) STRUCK where a contact has been an impact in this sub-step: its load is not taken back
    unsolved : (n,) 1 for the balls to solve, in/out; those stirred by balls join them
    by_walls : (n,) WOKEN where this changed the speed of a ball by more than rest_speed, and visibly, in/out
    The others : see `wall_impact`
    Returns whether a ball was stirred, or is still to hit something.
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
        reach = margin(r, rest_speed, h)
        first, last = SLOTS * i, SLOTS * i + count[i]
        for _ in range(ROUNDS if count[i] > 1 else 1):
            for k in range(first, last):
                q = side[k]
                w = owner[q]
                pose = (wall_x[w], wall_y[w], wall_cos[w], wall_sin[w], wall_vx[w], wall_vy[w], wall_rate[w])
                feature = feature_at(features, q)
                ball = (x_i, y_i, vx_i, vy_i, 0.0, 0.0, spin, r)
                gap, nx, ny, closing, slip, along_normal, along_tangent, turning = stand(ball, pose, feature, 0.0)
                px, py = in_sight(ball, pose, 0.0)
                if not (gap < reach and is_met(feature, px, py, gap, r, True)):  # it may be beside it by now, or behind
                    contacts[k, NORMAL] = contacts[k, TANGENT] = contacts[k, ROLLING] = 0.0
                    continue
                s = 0.5 * since
                if 0.0 < -gap < closing * h:
                    s = -gap / closing  # it has just landed
                load, rub, roll = contacts[k, NORMAL], contacts[k, TANGENT], contacts[k, ROLLING]
                normal = max(load if struck[k] & STRUCK else 0.0, load + m * (closing - max(gap, 0.0) / h))
                if gap >= 0.0:
                    normal = min(normal, load)
                tangent = clamp(rub - m * slip / 3.0, mix(friction[i], wall_friction[w], friction_rule) * normal)
                brake = 0.0
                lever = max(rolling[i], wall_rolling[w]) * r
                if lever > 0.0:
                    brake = clamp(roll + (turning - spin) * inertia - r * (tangent - rub), lever * normal)
                contacts[k, NORMAL_X], contacts[k, NORMAL_Y] = bearing(ball, pose, feature, nx, ny, 0.5 * h)
                keep = 1.0
                if load == 0.0 and normal > 0.0:  # a landing does not come again, only what forces press
                    keep = min(max(m * (kick_x[i] * nx + kick_y[i] * ny), 0.0) / normal, 1.0)
                contacts[k, NORMAL], contacts[k, TANGENT] = keep * normal, keep * tangent
                contacts[k, ROLLING] = keep * brake
                normal, tangent, brake = normal - load, tangent - rub, brake - roll
                if abs(normal) > max(rest_speed, CALM * r / h) * m:
                    by_walls[i] = WOKEN
                    unsettled = True
                # The impulse acts s before the end: there the wall's material moved a little differently.
                along_normal -= s * turning * (vx_i * ny - vy_i * nx)
                along_tangent -= s * turning * (vx_i * nx + vy_i * ny)
                tally[WORK] += tangent * along_tangent - normal * along_normal + brake * turning
                tally[PRESSED] += normal
                dvx, dvy, twist = answer(nx, ny, normal, tangent, brake, r, m)
                x_i, y_i, turn = x_i + s * dvx, y_i + s * dvy, turn + s * twist
                vx_i, vy_i, spin = vx_i + dvx, vy_i + dvy, spin + twist
        x[i], y[i], angle[i], vx[i], vy[i], rate[i] = x_i, y_i, turn, vx_i, vy_i, spin
    return unsettled
