"""The pose before a step."""

import esper

from components import Position, PreviousPose, Spin, Table
from systems.bound import Bound
from systems.kernels.remember import remember


class Remember(esper.Processor):
    """Keeps where every ball was when a step began, for drawing between two steps."""

    def __init__(self, balls: Table) -> None:
        self._copy = Bound(remember, balls.bind(Position, Spin.angle, PreviousPose))

    def process(self) -> None:
        """Copy positions (m) and angles (rad) to the previous ones."""
        self._copy()
