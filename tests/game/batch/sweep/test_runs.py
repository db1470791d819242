"""Tests of `game.batch.sweep.runs`."""

from platform import system
from socket import gethostname

import pytest

from game.batch import headless
from game.batch.sweep import runs
from game.batch.sweep.settings import SweepError
from game.levels.model import Level, load_level
from game.simulation.simulation import Simulation
from tests.sweeps import RACE, make_plan

RAIN = {
    "format": 1,
    "title": "Rain",
    "emitters": [{"position": [0.0, 0.0], "rate": 10.0, "count": 3, "radius": 0.05}],
    "sensors": [
        {"name": "end", "center": [0.0, -2.0], "zone": {"shape": "circle", "radius": 0.3}, "action": "finish"},
        {"name": "end", "center": [0.0, -2.0], "zone": {"shape": "circle", "radius": 0.3}},
    ],
}


def test_outcome_agrees_with_the_report_of_a_headless_run():
    level = make_plan("sensors.0.action=count").build_level(0)
    outcome = runs.run_level(level, 5, 3.0, measures=True)
    simulation = Simulation(level, 5)
    report = headless.measure_run(simulation, 180)
    simulation.close()
    for name in ("steps", "time", "balls", "hash", "energy", "max_overlap", "escaped"):
        assert getattr(outcome, name) == getattr(report, name)
    assert outcome.max_overlap > 0.0


@pytest.mark.parametrize("level", [load_level(RACE), Level.model_validate(RAIN | {"sensors": RAIN["sensors"][1:]})])
def test_measuring_does_not_change_the_outcome(level):
    measured, plain = (runs.run_level(level, 5, 2.0, measures) for measures in (True, False))
    assert (plain.max_overlap, plain.escaped) == (None, None)
    assert plain == measured._replace(max_overlap=None, escaped=None)


def test_run_ends_when_all_balls_have_finished():
    outcome = runs.run_level(load_level(RACE), 0, 60.0, measures=False)
    assert sorted(outcome.order) == [1, 2, 3, 4]
    simulation = Simulation(load_level(RACE), 0)
    simulation.step(outcome.steps - 1)
    assert len(simulation.finished) < 4
    simulation.step()
    assert tuple(one.number for one in simulation.finished) == outcome.order
    assert outcome.first_time == simulation.finished[0].step / 60
    assert outcome.sensors == {sensor.name: sensor.count for sensor in simulation.sensors()}
    simulation.close()


def test_run_waits_for_balls_that_are_not_spawned_yet():
    outcome = runs.run_level(Level.model_validate(RAIN), 0, 60.0, measures=False)
    assert (outcome.order, outcome.sensors) == ((1, 2, 3), {"end": 3, "end 2": 3})
    assert outcome.time < 2.0


def test_run_without_a_finish_takes_the_given_time():
    plain = RAIN | {"sensors": []}
    assert runs.run_level(Level.model_validate(plain), 0, 1.5, measures=False).steps == 90


def test_run_that_raises_does_not_end_the_others(monkeypatch):
    run = runs.run_level
    monkeypatch.setattr(runs, "run_level", lambda level, seed, *rest: run(level, seed, *rest) if seed != 1 else 1 / 0)
    (chunk,) = make_plan().remaining_chunks(())
    outcomes = dict(runs.run_chunk(chunk))
    assert outcomes[1] == runs.Outcome(error="ZeroDivisionError: division by zero")
    assert [outcomes[k].error for k in (0, 2)] == [None, None]


def test_another_version_of_the_game_is_rejected():
    (chunk,) = make_plan().remaining_chunks(())
    with pytest.raises(SweepError, match="another version"):
        runs.run_chunk(chunk._replace(engine="other"))


def test_worker_that_computes_other_bits_is_rejected_with_its_name():
    (chunk,) = make_plan().remaining_chunks(())
    with pytest.raises(
        SweepError, match=f"the worker {gethostname()}, {system()} .*numba.*: it computes other bits than"
    ):
        runs.run_chunk(chunk._replace(reference="other"))


def test_repeated_names_are_numbered():
    assert runs.unique_names(["a", "a", "b", "a", "a 2"]) == ["a", "a 2", "b", "a 3", "a 2 2"]
