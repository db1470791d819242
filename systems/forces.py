"""Wind, magnets, whirls and drag."""

import esper

from components import Force, Position, Table, Velocity, VelocityChange
from systems.bound import Bound
from systems.kernels.forces import forces


class Forces(esper.Processor):
    """Lets every `Force` of the world act on the balls in its zone, in the order of their entities."""

    def __init__(self, balls: Table, zones: Table) -> None:
        self.zones = zones
        self._act = Bound(forces, zones.bind(Force), balls.bind(Position, Velocity, VelocityChange.x, VelocityChange.y))

    def process(self, h: float) -> None:
        """Change velocities (m/s) by what acts for h seconds, and add it to the kicks."""
        if len(self.zones):
            self._act(h)
