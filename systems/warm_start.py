"""The support that contacts gave in the last sub-step, given again."""

import esper

from components import Collider, Spin, Table, Velocity, VelocityChange
from systems.ball_collision import BallCollision
from systems.bound import Bound
from systems.kernels.warm_start import warm_start
from systems.wall_collision import WallCollision


class WarmStart(esper.Processor):
    """Lets every resting contact push and rub as it did a sub-step ago, before the balls move.

    A pile is then carried before it can sink, and the collision systems only correct what has changed. Contacts
    of balls that were put elsewhere (dirty rows) are forgotten.
    """

    def __init__(self, balls: Table, ball_collision: BallCollision, wall_collision: WallCollision) -> None:
        self._neighbours, self._walls = ball_collision.neighbours, wall_collision
        self._support = Bound(
            warm_start,
            ball_collision.neighbours.room,
            wall_collision.support,
            balls.bind(Velocity, Spin.rate, VelocityChange, Collider.radius, Collider.mass, dirty=True),
        )

    def scale(self, factor: float) -> None:
        """Multiply the impulses: for the next sub-step, that is so much longer than the last."""
        self._walls.follow()
        _, touches = self._walls.support.arrays
        for block in (self._neighbours.follow().block, touches):
            block[:, 2:] *= factor

    def process(self, h: float) -> None:  # noqa: ARG002  (an impulse is that of a whole sub-step already)
        """Change velocities (m/s) and spins (rad/s) by the impulses of the last sub-step."""
        pairs = self._neighbours.follow()
        self._walls.follow()
        self._support(len(pairs.first))
