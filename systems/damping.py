"""Drag of still air."""

from math import exp

import esper

from components import Kick, Spin, Table, Velocity
from systems.kernels.damping import damping


class Damping(esper.Processor):
    """Slows every ball: dv/dt = -linear v and dω/dt = -angular ω, both in 1/s, solved in closed form."""

    def __init__(self, balls: Table, linear: float = 0.0, angular: float = 0.0) -> None:
        self.linear = linear
        self.angular = angular
        self.columns = balls.bind(Velocity.x, Velocity.y, Spin.rate, Kick.x, Kick.y, Kick.rate)

    def process(self, h: float) -> None:
        """Let velocities (m/s) and spins (rad/s) decay for h seconds."""
        damping(*self.columns(), exp(-self.linear * h), exp(-self.angular * h))
