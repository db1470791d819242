"""The joint that pulls a ball to the mouse."""

from math import hypot
from typing import NamedTuple

import esper
import numpy as np

from components import Collider, Position, Table, Velocity, VelocityChange
from systems.kernels.quarantine import MAX_VALUE

STIFFNESS = 30.0
"""Angular frequency of the critically damped spring, 1/s. It halves a distance in about a twentieth of a second."""

MAX_ACCELERATION = 5000.0
"""Largest acceleration by the joint, in radii of the ball per s². It moves heaps of balls, but it crushes nothing."""


class MouseTarget(NamedTuple):
    """The ball that is held, and the position of the mouse in m."""

    entity: int
    x: float
    y: float


class MouseJoint(esper.Processor):
    """Pulls the ball that is held towards the mouse, with a critically damped spring that is solved implicitly.

    target : the ball and the position of the mouse, or None; it becomes None when the ball is removed
    """

    def __init__(self, balls: Table) -> None:
        self.balls = balls
        self.target: MouseTarget | None = None

    def process(self, h: float) -> None:
        """Change `Velocity` and `VelocityChange` (m/s) of the ball that is held, for h seconds.

        This is backward Euler for x'' = -k² x - 2 k x', which is stable for any step (E. Catto, Soft Constraints, GDC
        2011).
        """
        if self.target is None:
            return
        row = int(self.balls.rows_of(np.array([self.target.entity]))[0])
        if row < 0 or not abs(self.target.x) + abs(self.target.y) < MAX_VALUE:
            self.target = None
            return
        position, velocity, change = self.balls[Position], self.balls[Velocity], self.balls[VelocityChange]
        kh = STIFFNESS * h
        share = 1.0 / (1.0 + kh) ** 2
        gain_x = share * (kh * STIFFNESS * (self.target.x - position.x[row]) - kh * (2.0 + kh) * velocity.x[row])
        gain_y = share * (kh * STIFFNESS * (self.target.y - position.y[row]) - kh * (2.0 + kh) * velocity.y[row])
        max_gain = MAX_ACCELERATION * self.balls[Collider].radius[row] * h
        scale = min(1.0, max_gain / max(hypot(gain_x, gain_y), max_gain))
        # Write the columns, not the components: a written component counts as teleported.
        velocity.x[row] += scale * gain_x
        velocity.y[row] += scale * gain_y
        change.x[row] += scale * gain_x
        change.y[row] += scale * gain_y
