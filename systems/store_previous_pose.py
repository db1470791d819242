"""The copy of the poses at the start of a step."""

import esper

from components import Position, PreviousPose, Spin, Table
from systems.kernels.bound_kernel import BoundKernel
from systems.kernels.store_previous_pose import store_previous_pose


class StorePreviousPose(esper.Processor):
    """Copies the poses of all balls at the start of a step, to interpolate between two steps when drawing."""

    def __init__(self, balls: Table) -> None:
        self._store = BoundKernel(store_previous_pose, balls.bind(Position, Spin.angle, PreviousPose))

    def process(self) -> None:
        """Copy positions (m) and angles (rad) to `PreviousPose`."""
        self._store()
