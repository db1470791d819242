"""The motion of walls."""

import esper

from components import KinematicMotion, MotionPhase, Position, Spin, Table, Velocity
from systems.bound import Bound
from systems.kernels.wall_motion import wall_motion


class WallMotion(esper.Processor):
    """Moves every wall along its `KinematicMotion`: a function of the number of sub-steps, with nothing accumulated.

    ticks : sub-steps done since t = 0
    """

    def __init__(self, walls: Table) -> None:
        self.ticks = 0
        self._move = Bound(
            wall_motion,
            walls.bind(Position, Spin.angle, Velocity, Spin.rate, MotionPhase, KinematicMotion),
        )

    def process(self, h: float) -> None:
        """Write pose (m, rad) and velocity (m/s, rad/s) of the walls one sub-step of h seconds later."""
        self.ticks += 1
        self._move(self.ticks * h)
