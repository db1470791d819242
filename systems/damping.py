"""Linear drag of still air."""

from math import exp, expm1

import esper

from components import Spin, Table, Velocity, VelocityChange
from systems.kernels.bound_kernel import BoundKernel
from systems.kernels.damping import damping


class Damping(esper.Processor):
    """Damps every ball: dv/dt = a - linear v and dω/dt = b - angular ω, solved in closed form.

    It must be the last force of a sub-step, because a and b are what the other forces have written to `VelocityChange`.

    linear, angular : 1/s
    """

    def __init__(self, balls: Table, linear: float = 0.0, angular: float = 0.0) -> None:
        self.linear = linear
        self.angular = angular
        self._damp = BoundKernel(damping, balls.bind(Velocity, Spin.rate, VelocityChange))

    def process(self, h: float) -> None:
        """Damp velocities (m/s) and spins (rad/s) for h seconds."""
        self._damp(*_decay(self.linear * h), *_decay(self.angular * h))


def _decay(kh: float) -> tuple[float, float]:
    """Return the factors exp(-k h) of the initial velocity and (1 - exp(-k h)) / (k h) of a constant force."""
    return exp(-kh), -expm1(-kh) / kh if kh else 1.0
