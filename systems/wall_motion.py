"""The motion of walls."""

import esper
import numpy as np

from components import Table
from systems.kernels.wall_motion import wall_motion


class WallMotion(esper.Processor):
    """Moves every wall by its `KinematicMotion`: its pose is a function of time, so no error accumulates.

    clock : (1,) the number of sub-steps since t = 0, as the kernels count it
    """

    def __init__(self, walls: Table) -> None:
        self.walls = walls
        self.clock = np.zeros(1, np.int64)

    @property
    def substep_count(self) -> int:
        """Number of sub-steps since t = 0."""
        return self.clock.item(0)

    @substep_count.setter
    def substep_count(self, count: int) -> None:
        self.clock[0] = count

    def process(self, h: float) -> None:
        """Write the poses (m, rad) and velocities (m/s, rad/s) of the walls one sub-step of h seconds later."""
        self.clock[0] += 1
        wall_motion(self.walls.storage, len(self.walls), self.substep_count * h)
