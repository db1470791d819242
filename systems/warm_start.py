"""Warm starting of contacts."""

import esper

from components import Collider, ContactSupport, Spin, Table, Velocity, VelocityChange
from systems.ball_collision import BallCollision
from systems.kernels.bound_kernel import BoundKernel
from systems.kernels.warm_start import warm_start
from systems.wall_collision import WallCollision


class WarmStart(esper.Processor):
    """Applies the impulses of all resting contacts of the last sub-step again, before the balls move.

    So contacts carry a pile before it sinks, and the collision systems correct only the difference. The impulses of
    balls that were teleported (dirty rows) are discarded.
    """

    def __init__(self, balls: Table, ball_collision: BallCollision, wall_collision: WallCollision) -> None:
        self._broad_phase, self._wall_collision = ball_collision.broad_phase, wall_collision
        change = (VelocityChange, ContactSupport)
        self._apply = BoundKernel(
            warm_start,
            ball_collision.broad_phase.pair_buffers,
            wall_collision.contact_slots,
            balls.bind(Velocity, Spin.rate, *change, Collider.radius, Collider.mass, dirty=True),
        )

    def scale(self, factor: float) -> None:
        """Multiply all impulses by a factor, because the next sub-step is longer by this factor."""
        self._wall_collision.update_rows()
        _, wall_contacts = self._wall_collision.contact_slots.arrays
        for block in (self._broad_phase.current_pairs().block, wall_contacts):
            block[:, 2:] *= factor

    def process(self, h: float) -> None:  # noqa: ARG002  (an impulse is that of a whole sub-step already)
        """Change velocities (m/s) and spins (rad/s) by the impulses of the last sub-step.

        The changes are added to `VelocityChange` and `ContactSupport` too.
        """
        pairs = self._broad_phase.current_pairs()
        self._wall_collision.update_rows()
        self._apply(len(pairs.first))
