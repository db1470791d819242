"""Warm starting of contacts."""

import esper

from components import AddedMass, Table
from systems.ball_collision import BallCollision
from systems.kernels.warm_start import warm_start
from systems.wall_collision import WallCollision


class WarmStart(esper.Processor):
    """Applies the impulses of all resting contacts of the last sub-step again, before the balls move.

    So contacts carry a pile before it sinks, and the collision systems correct only the difference. The impulses of
    balls that were teleported (dirty rows) are discarded.
    """

    def __init__(self, balls: Table, ball_collision: BallCollision, wall_collision: WallCollision) -> None:
        self.balls = balls
        self._broad_phase, self._wall_collision = ball_collision.broad_phase, wall_collision

    def scale(self, factor: float) -> None:
        """Multiply all impulses by a factor, because the next sub-step is longer by this factor."""
        self._wall_collision.update_rows()
        for block in (self._broad_phase.pairs.block, self._wall_collision.slots.impulses):
            block[:, 2:] *= factor
        self.balls[AddedMass].borne[:] *= factor

    def process(self, h: float) -> None:
        """Change velocities (m/s) and spins (rad/s) by the impulses of the last sub-step, which was as long, h in s.

        The changes are added to `VelocityChange` and `ContactSupport` too.
        """
        self._broad_phase.update_rows()
        self._wall_collision.update_rows()
        warm_start(
            self.balls.storage, len(self.balls), self._broad_phase.pair_list, self._wall_collision.slots, h
        )  # fmt: skip
