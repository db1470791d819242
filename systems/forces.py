"""Force fields."""

import esper

from components import Table
from systems.kernels.forces import forces


class Forces(esper.Processor):
    """Applies every `Force` to the balls in its zone, in the order of the entities of the forces.

    zones : table of the force fields
    """

    def __init__(self, balls: Table, zones: Table) -> None:
        self.balls = balls
        self.zones = zones

    def process(self, h: float) -> None:
        """Add h a to `Velocity` and `VelocityChange` (m/s), where a is the acceleration by all forces."""
        forces(self.balls.storage, len(self.balls), self.zones.storage, len(self.zones), h)
