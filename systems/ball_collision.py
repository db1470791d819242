"""Contacts between balls."""

import esper
import numpy as np

from components import Table
from systems.broad_phase import BroadPhase
from systems.kernels.ball_collision import ball_collision
from systems.kernels.ball_passes import PairLists, PairMarks
from systems.kernels.bodies import BODY_SIZE
from systems.kernels.broad_phase import MAX_STRIPES
from systems.kernels.mixing import DEFAULT_MIXING, Mixing
from systems.kernels.team import TEAM_SIZE


class BallCollision(esper.Processor):
    """Solves impacts between balls in the order of time, then resting contacts with friction and rolling resistance.

    broad_phase : finds the pairs of balls that may touch
    rest_speed : m/s; pairs with a lower closing speed do not bounce. Piles come to rest if it is twice the change of
        speed by gravity in a sub-step.
    marks, lists : arrays of the passes; replaced when they are too small
    team : threads that help, see `systems.kernels.team`
    """

    def __init__(self, balls: Table, rest_speed: float = 0.0, mixing: Mixing = DEFAULT_MIXING) -> None:
        self.balls = balls
        self.broad_phase = BroadPhase(balls)
        self.rest_speed = rest_speed
        self.mixing = mixing
        self.team = np.zeros(TEAM_SIZE, np.int64)
        self.marks, self.lists = allocate_passes(0, 0)

    def process(self, h: float, resume: bool = False, last_pass: bool = False) -> None:
        """Change positions (m), velocities (m/s) and spins (rad/s) of the balls that touched in the last h seconds.

        resume : continue with the balls that `WallCollision` has woken since the last call, and with pending impacts
        last_pass : solve an impact even if one of the balls hits a wall before
        """
        if not resume:
            self.broad_phase.process(h)
        self.update_rows()
        phase = self.broad_phase
        ball_collision(
            self.balls.storage, len(self.balls), phase.pair_list, phase.adjacency, self.marks, self.lists, self.team,
            *self.mixing, self.rest_speed, h, resume, last_pass,
        )  # fmt: skip

    def update_rows(self) -> None:
        """Enlarge the arrays of the passes if they are too small."""
        balls, pairs = len(self.balls), len(self.broad_phase.pair_list.first)
        if balls > len(self.marks.wake) or pairs > len(self.marks.toi):
            self.marks, self.lists = allocate_passes(2 * balls, pairs)


def allocate_passes(balls: int, pairs: int) -> tuple[PairMarks, PairLists]:
    """Return the arrays of the passes for so many balls and pairs; their values are undefined."""
    parts, counts = np.empty((3, pairs + MAX_STRIPES + 1), np.uint32), np.zeros((4, MAX_STRIPES), np.int64)
    marks = PairMarks(
        bodies=np.empty((balls, BODY_SIZE)),
        wake=np.empty(balls, np.uint8),
        toi=np.empty(pairs),
        flags=np.empty(pairs, np.uint8),
    )
    lists = PairLists(
        touching=parts[0],
        candidates=parts[1],
        woken=parts[2],
        touching_count=counts[0],
        pending_count=counts[1],
        woken_count=counts[2],
        has_woken=counts[3],
        pending=np.empty(pairs + 1, np.uint32),
        chosen=np.empty(pairs + 1, np.uint32),
        asked=np.empty(2 * pairs + 1, np.uint32),
        answers=np.empty(2 * pairs + 1, np.uint32),
        leader=np.empty(balls, np.int64),
    )
    return marks, lists
