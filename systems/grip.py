"""A hand that holds a ball."""

from math import hypot
from typing import NamedTuple

import esper
import numpy as np

from components import Collider, Position, Table, Velocity, VelocityChange
from systems.kernels.soundness import LARGEST

STIFFNESS = 30.0
"""1/s: a critically damped spring, that halves a distance in about a twentieth of a second."""

STRONGEST = 5000.0
"""Radii a second squared that the hand pulls with, at most: it moves heaps, and breaks nothing."""


class Hold(NamedTuple):
    """Which ball is held, and where the hand is, m."""

    entity: int
    x: float
    y: float


class Grip(esper.Processor):
    """Pulls the ball that is held towards the hand, by a spring that cannot explode: its end is solved for.

    hold : what is held, or None; a ball that is no more is let go
    """

    def __init__(self, balls: Table) -> None:
        self.balls = balls
        self.hold: Hold | None = None

    def process(self, h: float) -> None:
        """Change the velocity (m/s) of the ball that is held for h seconds, and add it to its kick.

        Backward Euler of x'' = -k² x - 2 k x', which is stable at any step (Catto, GDC 2011).
        """
        if self.hold is None:
            return
        row = int(self.balls.rows_of(np.array([self.hold.entity]))[0])
        if row < 0 or not abs(self.hold.x) + abs(self.hold.y) < LARGEST:  # or where no hand can be
            self.hold = None
            return
        position, velocity, kick = self.balls[Position], self.balls[Velocity], self.balls[VelocityChange]
        kh = STIFFNESS * h
        share = 1.0 / (1.0 + kh) ** 2
        gain_x = share * (kh * STIFFNESS * (self.hold.x - position.x[row]) - kh * (2.0 + kh) * velocity.x[row])
        gain_y = share * (kh * STIFFNESS * (self.hold.y - position.y[row]) - kh * (2.0 + kh) * velocity.y[row])
        most = STRONGEST * self.balls[Collider].radius[row] * h
        scale = min(1.0, most / max(hypot(gain_x, gain_y), most))
        velocity.x[row] += scale * gain_x  # the columns: a component would count as put elsewhere
        velocity.y[row] += scale * gain_y
        kick.x[row] += scale * gain_x
        kick.y[row] += scale * gain_y
