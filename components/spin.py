"""How an entity is turned, and how fast it turns."""

from components.component import Component


class Spin(Component):
    """Orientation in rad and its rate in rad/s, counter-clockwise positive. The angle is not wrapped."""

    angle: float = 0.0
    rate: float = 0.0
