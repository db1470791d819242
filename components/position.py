"""Where an entity is."""

from components.component import Component


class Position(Component):
    """Centre of a ball, or origin of a wall's own frame, in m. The y axis points up."""

    x: float = 0.0
    y: float = 0.0
