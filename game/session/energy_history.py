"""The energies of a simulation in the last seconds, for graphs."""

import numpy as np
from numpy.typing import NDArray

from game.simulation.simulation import Simulation

Floats = NDArray[np.float64]

SPAN = 20.0
"""Simulated time that the history covers, s."""

RATE = 10
"""Samples a second of simulated time."""

CURVES = ("kinetic", "spin", "potential", "sum", "dissipated", "work of walls", "momentum")
"""Quantities in the columns after that of time: energies in J, and the magnitude of the momentum in N s."""


class EnergyHistory:
    """A ring buffer of samples of the ledger, `RATE` a second of simulated time."""

    def __init__(self, simulation: Simulation) -> None:
        self.simulation = simulation
        self._interval = max(round(simulation.level.world.step_rate / RATE), 1)
        self._ring = np.empty((round(SPAN * RATE) + 2, 1 + len(CURVES)))
        self._count = 0
        self._next = 0

    def __len__(self) -> int:
        return min(self._count, len(self._ring))

    @property
    def samples(self) -> Floats:
        """All samples (m, 8), the oldest first: time in s, and the quantities of `CURVES`."""
        if self._count <= len(self._ring):
            return self._ring[: self._count].copy()
        return np.roll(self._ring, -(self._count % len(self._ring)), axis=0)

    def sample(self) -> bool:
        """Add a sample if one is due; return whether the history has changed.

        After the simulation went back in time, later samples are discarded.
        """
        steps = self.simulation.steps
        if steps < self._next - self._interval:
            self._discard_later()
        elif steps < self._next:
            return False
        ledger = self.simulation.ledger()
        momentum = float(np.hypot(*ledger.momentum))
        self._ring[self._count % len(self._ring)] = (
            self.simulation.time, ledger.kinetic, ledger.spin, ledger.potential, ledger.energy,
            ledger.dissipated, ledger.work, momentum,
        )  # fmt: skip
        self._count += 1
        self._next = (steps // self._interval + 1) * self._interval
        return True

    def _discard_later(self) -> None:
        """Discard samples of the present time and later."""
        kept = self.samples
        kept = kept[kept[:, 0] < self.simulation.time]
        self._count = len(kept)
        self._ring[: self._count] = kept
