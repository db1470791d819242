"""The strength of the impacts in a step."""

import numpy as np
from numpy.typing import NDArray

from components import ContactSupport, Table, Velocity, VelocityChange
from systems.kernels.bound_kernel import BoundKernel, Buffers
from systems.kernels.impact_strength import impact_strength


class ImpactStrength:
    """Measures the changes of velocity in a step that neither forces nor resting contacts explain.

    It changes no component. A ball that was added since the last measurement has the strength 0.
    """

    def __init__(self, balls: Table) -> None:
        self.balls = balls
        self._entities = balls.entities
        self._buffers = Buffers(*balls.block(Velocity).copy(), np.zeros(len(balls)))  # last velocities, strengths
        change = (VelocityChange.x, VelocityChange.y, ContactSupport)
        self._measure = BoundKernel(impact_strength, balls.bind(Velocity, *change), self._buffers)

    def measure(self, substeps: int) -> float:
        """Measure the step since the last call, which had so many sub-steps; return the largest strength, m/s."""
        if self._entities is not self.balls.entities:
            self._remap_rows()
        return self._measure(substeps)

    @property
    def each(self) -> NDArray[np.float64]:
        """The strength (n,) for every ball, m/s; `measure` writes it."""
        return self._buffers.arrays[2]

    def _remap_rows(self) -> None:
        """Move the last velocities to the present rows, after balls were added or removed."""
        row = self.balls.rows_of(self._entities)
        stays, velocity = row >= 0, self.balls.block(Velocity).copy()
        for now, before in zip(velocity, self._buffers.arrays, strict=False):
            now[row[stays]] = before[stays]
        self._entities = self.balls.entities
        self._buffers.arrays = (*velocity, np.zeros(len(self.balls)))
