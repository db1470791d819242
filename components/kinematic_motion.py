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


class WallPose(NamedTuple):
    """The pose of a wall at one time, its velocity there, and the phases of its periodic motions.

    x, y : m
    angle : rad
    velocity_x, velocity_y : m/s
    rate : rad/s
    sway, swing : rad, arguments of the two sines
    """

    x: float
    y: float
    angle: float
    velocity_x: float
    velocity_y: float
    rate: float
    sway: float
    swing: float


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
) -> WallPose:
    """Return the pose and the velocity of a wall at the time t, in s, from the fields of its `KinematicMotion`.

    The position is ``(x, y) + (velocity_x, velocity_y) t + (sway_x, sway_y) sin(sway_rate t + sway_phase)``, the angle
    is ``angle + rate t + swing sin(swing_rate t + swing_phase)``, and the velocities are their derivatives.

    numba compiles this function for the kernel of `WallMotion`; the order of the operations decides the bits.
    """
    sway_at, swing_at = sway_rate * t + sway_phase, swing_rate * t + swing_phase
    sway_sin, sway_cos = sincos(sway_at)
    swing_sin, swing_cos = sincos(swing_at)
    slope = sway_rate * sway_cos
    return WallPose(
        x + velocity_x * t + sway_x * sway_sin,
        y + velocity_y * t + sway_y * sway_sin,
        angle + rate * t + swing * swing_sin,
        velocity_x + sway_x * slope,
        velocity_y + sway_y * slope,
        rate + swing * swing_rate * swing_cos,
        sway_at,
        swing_at,
    )
