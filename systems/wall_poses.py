"""Where walls stand between two steps."""

import numpy as np
from numpy.typing import NDArray

from components import KinematicMotion, MotionPhase, Position, Spin, Table, Velocity
from systems.kernels.bound_kernel import BoundKernel, Buffers
from systems.kernels.wall_poses import wall_poses


class WallPoses:
    """Looks back on the way of every wall, for drawing: what swings and sways goes back along its own curve."""

    def __init__(self, walls: Table) -> None:
        self.walls = walls
        self._poses = Buffers(np.empty((0, 4), np.float32))
        drive = (
            KinematicMotion.sway_x,
            KinematicMotion.sway_y,
            KinematicMotion.sway_rate,
            KinematicMotion.swing,
            KinematicMotion.swing_rate,
            MotionPhase,
        )
        self._look = BoundKernel(wall_poses, walls.bind(Position, Spin.angle, Velocity, Spin.rate, *drive), self._poses)

    def before(self, back: float, center: tuple[float, float] = (0.0, 0.0)) -> NDArray[np.float32]:
        """Return where the walls were ``back`` seconds ago: x and y in m from a centre, cosine and sine of the angle.

        (w, 4), written anew by the next call.
        """
        if len(self._poses.arrays[0]) != len(self.walls):
            self._poses.arrays = (np.empty((len(self.walls), 4), np.float32),)
        self._look(back, *center)
        (poses,) = self._poses.arrays
        return poses
