"""The energy of the balls, and where it went."""

from math import isfinite
from typing import NamedTuple

import esper
import numpy as np

from components import Collider, Position, Spin, Table, Velocity
from systems.gravity import Gravity
from systems.kernels.bound_kernel import BoundKernel, Buffers
from systems.kernels.energy import energy
from systems.wall_collision import WallCollision


class Energies(NamedTuple):
    """Sums over all balls, in J: kinetic energy of translation and of rotation, and potential (zero at the origin)."""

    motion: float
    spin: float
    potential: float

    @property
    def total(self) -> float:
        """Sum of the three, J. From Python 3.12 on, `sum` of floats rounds differently: other bits."""
        return self.motion + self.spin + self.potential


class EnergyState(NamedTuple):
    """A copy of the totals of the walls, see `WallCollision.totals`, and of the energies in `Energy`, J."""

    totals: tuple[float, float]
    dissipated: float
    dissipated_in_step: float
    given: float
    energy_after_step: float


class Energy(esper.Processor):
    """Accounts for the energy of the balls: a step dissipates the work of the walls in it minus the gain of the balls.

    Dissipated energy is the heat of impacts and friction, and the drag of the air. The work of forces of other systems
    within a step counts as negative dissipation. Changes between two steps are energy that was given: balls are added,
    removed or teleported, or gravity changes. So is the energy of balls that are added or removed within a step.

    dissipated : J since the start
    dissipated_in_step : J in the last step
    given : J since `start`, negative if energy was taken; without a call of `start`, all energy counts as given
    """

    def __init__(self, balls: Table, gravity: Gravity, wall_collision: WallCollision) -> None:
        self.balls = balls
        self.gravity = gravity
        self.wall_collision = wall_collision
        self.dissipated = 0.0
        self.dissipated_in_step = 0.0
        self.given = 0.0
        self._before_step = self._after_step = 0.0  # energy before and after the last step, J
        self.columns = balls.bind(Position, Velocity, Spin.rate, Collider.radius, Collider.mass)
        self._each = Buffers(np.zeros(64))  # energy of each ball, J
        self._measure = BoundKernel(energy, self.columns, self._each)
        self._g = gravity.g
        self._entities = balls.entities
        self._totals = (0.0, 0.0)

    def start(self) -> None:
        """Set the energy of now as the initial energy, which does not count as given."""
        self._after_step = self.measure().total

    def begin_step(self) -> None:
        """Record the energy of every ball and the totals of the walls before a step."""
        self._entities = self.balls.entities
        if len(self._each.arrays[0]) < len(self._entities):
            self._each.arrays = (np.zeros(2 * len(self._entities)),)
        self._g = self.gravity.g
        self._totals = self._wall_totals()
        self._before_step = Energies(*self._measure(*self._g)[:3]).total
        self.given += self._before_step - self._after_step

    def process(self) -> None:
        """Account for the step since `begin_step`."""
        work, impulse = self._wall_totals()
        if not (isfinite(work) and isfinite(impulse)):  # a wall has hit a ball with invalid numbers
            self.wall_collision.totals[:] = self._totals
            work = self._totals[0]
        if self._entities is self.balls.entities:
            *now, gain = self._measure(*self._g)
            self._after_step = Energies(*now).total
        else:
            self._after_step, gain = self._gain_of_remaining_balls()
            self.given += self._after_step - self._before_step - gain
        self.dissipated_in_step = float(work - self._totals[0] - gain)
        self.dissipated += self.dissipated_in_step

    def measure(self) -> Energies:
        """Return the energies of now; the accounts do not change."""
        return Energies(*map(float, energy(*self.columns.arrays, np.zeros(len(self.balls)), *self.gravity.g)[:3]))

    def snapshot(self) -> EnergyState:
        """Copy the accounts."""
        return EnergyState(self._wall_totals(), self.dissipated, self.dissipated_in_step, self.given, self._after_step)

    def restore(self, state: EnergyState) -> None:
        """Restore a snapshot."""
        self.wall_collision.totals[:] = state.totals
        self.dissipated, self.dissipated_in_step = state.dissipated, state.dissipated_in_step
        self.given, self._after_step = state.given, state.energy_after_step

    def _wall_totals(self) -> tuple[float, float]:
        work, impulse = self.wall_collision.totals.tolist()
        return work, impulse

    def _gain_of_remaining_balls(self) -> tuple[float, float]:
        """Return the energy of all balls, J, and the gain of those that were there when the step began, J."""
        now = np.zeros(len(self.balls))
        sums = energy(*self.columns.arrays, now, *self._g)
        row = self.balls.rows_of(self._entities)
        before = self._each.arrays[0][: len(row)]
        return float(Energies(*sums[:3]).total), float((now[row[row >= 0]] - before[row >= 0]).sum())
