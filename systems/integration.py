"""Free flight."""

import esper

from components import Flight, Kick, Position, Spin, Table, Velocity
from systems.kernels.integration import integration


class Integration(esper.Processor):
    """Moves and turns every ball along its flight, exactly for forces that are constant over a sub-step."""

    def __init__(self, balls: Table) -> None:
        self.columns = balls.bind(
            *(Position.x, Position.y, Spin.angle),
            *(Velocity.x, Velocity.y, Spin.rate),
            *(Kick.x, Kick.y, Kick.rate, Flight.begin),
        )

    def process(self, h: float) -> None:
        """Write positions (m) and angles (rad) h seconds later."""
        integration(*self.columns(), h)
