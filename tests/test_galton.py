"""The Galton board, without a window, until every ball is counted.

An ideal board tosses a coin at every pin: the bin after twelve rows is Binomial(12, 1/2), of mean 6 and variance 3.
A real ball remembers: who left a pin to the left flies to the left. If steps have a correlation c from row to row, a
persistent walk has the variance 3 ((1 + c) / (1 - c) - 2 c (1 - c^12) / (12 (1 - c)^2)).

Mirror symmetry keeps the mean. The variance depends on the board: with rough pins, dull balls or wide gaps c is up to
0.9, and the variance up to 25. The pins, the gaps and the bounce of this level were chosen, by trial, so that c is all
but 0: then the law is the ideal one. That c is small is measured here on the balls, row by row, and not on the bins.
Seen: c = -0.05, for which a walk that remembers one row has 2.74, and 3.02 in the bins: balls remember a little of the
row before the last as well, the other way. With another seed, 1, the bins
have the mean 6.11, 2.8 standard errors off, and the variance 2.92: the test holds for the seed of the level.
"""

import time
from pathlib import Path

import numpy as np
import pytest

from game import Simulation, load_level

LEVEL = Path(__file__).parents[1] / "levels" / "galton.toml"
ROWS, BALLS = 12, 2000


class Tracker:
    """Remembers for every ball in which gap it came through every row, counted from the left: 0 to row + 1."""

    def __init__(self, level):
        pins = np.array([wall.center for wall in level.walls if wall.shape == "circle"])
        self.heights = np.unique(pins[:, 1])[::-1]
        self.apart = np.diff(np.sort(pins[pins[:, 1] == self.heights[0], 0]))[0]
        self.below = 0.25 * (self.heights[0] - self.heights[1])  # there a ball is between two pins for sure
        assert len(self.heights) == ROWS
        self.gaps, self.last = {}, {}

    def look(self, simulation):
        entities = simulation.balls.entities.tolist()
        place = simulation.positions
        below = np.searchsorted(-self.heights + self.below, -place[:, 1]).tolist()  # rows above the ball
        for entity, rows, x in zip(entities, below, place[:, 0].tolist(), strict=True):
            before = self.last.get(entity, 0)
            if rows > before:
                gaps = self.gaps.setdefault(entity, np.zeros(ROWS, np.int64))
                for row in range(before, rows):
                    gaps[row] = round(x / self.apart + 0.5 * (row + 1))
            self.last[entity] = rows

    def correlation(self):
        """Of the steps in one row and in the next, over all balls."""
        gaps = np.array(list(self.gaps.values()))
        steps = 2 * np.diff(gaps, axis=1, prepend=0) - 1
        return float((steps[:, :-1] * steps[:, 1:]).mean()), float((np.abs(steps) != 1).mean())


def persistent(c, rows=ROWS):
    return rows / 4 * ((1 + c) / (1 - c) - 2 * c * (1 - c**rows) / (rows * (1 - c) ** 2))


@pytest.mark.slow
def test_the_bins_are_binomial():
    simulation, start = Simulation(load_level(LEVEL)), time.perf_counter()
    tracker, counted = Tracker(simulation.level), 0
    while counted < BALLS and simulation.time < 600.0:
        for _ in range(10):
            simulation.step()
            tracker.look(simulation)
        counted = sum(sensor.count for sensor in simulation.sensors())
    bins = np.array([sensor.count for sensor in simulation.sensors()])
    assert [sensor.name for sensor in simulation.sensors()] == [f"bin {k}" for k in range(ROWS + 1)]
    simulation.close()
    mean = float(bins @ np.arange(13)) / BALLS
    variance = float(bins @ (np.arange(13) - mean) ** 2) / (BALLS - 1)
    (c, odd), seconds = tracker.correlation(), time.perf_counter() - start
    print(f"\nbins {bins.tolist()}\nmean {mean:.3f}, variance {variance:.3f}; from row to row c = {c:.3f}, ", end="")
    print(f"for which a walk has {persistent(c):.3f}; {100 * odd:.2f} % of steps to no neighbour; {seconds:.0f} s")
    assert bins.sum() == counted == BALLS
    assert abs(c) < 0.1
    assert odd < 0.01
    assert mean == pytest.approx(6.0, abs=3.0 * (3.0 / BALLS) ** 0.5)
    # The variance of a sample of n: 2 v^2 / (n - 1) + excess v^2 / n, with an excess kurtosis of -1/6 of the binomial.
    error = 3.0 * ((2.0 / (BALLS - 1)) - 1.0 / 6.0 / BALLS) ** 0.5
    assert variance == pytest.approx(3.0, abs=3.0 * error)
