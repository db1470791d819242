"""The motion of a single ball or wall in the last seconds, for plots and for a file."""

import csv
from collections import deque
from collections.abc import Callable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from game.session.energy_history import SPAN
from game.session.inspection import Body, Reading, read_body
from game.simulation.simulation import Simulation

Floats = NDArray[np.float64]

COLUMNS: dict[str, Callable[[Reading], float]] = {
    "time_s": lambda one: one.time,
    "x_m": lambda one: one.x,
    "y_m": lambda one: one.y,
    "vx_m_per_s": lambda one: one.vx,
    "vy_m_per_s": lambda one: one.vy,
    "speed_m_per_s": lambda one: one.speed,
    "angle_rad": lambda one: one.angle,
    "spin_rad_per_s": lambda one: one.spin,
    "kinetic_J": lambda one: one.kinetic,
    "spin_energy_J": lambda one: one.spin_energy,
    "potential_J": lambda one: one.potential,
    "energy_J": lambda one: one.energy,
}
"""Columns of the file, and what they hold."""


class BodyHistory:
    """The states of a body over the last `SPAN` of simulated time, at most one a step.

    body : whose history it is
    readings : the states, the oldest first
    """

    def __init__(self, body: Body) -> None:
        self.body = body
        self.readings: deque[Reading] = deque()

    def sample(self, simulation: Simulation) -> None:
        """Add the present state, if it is a new one and the body exists; later states are discarded after a rewind."""
        readings, time = self.readings, simulation.time
        if readings and readings[-1].time == time:
            return
        while readings and readings[-1].time >= time:
            readings.pop()
        reading = read_body(simulation, self.body)
        if reading is not None:
            readings.append(reading)
        while readings and readings[0].time < time - SPAN:
            readings.popleft()

    def curve(self, name: str) -> Floats:
        """Return the values (m,) of a quantity, a name of `Reading`."""
        return np.array([getattr(reading, name) for reading in self.readings])

    def write_csv(self, path: Path) -> None:
        """Write all states to a file of comma-separated values, with a line of names. Raises ``OSError``."""
        with path.open("w", newline="", encoding="utf-8") as file:
            writer = csv.writer(file)
            writer.writerow(COLUMNS)
            writer.writerows([repr(read(one)) for read in COLUMNS.values()] for one in self.readings)
