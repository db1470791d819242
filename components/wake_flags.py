"""Which balls the contact systems must solve again."""

from components.component import Component


class WakeFlags(Component):
    """How much the last call of a contact system changed a ball: 0 (not at all), MOVED (0.5) or WOKEN (1).

    The first pass of a sub-step solves all contacts. Later passes solve only the contacts of balls that are woken.

    These are private columns of the table: entities do not carry this component.

    by_balls : written by `BallCollision`
    by_walls : written by `WallCollision`
    """

    by_balls: float = 0.0
    by_walls: float = 0.0
