"""What the ledger of a simulation said in the last seconds."""

import numpy as np
from numpy.typing import NDArray

from game.simulation.simulation import Simulation

Floats = NDArray[np.float64]

SPAN = 20.0
"""How far a chronicle reaches back, in s of simulated time."""

RATE = 10
"""Entries a second of simulated time."""

CURVES = ("kinetic", "spin", "potential", "sum", "dissipated", "work of walls", "momentum")
"""What is in the columns after that of time: J, and the size of the momentum in N s."""


class EnergyHistory:
    """A ring of entries, made ten times a second of simulated time, whoever looks."""

    def __init__(self, simulation: Simulation) -> None:
        self.simulation = simulation
        self._every = max(round(simulation.level.world.step_rate / RATE), 1)
        self._ring = np.empty((round(SPAN * RATE) + 2, 1 + len(CURVES)))
        self._count = 0
        self._next = 0

    def __len__(self) -> int:
        return min(self._count, len(self._ring))

    @property
    def entries(self) -> Floats:
        """A row each (m, 8), the oldest first: time in s, and what `CURVES` names."""
        if self._count <= len(self._ring):
            return self._ring[: self._count].copy()
        return np.roll(self._ring, -(self._count % len(self._ring)), axis=0)

    def watch(self) -> bool:
        """Make the entry that is due, if one is; return whether anything has changed."""
        steps = self.simulation.steps
        if steps < self._next - self._every:
            self._forget()
        elif steps < self._next:
            return False
        ledger = self.simulation.ledger()
        momentum = float(np.hypot(*ledger.momentum))
        self._ring[self._count % len(self._ring)] = (
            self.simulation.time, ledger.kinetic, ledger.spin, ledger.potential, ledger.energy,
            ledger.dissipated, ledger.work, momentum,
        )  # fmt: skip
        self._count += 1
        self._next = (steps // self._every + 1) * self._every
        return True

    def _forget(self) -> None:
        """Leave out what is yet to come: the simulation went back."""
        kept = self.entries
        kept = kept[kept[:, 0] < self.simulation.time]
        self._count = len(kept)
        self._ring[: self._count] = kept
