"""The prescribed motion of a wall."""

from typing import NamedTuple

from components.component import Component
from components.portable_math import sincos


class KinematicMotion(Component):
    """The pose of a wall as a function of time, see `pose_at`. Because nothing is accumulated, the pose has no drift.

    x, y : m
    angle : rad
    velocity_x, velocity_y : m/s
    rate : rad/s
    sway_x, sway_y : m, amplitude of the periodic translation
    sway_rate, sway_phase : rad/s, rad
    swing : rad, amplitude of the periodic rotation
    swing_rate, swing_phase : rad/s, rad
    stroke_x, stroke_y, stroke_angle : m, m, rad, displacement at the end of the stroke, see `Stroke`
    stroke_rate, return_rate : 1/s, strokes a second towards the end and back
    """

    x: float = 0.0
    y: float = 0.0
    angle: float = 0.0
    velocity_x: float = 0.0
    velocity_y: float = 0.0
    rate: float = 0.0
    sway_x: float = 0.0
    sway_y: float = 0.0
    sway_rate: float = 0.0
    sway_phase: float = 0.0
    swing: float = 0.0
    swing_rate: float = 0.0
    swing_phase: float = 0.0
    stroke_x: float = 0.0
    stroke_y: float = 0.0
    stroke_angle: float = 0.0
    stroke_rate: float = 0.0
    return_rate: float = 0.0


class WallPose(NamedTuple):
    """The pose of a wall at one time, its velocity there, and the phases of its other motions.

    x, y : m
    angle : rad
    velocity_x, velocity_y : m/s
    rate : rad/s
    sway, swing : rad, arguments of the two sines
    stroke : position in the stroke, as if it had no ends
    """

    x: float
    y: float
    angle: float
    velocity_x: float
    velocity_y: float
    rate: float
    sway: float
    swing: float
    stroke: float


def stroke_part(position: float, start: float, is_driven: float) -> tuple[float, bool]:
    """Return the part of the stroke, 0 to 1, at a position as if it had no ends, and whether the wall moves there.

    start, is_driven : see `Stroke`; a wall that has just reached the end still moves
    """
    if is_driven > 0.0:
        return min(max(position, start), 1.0), position <= 1.0 and start < 1.0
    return max(min(position, start), 0.0), position >= 0.0 and start > 0.0


def pose_at(
    t: float,
    x: float,
    y: float,
    angle: float,
    velocity_x: float,
    velocity_y: float,
    rate: float,
    sway_x: float = 0.0,
    sway_y: float = 0.0,
    sway_rate: float = 0.0,
    sway_phase: float = 0.0,
    swing: float = 0.0,
    swing_rate: float = 0.0,
    swing_phase: float = 0.0,
    stroke_x: float = 0.0,
    stroke_y: float = 0.0,
    stroke_angle: float = 0.0,
    stroke_rate: float = 0.0,
    return_rate: float = 0.0,
    is_driven: float = 0.0,
    start: float = 0.0,
    since: float = 0.0,
) -> WallPose:
    """Return the pose and the velocity of a wall at the time t, in s.

    The arguments are the fields of its `KinematicMotion`, and then those of its `Stroke`.

    The position is ``(x, y) + (velocity_x, velocity_y) t + (sway_x, sway_y) sin(sway_rate t + sway_phase) +
    (stroke_x, stroke_y) part``, the angle is ``angle + rate t + swing sin(swing_rate t + swing_phase) + stroke_angle
    part``, and the velocities are their derivatives. The part of the stroke is ``start + stroke_rate (t - since)`` up
    to 1 while the wall is driven, and otherwise ``start - return_rate (t - since)`` down to 0.

    numba compiles this function for the kernel of `WallMotion`; the order of the operations decides the bits.
    """
    sway_at, swing_at = sway_rate * t + sway_phase, swing_rate * t + swing_phase
    sway_sin, sway_cos = sincos(sway_at)
    swing_sin, swing_cos = sincos(swing_at)
    slope = sway_rate * sway_cos
    speed = stroke_rate if is_driven > 0.0 else -return_rate
    stroke_at = start + speed * (t - since)
    part, moves = stroke_part(stroke_at, start, is_driven)
    speed = speed if moves else 0.0
    return WallPose(
        x + velocity_x * t + sway_x * sway_sin + stroke_x * part,
        y + velocity_y * t + sway_y * sway_sin + stroke_y * part,
        angle + rate * t + swing * swing_sin + stroke_angle * part,
        velocity_x + sway_x * slope + stroke_x * speed,
        velocity_y + sway_y * slope + stroke_y * speed,
        rate + swing * swing_rate * swing_cos + stroke_angle * speed,
        sway_at,
        swing_at,
        stroke_at,
    )
