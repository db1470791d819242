"""The integration of positions and angles."""

import esper

from components import Table
from systems.kernels.integration import integration


class Integration(esper.Processor):
    """Moves and turns every ball. The result is exact for forces that are constant over a sub-step."""

    def __init__(self, balls: Table) -> None:
        self.balls = balls

    def process(self, h: float) -> None:
        """Write the positions (m) and angles (rad) h seconds later."""
        integration(self.balls.storage, len(self.balls), h)
