"""Contacts between balls."""

import esper
import numpy as np

from components import Table
from systems.broad_phase import BroadPhase
from systems.kernels.ball_collision import ball_collision
from systems.kernels.ball_passes import PairScratch
from systems.kernels.mixing import DEFAULT_MIXING, Mixing


class BallCollision(esper.Processor):
    """Solves impacts between balls in the order of time, then resting contacts with friction and rolling resistance.

    broad_phase : finds the pairs of balls that may touch
    rest_speed : m/s; pairs with a lower closing speed do not bounce. Piles come to rest if it is twice the change of
        speed by gravity in a sub-step.
    """

    def __init__(self, balls: Table, rest_speed: float = 0.0, mixing: Mixing = DEFAULT_MIXING) -> None:
        self.balls = balls
        self.broad_phase = BroadPhase(balls)
        self.rest_speed = rest_speed
        self.mixing = mixing
        self.scratch = _allocate_scratch(0, 0)

    def process(self, h: float, resume: bool = False, last_pass: bool = False) -> None:
        """Change positions (m), velocities (m/s) and spins (rad/s) of the balls that touched in the last h seconds.

        resume : continue with the balls that `WallCollision` has woken since the last call, and with pending impacts
        last_pass : solve an impact even if one of the balls hits a wall before
        """
        if not resume:
            self.broad_phase.process(h)
        self.update_rows()
        ball_collision(
            self.balls.storage, len(self.balls), self.broad_phase.pair_list, self.scratch,
            *self.mixing, self.rest_speed, h, resume, last_pass,
        )  # fmt: skip

    def update_rows(self) -> None:
        """Enlarge the scratch arrays of the kernel if they are too small."""
        balls, pairs = len(self.balls), len(self.broad_phase.pair_list.first)
        if balls > len(self.scratch.wake) or pairs > len(self.scratch.toi):
            self.scratch = _allocate_scratch(2 * balls, pairs)


def _allocate_scratch(balls: int, pairs: int) -> PairScratch:
    """Return scratch arrays for so many balls and pairs; the lists have room for one more, which is never counted."""
    return PairScratch(
        toi=np.empty(pairs),
        flags=np.empty(pairs, np.uint8),
        touching=np.empty(pairs + 1, np.uint32),
        pending=np.empty(2 * pairs + 1, np.uint32),
        chosen=np.empty(pairs + 1, np.uint32),
        asked=np.empty(2 * pairs + 1, np.uint32),
        wake=np.empty(balls, np.uint8),
        leader=np.empty(balls, np.int64),
    )
