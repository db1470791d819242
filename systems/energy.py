"""The energy of the balls, and where it went."""

from typing import NamedTuple

import esper
import numpy as np

from components import Table
from systems.gravity import Gravity
from systems.kernels.energy import (
    ACCOUNT_COUNT,
    AFTER,
    DISSIPATED,
    DISSIPATED_IN_STEP,
    FIELD_WORK,
    GIVEN,
    HAS_NEW_ROWS,
    add_field_work,
    close_energy_account,
    energy,
    open_energy_account,
)
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
    field_work: float
    energy_after_step: float


class Energy(esper.Processor):
    """Accounts for the energy of the balls: a step dissipates the work done on them in it minus what they gain.

    Walls do work, and fields: zones with forces, the mouse, and forces of systems that a program adds. Dissipated
    energy is the heat of impacts and friction, and the drag of the air. What a system changes otherwise within a step
    counts as negative dissipation. Changes between two steps are energy that was given: balls are added,
    removed or teleported, or gravity changes. So is the energy of balls that are added or removed within a step.

    accounts : (12,) see `systems.kernels.energy`
    each : (n,) J, energy of every ball before or after the last step
    """

    def __init__(self, balls: Table, gravity: Gravity, wall_collision: WallCollision) -> None:
        self.balls = balls
        self.gravity = gravity
        self.wall_collision = wall_collision
        self.accounts = np.zeros(ACCOUNT_COUNT)
        self.each = np.zeros(0)
        self._entities = np.empty(0, np.int64)

    @property
    def dissipated(self) -> float:
        """Energy dissipated since the start, J."""
        return self.accounts.item(DISSIPATED)

    @property
    def dissipated_in_step(self) -> float:
        """Energy dissipated in the last step, J."""
        return self.accounts.item(DISSIPATED_IN_STEP)

    @property
    def field_work(self) -> float:
        """Work of fields since the start, J."""
        return self.accounts.item(FIELD_WORK)

    @property
    def given(self) -> float:
        """Energy given since `start`, J, negative if it was taken; without a call of `start`, all energy is given."""
        return self.accounts.item(GIVEN)

    def start(self) -> None:
        """Set the energy of now as the initial energy, which does not count as given."""
        self.accounts[AFTER] = self.measure().total

    def begin_step(self) -> None:
        """Record the energy of every ball and the totals of the walls before a step."""
        self.update_rows()
        totals, g = self.wall_collision.totals, self.gravity.vector
        open_energy_account(self.balls.storage, len(self.balls), self.each, self.accounts, totals, g)

    def add_field_work(self, h: float) -> None:
        """Account for the forces of a sub-step of h s, after they have changed the velocities."""
        self.update_rows()
        add_field_work(self.balls.storage, len(self.balls), self.each, self.accounts, h)

    def process(self) -> None:
        """Account for the step since `begin_step`."""
        self.update_rows()
        totals = self.wall_collision.totals
        close_energy_account(self.balls.storage, len(self.balls), self.each, self.accounts, totals)

    def update_rows(self) -> None:
        """Move the energies to the present rows, after balls were added or removed; new balls have none yet."""
        if self._entities is not self.balls.entities:
            row, before = self.balls.rows_of(self._entities), self.each
            self._entities, self.each = self.balls.entities, np.full(len(self.balls), np.nan)
            self.each[row[row >= 0]] = before[row >= 0]
            self.accounts[HAS_NEW_ROWS] = 1.0

    def measure(self) -> Energies:
        """Return the energies of now; the accounts do not change."""
        count = len(self.balls)
        return Energies(*energy(self.balls.storage, count, np.zeros(count), *self.gravity.g)[:3])

    def snapshot(self) -> EnergyState:
        """Copy the accounts."""
        work, impulse = self.wall_collision.totals.tolist()
        after = self.accounts.item(AFTER)
        return EnergyState(
            (work, impulse), self.dissipated, self.dissipated_in_step, self.given, self.field_work, after
        )

    def restore(self, state: EnergyState) -> None:
        """Restore a snapshot."""
        self.wall_collision.totals[:] = state.totals
        self.accounts[DISSIPATED], self.accounts[DISSIPATED_IN_STEP] = state.dissipated, state.dissipated_in_step
        self.accounts[GIVEN], self.accounts[AFTER] = state.given, state.energy_after_step
        self.accounts[FIELD_WORK] = state.field_work
