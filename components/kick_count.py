"""How often a wall has kicked."""

from components.component import Component


class KickCount(Component):
    """The number of kicks of a wall whose `Outline` has a kick.

    This is a private column of the table: entities do not carry this component. `WallCollision` writes it.

    kicks : number of kicks since the start
    """

    kicks: float = 0.0
