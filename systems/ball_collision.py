"""Contacts between balls."""

from typing import Any

import esper
import numpy as np
from numpy.typing import NDArray

from components import Collider, Flight, Kick, Position, Spin, Stir, Table, Velocity
from systems.kernels.ball_collision import ball_collision
from systems.mixing import DEFAULT_MIXING, Mixing
from systems.neighbours import Neighbours


class BallCollision(esper.Processor):
    """Makes balls bounce off each other, in the order of time, and rub, roll and rest.

    rest_speed : m/s; pairs that close more slowly do not bounce. Twice the speed that gravity gives in a sub-step
        lets piles come to rest.
    """

    def __init__(self, balls: Table, rest_speed: float = 0.0, mixing: Mixing = DEFAULT_MIXING) -> None:
        self.neighbours = Neighbours(balls)
        self.rest_speed = rest_speed
        self.mixing = mixing
        self.columns = balls.bind(
            *(Position.x, Position.y, Spin.angle),
            *(Velocity.x, Velocity.y, Spin.rate),
            *(Kick.x, Kick.y, Flight.begin, Flight.hits),
            *(Collider.radius, Collider.mass),
            *(Collider.restitution, Collider.friction, Collider.rolling_resistance),
            *(Stir.by_balls, Stir.by_walls),
        )
        self._scratch: tuple[NDArray[Any], ...] | None = None

    def process(self, h: float, again: bool = False) -> None:
        """Change positions (m), velocities (m/s) and spins (rad/s) of balls that touched in the last h seconds.

        ``again`` goes only over the contacts of balls that walls have stirred since the last call.
        """
        pairs = self.neighbours.pairs if again else self.neighbours.update(h)
        ball_collision(
            *(*pairs, *self.neighbours.links, *self._room_for(len(pairs.first)), *self.columns(), *self.mixing),
            *(self.rest_speed, h, again),
        )

    def _room_for(self, pairs: int) -> tuple[NDArray[Any], ...]:
        """Scratch: balls to look at, pairs that touch and their marks, the queue of impacts, and when they are due."""
        balls = max(len(self.neighbours.balls), 2)
        if self._scratch is None or len(self._scratch[0]) < balls or len(self._scratch[1]) < pairs:
            room = 2 * pairs + 64
            sizes = (balls, room, room, 4 * room, 4 * room, room)
            kinds = (np.int64, np.int64, np.uint8, np.float64, np.int64, np.float64)
            self._scratch = tuple(np.empty(size, kind) for size, kind in zip(sizes, kinds, strict=True))
        return self._scratch
