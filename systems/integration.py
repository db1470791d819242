"""Free flight."""

import esper

from components import Position, Spin, SubstepState, Table, Velocity, VelocityChange
from systems.bound import Bound
from systems.kernels.integration import integration


class Integration(esper.Processor):
    """Moves and turns every ball along its flight, exactly for forces that are constant over a sub-step."""

    def __init__(self, balls: Table) -> None:
        self._fly = Bound(
            integration, balls.bind(Position, Spin.angle, Velocity, Spin.rate, VelocityChange, SubstepState.path_start)
        )

    def process(self, h: float) -> None:
        """Write positions (m) and angles (rad) h seconds later."""
        self._fly(h)
