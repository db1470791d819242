"""Tests of `game.batch.profiler`."""

from time import perf_counter, sleep

import esper
import pytest

from game.batch.profiler import Profiler
from systems.kernels.step import PARTS

BALL = [{"position": [0.0, 0.0]}]


class Sleeper(esper.Processor):
    """Takes 20 ms in every sub-step."""

    def process(self, h):
        sleep(0.02)


@pytest.fixture
def run(simulate):
    """A function that profiles steps of a simulation; returns their times, and the time they took, ms per step."""

    def profiled(count, *systems, **world):
        simulation = simulate(BALL, **world)
        with simulation.world.active():
            for system in systems:
                esper.add_processor(system)
        profiler = Profiler(simulation.pipeline)
        profiler.start()
        start = perf_counter()
        simulation.step(count)
        elapsed = 1e3 * (perf_counter() - start) / count
        return profiler.mean_times(), elapsed

    return profiled


def test_a_profiler_leaves_the_state_unchanged(simulate):
    simulation, other = simulate(BALL), simulate(BALL)
    profiler = Profiler(simulation.pipeline)
    profiler.start()
    for one in (simulation, other):
        one.step(5)
    profiler.stop()
    assert simulation.hash() == other.hash()


def test_the_parts_are_those_of_a_step_and_their_times_sum_up_to_the_total(run):
    times, elapsed = run(20)
    assert tuple(times.parts) == Profiler.part_names == PARTS
    assert min(times.parts.values()) >= 0.0
    assert sum(times.parts.values()) == pytest.approx(times.total)
    assert 0.0 < times.total <= 1.2 * elapsed


def test_a_system_of_a_program_counts_as_python(run):
    times, elapsed = run(2, Sleeper(), substeps=2)
    assert times.parts["python"] == pytest.approx(elapsed, rel=0.2)
    assert times.parts["python"] > 0.9 * 2 * 20.0


def test_only_the_time_of_steps_counts(simulate):
    simulation = simulate(BALL)
    profiler = Profiler(simulation.pipeline)
    profiler.start()
    for _ in range(2):
        sleep(0.2)
        simulation.step()
    assert profiler.mean_times().total < 100.0


def test_the_mean_is_over_the_last_two_intervals(simulate):
    simulation = simulate(BALL)
    profiler = Profiler(simulation.pipeline)
    profiler.start()
    assert profiler.mean_times() is None
    simulation.step()
    state = simulation.snapshot()
    simulation.step(2)
    simulation.restore(state)
    assert [profiler.mean_times() is None for _ in range(3)] == [False, False, True]


def test_a_stopped_profiler_measures_nothing(simulate):
    simulation = simulate(BALL)
    profiler = Profiler(simulation.pipeline)
    assert not profiler.is_running
    profiler.start()
    assert profiler.is_running
    profiler.stop()
    before = simulation.pipeline.times.copy()
    simulation.step(3)
    assert not profiler.is_running
    assert simulation.pipeline.times[2:].tolist() == before[2:].tolist()
