"""Kernel of `WallCollision`: resting contacts of balls with walls."""

from systems.kernels.columns import (
    ADDED_MASS,
    BY_BALLS,
    BY_WALLS,
    CHANGE_X,
    CHANGE_Y,
    FRICTION,
    MASS,
    PATH_START,
    RADIUS,
    RATE,
    ROLLING_RESISTANCE,
    TOI_BALL,
    TOI_WALL,
    VX,
    VY,
    Balls,
    Walls,
    X,
    Y,
)
from systems.kernels.compiler import Floats, kernel, subroutine
from systems.kernels.contact import (
    LANDING,
    MAX_TURN,
    NORMAL,
    NORMAL_X,
    NORMAL_Y,
    ROLLING,
    SLOTS,
    STRICT,
    TANGENT,
    WAKE_TRAVEL,
    WOKEN,
    clamp,
    contact_margin,
    forget,
    rotate_normal,
)
from systems.kernels.mixing import mix
from systems.kernels.wall_features import (
    Flight,
    WallContacts,
    WallShapes,
    apply_wall_impulse,
    contact_kinematics,
    feature_at,
    in_feature_range,
    local_position,
    normal_rate,
)
from systems.kernels.wall_impact import IMPULSE, STRUCK, WORK
from systems.kernels.wall_pose import wall_pose

MAX_ROUNDS = 4  # iterations over the contacts of a ball that has several


@subroutine
def solve_contact(
    balls: Balls, i: int, walls: Walls, shapes: WallShapes, contacts: WallContacts, k: int, totals: Floats,
    friction_rule: int, rest_speed: float, h: float,
) -> None:  # fmt: skip
    """Correct the impulses in slot k of ball i, and apply the difference.

    A contact with a larger gap than the margin loses its impulses.
    """
    radius, mass, impulses = balls[RADIUS, i], balls[MASS, i] + balls[ADDED_MASS, i], contacts.impulses
    w = shapes.owner[contacts.feature[k]]
    pose, feature = wall_pose(walls, w), feature_at(shapes.features, contacts.feature[k])
    flight = Flight(balls[X, i], balls[Y, i], balls[VX, i], balls[VY, i], 0.0, 0.0, balls[RATE, i], radius)
    at = contact_kinematics(flight, pose, feature, 0.0)
    px, py = local_position(flight, pose, 0.0)
    reach = contact_margin(radius, rest_speed, h)
    if not (at.gap < reach and in_feature_range(feature, px, py, at.gap, radius, True)):  # or beside it, or behind it
        forget(impulses, k)
        return
    s = 0.5 * (h - balls[PATH_START, i])
    if 0.0 < -at.gap < at.closing * h and at.closing * h > LANDING * radius:
        s = -at.gap / at.closing  # the ball has just landed
    old_normal, old_tangent, old_rolling = impulses[k, NORMAL], impulses[k, TANGENT], impulses[k, ROLLING]
    least = old_normal if contacts.flags[k] & STRUCK else 0.0
    normal = max(least, old_normal + mass * (at.closing - max(at.gap, 0.0) / h))
    if at.gap >= 0.0:
        normal = min(normal, old_normal)
    mu = mix(balls[FRICTION, i], walls[FRICTION, w], friction_rule)
    tangent = clamp(old_tangent - mass * at.slip / 3.0, mu * normal)
    rolling = 0.0
    lever = max(balls[ROLLING_RESISTANCE, i], walls[ROLLING_RESISTANCE, w]) * radius
    if lever > 0.0:
        inertia = 0.5 * mass * radius * radius
        wanted = old_rolling + (at.turning - balls[RATE, i]) * inertia - radius * (tangent - old_tangent)
        rolling = clamp(wanted, lever * normal)
    turn = h * normal_rate(flight, pose, feature)
    impulses[k, NORMAL_X], impulses[k, NORMAL_Y] = rotate_normal(at.nx, at.ny, 0.5 * turn)
    keep = 1.0 if abs(turn) < MAX_TURN and at.gap > -radius else 0.0  # a deeper ball has another normal at the wall
    if old_normal == 0.0 and normal > 0.0:  # keep the load of the forces, not the impulse of the landing
        keep *= min(max(mass * (balls[CHANGE_X, i] * at.nx + balls[CHANGE_Y, i] * at.ny), 0.0) / normal, 1.0)
    impulses[k, NORMAL], impulses[k, TANGENT] = keep * normal, keep * tangent
    impulses[k, ROLLING] = keep * rolling
    normal, tangent, rolling = normal - old_normal, tangent - old_tangent, rolling - old_rolling
    part = STRICT if balls[ADDED_MASS, i] > 0.0 else 1.0
    if abs(normal) > part * max(rest_speed, WAKE_TRAVEL * radius / h) * mass:
        balls[BY_WALLS, i] = WOKEN
    # The impulse acts s before the end, when the point of contact had a slightly different velocity.
    along_normal = at.along_normal - s * at.turning * (flight.vx * at.ny - flight.vy * at.nx)
    along_tangent = at.along_tangent - s * at.turning * (flight.vx * at.nx + flight.vy * at.ny)
    totals[WORK] += tangent * along_tangent - normal * along_normal + rolling * at.turning
    totals[IMPULSE] += normal
    apply_wall_impulse(balls, i, mass, at.nx, at.ny, normal, tangent, rolling, s)


@kernel
def wall_rest(
    balls: Balls, ball_count: int, walls: Walls, shapes: WallShapes, contacts: WallContacts,
    totals: Floats, friction_rule: int, rest_speed: float, h: float,
) -> bool:  # fmt: skip
    """Solve the resting contacts of every ball with walls by sequential impulses, with friction and rolling resistance.

    A ball with a pending impact on a wall is skipped, because it may hit another ball before.

    balls : motion is changed; BY_WALLS becomes WOKEN where this call changes the speed of a ball by more than
        rest_speed, and visibly, and at least MOVED where it changes the motion
    contacts : ``unsolved`` selects the balls to solve, in/out; balls that other balls have woken are added
    totals : (2,) in/out
    Returns whether a ball was woken, or has a pending impact.
    """
    unsettled = False
    for i in range(ball_count):
        if not balls[TOI_WALL, i] > 0.0 and (contacts.unsolved[i] or balls[BY_BALLS, i] >= WOKEN):
            contacts.unsolved[i] = 1
            count = contacts.count[i]
            for _ in range(MAX_ROUNDS if count > 1 else 1):
                for k in range(SLOTS * i, SLOTS * i + count):
                    solve_contact(balls, i, walls, shapes, contacts, k, totals, friction_rule, rest_speed, h)
        pending = balls[TOI_BALL, i] > 0.0 or balls[TOI_WALL, i] > 0.0
        unsettled = unsettled or pending or balls[BY_WALLS, i] == WOKEN
    return unsettled
