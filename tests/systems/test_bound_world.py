"""The compiled steps of crowds, with threads."""

import threading

import pytest

from game import Simulation
from game.testing.tiny_worlds import tiny_level as level
from systems import bound_world
from systems.kernels.broad_phase import MIN_STRIPED
from systems.kernels.team import HAS_JOBS, HELPERS

CROWD = [{"count": MIN_STRIPED, "radius": 0.1, "spawn": {"pattern": "disc", "radius": 8.0, "speed": [0.0, 5.0]}}]


@pytest.fixture
def crowd(monkeypatch):
    """A function that returns the simulation of a crowd, whose steps run with so many threads."""
    running = []

    def with_threads(count, balls=CROWD):
        monkeypatch.setattr(bound_world, "crowd_threads", lambda: count)
        running.append(Simulation(level(balls)))
        return running[-1]

    yield with_threads
    for simulation in running:
        simulation.close()


@pytest.mark.slow
def test_the_results_do_not_depend_on_the_number_of_threads(crowd):
    digests = set()
    for threads in (1, 2, 3, 5):
        simulation = crowd(threads)
        simulation.step(40)
        digests.add(simulation.hash())
    assert len(digests) == 1


def test_other_threads_stop_after_each_call(crowd):
    simulation = crowd(3)
    for _ in range(3):
        simulation.step()
        assert not simulation.pipeline.ball_collision.team[[HAS_JOBS, HELPERS]].any()


def test_small_worlds_use_one_thread(crowd, monkeypatch):
    monkeypatch.setattr(bound_world, "_executor", lambda: 1 / 0)
    before = threading.active_count()
    crowd(4, [{"count": 20, "radius": 0.1, "spawn": {"pattern": "disc", "radius": 1.0}}]).step(3)
    assert threading.active_count() == before


def test_helpers_stop_if_the_steps_never_begin(crowd, monkeypatch):
    """As after a Ctrl-C at the wrong moment."""
    simulation = crowd(3)
    simulation.step()
    monkeypatch.setattr(bound_world, "run_bound", lambda memory: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        simulation.step()
    monkeypatch.undo()
    simulation.step()
