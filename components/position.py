"""The position of an entity."""

from components.component import Component


class Position(Component):
    """Centre of a ball, or origin of the local frame of a wall, in m. The y axis points up."""

    x: float = 0.0
    y: float = 0.0
