"""Drag of still air."""

from math import exp, expm1

import esper

from components import Spin, Table, Velocity, VelocityChange
from systems.bound import Bound
from systems.kernels.damping import damping


class Damping(esper.Processor):
    """Slows every ball: dv/dt = a - linear v and dω/dt = b - angular ω, both in 1/s, solved in closed form.

    It is the last force of a sub-step: a and b are what the others have put into the account of kicks.
    """

    def __init__(self, balls: Table, linear: float = 0.0, angular: float = 0.0) -> None:
        self.linear = linear
        self.angular = angular
        self._slow = Bound(damping, balls.bind(Velocity, Spin.rate, VelocityChange))

    def process(self, h: float) -> None:
        """Let velocities (m/s) and spins (rad/s) decay for h seconds."""
        self._slow(*_decay(self.linear * h), *_decay(self.angular * h))


def _decay(kh: float) -> tuple[float, float]:
    """What is left of a velocity after k h, and of a kick that is given evenly meanwhile."""
    return exp(-kh), -expm1(-kh) / kh if kh else 1.0
