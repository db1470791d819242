"""Contacts between balls."""

from typing import Any

import esper
import numpy as np
from numpy.typing import NDArray

from components import Collider, Position, Spin, SubstepState, Table, Velocity, VelocityChange, WakeFlags
from systems.bound import Bound, Holder
from systems.kernels.ball_collision import ball_collision
from systems.kernels.body import SIZE
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
        self._scratch, self._most = Holder(), (0, 0)
        self._make_room(1, 1)
        self._collide = Bound(
            ball_collision,
            self.neighbours.room,
            self.neighbours.links,
            self._scratch,
            balls.bind(
                Position,
                Spin.angle,
                Velocity,
                Spin.rate,
                VelocityChange.x,
                VelocityChange.y,
                SubstepState.path_start,
                SubstepState.impacts,
            ),
            balls.bind(Collider, WakeFlags, SubstepState.toi_ball, SubstepState.toi_wall),
        )

    def process(self, h: float, again: bool = False, hurry: bool = False) -> None:
        """Change positions (m), velocities (m/s) and spins (rad/s) of balls that touched in the last h seconds.

        ``again`` goes on with balls that walls have stirred since the last call, or that have not yet hit what they
        will hit. With ``hurry`` a ball does not wait for a wall that it hits before.
        """
        if not again:
            self.neighbours.update(h)
        self._make_room(len(self.neighbours.balls), len(self.neighbours.room.arrays[0]))
        self._collide(len(self.neighbours.pairs.first), *self.mixing, self.rest_speed, h, again, hurry)

    def _make_room(self, balls: int, pairs: int) -> None:
        """Scratch: balls side by side and their marks; pairs that touch, that are to collide, their marks, and when."""
        most_balls, most_pairs = self._most
        if balls > most_balls or pairs > most_pairs:
            self._most = balls, pairs = max(2 * balls, most_balls), max(pairs, most_pairs)
            sizes = (SIZE * balls, balls, balls, balls, pairs, pairs, pairs, pairs)
            kinds = (np.float64, np.uint8, np.uint8, np.int64, np.int64, np.int64, np.uint8, np.float64)
            self._scratch.arrays = tuple(map(_aligned, sizes, kinds))


def _aligned(size: int, kind: type) -> NDArray[Any]:
    """Make an empty array that begins with a line of cache, of 64 bytes."""
    length = size * np.dtype(kind).itemsize
    room = np.empty(length + 64, np.uint8)
    begin = -room.__array_interface__["data"][0] % 64
    return room[begin : begin + length].view(kind)
