"""The orientation of an entity and its rate of change."""

from components.component import Component


class Spin(Component):
    """Orientation in rad and angular velocity in rad/s, counter-clockwise positive. The angle is not wrapped."""

    angle: float = 0.0
    rate: float = 0.0
