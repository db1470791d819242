"""The strength of the impacts in a step."""

import numpy as np
from numpy.typing import NDArray

from components import Table, Velocity
from systems.kernels.impact_strength import impact_strength


class ImpactStrength:
    """Measures the changes of velocity in a step that neither forces nor resting contacts explain.

    It changes no component. A ball that was added since the last measurement has the strength 0.

    each : (n,) m/s, the strength for every ball; `measure` writes it
    """

    def __init__(self, balls: Table) -> None:
        self.balls = balls
        self.each: NDArray[np.float64] = np.zeros(len(balls))
        self._entities = balls.entities
        self._before = balls.block(Velocity).copy()

    def measure(self, substeps: int) -> float:
        """Measure the step since the last call, which had so many sub-steps; return the largest strength, m/s."""
        if self._entities is not self.balls.entities:
            self._remap_rows()
        return impact_strength(self.balls.storage, len(self.balls), self._before, self.each, substeps)

    def _remap_rows(self) -> None:
        """Move the last velocities to the present rows, after balls were added or removed."""
        row = self.balls.rows_of(self._entities)
        velocity = self.balls.block(Velocity).copy()
        velocity[:, row[row >= 0]] = self._before[:, row >= 0]
        self._entities, self._before, self.each = self.balls.entities, velocity, np.zeros(len(self.balls))
