"""What a player changed in a running level, as an edit of the level."""

from pathlib import Path

import numpy as np
import pytest

from game import Simulation, load_level
from game.levels.editing.level_document import LevelDocument
from game.levels.model import parse_level
from game.session.played_level import played_edit
from game.session.save_level import level_document
from game.simulation.commands import AddBall, Grab, RemoveBall, SetParameter

LEVELS = Path(__file__).parents[3] / "levels"


@pytest.fixture
def play():
    """Start a built-in level; all are closed at the end."""
    running = []

    def start(name, **settings):
        running.append(Simulation(load_level(LEVELS / f"{name}.toml"), **settings))
        return running[-1]

    yield start
    for simulation in running:
        simulation.close()


def edit_of(simulation, overrides=None):
    edit = played_edit(level_document(simulation.level), simulation, overrides)
    assert edit.document.problems == ()
    return edit


def restarted(edit):
    return Simulation(parse_level(edit.document.text, edit.document.path))


def test_placed_and_removed_balls_are_there_when_the_level_starts_again(play):
    one = play("heptagon")
    entity = one.balls.entities[0]
    one.enqueue(AddBall(0.0, -1.3, 1.5, 0.0))
    one.enqueue(RemoveBall(int(entity)))
    one.step()
    edit = edit_of(one)
    again = restarted(edit)
    assert again.count == one.count == 20
    assert again.labels[-1] == one.labels[-1]
    np.testing.assert_allclose(again.positions[-1], (0.0, -1.3))
    np.testing.assert_allclose(again.velocities[-1], (1.5, 0.0))
    again.close()
    assert edit.notes == (
        "balls[0] has 1 of its 20 balls less, and the others start in a new arrangement of its pattern.",
        "It begins at its start, not at 0.0 s.",
    )
    text = (LEVELS / "heptagon.toml").read_text("utf-8")
    assert all(line in edit.document.text for line in text.splitlines() if line.lstrip().startswith("#"))


def test_before_the_first_step_there_is_nothing_that_a_level_cannot_say(play):
    assert edit_of(play("galton")).notes == ()


def test_what_a_level_cannot_say_is_told(play):
    simulation = play("pinball")
    simulation.enqueue(Grab(int(simulation.balls.entities[0]), 0.0, 1.0))
    simulation.step(30)
    (note,) = edit_of(simulation).notes
    assert note == "It begins at its start, not at 0.5 s, without drags of balls and counts of sensors."


def test_a_rewind_forgets_later_balls(play):
    simulation = play("heptagon")
    simulation.step()
    state = simulation.snapshot()
    simulation.enqueue(AddBall(0.0, -1.3))
    simulation.step(2)
    assert [edit.number for edit in simulation.ball_edits] == [21]
    simulation.restore(state)
    assert simulation.ball_edits == []
    simulation.step(2)  # the log is carried out again
    assert [edit.number for edit in simulation.ball_edits] == [21]


def test_a_ball_that_was_in_the_way_is_not_placed(play):
    simulation = play("cradle")
    x, y = simulation.positions[0]
    simulation.enqueue(AddBall(float(x), float(y)))
    simulation.step()
    assert simulation.ball_edits == []


def test_another_seed_and_an_assigned_gravity_are_kept(play):
    simulation = play("heptagon", seed=99)
    simulation.pipeline.gravity.g = (1.0, -2.0)
    level = edit_of(simulation).document.level
    assert (level.seed, level.world.gravity) == (99, (1.0, -2.0))


def test_balls_that_were_placed_after_the_slider_are_added_to_its_number(play):
    simulation = play("heptagon")
    simulation.enqueue(SetParameter("balls", 12))
    simulation.step()
    simulation.enqueue(AddBall(0.0, -1.3))
    simulation.step()
    assert edit_of(simulation).document.level.count == simulation.count == 13


def test_the_history_of_an_edited_level_that_was_never_saved_can_go_on_after_play(play):
    text = (LEVELS / "heptagon.toml").read_text("utf-8").replace("sides = 7", "sides = 9")
    document = LevelDocument(text, Path("new.toml"))
    simulation = Simulation(document.level)
    simulation.enqueue(SetParameter("gravity", 3.0))
    simulation.step()
    edit = played_edit(document, simulation)
    simulation.close()
    assert edit.document.text == text.replace("gravity = [0.0, -9.81]", "gravity = [0.0, -3.0]")
