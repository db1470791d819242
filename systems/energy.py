"""Where the energy is, and where it went."""

from math import isfinite
from typing import NamedTuple

import esper
import numpy as np

from components import Collider, Position, Spin, Table, Velocity
from systems.bound import Bound, Holder
from systems.gravity import Gravity
from systems.kernels.energy import energy
from systems.wall_collision import WallCollision


class Energies(NamedTuple):
    """Sums over all balls, in J: of motion, of spin, and of gravity (zero at the origin)."""

    motion: float
    spin: float
    potential: float

    @property
    def total(self) -> float:
        """Sum of the three, J. From Python 3.12 on, `sum` of floats rounds differently: other bits."""
        return self.motion + self.spin + self.potential


class EnergyState(NamedTuple):
    """A copy of what the walls have done, as in `WallCollision.tally`, and of the books."""

    tally: tuple[float, float]
    dissipated: float
    dissipated_in_step: float
    given: float
    closed_at: float


class Energy(esper.Processor):
    """Keeps the books: what a step dissipates is the work of the walls in it, less what the balls gained in it.

    That is the heat of impacts and friction, and the drag of the air. Whatever else changes the energy within a step
    is booked as negative heat: the work of forces that other systems add. What changes between two steps is no heat,
    it was given: balls may come, go or be put elsewhere, and gravity may change. So is what balls bring that come
    within a step, and what those take along that go.

    dissipated : J since the start
    dissipated_in_step : J in the last step
    given : J since `start`, below 0 for what was taken; without it, all that there is was given
    """

    def __init__(self, balls: Table, gravity: Gravity, wall_collision: WallCollision) -> None:
        self.balls = balls
        self.gravity = gravity
        self.wall_collision = wall_collision
        self.dissipated = 0.0
        self.dissipated_in_step = 0.0
        self.given = 0.0
        self._opened_at = self._closed_at = 0.0  # J, at the begin and at the end of the last step
        self.columns = balls.bind(Position, Velocity, Spin.rate, Collider.radius, Collider.mass)
        self._room = Holder(np.zeros(64))
        self._measure = Bound(energy, self.columns, self._room)
        self._g = gravity.g
        self._entities = balls.entities
        self._tally = (0.0, 0.0)

    def start(self) -> None:
        """Let what there is now be there from the start."""
        self._closed_at = self.measure().total

    def begin(self) -> None:
        """Note what every ball has, and what the walls have done, before a step."""
        self._entities = self.balls.entities
        if len(self._room.arrays[0]) < len(self._entities):
            self._room.arrays = (np.zeros(2 * len(self._entities)),)
        self._g = self.gravity.g
        self._tally = self._done()
        self._opened_at = Energies(*self._measure(*self._g)[:3]).total
        self.given += self._opened_at - self._closed_at

    def process(self) -> None:
        """Book what the step since `begin` has dissipated."""
        work, pressed = self._done()
        if not (isfinite(work) and isfinite(pressed)):  # a wall has met a ball that is no more
            self.wall_collision.tally[:] = self._tally
            work = self._tally[0]
        if self._entities is self.balls.entities:
            *now, gain = self._measure(*self._g)
            self._closed_at = Energies(*now).total
        else:
            self._closed_at, gain = self._gain_of_who_stayed()
            self.given += self._closed_at - self._opened_at - gain
        self.dissipated_in_step = float(work - self._tally[0] - gain)
        self.dissipated += self.dissipated_in_step

    def measure(self) -> Energies:
        """Sum up the energies of now; nothing is booked."""
        return Energies(*map(float, energy(*self.columns.arrays, np.zeros(len(self.balls)), *self.gravity.g)[:3]))

    def snapshot(self) -> EnergyState:
        """Copy the books."""
        return EnergyState(self._done(), self.dissipated, self.dissipated_in_step, self.given, self._closed_at)

    def restore(self, state: EnergyState) -> None:
        """Put a snapshot back."""
        self.wall_collision.tally[:] = state.tally
        self.dissipated, self.dissipated_in_step = state.dissipated, state.dissipated_in_step
        self.given, self._closed_at = state.given, state.closed_at

    def _done(self) -> tuple[float, float]:
        work, pressed = self.wall_collision.tally.tolist()
        return work, pressed

    def _gain_of_who_stayed(self) -> tuple[float, float]:
        """Return the energy of all balls, J, and the gain of those that were there when the step began."""
        now = np.zeros(len(self.balls))
        sums = energy(*self.columns.arrays, now, *self._g)
        row = self.balls.rows_of(self._entities)
        then = self._room.arrays[0][: len(row)]
        return float(Energies(*sums[:3]).total), float((now[row[row >= 0]] - then[row >= 0]).sum())
