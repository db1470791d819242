"""Tests of `game.batch.profiler`."""

import pytest

from game.batch.profiler import OTHER, Profiler


def test_profiler_leaves_the_pipeline_and_the_state_unchanged(simulate):
    ball = [{"position": [0.0, 0.0]}]
    simulation = simulate(ball)
    profiler = Profiler(simulation.pipeline)
    before = simulation.hash()
    profiler.start()
    simulation.step(5)
    times = profiler.mean_times()
    assert list(times.parts) == profiler.part_names
    assert times.parts[OTHER] == pytest.approx(times.total - sum(list(times.parts.values())[:-1]))
    profiler.stop()
    assert "step" not in vars(simulation.pipeline)
    assert "process" not in vars(simulation.pipeline.ball_collision.broad_phase)
    other = simulate(ball)
    assert before == other.hash()
    other.step(5)
    assert simulation.hash() == other.hash()
