"""The prescribed motion of a wall."""

from components.component import Component


class KinematicMotion(Component):
    """The pose of a wall as a function of time. Because nothing is accumulated, the pose has no drift.

    At the time t, the position of the wall is ``(x, y) + (velocity_x, velocity_y) t + (sway_x, sway_y) sin(sway_rate t
    + sway_phase)``, and its angle is ``angle + rate t + swing sin(swing_rate t + swing_phase)``.

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
