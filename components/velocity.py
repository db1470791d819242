"""The velocity of an entity."""

from components.component import Component


class Velocity(Component):
    """Time derivative of the position, in m/s."""

    x: float = 0.0
    y: float = 0.0
