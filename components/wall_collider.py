"""What makes an entity a wall."""

from components.component import Component


class WallCollider(Component):
    """The surface of a wall; its shape is its `Outline`. A wall is moved by its `Drive` and by nothing else.

    restitution : 0 (no bounce) to 1 (elastic)
    friction : Coulomb coefficient, >= 0
    rolling_resistance : lever of the normal force as a part of the ball's radius, >= 0
    """

    restitution: float = 0.7
    friction: float = 0.4
    rolling_resistance: float = 0.0
