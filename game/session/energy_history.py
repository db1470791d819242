"""The energies of a simulation in the last seconds, for graphs."""

import numpy as np
from numpy.typing import NDArray

from game.simulation.simulation import Simulation

Floats = NDArray[np.float64]

SPAN = 20.0
"""Simulated time that the history covers, s."""

RATE = 10
"""Samples a second of simulated time."""

AVERAGING = 5
"""Samples over which a power is averaged: half a second."""

MEASURED = (
    "kinetic",
    "spin",
    "potential",
    "sum",
    "momentum",
    "spin of walls × angular momentum",
    "Jacobi integral",
)
"""Quantities of a sample: energies in J, and the magnitude of the momentum in N s. See `Ledger`.

The spin of walls is that of the leading wall, see `leading_wall`. The Jacobi integral is the energy in the frame that
turns with it.
"""

TOTALS = {"work of walls": "work", "work of fields": "field_work", "heat": "dissipated"}
"""Curves of power, W, with the fields of the `Ledger` whose increase they show."""

CURVES = (*MEASURED, *TOTALS)
"""All curves."""


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
    def times(self) -> Floats:
        """Times (m,) of all samples, the oldest first, s."""
        return self._samples[:, 0]

    def curve(self, name: str) -> Floats:
        """Return the values (m,) of a curve, see `CURVES`. A power is a mean over up to `AVERAGING` samples."""
        samples = self._samples
        values: Floats = samples[:, 1 + CURVES.index(name)]
        if name not in TOTALS:
            return values
        now = np.arange(len(samples))
        before = np.maximum(now - AVERAGING, 0)
        elapsed = samples[:, 0] - samples[before, 0]
        powers = np.zeros(len(samples))
        np.divide(values - values[before], elapsed, out=powers, where=elapsed > 0.0)
        return powers

    @property
    def _samples(self) -> Floats:
        """All samples (m, 1 + curves), the oldest first: time, quantities, and totals in the place of powers."""
        if self._count <= len(self._ring):
            return self._ring[: self._count].copy()
        return np.roll(self._ring, -(self._count % len(self._ring)), axis=0)

    def sample(self) -> bool:
        """Add a sample if one is due; return whether the history has changed.

        After the simulation went back in time, later samples are discarded.
        """
        simulation, steps = self.simulation, self.simulation.steps
        if steps < self._next - self._interval:
            self._discard_later()
        elif steps < self._next:
            return False
        ledger, parameters = simulation.ledger(), simulation.parameters
        spin = parameters.value("spin") if "spin" in parameters.names else 0.0
        carried = spin * ledger.angular_momentum
        self._ring[self._count % len(self._ring)] = (
            simulation.time, ledger.kinetic, ledger.spin, ledger.potential, ledger.energy,
            float(np.hypot(*ledger.momentum)), carried, ledger.energy - carried,
            *(getattr(ledger, total) for total in TOTALS.values()),
        )  # fmt: skip
        self._count += 1
        self._next = (steps // self._interval + 1) * self._interval
        return True

    def _discard_later(self) -> None:
        """Discard samples of the present time and later."""
        kept = self._samples
        kept = kept[kept[:, 0] < self.simulation.time]
        self._count = len(kept)
        self._ring[: self._count] = kept
