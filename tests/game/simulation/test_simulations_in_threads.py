"""Simulations in several threads and after a fork: the same bits, and no hang."""

import os
import select
from threading import Event, Thread

import esper
import pytest

from game import Simulation, load_level
from game.levels.library import find_level
from game.simulation.world import World

CROWD = "rain-2000"


def hash_of(name, seed, steps):
    simulation = Simulation(load_level(find_level(name)), seed)
    simulation.step(steps)
    try:
        return simulation.hash()
    finally:
        simulation.close()


def in_threads(*works):
    """Return the results of functions, each called in a thread of its own."""
    results = [None] * len(works)

    def call(k, work):
        try:
            results[k] = work()
        except Exception as error:
            results[k] = error

    threads = [Thread(target=call, args=item, daemon=True) for item in enumerate(works)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)
        assert not thread.is_alive()
    return results


@pytest.mark.parametrize(("name", "steps"), [("heptagon", 200), pytest.param(CROWD, 20, marks=pytest.mark.slow)])
def test_two_simulations_in_two_threads_have_the_same_bits_as_one_after_the_other(name, steps, monkeypatch):
    monkeypatch.setenv("HEPTAGON_THREADS", "3")
    expected = [hash_of(name, seed, steps) for seed in (0, 1, 2)]
    found = in_threads(*(lambda seed=seed: hash_of(name, seed, steps) for seed in (0, 1, 2)))
    assert found == expected


def test_a_thread_waits_while_the_world_of_another_is_current(world):
    one, two, is_inside, may_leave, seen = World(), World(), Event(), Event(), []

    def first():
        with one.active(), one.active():
            is_inside.set()
            assert may_leave.wait(60)
            seen.append(esper.current_world)

    def second():
        assert is_inside.wait(60)
        may_leave.set()
        with two.active():
            seen.append(esper.current_world)

    assert in_threads(first, second) == [None, None]
    assert seen == [one.name, two.name]
    assert esper.current_world == world
    one.delete()
    two.delete()


def test_a_thread_does_not_wait_for_ever_after_an_error(world):
    one = World()

    def fail():
        with one.active():
            raise ZeroDivisionError

    assert isinstance(in_threads(fail)[0], ZeroDivisionError)
    with one.active():
        assert esper.current_world == one.name
    one.delete()


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system has no fork")
@pytest.mark.filterwarnings("ignore:This process .* is multi-threaded:DeprecationWarning")
def test_a_forked_process_continues_with_the_same_bits_even_while_another_thread_simulates(monkeypatch):
    monkeypatch.setenv("HEPTAGON_THREADS", "3")
    expected = hash_of(CROWD, 1, 20)
    simulation = Simulation(load_level(find_level(CROWD)), 1)
    simulation.step(10)
    one, is_inside, may_leave = World(), Event(), Event()

    def stay():
        with one.active():
            is_inside.set()
            may_leave.wait(60)

    thread = Thread(target=stay, daemon=True)
    thread.start()
    assert is_inside.wait(60)
    read, write = os.pipe()
    if (child := os.fork()) == 0:
        try:
            simulation.step(10)
            os.write(write, simulation.hash().encode())
        finally:
            os._exit(0)
    os.close(write)
    may_leave.set()
    thread.join()
    ready = select.select([read], [], [], 120.0)[0]
    if not ready:
        os.kill(child, 9)
    os.waitpid(child, 0)
    assert ready, "the forked process hangs"
    assert os.read(read, 100).decode() == expected
    os.close(read)
    simulation.step(10)
    assert simulation.hash() == expected
    simulation.close()
    one.delete()


@pytest.mark.slow
def test_the_bits_are_the_same_after_an_error_in_a_crowd(monkeypatch):
    """The state before the step is restored; threads of the failed step are gone."""
    monkeypatch.setenv("HEPTAGON_THREADS", "3")
    expected = hash_of(CROWD, 1, 20)

    class Failing(esper.Processor):
        count = 0

        def process(self, *_):
            self.count += 1
            if self.count % 7 == 0:
                raise ZeroDivisionError

    simulation = Simulation(load_level(find_level(CROWD)), 1)
    with simulation.world.active():
        esper.add_processor(Failing())
    failures = 0
    while simulation.steps < 20:
        assert failures < 100
        before = simulation.snapshot()
        try:
            simulation.step()
        except ZeroDivisionError:
            failures += 1
            simulation.restore(before)
    assert failures > 3
    assert simulation.hash() == expected
    simulation.close()
