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
    """Makes balls bounce off each other, rub, roll and rest.

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
        self._scratch: tuple[NDArray[Any], ...] = ()

    def process(self, h: float, again: bool = False) -> None:
        """Change positions (m), velocities (m/s) and spins (rad/s) of balls that touched in the last h seconds.

        ``again`` goes only over the contacts of balls that walls have stirred since the last call.
        """
        pairs = self.neighbours.pairs if again else self.neighbours.update()
        ball_collision(
            *(*pairs, *self.neighbours.links, *self._room_for(len(pairs.first)), *self.columns(), *self.mixing),
            *(self.rest_speed, h, again),
        )

    def _room_for(self, count: int) -> tuple[NDArray[Any], ...]:
        """Scratch for so many pairs: what touches, whether it is listed, the queue of impacts, and when they are due."""
        if not self._scratch or len(self._scratch[0]) < count:
            room = 2 * count + 64
            kinds = ((1, np.int64), (1, np.uint8), (4, np.float64), (4, np.int64), (1, np.float64))
            self._scratch = tuple(np.empty(factor * room, kind) for factor, kind in kinds)
        return self._scratch
