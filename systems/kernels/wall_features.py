"""The features of walls that balls can touch, and the kinematics of a ball at a feature of a moving wall."""

import math
from typing import NamedTuple

from systems.kernels import portable_math
from systems.kernels.columns import (
    ANGLE,
    BY_WALLS,
    CHANGE_X,
    CHANGE_Y,
    RADIUS,
    RATE,
    VX,
    VY,
    Balls,
    Walls,
    X,
    Y,
)
from systems.kernels.compiler import Block, Flags, Rows, kernel, subroutine
from systems.kernels.contact import MOVED, SLOP, SLOTS
from systems.kernels.wall_pose import Pose, to_local, wall_pose_before

SEGMENT, CIRCLE, INVERTED_CIRCLE = range(3)
DEPTH, BELT, KICK = 6, 7, 8  # rows of the block of features
NEAR, FAR, IS_BOUNDED, THICKNESS, IS_CONTAINER = range(5)  # rows of the block of shapes

HELD = 4.0  # radii; a ball that has come from the front of a one-way wall is behind it only if it is deeper than this
NEWTON_STEPS = 20
ROUNDING = 1e-14  # of the distances in a scene; a smaller gap is zero


class WallShapes(NamedTuple):
    """The shapes of all walls, in the frames of the walls.

    first : (w + 1,) first feature of each wall
    owner : (m,) wall of each feature
    features : (9, m) a feature in each column, see `Outline.features`
    shapes : (5, w) NEAR and FAR, m, see `Outline.contact_range`; IS_BOUNDED, 1 if the features have ends, so that a
        ball may pass beside them; THICKNESS, radius of the outline, m; IS_CONTAINER, 1 if balls belong inside
    bounds : (3, m) centre and radius, m, of a circle around each feature; the radius is infinite without ends
    listed : (m + 1,) scratch, features near a ball
    first_corner : (w + 1,) first corner of each wall
    corners : (2, c) corners of the outlines that have a wrong side, m
    """

    first: Rows
    owner: Rows
    features: Block
    shapes: Block
    bounds: Block
    listed: Rows
    first_corner: Rows
    corners: Block


class WallContacts(NamedTuple):
    """The contacts of all balls with walls. Ball i has the slots from SLOTS i on, of which ``count[i]`` are in use.

    count : (n,)
    feature : (SLOTS n,) index of the feature in each slot
    impulses : (SLOTS n, 5) normals and impulses, see `systems.kernels.contact`
    flags : (SLOTS n,) STRUCK for a contact that has been an impact in this sub-step, FOUND in this call
    unsolved : (n,) 1 for balls with resting contacts, or that may be on the wrong side of a wall
    is_near : (n,) 1 for balls that a wall may be near
    """

    count: Rows  # type: ignore[assignment]  # hides the method of tuples
    feature: Rows
    impulses: Block
    flags: Flags
    unsolved: Flags
    is_near: Flags


class Flight(NamedTuple):
    """The path of a ball: place and velocity at the end of the sub-step, acceleration, spin, and radius; SI units."""

    x: float
    y: float
    vx: float
    vy: float
    ax: float
    ay: float
    spin: float
    radius: float


class Feature(NamedTuple):
    """One feature, see `Outline.features`."""

    kind: float
    x: float
    y: float
    distance: float
    low: float
    high: float
    depth: float
    belt: float


class Kinematics(NamedTuple):
    """The kinematics of a contact.

    gap : m
    nx, ny : unit normal from the ball to the wall
    closing, slip : m/s, relative velocity along the normal and along the tangent
    along_normal, along_tangent : m/s, velocity of the wall at the point of contact, including its belt
    turning : rad/s, spin of the wall
    """

    gap: float
    nx: float
    ny: float
    closing: float
    slip: float
    along_normal: float
    along_tangent: float
    turning: float


@subroutine
def flight_of(balls: Balls, i: int, h: float) -> Flight:
    """Return the present path of ball i, with the acceleration that its `VelocityChange` tells."""
    ax, ay = balls[CHANGE_X, i] / h, balls[CHANGE_Y, i] / h
    return Flight(
        balls[X, i], balls[Y, i], balls[VX, i], balls[VY, i], ax, ay, balls[RATE, i], balls[RADIUS, i]
    )  # fmt: skip


@subroutine
def feature_at(features: Block, q: int) -> Feature:
    """Return column q of the features (9, m), without its kick."""
    return Feature(
        features[0, q], features[1, q], features[2, q], features[3, q],
        features[4, q], features[5, q], features[6, q], features[7, q],
    )  # fmt: skip


@subroutine
def touches_from_front(contacts: WallContacts, i: int, feature: Feature, q: int) -> bool:
    """Whether feature q is one-way and among the contacts of ball i, so that the ball is at its front."""
    held = False
    if feature.depth < 1.0:
        for k in range(SLOTS * i, SLOTS * i + contacts.count[i]):
            held = held or contacts.feature[k] == q
    return held


@subroutine
def max_depth(feature: Feature, radius: float, held: bool) -> float:
    """Return the depth, m, beyond which a ball is behind the feature."""
    return (HELD if held and feature.depth < 1.0 else feature.depth) * radius


@subroutine
def local_position(flight: Flight, pose: Pose, s: float) -> tuple[float, float]:
    """Return the centre of a ball in the frame of the wall, s before the end, when the wall had this pose."""
    x = flight.x - s * (flight.vx - 0.5 * s * flight.ax)
    y = flight.y - s * (flight.vy - 0.5 * s * flight.ay)
    return to_local(x - pose.x, y - pose.y, pose.cos, pose.sin)


@subroutine
def feature_gap(feature: Feature, px: float, py: float, radius: float) -> tuple[float, float, float]:
    """Return the gap between ball and feature, m, and the unit normal from the ball to it, in the frame of the wall."""
    if feature.kind == SEGMENT:
        return feature.distance - radius - feature.x * px - feature.y * py, feature.x, feature.y
    dx, dy = px - feature.x, py - feature.y
    away = math.sqrt(dx * dx + dy * dy)
    dx, dy = (dx / away, dy / away) if away > 0.0 else (1.0, 0.0)
    if feature.kind == INVERTED_CIRCLE:
        return feature.distance - radius - away, dx, dy
    return away - feature.distance - radius, -dx, -dy


@kernel  # not a part of each kernel with walls, because few walls have arcs
def is_in_arc(dx: float, dy: float, low: float, high: float) -> bool:
    """Whether a vector points between two angles (rad), seen from the centre of a circle."""
    middle = 0.5 * (low + high)
    sin, cos = portable_math.sincos(middle)
    return dx * cos + dy * sin >= portable_math.cos(high - middle) * math.sqrt(dx * dx + dy * dy)


@subroutine
def in_feature_range(feature: Feature, px: float, py: float, gap: float, radius: float, held: bool) -> bool:
    """Whether a ball is in the range of a feature: between its ends, if it has any, and not behind it.

    px, py, gap : m, centre of the ball in the frame of the wall, and its gap
    held : whether the ball is at the front of a one-way wall; then it may be deeper, so that other balls cannot press
        it through
    """
    if math.isinf(feature.low):
        return True
    if gap <= -max_depth(feature, radius, held):
        return False
    if feature.kind == SEGMENT:
        return feature.low <= feature.x * py - feature.y * px <= feature.high
    return is_in_arc(px - feature.x, py - feature.y, feature.low, feature.high)


@subroutine
def nearest_to_center(feature: Feature, px: float, py: float, begin_x: float, begin_y: float) -> float:
    """Return where on the straight path from ``begin`` to p a ball is nearest to the centre of a circle.

    The point is a fraction of the path, backwards from p.
    """
    way_x, way_y = px - begin_x, py - begin_y
    squared = way_x * way_x + way_y * way_y
    along = (px - feature.x) * way_x + (py - feature.y) * way_y
    return min(max(along / squared, 0.0), 1.0) if squared > 0.0 else 0.0


@subroutine
def closest_approach(
    feature: Feature, px: float, py: float, begin_x: float, begin_y: float, radius: float, held: bool
) -> tuple[float, float, bool]:  # fmt: skip
    """Return where on the straight path from ``begin`` to p a ball is nearest to a feature, and whether they overlap.

    A feature with ends can be touched from its front only. A ball comes to the front of an arc that is open towards it
    on its way, so the second number is where the ball is in front of the feature. Both are fractions of the path,
    backwards from p.
    """
    if feature.kind != CIRCLE and feature_gap(feature, px, py, radius)[0] >= 0.0:
        return 0.0, 1.0, False
    front = 1.0
    if not math.isinf(feature.low):
        begin_gap = feature_gap(feature, begin_x, begin_y, radius)[0]
        is_open = feature.kind == INVERTED_CIRCLE and begin_gap < 0.0
        if is_open and not is_in_arc(begin_x - feature.x, begin_y - feature.y, feature.low, feature.high):
            front = nearest_to_center(feature, px, py, begin_x, begin_y)
            begin_x, begin_y = px + front * (begin_x - px), py + front * (begin_y - py)
            begin_gap = feature_gap(feature, begin_x, begin_y, radius)[0]
        if begin_gap <= -max_depth(feature, radius, held):
            return 0.0, 1.0, False
    if feature.kind != CIRCLE:
        return 0.0, front, True
    back = nearest_to_center(feature, px, py, begin_x, begin_y)
    dx, dy = px - feature.x - back * (px - begin_x), py - feature.y - back * (py - begin_y)
    reach = feature.distance + radius
    return back, front, dx * dx + dy * dy < reach * reach


@subroutine
def contact_kinematics(flight: Flight, pose: Pose, feature: Feature, s: float) -> Kinematics:
    """Return the kinematics of the contact of a ball and a feature s before the end, when the wall had this pose.

    The velocity of the wall at the point of contact p is V + Ω × p.
    """
    dx = flight.x - s * (flight.vx - 0.5 * s * flight.ax) - pose.x
    dy = flight.y - s * (flight.vy - 0.5 * s * flight.ay) - pose.y
    px, py = to_local(dx, dy, pose.cos, pose.sin)
    gap, side_x, side_y = feature_gap(feature, px, py, flight.radius)
    nx, ny = to_local(side_x, side_y, pose.cos, -pose.sin)
    material_x = pose.vx - pose.rate * (dy + flight.radius * ny)
    material_y = pose.vy + pose.rate * (dx + flight.radius * nx)
    along_normal = material_x * nx + material_y * ny
    along_tangent = material_y * nx - material_x * ny + feature.belt
    ball_x, ball_y = flight.vx - s * flight.ax, flight.vy - s * flight.ay
    closing = ball_x * nx + ball_y * ny - along_normal
    slip = ball_y * nx - ball_x * ny + flight.spin * flight.radius - along_tangent
    return Kinematics(gap, nx, ny, closing, slip, along_normal, along_tangent, pose.rate)


@subroutine
def apply_wall_impulse(
    balls: Balls, i: int, mass: float, nx: float, ny: float, normal: float, tangent: float, rolling: float, s: float
) -> None:  # fmt: skip
    """Change the motion of ball i by impulses of a wall (N s, N m s), which act s before the end of the sub-step.

    mass : kg, of the ball, with its `AddedMass` in resting contacts
    """
    radius = balls[RADIUS, i]
    dvx, dvy = (-normal * nx - tangent * ny) / mass, (-normal * ny + tangent * nx) / mass
    twist = (radius * tangent + rolling) / (0.5 * mass * radius * radius)
    balls[X, i] += s * dvx
    balls[Y, i] += s * dvy
    balls[ANGLE, i] += s * twist
    balls[VX, i] += dvx
    balls[VY, i] += dvy
    balls[RATE, i] += twist
    balls[BY_WALLS, i] = max(balls[BY_WALLS, i], MOVED)


@kernel
def wall_time_of_impact(
    flight: Flight, walls: Walls, w: int, feature: Feature, inner: float, since: float, h: float
) -> float:  # fmt: skip
    """Return the time of impact of a ball on a feature, s before the end of the sub-step, or -1.

    Newton's method finds the root of the gap as a function of time, safeguarded by bisection between an overlap at
    ``inner`` and the start of the path at ``since`` (s before the end). The ball is on a parabola, the wall on its
    exact motion. If they overlap at the start of the path already, the path is extended backwards to the start of the
    sub-step. If they overlap even there, the impact is at the start of the path.
    """
    rounding = ROUNDING * (abs(feature.distance) + flight.radius + abs(flight.x) + abs(flight.y))
    start = contact_kinematics(flight, wall_pose_before(walls, w, since), feature, since)
    gap, furthest = start.gap, since
    if gap < -1e3 * rounding or (gap <= 0.0 and start.closing > 0.0):
        if start.closing <= 0.0:
            return -1.0
        if contact_kinematics(flight, wall_pose_before(walls, w, h), feature, h).gap <= 0.0:
            return since
        furthest = h
    overlap_at, gap_at, s = inner, furthest, inner
    for _ in range(NEWTON_STEPS):
        at = contact_kinematics(flight, wall_pose_before(walls, w, s), feature, s)
        gap = at.gap
        if abs(gap) <= rounding:
            return s
        if gap > 0.0:
            gap_at = s
        else:
            overlap_at = s
        s -= gap / at.closing if at.closing > 0.0 else math.inf
        if not overlap_at < s < gap_at:
            s = 0.5 * (overlap_at + gap_at)
    return s if abs(gap) < SLOP * flight.radius else -1.0


@subroutine
def normal_rate(flight: Flight, pose: Pose, feature: Feature) -> float:
    """Return how fast the normal turns, rad/s: with the wall, and as the ball moves around a circle."""
    turning = pose.rate
    if feature.kind != SEGMENT:
        dx, dy = flight.x - pose.x, flight.y - pose.y
        ux, uy = flight.vx - pose.vx + turning * dy, flight.vy - pose.vy - turning * dx
        centre_x, centre_y = to_local(feature.x, feature.y, pose.cos, -pose.sin)
        dx, dy = dx - centre_x, dy - centre_y
        turning += (dx * uy - dy * ux) / (dx * dx + dy * dy)
    return turning
