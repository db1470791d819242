"""Uniform gravity."""

import esper

from components import Table, Velocity, VelocityChange
from systems.kernels.bound_kernel import BoundKernel
from systems.kernels.gravity import gravity


class Gravity(esper.Processor):
    """Gives every ball the same acceleration.

    g : m/s²
    """

    def __init__(self, balls: Table, g: tuple[float, float] = (0.0, -9.81)) -> None:
        self.g = g
        self._accelerate = BoundKernel(gravity, balls.bind(Velocity, VelocityChange.x, VelocityChange.y))

    def process(self, h: float) -> None:
        """Add h g to `Velocity` and `VelocityChange` (m/s)."""
        self._accelerate(h * self.g[0], h * self.g[1])
