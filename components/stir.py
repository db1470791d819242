"""Which balls contacts have just changed."""

from components.component import Component


class Stir(Component):
    """1 where contacts changed the speed of a ball so much, in this pass, that its other contacts must be solved again.

    A pass goes over all contacts once; the next ones over those of stirred balls only. The columns belong to the
    table: entities do not carry them.

    by_balls : set by contacts with balls
    by_walls : set by contacts with walls
    """

    by_balls: float = 0.0
    by_walls: float = 0.0
