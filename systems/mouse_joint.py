"""The joint that pulls a ball to the mouse."""

from typing import NamedTuple

import esper
import numpy as np

from components import Table
from systems.kernels.mouse_joint import mouse_joint
from systems.kernels.quarantine import MAX_VALUE


class MouseTarget(NamedTuple):
    """The ball that is held, and the position of the mouse in m."""

    entity: int
    x: float
    y: float


class MouseJoint(esper.Processor):
    """Pulls the ball that is held towards the mouse, with a critically damped spring that is solved implicitly.

    target : the ball and the position of the mouse, or None; it becomes None when the ball is removed
    held : (3,) the same for the kernel: row of the ball or -1, and position in m
    """

    def __init__(self, balls: Table) -> None:
        self.balls = balls
        self.target: MouseTarget | None = None
        self.held = np.array((-1.0, 0.0, 0.0))

    def process(self, h: float) -> None:
        """Change `Velocity` and `VelocityChange` (m/s) of the ball that is held, for h seconds."""
        self.update_rows()
        mouse_joint(self.balls.storage, len(self.balls), self.held, h)

    def update_rows(self) -> None:
        """Write the row of the held ball for the kernel."""
        self.held[0] = -1.0
        if self.target is not None:
            row = int(self.balls.rows_of(np.array([self.target.entity]))[0])
            if row < 0 or not abs(self.target.x) + abs(self.target.y) < MAX_VALUE:
                self.target = None
            else:
                self.held[:] = row, self.target.x, self.target.y
