"""Force fields."""

import esper

from components import Force, Position, Table, Velocity, VelocityChange
from systems.kernels.bound_kernel import BoundKernel
from systems.kernels.forces import forces


class Forces(esper.Processor):
    """Applies every `Force` to the balls in its zone, in the order of the entities of the forces.

    zones : table of the force fields
    """

    def __init__(self, balls: Table, zones: Table) -> None:
        self.zones = zones
        balls_in = balls.bind(Position, Velocity, VelocityChange.x, VelocityChange.y)
        self._apply = BoundKernel(forces, zones.bind(Force), balls_in)

    def process(self, h: float) -> None:
        """Add h a to `Velocity` and `VelocityChange` (m/s), where a is the acceleration by all forces."""
        if len(self.zones):
            self._apply(h)
