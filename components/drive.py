"""What moves a wall."""

from components.component import Component


class Drive(Component):
    """The motion of a wall as a function of time, so that its pose never accumulates an error.

    At the time t the wall stands at ``(x + velocity_x t, y + velocity_y t)`` and at ``angle + rate t``.

    x, y : m, position at t = 0
    angle : rad, orientation at t = 0
    velocity_x, velocity_y : m/s
    rate : rad/s
    """

    x: float = 0.0
    y: float = 0.0
    angle: float = 0.0
    velocity_x: float = 0.0
    velocity_y: float = 0.0
    rate: float = 0.0
