"""Kernels of `WallCollision`: impacts of balls on walls."""

import math
from typing import NamedTuple

from systems.kernels.columns import (
    ADDED_MASS,
    BY_BALLS,
    BY_WALLS,
    CHANGE_X,
    CHANGE_Y,
    COS,
    FRICTION,
    KICKS,
    MASS,
    PATH_START,
    RADIUS,
    RATE,
    RESTITUTION,
    ROLLING_RESISTANCE,
    SIN,
    SWAY_X,
    SWAY_Y,
    SWING,
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
    IS_BOUNDED,
    KICK,
    SEGMENT,
    Feature,
    Flight,
    WallContacts,
    WallShapes,
    apply_wall_impulse,
    closest_approach,
    contact_kinematics,
    feature_at,
    feature_gap,
    flight_of,
    in_feature_range,
    local_position,
    touches_from_front,
    wall_time_of_impact,
)
from systems.kernels.wall_pose import stroke_before, to_local, wall_pose, wall_pose_before
from systems.kernels.wall_range import flag_near_balls, is_convex_polygon, list_features_on_path, may_touch

MAX_BOUNCES = 8  # of one ball in one call; its further impacts have no restitution
KICK_TRIGGER = 0.02  # of the kick; a ball that approaches more slowly is not kicked
MAX_IMPACTS = 12  # of one ball in one call; its further impacts are solved as resting contacts
STRUCK, FOUND = 1, 2  # flags of contact slots: has been an impact in this sub-step, was found in this call
WORK, IMPULSE = range(2)  # elements of the totals of the walls: work on the balls, J, and sum of normal impulses, N s


class Impact(NamedTuple):
    """The first impact of a ball on a wall: s before the end of the sub-step, feature and contact slot, or -1."""

    s: float
    feature: int
    slot: int


class Approach(NamedTuple):
    """How a ball approaches a wall, see `approach_of`.

    x, y : m, centre of the ball in the frame of the wall at the end of the sub-step
    begin_x, begin_y : m, the same at the start of its path, if the wall is bounded
    relative : m/s, bound of the relative speed
    change : m/s, largest change of the closing speed within a sub-step
    """

    x: float
    y: float
    begin_x: float
    begin_y: float
    relative: float
    change: float


@subroutine
def count_warm_start(
    balls: Balls, i: int, walls: Walls, shapes: WallShapes, contacts: WallContacts, totals: Floats, h: float
) -> None:  # fmt: skip
    """Add the work and the impulses of the warm start of ball i to the totals."""
    for k in range(SLOTS * i, SLOTS * i + contacts.count[i]):
        normal, tangent = contacts.impulses[k, NORMAL], contacts.impulses[k, TANGENT]
        if normal > 0.0:
            w = shapes.owner[contacts.feature[k]]
            nx, ny = contacts.impulses[k, NORMAL_X], contacts.impulses[k, NORMAL_Y]
            arm_x = balls[X, i] - walls[X, w] + balls[RADIUS, i] * nx - 0.5 * h * balls[VX, i]
            arm_y = balls[Y, i] - walls[Y, w] + balls[RADIUS, i] * ny - 0.5 * h * balls[VY, i]
            ux, uy = walls[VX, w] - walls[RATE, w] * arm_y, walls[VY, w] + walls[RATE, w] * arm_x
            along = uy * nx - ux * ny + shapes.features[BELT, contacts.feature[k]]
            totals[WORK] += tangent * along + contacts.impulses[k, ROLLING] * walls[RATE, w]
            totals[WORK] -= normal * (ux * nx + uy * ny)
            totals[IMPULSE] += normal


@subroutine
def approach_of(flight: Flight, walls: Walls, w: int, shapes: WallShapes, since: float, h: float) -> Approach:
    """Return how a ball approaches a wall.

    Most contacts rest. They need no search for impacts if even the largest change of the closing speed within h allows
    none.
    """
    dx, dy = flight.x - walls[X, w], flight.y - walls[Y, w]
    away = math.sqrt(dx * dx + dy * dy)
    px, py = to_local(dx, dy, walls[COS, w], walls[SIN, w])
    begin_x, begin_y = px, py
    if shapes.shapes[IS_BOUNDED, w]:
        begin_x, begin_y = local_position(flight, wall_pose_before(walls, w, since), since)
    speed, turning = abs(flight.vx) + abs(flight.vy), abs(walls[RATE, w])
    bend = turning * (2.0 * speed + turning * (away + flight.radius + h * speed))
    change = h * (bend + abs(flight.ax) + abs(flight.ay))
    if walls[SWING, w] != 0.0 or walls[SWAY_X, w] != 0.0 or walls[SWAY_Y, w] != 0.0:
        change = math.inf
    if stroke_before(walls, w, h)[2] != 0.0:
        change = math.inf  # it has stopped within the sub-step
    relative = speed + abs(walls[VX, w]) + abs(walls[VY, w]) + turning * (away + flight.radius)
    return Approach(px, py, begin_x, begin_y, relative, change)


@subroutine
def keep_contact(contacts: WallContacts, i: int, q: int, touches: bool) -> int:
    """Return the slot of the contact of ball i with feature q, or -1; a contact that touches gets a slot if it can.

    A contact that touches, or has been found before in this call, is flagged as FOUND.
    """
    first, last = SLOTS * i, SLOTS * i + contacts.count[i]
    k = first
    while k < last and contacts.feature[k] != q:
        k += 1
    if touches and k == last < first + SLOTS:
        contacts.feature[k], contacts.flags[k] = q, 0
        for column in range(5):
            contacts.impulses[k, column] = 0.0
        contacts.count[i] += 1
        last += 1
    if k < last and (touches or contacts.flags[k] & FOUND):
        contacts.flags[k] |= FOUND
        return k
    return -1


@subroutine
def impact_on_feature(
    balls: Balls, i: int, flight: Flight, walls: Walls, w: int, feature: Feature, approach: Approach,
    back: float, front: float, gap: float, load: float, latest: float, since: float, rest_speed: float, h: float,
) -> float:  # fmt: skip
    """Return the time of impact on a feature that the path of ball i overlaps, if it is later than ``latest``, or -1.

    back, front : fractions of the path, backwards, where ball and feature are nearest, and from where it is searched
    gap : m, at the end
    load : N s, accumulated normal impulse of the contact; a closing speed that it explains is no impact
    """
    radius = flight.radius
    held_back = load / (balls[MASS, i] + balls[ADDED_MASS, i])
    rest = max(rest_speed, SPEED_ROUNDING * approach.relative, held_back)
    is_shallow = feature.kind != CIRCLE or gap > -0.5 * radius  # otherwise the ball may have passed the centre
    bend = 0.0
    if feature.kind != SEGMENT:  # the normal of a circle turns as the ball moves
        inner = feature.distance + radius if feature.kind == CIRCLE else feature.distance - radius
        bend = h * approach.relative * approach.relative / inner if inner > 0.0 else math.inf
    if back == 0.0 and is_shallow:
        closing = contact_kinematics(flight, wall_pose(walls, w), feature, 0.0).closing
        if closing + approach.change + bend <= rest:
            return -1.0
    s = wall_time_of_impact(flight, walls, w, feature, back * since, front * since, h)
    if s <= latest:
        return -1.0
    then = min(s, since)
    at_x, at_y = local_position(flight, wall_pose_before(walls, w, then), then)
    if not in_feature_range(feature, at_x, at_y, 0.0, radius, True):
        return -1.0
    at = contact_kinematics(flight, wall_pose_before(walls, w, s), feature, s)
    pressed = balls[CHANGE_X, i] * at.nx + balls[CHANGE_Y, i] * at.ny  # from the forces of this sub-step, no impact
    return s if at.closing > max(rest, pressed) else -1.0


@subroutine
def search_wall(
    balls: Balls, i: int, flight: Flight, walls: Walls, w: int, shapes: WallShapes, contacts: WallContacts,
    found: Impact, since: float, reach: float, rest_speed: float, h: float, list_only: bool,
) -> Impact:  # fmt: skip
    """Find all features of a wall that ball i touches at its end, and the first impact on one of them.

    Returns the first impact, or ``found`` if that is earlier. With ``list_only`` no impact is searched. TOI_WALL
    becomes NO_IMPACT if the wall is near.
    """
    if shapes.shapes[IS_BOUNDED, w]:
        contacts.unsolved[i] = 1  # the ball may be behind a feature
    near = list_features_on_path(flight, walls, w, shapes, reach, since)
    if near > 0 or not is_convex_polygon(shapes, w):
        balls[TOI_WALL, i] = NO_IMPACT
    if near == 0:
        return found
    approach = approach_of(flight, walls, w, shapes, since, h)
    px, py, radius = approach.x, approach.y, flight.radius
    for place in range(near):
        q = shapes.listed[place]
        feature = feature_at(shapes.features, q)
        gap = feature_gap(feature, px, py, radius)[0]
        within = reach if feature.depth >= 1.0 else radius  # keep it, in case other balls press it in
        if gap >= within and feature.kind != CIRCLE:
            continue
        held = touches_from_front(contacts, i, feature, q)
        back, front, overlaps = closest_approach(
            feature, px, py, approach.begin_x, approach.begin_y, radius, held
        )  # fmt: skip
        touches = gap < within and in_feature_range(feature, px, py, gap, radius, held or overlaps)
        if not (touches or overlaps):
            continue
        contacts.unsolved[i] = 1
        slot = keep_contact(contacts, i, q, touches)
        if not overlaps or list_only:
            continue
        load = contacts.impulses[slot, NORMAL] if slot >= 0 else 0.0
        s = impact_on_feature(
            balls, i, flight, walls, w, feature, approach, back, front, gap, load, found.s, since, rest_speed, h
        )  # fmt: skip
        if s >= 0.0:
            found = Impact(s, q, slot)
    return found


@subroutine
def find_impact(
    balls: Balls, i: int, walls: Walls, wall_count: int, shapes: WallShapes, contacts: WallContacts,
    rest_speed: float, h: float, list_only: bool,
) -> Impact:  # fmt: skip
    """Find the first impact of ball i on its present path, and all features that it touches at its end.

    TOI_WALL becomes the time of this impact, or NO_IMPACT or NOTHING_NEAR.
    """
    flight, since = flight_of(balls, i, h), h - balls[PATH_START, i]
    reach = contact_margin(flight.radius, rest_speed, h)
    found = Impact(-1.0, -1, -1)
    balls[TOI_WALL, i] = NOTHING_NEAR
    for w in range(wall_count):
        if may_touch(flight, walls, w, shapes, reach, since):
            found = search_wall(
                balls, i, flight, walls, w, shapes, contacts, found, since, reach, rest_speed, h, list_only
            )  # fmt: skip
    if found.feature >= 0:
        balls[TOI_WALL, i] = max(found.s, MIN_TOI)
    return found


@subroutine
def solve_impact(
    balls: Balls, i: int, walls: Walls, shapes: WallShapes, contacts: WallContacts, totals: Floats,
    impact: Impact, number: int, friction_rule: int, restitution_rule: int, rest_speed: float, h: float,
) -> None:  # fmt: skip
    """Solve an impact of ball i at its time, with restitution, kick, friction and rolling resistance.

    A kick adds to the speed with which the ball leaves. It is work of the wall, in the frame of the wall.

    number : number of impacts of the ball in this call so far
    """
    w, s = shapes.owner[impact.feature], impact.s
    feature, mass, radius = feature_at(shapes.features, impact.feature), balls[MASS, i], balls[RADIUS, i]
    at = contact_kinematics(flight_of(balls, i, h), wall_pose_before(walls, w, s), feature, s)
    bounce = kick = 0.0
    if number < MAX_BOUNCES and at.gap > -SLOP * radius - h * at.closing:
        bounce = mix(balls[RESTITUTION, i], walls[RESTITUTION, w], restitution_rule)
        kick = shapes.features[KICK, impact.feature]
        kick = kick if at.closing > KICK_TRIGGER * kick else 0.0
    normal = mass * (1.0 + bounce) * at.closing + mass * kick
    mu = mix(balls[FRICTION, i], walls[FRICTION, w], friction_rule)
    tangent = clamp(-mass * at.slip / 3.0, mu * normal)
    rolling = 0.0
    lever = max(balls[ROLLING_RESISTANCE, i], walls[ROLLING_RESISTANCE, w]) * radius
    if lever > 0.0:
        inertia = 0.5 * mass * radius * radius
        rolling = clamp((at.turning - balls[RATE, i]) * inertia - radius * tangent, lever * normal)
    apply_wall_impulse(balls, i, mass, at.nx, at.ny, normal, tangent, rolling, s)
    balls[PATH_START, i] = h - s
    totals[WORK] += tangent * at.along_tangent - normal * at.along_normal + rolling * at.turning
    totals[WORK] += mass * kick * (bounce * at.closing + 0.5 * kick)
    totals[IMPULSE] += normal
    walls[KICKS, w] += 1.0 if kick > 0.0 else 0.0
    contacts.unsolved[i] = 1
    if impact.slot >= 0:
        contacts.flags[impact.slot] |= STRUCK
        contacts.impulses[impact.slot, NORMAL_X], contacts.impulses[impact.slot, NORMAL_Y] = at.nx, at.ny
    if normal > max(rest_speed, WAKE_TRAVEL * radius / h) * mass:
        balls[BY_WALLS, i] = WOKEN


@subroutine
def forget_lost_contacts(contacts: WallContacts, i: int) -> None:
    """Remove the contacts of ball i that were not found in this call; the others keep their order."""
    first = k = SLOTS * i
    for old in range(first, first + contacts.count[i]):
        if contacts.flags[old] & FOUND:
            contacts.feature[k], contacts.flags[k] = contacts.feature[old], contacts.flags[old]
            for column in range(5):
                contacts.impulses[k, column] = contacts.impulses[old, column]
            k += 1
    contacts.count[i] = k - first


@kernel
def predict_wall_impacts(
    balls: Balls, ball_count: int, walls: Walls, wall_count: int, shapes: WallShapes, contacts: WallContacts,
    totals: Floats, rest_speed: float, h: float,
) -> None:  # fmt: skip
    """Find the first impact of every ball on a wall in this sub-step, and list the features that it touches.

    balls : TOI_WALL is written, and BY_WALLS set to 0
    contacts : in/out
    totals : (2,) in/out, see WORK; the warm start is added
    """
    flag_near_balls(balls, ball_count, walls, wall_count, shapes, contacts, rest_speed, h)
    for i in range(ball_count):
        balls[BY_WALLS, i], balls[TOI_WALL, i] = 0.0, NOTHING_NEAR
        contacts.unsolved[i] = 0
        if not (contacts.is_near[i] or contacts.count[i]):
            continue
        count_warm_start(balls, i, walls, shapes, contacts, totals, h)
        for k in range(SLOTS * i, SLOTS * i + contacts.count[i]):
            contacts.flags[k] = 0
        find_impact(balls, i, walls, wall_count, shapes, contacts, rest_speed, h, False)
        forget_lost_contacts(contacts, i)


@kernel
def solve_wall_impacts(
    balls: Balls, ball_count: int, walls: Walls, wall_count: int, shapes: WallShapes, contacts: WallContacts,
    totals: Floats, friction_rule: int, restitution_rule: int, rest_speed: float, h: float, last_pass: bool,
) -> None:  # fmt: skip
    """Solve the impacts of the balls that have a pending one, or that other balls have woken.

    An impact is solved at its exact time, which Newton's method finds from the exact motions of wall and ball. Then the
    next impact on the new path is searched. All relative velocities use the velocity of the wall at the point of
    contact, so that a moving wall does work. An impact stays pending while the ball hits another ball before.

    balls : motion, PATH_START and TOI_WALL are changed; BY_WALLS is WOKEN where an impact has changed the speed by more
        than rest_speed, and visibly, MOVED where it has changed less, and else 0
    contacts, totals : in/out
    last_pass : solve impacts even if the ball hits another ball before
    """
    waiting = 0
    for i in range(ball_count):
        balls[BY_WALLS, i] = 0.0
        waiting += (balls[TOI_WALL, i] > 0.0) | (balls[BY_BALLS, i] >= WOKEN)
    if waiting == 0:
        return
    flag_near_balls(balls, ball_count, walls, wall_count, shapes, contacts, rest_speed, h)
    for i in range(ball_count):
        if not (balls[TOI_WALL, i] > 0.0 or balls[BY_BALLS, i] >= WOKEN):
            continue
        balls[TOI_WALL, i] = NOTHING_NEAR
        if not (contacts.is_near[i] or contacts.count[i]):
            continue
        for k in range(SLOTS * i, SLOTS * i + contacts.count[i]):
            contacts.flags[k] &= STRUCK
        for number in range(MAX_IMPACTS + 1):
            impact = find_impact(
                balls, i, walls, wall_count, shapes, contacts, rest_speed, h, number == MAX_IMPACTS
            )  # fmt: skip
            toi_ball = balls[TOI_BALL, i]
            comes_later = impact.s < toi_ball or (number > 0 and toi_ball != NOTHING_NEAR)
            if impact.feature < 0 or (comes_later and not last_pass):
                break
            balls[TOI_WALL, i] = NO_IMPACT
            solve_impact(
                balls, i, walls, shapes, contacts, totals, impact, number,
                friction_rule, restitution_rule, rest_speed, h,
            )  # fmt: skip
        forget_lost_contacts(contacts, i)
