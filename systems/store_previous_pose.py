"""The copy of the poses at the start of a step."""

import esper

from components import Table
from systems.kernels.store_previous_pose import store_previous_pose


class StorePreviousPose(esper.Processor):
    """Copies the poses of all balls at the start of a step, to interpolate between two steps when drawing."""

    def __init__(self, balls: Table) -> None:
        self.balls = balls

    def process(self) -> None:
        """Copy positions (m) and angles (rad) to `PreviousPose`."""
        store_previous_pose(self.balls.storage, len(self.balls))
