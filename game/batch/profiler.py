"""Profiler of the parts of a step."""

from collections import deque
from time import perf_counter
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from game.simulation.pipeline import Pipeline
from systems.kernels.step import PARTS
from systems.kernels.stopwatch import FIRST_PART, IS_RUNNING, present_ticks

AVERAGING_TIME = 1.0
"""Interval of the running mean, s."""


class StepTimes(NamedTuple):
    """Mean times per step: of the step and of each part, ms."""

    total: float
    parts: dict[str, float]


class Reading(NamedTuple):
    """Steps and ticks of each part since the pipeline was made."""

    steps: int
    ticks: NDArray[np.int64]


class Profiler:
    """Measures the time of each part of the steps of a pipeline between `start` and `stop`.

    The stopwatch is in the compiled code of a step; a stopped profiler has no cost. Its ticks have an unknown length,
    which is measured with the clock of the system.

    part_names : the parts in the order of a step, then "python"
    """

    part_names = PARTS

    def __init__(self, pipeline: Pipeline) -> None:
        self._pipeline = pipeline
        self._start = 0.0, 0
        self._readings = deque[Reading](maxlen=3)

    @property
    def is_running(self) -> bool:
        """Whether it measures."""
        return bool(self._pipeline.times[IS_RUNNING])

    def start(self) -> None:
        """Forget all times and start measuring."""
        self._pipeline.times[IS_RUNNING] = 1
        self._start = perf_counter(), present_ticks()
        self._readings.clear()
        self._read()

    def stop(self) -> None:
        """Stop measuring."""
        self._pipeline.times[IS_RUNNING] = 0

    def mean_times(self) -> StepTimes | None:
        """Return the mean times over the last two intervals between calls; None without a step in them."""
        self._read()
        first, last = self._readings[0], self._readings[-1]
        steps = last.steps - first.steps
        if steps == 0:
            return None
        seconds, ticks = perf_counter() - self._start[0], present_ticks() - self._start[1]
        milliseconds = 1e3 * seconds / ticks * (last.ticks - first.ticks) / steps
        return StepTimes(float(milliseconds.sum()), dict(zip(PARTS, milliseconds.tolist(), strict=True)))

    def _read(self) -> None:
        self._readings.append(Reading(self._pipeline.steps_run, self._pipeline.times[FIRST_PART:].copy()))
