"""The stopwatch of compiled code."""

from time import perf_counter, sleep

import numpy as np
import pytest

from systems.kernels.compiler import Rows, kernel
from systems.kernels.stopwatch import FIRST_PART, IS_RUNNING, LAST, lap, present_ticks, skip_lap


@kernel
def compute(numbers: Rows, rounds: int) -> None:
    """Compute for some time."""
    for k in range(rounds):
        numbers[0] = (numbers[0] * 1103515245 + k) % 2147483648


@kernel
def measure(times: Rows, numbers: Rows, rounds: int) -> None:
    """Compute for some time: part 0; then three times as long: part 1."""
    compute(numbers, rounds)
    lap(times, 0)
    compute(numbers, 3 * rounds)
    lap(times, 1)


def work(times, rounds):
    measure(times, np.ones(1, np.int64), rounds)


@pytest.fixture
def times():
    """The times of two parts; the stopwatch runs."""
    times = np.zeros(FIRST_PART + 2, np.int64)
    times[IS_RUNNING] = 1
    skip_lap(times)
    return times


def test_ticks_grow_with_time():
    counts, starts = [], []
    for _ in range(3):
        counts.append(present_ticks())
        starts.append(perf_counter())
        sleep(0.05)
    rates = np.diff(counts) / np.diff(starts)
    assert rates.min() > 0.0
    assert rates.max() == pytest.approx(rates.min(), rel=0.2)


def test_a_lap_adds_the_ticks_since_the_last_one_to_a_part(times):
    work(times, 10)  # the first call takes longer
    least = np.full(2, np.iinfo(np.int64).max)
    for _ in range(20):  # the first rounds take longer than later ones, and other processes may interrupt any of them
        first, before = times[LAST], times[FIRST_PART:].copy()
        work(times, 200_000)
        parts = times[FIRST_PART:] - before
        assert parts.sum() == times[LAST] - first <= present_ticks() - first
        least = np.minimum(least, parts)
    assert least[1] == pytest.approx(3.0 * least[0], rel=0.5)


def test_a_skipped_lap_counts_for_no_part(times):
    work(times, 10)
    before, start = times[FIRST_PART:].copy(), present_ticks()
    sleep(0.1)
    pause = present_ticks() - start
    skip_lap(times)
    work(times, 10)
    assert (times[FIRST_PART:] - before).sum() < 0.5 * pause


def test_a_stopped_stopwatch_does_not_change(times):
    work(times, 10)
    times[IS_RUNNING] = 0
    before = times.copy()
    work(times, 10)
    assert times.tolist() == before.tolist()
