"""Warm starting of contacts."""

from collections.abc import Sequence

import esper

from components import AddedMass, Table
from systems.ball_collision import BallCollision
from systems.kernels.contact import MASS_RATIO, SLOP
from systems.kernels.warm_start import warm_start
from systems.wall_collision import WallCollision


def longest_fall(masses: Sequence[float]) -> float:
    """Return how far a ball may fall from rest in a sub-step, in radii, where balls have these masses, kg.

    Where heavy balls may lie on light ones, it is half the overlap of balls at rest: what lands on a light ball sinks
    in, and is lifted again, which must give it no more energy than the landing takes.
    """
    return 0.5 * SLOP if masses and max(masses) > MASS_RATIO * min(masses) else 1.0


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
