"""The motion of walls."""

import esper

from components import KinematicMotion, MotionPhase, Position, Rotation, Spin, Table, Velocity
from systems.kernels.bound_kernel import BoundKernel
from systems.kernels.wall_motion import wall_motion


class WallMotion(esper.Processor):
    """Moves every wall by its `KinematicMotion`: its pose is a function of time, so no error accumulates.

    substep_count : sub-steps since t = 0
    """

    def __init__(self, walls: Table) -> None:
        self.substep_count = 0
        pose = (Position, Spin.angle, Rotation, Velocity, Spin.rate)
        self._move = BoundKernel(wall_motion, walls.bind(*pose, MotionPhase, KinematicMotion))

    def process(self, h: float) -> None:
        """Write the poses (m, rad) and velocities (m/s, rad/s) of the walls one sub-step of h seconds later."""
        self.substep_count += 1
        self._move(self.substep_count * h)
