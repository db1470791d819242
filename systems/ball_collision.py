"""Contacts between balls."""

from typing import Any

import esper
import numpy as np
from numpy.typing import NDArray

from components import Collider, Position, Spin, SubstepState, Table, Velocity, VelocityChange, WakeFlags
from systems.broad_phase import BroadPhase
from systems.kernels.ball_collision import ball_collision
from systems.kernels.body import SIZE
from systems.kernels.bound_kernel import BoundKernel, Buffers
from systems.kernels.mixing import DEFAULT_MIXING, Mixing


class BallCollision(esper.Processor):
    """Solves impacts between balls in the order of time, then resting contacts with friction and rolling resistance.

    broad_phase : finds the pairs of balls that may touch
    rest_speed : m/s; pairs with a lower closing speed do not bounce. Piles come to rest if it is twice the change of
        speed by gravity in a sub-step.
    """

    def __init__(self, balls: Table, rest_speed: float = 0.0, mixing: Mixing = DEFAULT_MIXING) -> None:
        self.broad_phase = BroadPhase(balls)
        self.rest_speed = rest_speed
        self.mixing = mixing
        self._scratch, self._capacity = Buffers(), (0, 0)
        self._reserve(1, 1)
        flight = (Position, Spin.angle, Velocity, Spin.rate, VelocityChange.x, VelocityChange.y)
        self._collide = BoundKernel(
            ball_collision,
            self.broad_phase.pair_buffers,
            self.broad_phase.adjacency,
            self._scratch,
            balls.bind(*flight, SubstepState.path_start, SubstepState.impacts),
            balls.bind(Collider, WakeFlags, SubstepState.toi_ball, SubstepState.toi_wall),
        )

    def process(self, h: float, resume: bool = False, last_pass: bool = False) -> None:
        """Change positions (m), velocities (m/s) and spins (rad/s) of the balls that touched in the last h seconds.

        resume : continue with the balls that `WallCollision` has woken since the last call, and with pending impacts
        last_pass : solve an impact even if one of the balls hits a wall before
        """
        if not resume:
            self.broad_phase.process(h)
        pairs = self.broad_phase.pairs
        self._reserve(len(self.broad_phase.balls), len(self.broad_phase.pair_buffers.arrays[0]))
        self._collide(len(pairs.first), *self.mixing, self.rest_speed, h, resume, last_pass)

    def _reserve(self, balls: int, pairs: int) -> None:
        """Enlarge the scratch arrays of the kernel: bodies and their flags, lists of pairs, their flags and times."""
        ball_capacity, pair_capacity = self._capacity
        if balls > ball_capacity or pairs > pair_capacity:
            self._capacity = balls, pairs = max(2 * balls, ball_capacity), max(pairs, pair_capacity)
            sizes = (SIZE * balls, balls, balls, balls, pairs, pairs, pairs, pairs)
            kinds = (np.float64, np.uint8, np.uint8, np.int64, np.int64, np.int64, np.uint8, np.float64)
            self._scratch.arrays = tuple(map(_aligned, sizes, kinds))


def _aligned(size: int, kind: type) -> NDArray[Any]:
    """Return an uninitialised array that begins at a cache line, a multiple of 64 bytes."""
    length = size * np.dtype(kind).itemsize
    memory = np.empty(length + 64, np.uint8)
    begin = -memory.__array_interface__["data"][0] % 64
    return memory[begin : begin + length].view(kind)
