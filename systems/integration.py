"""The integration of positions and angles."""

import esper

from components import Position, Spin, SubstepState, Table, Velocity, VelocityChange
from systems.kernels.bound_kernel import BoundKernel
from systems.kernels.integration import integration


class Integration(esper.Processor):
    """Moves and turns every ball. The result is exact for forces that are constant over a sub-step."""

    def __init__(self, balls: Table) -> None:
        motion = (Position, Spin.angle, Velocity, Spin.rate)
        self._integrate = BoundKernel(integration, balls.bind(*motion, VelocityChange, SubstepState.path_start))

    def process(self, h: float) -> None:
        """Write the positions (m) and angles (rad) h seconds later."""
        self._integrate(h)
