"""The pose before a step."""

import esper

from components import Position, Previous, Spin, Table
from systems.kernels.remember import remember


class Remember(esper.Processor):
    """Keeps where every ball was when a step began, for drawing between two steps."""

    def __init__(self, balls: Table) -> None:
        self.columns = balls.bind(
            *(Position.x, Position.y, Spin.angle),
            *(Previous.x, Previous.y, Previous.angle),
        )

    def process(self) -> None:
        """Copy positions (m) and angles (rad) to the previous ones."""
        remember(*self.columns())
