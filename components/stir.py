"""Which balls contacts have just changed."""

from components.component import Component


class Stir(Component):
    """What contacts have just done to a ball: 1 if its other contacts must be solved again, a half if less, or 0.

    A pass goes over all contacts once; the next ones over those of stirred balls only. The columns belong to the
    table: entities do not carry them.

    by_balls : set by contacts with balls
    by_walls : set by contacts with walls
    """

    by_balls: float = 0.0
    by_walls: float = 0.0
