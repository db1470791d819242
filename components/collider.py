"""The solid body of an entity: size, mass and surface."""

from components.component import Component


class Collider(Component):
    """A solid body with a surface: a ball, or a wall.

    A ball is a disc of uniform density, so its moment of inertia is I = m r² / 2. A wall is an entity that also has an
    `Outline`, which is its shape, and a `KinematicMotion`, which moves it. It has infinite mass, and its radius is not
    used.

    radius : m, > 0 for a ball, 0 for a wall
    mass : kg, > 0 and finite for a ball, infinite for a wall
    restitution : ratio of the speeds after and before an impact, 0 (no bounce) to 1 (elastic)
    friction : Coulomb coefficient, >= 0
    rolling_resistance : lever arm of the normal force, in radii of the ball, >= 0
    """

    radius: float = 0.5
    mass: float = 1.0
    restitution: float = 0.7
    friction: float = 0.4
    rolling_resistance: float = 0.0
