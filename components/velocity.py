"""How fast an entity moves."""

from components.component import Component


class Velocity(Component):
    """Velocity of the position, in m/s."""

    x: float = 0.0
    y: float = 0.0
