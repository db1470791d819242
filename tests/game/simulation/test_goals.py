"""Goals of levels: the score, the step in which a level is won, and what of it belongs to the state."""

import pytest

from game import Batch, Level, Simulation

BUMPER = {"shape": "circle", "radius": 0.5, "container": False, "kick": 3.0, "score": 10}
FINISH = {"name": "end", "center": [0.0, -2.0], "zone": {"shape": "box", "width": 6.0, "height": 0.5}, "score": 2}
LEVEL = {
    "format": 1,
    "title": "Goals",
    "walls": [{"shape": "circle", "radius": 3.0}, BUMPER | {"center": [0.05, -0.5]}],
    "balls": [{"radius": 0.2, "position": [x, 1.5]} for x in (-1.5, 0.0, 1.6)],
    "sensors": [FINISH | {"action": "finish"}],
    "goal": {"score": 24, "finish": 2},
}


def start(**changes):
    return Simulation(Level.model_validate(LEVEL | changes))


def errors(**changes):
    with pytest.raises(ValueError, match="1 validation error") as caught:
        Level.model_validate(LEVEL | changes)
    return caught.value.errors()[0]["loc"], caught.value.errors()[0]["msg"]


def test_a_level_is_won_in_the_first_step_after_which_all_is_reached():
    simulation, reached = start(), None
    while simulation.won_step is None:
        simulation.step()
        if reached is None and simulation.score >= 24 and len(simulation.finished) >= 2:
            reached = simulation.steps
        assert simulation.steps < 600
    assert simulation.won_step == reached == simulation.steps


@pytest.mark.parametrize("changes", [{}, {"sensors": [], "goal": {"score": 10}}])
def test_the_step_does_not_depend_on_how_many_steps_a_call_runs(changes):
    one, many, batch = start(**changes), start(**changes), Batch([start(**changes), start(**changes | {"goal": None})])
    many.step(300)
    for count in (1, 2, 297):
        batch.step(count)
    for _ in range(300):
        one.step()
    assert one.won_step == many.won_step == batch[0].won_step is not None
    assert one.hash() == many.hash() == batch[0].hash()
    assert batch[1].won_step is None
    assert batch[1].score == one.score


def test_rewinding_takes_the_victory_back():
    simulation = start()
    state = simulation.snapshot()
    simulation.step(300)
    won, digest = simulation.won_step, simulation.hash()
    simulation.restore(state)
    assert (simulation.won_step, simulation.score) == (None, 0)
    simulation.step(300)
    assert (simulation.won_step, simulation.hash()) == (won, digest)


def test_the_goal_of_a_sensor_is_a_goal_of_the_level():
    simulation = start(goal=None, sensors=[FINISH | {"goal": 3}])
    simulation.step(600)
    assert simulation.won_step is not None
    assert simulation.score >= 6


def test_goals_that_nothing_reaches_are_errors():
    assert errors(walls=[LEVEL["walls"][0]], sensors=[FINISH | {"score": 0, "action": "finish"}])[0] == (
        "goal",
        "score",
    )
    assert errors(sensors=[FINISH])[0] == ("goal", "finish")
    assert errors(goal={}) == (
        ("goal", "score"),
        "Value error, is missing; allowed: a score, or a number of balls in finish",
    )
    assert errors(walls=[LEVEL["walls"][0], BUMPER | {"kick": 0.0}])[0] == ("walls", 1, "circle", "score")
