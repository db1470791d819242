"""How hard balls are struck."""

import numpy as np

from components import Table, Velocity, VelocityChange
from systems.bound import Bound, Holder
from systems.kernels.jolts import jolts


class Jolts:
    """Measures changes of velocity that no force from afar has made. It changes no component.

    Newcomers are as if their velocity had not changed.
    """

    def __init__(self, balls: Table) -> None:
        self.balls = balls
        self._entities = balls.entities
        self._then = Holder(*balls.block(Velocity).copy(), np.zeros(len(balls)))
        self._measure = Bound(jolts, balls.bind(Velocity, VelocityChange.x, VelocityChange.y), self._then)

    def measure(self, substeps: int, pull: tuple[float, float]) -> float:
        """Measure the step since the last call, of so many sub-steps; return the largest jolt of all, in m/s.

        pull : m/s, what gravity gives in a step
        """
        if self._entities is not self.balls.entities:
            self._follow()
        return self._measure(substeps, *pull)

    @property
    def each(self) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
        """The jolt (n,) of every ball in m/s, written anew by `measure`."""
        return self._then.arrays[2]

    def _follow(self) -> None:
        """Let what was go with the rows, when balls have come or gone."""
        row = self.balls.rows_of(self._entities)
        stays, velocity = row >= 0, self.balls.block(Velocity).copy()
        for now, then in zip(velocity, self._then.arrays, strict=False):
            now[row[stays]] = then[stays]
        self._entities = self.balls.entities
        self._then.arrays = (*velocity, np.zeros(len(self.balls)))
