"""Uniform gravity."""

import esper
import numpy as np

from components import Table
from systems.kernels.gravity import gravity


class Gravity(esper.Processor):
    """Gives every ball the same acceleration.

    vector : (2,) m/s², as the kernels read it
    """

    def __init__(self, balls: Table, g: tuple[float, float] = (0.0, -9.81)) -> None:
        self.balls = balls
        self.vector = np.array(g, np.float64)

    @property
    def g(self) -> tuple[float, float]:
        """Acceleration, m/s²."""
        x, y = self.vector.tolist()
        return x, y

    @g.setter
    def g(self, g: tuple[float, float]) -> None:
        self.vector[:] = g

    def process(self, h: float) -> None:
        """Add h g to `Velocity` and `VelocityChange` (m/s)."""
        gravity(self.balls.storage, len(self.balls), self.vector, h)
