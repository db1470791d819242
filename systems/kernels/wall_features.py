"""Arithmetic of `WallCollision`: where a ball is, seen from a wall.

These tuples of numbers go from hand to hand:

ball : x, y, vx, vy at the end of the sub-step, ax, ay of its flight, spin, radius; m, m/s, m/s², rad/s, m
wall : x, y, angle, vx, vy, rate at the end of the sub-step; sway_x, sway_y, sway_rate, swing, swing_rate of its
    `KinematicMotion`; sway and swing of its `MotionPhase`
pose : x, y, cosine and sine of the angle, vx, vy, rate of a wall at some time
feature : kind, x, y, distance, low, high, depth, belt, see `Outline.features`
"""

import math

from systems.kernels.compiler import Block, Rows, inlined, part
from systems.kernels.contact import SLOP, turned

SEGMENT, CIRCLE, INVERTED_CIRCLE = range(3)
DEPTH, BELT = 6, 7  # their places in a feature

Ball = tuple[float, float, float, float, float, float, float, float]
Wall = tuple[float, float, float, float, float, float, float, float, float, float, float, float, float]
Pose = tuple[float, float, float, float, float, float, float]
Feature = tuple[float, float, float, float, float, float, float, float]

HELD = 4.0  # radii: deeper, and even a ball that a one-way wall has held is behind it
NEWTON_STEPS = 20
ROUNDING = 1e-14  # of the distances in a scene: a gap that is zero


@inlined
def feature_at(features: Block, q: int) -> Feature:
    """Take one of the features (8, m)."""
    return (
        features[0, q], features[1, q], features[2, q], features[3, q],
        features[4, q], features[5, q], features[6, q], features[7, q],
    )  # fmt: skip


@inlined
def is_held(feature: Feature, q: int, side: Rows, first: int, last: int) -> bool:
    """Whether a ball, with contacts from first to last, has come to a one-way feature from the front before."""
    held = False
    if feature[DEPTH] < 1.0:
        for k in range(first, last):
            held = held or side[k] == q
    return held


@part
def deepest(feature: Feature, radius: float, held: bool) -> float:
    """How deep a ball may be, in m, and not be behind the feature."""
    return (HELD if held and feature[DEPTH] < 1.0 else feature[DEPTH]) * radius


@part
def into_frame(dx: float, dy: float, cos: float, sin: float) -> tuple[float, float]:
    """Turn a vector of the world into the frame of a wall at an angle with this cosine and sine."""
    return cos * dx + sin * dy, cos * dy - sin * dx


@part
def bend(rate: float, phase: float, s: float) -> tuple[float, float]:
    """How far sin(phase - rate s) has curved away from the tangent at s = 0; and how much its slope in time."""
    if rate == 0.0 or s == 0.0:
        return 0.0, 0.0
    sin, cos = math.sin(phase), math.cos(phase)
    return math.sin(phase - rate * s) - sin + rate * s * cos, rate * (math.cos(phase - rate * s) - cos)


@part
def wall_before(wall: Wall, s: float) -> Pose:
    """Return the pose and the velocity of a wall s seconds before the end of the sub-step.

    This is `pose_at` at the time t - s, but computed from the pose at t: the uniform motion goes back along the
    velocity, and a periodic motion goes back by the difference of its sines. With this difference (see `bend`), a
    short way back keeps all its digits even when t is large, and a wall that stands still stays exactly in place.
    """
    x, y, angle, vx, vy, rate, sway_x, sway_y, sway_rate, swing_by, swing_rate, sway, swing = wall
    place, slope = bend(sway_rate, sway, s)
    turn, turn_slope = bend(swing_rate, swing, s)
    angle += swing_by * turn - s * rate
    return (
        x - s * vx + sway_x * place,
        y - s * vy + sway_y * place,
        math.cos(angle),
        math.sin(angle),
        vx + sway_x * slope,
        vy + sway_y * slope,
        rate + swing_by * turn_slope,
    )


@part
def in_sight(ball: Ball, pose: Pose, s: float) -> tuple[float, float]:
    """Where the centre of a ball was in the wall's frame, s before the end, when the wall had this pose."""
    x, y, vx, vy, ax, ay, _, _ = ball
    wall_x, wall_y, cos, sin, _, _, _ = pose
    dx, dy = x - s * (vx - 0.5 * s * ax) - wall_x, y - s * (vy - 0.5 * s * ay) - wall_y
    return into_frame(dx, dy, cos, sin)


@part
def gap_to(feature: Feature, px: float, py: float, radius: float) -> tuple[float, float, float]:
    """Gap between a ball and a feature, and the unit normal from the ball to it, in the wall's frame."""
    kind, x, y, distance, _, _, _, _ = feature
    if kind == SEGMENT:
        return distance - radius - x * px - y * py, x, y
    dx, dy = px - x, py - y
    away = math.sqrt(dx * dx + dy * dy)
    dx, dy = (dx / away, dy / away) if away > 0.0 else (1.0, 0.0)
    if kind == INVERTED_CIRCLE:
        return distance - radius - away, dx, dy
    return away - distance - radius, -dx, -dy


@part
def is_met(feature: Feature, px: float, py: float, gap: float, radius: float, held: bool) -> bool:
    """Whether a ball at this gap meets the feature: one with ends, only between them, and from the front.

    What has been held may be deeper: where others press it, it does not slip through what is one-way.
    """
    kind, x, y, _, low, high, _, _ = feature
    if math.isinf(low):
        return True
    if gap <= -deepest(feature, radius, held):
        return False
    if kind == SEGMENT:
        return low <= x * py - y * px <= high
    dx, dy, middle = px - x, py - y, 0.5 * (low + high)
    return dx * math.cos(middle) + dy * math.sin(middle) >= math.cos(high - middle) * math.sqrt(dx * dx + dy * dy)


@part
def most_overlap(
    feature: Feature, px: float, py: float, begin_x: float, begin_y: float, radius: float, held: bool
) -> tuple[float, bool]:  # fmt: skip
    """Where on the way from ``begin`` to p a ball may overlap a feature most, as a part of the way back from p.

    Also whether it does there, as far as a straight way tells. Only from its front can a feature with ends be met.
    """
    kind, x, y, distance, low, _, _, _ = feature
    if kind != CIRCLE and gap_to(feature, px, py, radius)[0] >= 0.0:
        return 0.0, False
    if not math.isinf(low) and gap_to(feature, begin_x, begin_y, radius)[0] <= -deepest(feature, radius, held):
        return 0.0, False
    if kind != CIRCLE:
        return 0.0, True
    way_x, way_y = px - begin_x, py - begin_y
    dx, dy = px - x, py - y
    squared = way_x * way_x + way_y * way_y
    back = min(max((dx * way_x + dy * way_y) / squared, 0.0), 1.0) if squared > 0.0 else 0.0
    dx, dy, reach = dx - back * way_x, dy - back * way_y, distance + radius
    return back, dx * dx + dy * dy < reach * reach


@part
def stand(
    ball: Ball, pose: Pose, feature: Feature, s: float
) -> tuple[float, float, float, float, float, float, float, float]:  # fmt: skip
    """How a ball stood to a feature s before the end, when the wall had this pose: gap, normal, closing speed, slip.

    And how the wall itself moved there, with V + Ω × p at the point of contact p: along the normal, along the
    tangent, where a belt adds to it, and its rate.
    """
    x, y, vx, vy, ax, ay, spin, radius = ball
    wall_x, wall_y, cos, sin, wall_vx, wall_vy, rate = pose
    dx, dy = x - s * (vx - 0.5 * s * ax) - wall_x, y - s * (vy - 0.5 * s * ay) - wall_y
    px, py = into_frame(dx, dy, cos, sin)
    gap, side_x, side_y = gap_to(feature, px, py, radius)
    nx, ny = into_frame(side_x, side_y, cos, -sin)
    material_x, material_y = wall_vx - rate * (dy + radius * ny), wall_vy + rate * (dx + radius * nx)
    along_normal, along_tangent = material_x * nx + material_y * ny, material_y * nx - material_x * ny + feature[BELT]
    ball_x, ball_y = vx - s * ax, vy - s * ay
    closing = ball_x * nx + ball_y * ny - along_normal
    slip = ball_y * nx - ball_x * ny + spin * radius - along_tangent
    return gap, nx, ny, closing, slip, along_normal, along_tangent, rate


@part
def answer(
    nx: float, ny: float, normal: float, tangent: float, brake: float, radius: float, mass: float
) -> tuple[float, float, float]:  # fmt: skip
    """How a ball answers to the impulses of a wall: what it gains of velocity, m/s, and spin, rad/s."""
    dvx, dvy = (-normal * nx - tangent * ny) / mass, (-normal * ny + tangent * nx) / mass
    return dvx, dvy, (radius * tangent + brake) / (0.5 * mass * radius * radius)


@part
def touch_of_wall(ball: Ball, wall: Wall, feature: Feature, inner: float, since: float, h: float) -> float:
    """How long before the end of the sub-step a ball met a feature, or -1.

    Newton's method on the gap as a function of the time s before the end, kept by bisection between an overlap
    (``inner``) and the begin of the flight (``since``): the ball flies on a parabola, the wall moves as it does.
    Where they overlapped at the begin already, the flight is prolonged backwards to that of the sub-step; if even
    then, they met at the begin of the flight.
    """
    rounding = ROUNDING * (abs(feature[3]) + ball[7] + abs(ball[0]) + abs(ball[1]))
    gap, _, _, closing, _, _, _, _ = stand(ball, wall_before(wall, since), feature, since)
    furthest = since
    if gap < -1e3 * rounding or (gap <= 0.0 and closing > 0.0):
        if closing <= 0.0:
            return -1.0
        if stand(ball, wall_before(wall, h), feature, h)[0] <= 0.0:
            return since
        furthest = h
    overlap_at, gap_at, s = inner, furthest, inner
    for _ in range(NEWTON_STEPS):
        gap, _, _, closing, _, _, _, _ = stand(ball, wall_before(wall, s), feature, s)
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


@part
def bearing(ball: Ball, pose: Pose, feature: Feature, nx: float, ny: float, ahead: float) -> tuple[float, float]:
    """Where a normal of now will point in a short time: it turns with the wall, and about what is round."""
    x, y, vx, vy, _, _, _, _ = ball
    wall_x, wall_y, cos, sin, wall_vx, wall_vy, turning = pose
    if feature[0] != SEGMENT:
        dx, dy = x - wall_x, y - wall_y
        ux, uy = vx - wall_vx + turning * dy, vy - wall_vy - turning * dx
        centre_x, centre_y = into_frame(feature[1], feature[2], cos, -sin)
        dx, dy = dx - centre_x, dy - centre_y
        turning += (dx * uy - dy * ux) / (dx * dx + dy * dy)
    return turned(nx, ny, ahead * turning)
