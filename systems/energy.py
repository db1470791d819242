"""Where the energy is, and where it went."""

from math import isfinite
from typing import NamedTuple

import esper
import numpy as np

from components import Collider, Position, Spin, Table, Velocity
from systems.bound import Bound
from systems.gravity import Gravity
from systems.kernels.energy import energy
from systems.wall_collision import WallCollision


class Energies(NamedTuple):
    """Sums over all balls, in J: of motion, of spin, and of gravity (zero at the origin)."""

    motion: float
    spin: float
    potential: float


class EnergyState(NamedTuple):
    """A copy of what the walls have done, as in `WallCollision.tally`, and of what was dissipated."""

    tally: tuple[float, float]
    dissipated: float
    dissipated_in_step: float


class Energy(esper.Processor):
    """Keeps the books: what a step dissipates is the work of the walls in it, less what the balls gained in it.

    That is the heat of impacts and friction, and the drag of the air. Whatever else changes the energy within a step
    is booked as negative heat: the work of forces that other systems add. Between steps nothing is booked: balls may
    come, go or be put elsewhere, and gravity may change. A ball that comes or goes within a step is left out of it.

    dissipated : J since the start
    dissipated_in_step : J in the last step
    """

    def __init__(self, balls: Table, gravity: Gravity, wall_collision: WallCollision) -> None:
        self.balls = balls
        self.gravity = gravity
        self.wall_collision = wall_collision
        self.dissipated = 0.0
        self.dissipated_in_step = 0.0
        self.columns = balls.bind(Position, Velocity, Spin.rate, Collider.radius, Collider.mass)
        self._measure = Bound(energy, self.columns, lambda: self._room)
        self._g = gravity.g
        self._entities = balls.entities
        self._room = (np.zeros(64),)
        self._tally = (0.0, 0.0)

    def begin(self) -> None:
        """Note what every ball has, and what the walls have done, before a step."""
        self._entities = self.balls.entities
        if len(self._room[0]) < len(self._entities):
            self._room = (np.zeros(2 * len(self._entities)),)
        self._g = self.gravity.g
        self._tally = self._done()
        self._measure(*self._g)

    def process(self) -> None:
        """Book what the step since `begin` has dissipated."""
        work, pressed = self._done()
        if not (isfinite(work) and isfinite(pressed)):  # a wall has met a ball that is no more
            self.wall_collision.tally[:] = self._tally
            work = self._tally[0]
        gain = self._measure(*self._g)[3] if self._is_same() else self._gain_of_who_stayed()
        self.dissipated_in_step = float(work - self._tally[0] - gain)
        self.dissipated += self.dissipated_in_step

    def measure(self) -> Energies:
        """Sum up the energies of now; nothing is booked."""
        return Energies(*map(float, energy(*self.columns(), np.zeros(len(self.balls)), *self.gravity.g)[:3]))

    def snapshot(self) -> EnergyState:
        """Copy the books."""
        return EnergyState(self._done(), self.dissipated, self.dissipated_in_step)

    def restore(self, state: EnergyState) -> None:
        """Put a snapshot back."""
        self.wall_collision.tally[:] = state.tally
        self.dissipated, self.dissipated_in_step = state.dissipated, state.dissipated_in_step

    def _done(self) -> tuple[float, float]:
        work, pressed = self.wall_collision.tally.tolist()
        return work, pressed

    def _is_same(self) -> bool:
        return self._entities is self.balls.entities

    def _gain_of_who_stayed(self) -> float:
        now = np.zeros(len(self.balls))
        energy(*self.columns(), now, *self._g)
        row = self.balls.rows_of(self._entities)
        then = self._room[0][: len(row)]
        return float((now[row[row >= 0]] - then[row >= 0]).sum())
