"""Subroutines of `WallCollision`: the geometry and kinematics of a ball at a feature of a moving wall.

They pass these tuples:

ball : x, y, vx, vy at the end of the sub-step, acceleration ax, ay, spin, radius; m, m/s, m/s², rad/s, m
wall : x, y, angle, vx, vy, rate at the end of the sub-step; sway_x, sway_y, sway_rate, swing, swing_rate of its
    `KinematicMotion`; sway and swing of its `MotionPhase`
pose : x, y, cosine and sine of the angle, vx, vy, rate of a wall at some time
feature : kind, x, y, distance, low, high, depth, belt, see `Outline.features`
"""

import math

from systems.kernels.compiler import Block, Rows, inline, subroutine
from systems.kernels.contact import SLOP, rotate_normal

SEGMENT, CIRCLE, INVERTED_CIRCLE = range(3)
DEPTH, BELT = 6, 7  # indices in a feature

Ball = tuple[float, float, float, float, float, float, float, float]
Wall = tuple[float, float, float, float, float, float, float, float, float, float, float, float, float]
Pose = tuple[float, float, float, float, float, float, float]
Feature = tuple[float, float, float, float, float, float, float, float]

HELD = 4.0  # radii; a ball that has come from the front of a one-way wall is behind it only if it is deeper than this
NEWTON_STEPS = 20
ROUNDING = 1e-14  # of the distances in a scene; a smaller gap is zero


@inline
def feature_at(features: Block, q: int) -> Feature:
    """Return column q of the features (8, m)."""
    return (
        features[0, q], features[1, q], features[2, q], features[3, q],
        features[4, q], features[5, q], features[6, q], features[7, q],
    )  # fmt: skip


@inline
def touches_from_front(feature: Feature, q: int, slot_feature: Rows, first: int, last: int) -> bool:
    """Whether feature q is one-way and among the contacts first to last of a ball, so that the ball is at its front."""
    held = False
    if feature[DEPTH] < 1.0:
        for k in range(first, last):
            held = held or slot_feature[k] == q
    return held


@subroutine
def max_depth(feature: Feature, radius: float, held: bool) -> float:
    """Return the depth, m, beyond which a ball is behind the feature."""
    return (HELD if held and feature[DEPTH] < 1.0 else feature[DEPTH]) * radius


@subroutine
def to_local(dx: float, dy: float, cos: float, sin: float) -> tuple[float, float]:
    """Rotate a vector into the local frame of a wall with this rotation; with -sin, from there into the world frame."""
    return cos * dx + sin * dy, cos * dy - sin * dx


@subroutine
def sine_deviation(rate: float, phase: float, s: float) -> tuple[float, float]:
    """Return how far sin(phase - rate s) and its time derivative deviate from the tangent at s = 0."""
    if rate == 0.0 or s == 0.0:
        return 0.0, 0.0
    sin, cos = math.sin(phase), math.cos(phase)
    return math.sin(phase - rate * s) - sin + rate * s * cos, rate * (math.cos(phase - rate * s) - cos)


@subroutine
def wall_pose_before(wall: Wall, s: float) -> Pose:
    """Return the pose and the velocity of a wall s before the end of the sub-step.

    This is `pose_at` at the time t - s, but computed from the pose at t: the uniform motion goes back along the
    velocity, and a periodic motion by the difference of its sines, see `sine_deviation`. So a short way back keeps all
    its digits even when t is large, and a wall that stands still stays exactly in place.
    """
    x, y, angle, vx, vy, rate, sway_x, sway_y, sway_rate, swing_by, swing_rate, sway, swing = wall
    slide, slide_slope = sine_deviation(sway_rate, sway, s)
    turn, turn_slope = sine_deviation(swing_rate, swing, s)
    angle += swing_by * turn - s * rate
    return (
        x - s * vx + sway_x * slide,
        y - s * vy + sway_y * slide,
        math.cos(angle),
        math.sin(angle),
        vx + sway_x * slide_slope,
        vy + sway_y * slide_slope,
        rate + swing_by * turn_slope,
    )


@subroutine
def local_position(ball: Ball, pose: Pose, s: float) -> tuple[float, float]:
    """Return the centre of a ball in the frame of the wall, s before the end, when the wall had this pose."""
    x, y, vx, vy, ax, ay, _, _ = ball
    wall_x, wall_y, cos, sin, _, _, _ = pose
    dx, dy = x - s * (vx - 0.5 * s * ax) - wall_x, y - s * (vy - 0.5 * s * ay) - wall_y
    return to_local(dx, dy, cos, sin)


@subroutine
def feature_gap(feature: Feature, px: float, py: float, radius: float) -> tuple[float, float, float]:
    """Return the gap between ball and feature, m, and the unit normal from the ball to it, in the frame of the wall."""
    kind, x, y, distance, _, _, _, _ = feature
    if kind == SEGMENT:
        return distance - radius - x * px - y * py, x, y
    dx, dy = px - x, py - y
    away = math.sqrt(dx * dx + dy * dy)
    dx, dy = (dx / away, dy / away) if away > 0.0 else (1.0, 0.0)
    if kind == INVERTED_CIRCLE:
        return distance - radius - away, dx, dy
    return away - distance - radius, -dx, -dy


@subroutine
def in_feature_range(feature: Feature, px: float, py: float, gap: float, radius: float, held: bool) -> bool:
    """Whether a ball is in the range of a feature: between its ends, if it has any, and not behind it.

    px, py, gap : m, centre of the ball in the frame of the wall, and its gap
    held : whether the ball is at the front of a one-way wall; then it may be deeper, so that other balls cannot press
        it through
    """
    kind, x, y, _, low, high, _, _ = feature
    if math.isinf(low):
        return True
    if gap <= -max_depth(feature, radius, held):
        return False
    if kind == SEGMENT:
        return low <= x * py - y * px <= high
    dx, dy, middle = px - x, py - y, 0.5 * (low + high)
    return dx * math.cos(middle) + dy * math.sin(middle) >= math.cos(high - middle) * math.sqrt(dx * dx + dy * dy)


@subroutine
def closest_approach(
    feature: Feature, px: float, py: float, begin_x: float, begin_y: float, radius: float, held: bool
) -> tuple[float, bool]:  # fmt: skip
    """Return where on the straight path from ``begin`` to p a ball is nearest to a feature, and whether they overlap.

    The point is a fraction of the path, backwards from p. A feature with ends can be touched from its front only.
    """
    kind, x, y, distance, low, _, _, _ = feature
    if kind != CIRCLE and feature_gap(feature, px, py, radius)[0] >= 0.0:
        return 0.0, False
    if not math.isinf(low) and feature_gap(feature, begin_x, begin_y, radius)[0] <= -max_depth(feature, radius, held):
        return 0.0, False
    if kind != CIRCLE:
        return 0.0, True
    way_x, way_y = px - begin_x, py - begin_y
    dx, dy = px - x, py - y
    squared = way_x * way_x + way_y * way_y
    back = min(max((dx * way_x + dy * way_y) / squared, 0.0), 1.0) if squared > 0.0 else 0.0
    dx, dy, reach = dx - back * way_x, dy - back * way_y, distance + radius
    return back, dx * dx + dy * dy < reach * reach


@subroutine
def contact_kinematics(
    ball: Ball, pose: Pose, feature: Feature, s: float
) -> tuple[float, float, float, float, float, float, float, float]:  # fmt: skip
    """Return the kinematics of the contact of a ball and a feature s before the end, when the wall had this pose.

    Returns the gap (m), the unit normal x and y, the closing speed and the slip (m/s), then the velocity of the wall at
    the point of contact p, V + Ω × p, along the normal and along the tangent (m/s, including the belt), and its rate
    (rad/s).
    """
    x, y, vx, vy, ax, ay, spin, radius = ball
    wall_x, wall_y, cos, sin, wall_vx, wall_vy, rate = pose
    dx, dy = x - s * (vx - 0.5 * s * ax) - wall_x, y - s * (vy - 0.5 * s * ay) - wall_y
    px, py = to_local(dx, dy, cos, sin)
    gap, side_x, side_y = feature_gap(feature, px, py, radius)
    nx, ny = to_local(side_x, side_y, cos, -sin)
    material_x, material_y = wall_vx - rate * (dy + radius * ny), wall_vy + rate * (dx + radius * nx)
    along_normal, along_tangent = material_x * nx + material_y * ny, material_y * nx - material_x * ny + feature[BELT]
    ball_x, ball_y = vx - s * ax, vy - s * ay
    closing = ball_x * nx + ball_y * ny - along_normal
    slip = ball_y * nx - ball_x * ny + spin * radius - along_tangent
    return gap, nx, ny, closing, slip, along_normal, along_tangent, rate


@subroutine
def impulse_response(
    nx: float, ny: float, normal: float, tangent: float, rolling: float, radius: float, mass: float
) -> tuple[float, float, float]:  # fmt: skip
    """Return the changes of velocity (m/s) and spin (rad/s) of a ball by the impulses of a wall (N s, N m s)."""
    dvx, dvy = (-normal * nx - tangent * ny) / mass, (-normal * ny + tangent * nx) / mass
    return dvx, dvy, (radius * tangent + rolling) / (0.5 * mass * radius * radius)


@subroutine
def wall_time_of_impact(ball: Ball, wall: Wall, feature: Feature, inner: float, since: float, h: float) -> float:
    """Return the time of impact of a ball on a feature, s before the end of the sub-step, or -1.

    Newton's method finds the root of the gap as a function of time, safeguarded by bisection between an overlap at
    ``inner`` and the start of the path at ``since`` (s before the end). The ball is on a parabola, the wall on its
    exact motion. If they overlap at the start of the path already, the path is extended backwards to the start of the
    sub-step. If they overlap even there, the impact is at the start of the path.
    """
    rounding = ROUNDING * (abs(feature[3]) + ball[7] + abs(ball[0]) + abs(ball[1]))
    gap, _, _, closing, _, _, _, _ = contact_kinematics(ball, wall_pose_before(wall, since), feature, since)
    furthest = since
    if gap < -1e3 * rounding or (gap <= 0.0 and closing > 0.0):
        if closing <= 0.0:
            return -1.0
        if contact_kinematics(ball, wall_pose_before(wall, h), feature, h)[0] <= 0.0:
            return since
        furthest = h
    overlap_at, gap_at, s = inner, furthest, inner
    for _ in range(NEWTON_STEPS):
        gap, _, _, closing, _, _, _, _ = contact_kinematics(ball, wall_pose_before(wall, s), feature, s)
        if abs(gap) <= rounding:
            return s
        if gap > 0.0:
            gap_at = s
        else:
            overlap_at = s
        s -= gap / closing if closing > 0.0 else math.inf
        if not overlap_at < s < gap_at:
            s = 0.5 * (overlap_at + gap_at)
    return s if abs(gap) < SLOP * ball[7] else -1.0


@subroutine
def predicted_normal(
    ball: Ball, pose: Pose, feature: Feature, nx: float, ny: float, ahead: float
) -> tuple[float, float]:
    """Return the normal a short time ahead (s): it turns with the wall, and as the ball moves around a circle."""
    x, y, vx, vy, _, _, _, _ = ball
    wall_x, wall_y, cos, sin, wall_vx, wall_vy, turning = pose
    if feature[0] != SEGMENT:
        dx, dy = x - wall_x, y - wall_y
        ux, uy = vx - wall_vx + turning * dy, vy - wall_vy - turning * dx
        centre_x, centre_y = to_local(feature[1], feature[2], cos, -sin)
        dx, dy = dx - centre_x, dy - centre_y
        turning += (dx * uy - dy * ux) / (dx * dx + dy * dy)
    return rotate_normal(nx, ny, ahead * turning)
