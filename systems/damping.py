"""Linear drag of still air."""

import esper
import numpy as np

from components import Table
from systems.kernels.damping import damping


class Damping(esper.Processor):
    """Damps every ball: dv/dt = a - linear v and dω/dt = b - angular ω, solved in closed form.

    It must be the last force of a sub-step, because a and b are what the other forces have written to `VelocityChange`.

    rates : (2,) 1/s, linear and angular
    """

    def __init__(self, balls: Table, linear: float = 0.0, angular: float = 0.0) -> None:
        self.balls = balls
        self.rates = np.array((linear, angular))

    def process(self, h: float) -> None:
        """Damp velocities (m/s) and spins (rad/s) for h seconds."""
        damping(self.balls.storage, len(self.balls), self.rates, h)
