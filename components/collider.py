"""What makes an entity a ball."""

from components.component import Component


class Collider(Component):
    """A solid disc: its shape, its mass and its surface.

    radius : m, > 0
    mass : kg, > 0; the moment of inertia is that of a solid disc, I = m r² / 2
    restitution : 0 (no bounce) to 1 (elastic)
    friction : Coulomb coefficient, >= 0
    rolling_resistance : lever of the normal force as a part of the radius, >= 0
    """

    radius: float = 0.5
    mass: float = 1.0
    restitution: float = 0.7
    friction: float = 0.4
    rolling_resistance: float = 0.0
