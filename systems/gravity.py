"""Uniform gravity."""

import esper

from components import Table, Velocity, VelocityChange
from systems.bound import Bound
from systems.kernels.gravity import gravity


class Gravity(esper.Processor):
    """Pulls every ball with the same acceleration ``g`` (m/s²). It is the first force of a sub-step."""

    def __init__(self, balls: Table, g: tuple[float, float] = (0.0, -9.81)) -> None:
        self.g = g
        self._pull = Bound(gravity, balls.bind(Velocity, VelocityChange))

    def process(self, h: float) -> None:
        """Add h g to the velocities (m/s), and start their account of kicks with it."""
        self._pull(h * self.g[0], h * self.g[1])
