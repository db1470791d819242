"""The pose of a wall at the end of a sub-step and a short time before it."""

from typing import NamedTuple

from systems.kernels import portable_math
from systems.kernels.columns import (
    ANGLE,
    COS,
    IS_DRIVEN,
    RATE,
    RETURN_RATE,
    SIN,
    STROKE_ANGLE,
    STROKE_AT,
    STROKE_RATE,
    STROKE_START,
    STROKE_X,
    STROKE_Y,
    SWAY_AT,
    SWAY_RATE,
    SWAY_X,
    SWAY_Y,
    SWING,
    SWING_AT,
    SWING_RATE,
    VX,
    VY,
    Walls,
    X,
    Y,
)
from systems.kernels.compiler import kernel, subroutine
from systems.kernels.wall_motion import part_of_stroke


class Pose(NamedTuple):
    """The pose of a wall at some time, and its velocity: m, cosine and sine of the angle, m/s, rad/s."""

    x: float
    y: float
    cos: float
    sin: float
    vx: float
    vy: float
    rate: float


@subroutine
def to_local(dx: float, dy: float, cos: float, sin: float) -> tuple[float, float]:
    """Rotate a vector into the local frame of a wall with this rotation; with -sin, from there into the world frame."""
    return cos * dx + sin * dy, cos * dy - sin * dx


@subroutine
def wall_pose(walls: Walls, w: int) -> Pose:
    """Return the pose of a wall at the end of the sub-step."""
    return Pose(walls[X, w], walls[Y, w], walls[COS, w], walls[SIN, w], walls[VX, w], walls[VY, w], walls[RATE, w])


@subroutine
def sine_deviation(rate: float, phase: float, s: float) -> tuple[float, float]:
    """Return how far sin(phase - rate s) and its time derivative deviate from the tangent at s = 0."""
    if rate == 0.0 or s == 0.0:
        return 0.0, 0.0
    (sin, cos), (sin_before, cos_before) = portable_math.sincos(phase), portable_math.sincos(phase - rate * s)
    return sin_before - sin + rate * s * cos, rate * (cos_before - cos)


@subroutine
def stroke_before(walls: Walls, w: int, s: float) -> tuple[float, float, float]:
    """Return the part of the stroke of a wall s before the end of the sub-step, relative to its part at the end.

    Returns also how far this part and its time derivative deviate from the tangent at s = 0. They do so only if the
    wall has reached an end of its stroke meanwhile.
    """
    is_driven, start, now = walls[IS_DRIVEN, w], walls[STROKE_START, w], walls[STROKE_AT, w]
    speed = walls[STROKE_RATE, w] if is_driven > 0.0 else -walls[RETURN_RATE, w]
    if speed == 0.0 or s == 0.0:
        return 0.0, 0.0, 0.0
    part, moves = part_of_stroke(now, start, is_driven)
    part_before, moved = part_of_stroke(now - speed * s, start, is_driven)
    way = part_before - part
    return way, (way if moved and not moves else 0.0), (speed if moved and not moves else 0.0)


@kernel
def wall_pose_before(walls: Walls, w: int, s: float) -> Pose:
    """Return the pose and the velocity of a wall s before the end of the sub-step.

    This is `pose_at` at the time t - s, but computed from the pose at t: the uniform motion goes back along the
    velocity, a periodic motion by the difference of its sines, see `sine_deviation`, and a stroke by `stroke_before`.
    So a short way back keeps all its digits even when t is large, and a wall that stands still stays exactly in place.
    """
    slide, slide_slope = sine_deviation(walls[SWAY_RATE, w], walls[SWAY_AT, w], s)
    turn, turn_slope = sine_deviation(walls[SWING_RATE, w], walls[SWING_AT, w], s)
    _, stroke, stroke_slope = stroke_before(walls, w, s)
    angle = walls[ANGLE, w] + (walls[SWING, w] * turn + walls[STROKE_ANGLE, w] * stroke - s * walls[RATE, w])
    sin, cos = portable_math.sincos(angle)
    return Pose(
        walls[X, w] - s * walls[VX, w] + walls[SWAY_X, w] * slide + walls[STROKE_X, w] * stroke,
        walls[Y, w] - s * walls[VY, w] + walls[SWAY_Y, w] * slide + walls[STROKE_Y, w] * stroke,
        cos,
        sin,
        walls[VX, w] + walls[SWAY_X, w] * slide_slope + walls[STROKE_X, w] * stroke_slope,
        walls[VY, w] + walls[SWAY_Y, w] * slide_slope + walls[STROKE_Y, w] * stroke_slope,
        walls[RATE, w] + walls[SWING, w] * turn_slope + walls[STROKE_ANGLE, w] * stroke_slope,
    )
