"""Undo and redo: the scene before an action, and after it, with the same bits."""

import pytest

from game.session.recording.recorder import Recorder
from game.session.recording.recording_file import read_recording
from game.session.recording.replay import verify
from game.session.session import Session
from game.simulation.commands import AddBall, Grab, Place, Release, RemoveBall, SetParameter
from game.simulation.memory import memory_of
from tests.scenes import heptagon

FRAME = 1.0 / 60.0


@pytest.fixture
def session(simulate):
    return Session(simulate([{"count": 8, "spawn": {"pattern": "disc", "radius": 1.0}}], wall=heptagon()))


def run(session, steps, after_step=None):
    session.clock.paused = False
    for _ in range(steps):
        session.advance(FRAME, after_step)


def first(session):
    return int(session.simulation.balls.entities[0])


def drag(session, **pause):
    """Drag a ball for a while."""
    entity = first(session)
    session.enqueue(Grab(entity, 0.0, 1.0), "moving a ball")
    for k in range(20):
        run(session, 1, **pause)
        session.enqueue(Grab(entity, 0.05 * k, 1.0))
    session.enqueue(Release())


def change(session, name, value, **how):
    session.enqueue(SetParameter(name, value), f"changing {name}", **how)


@pytest.mark.parametrize(
    ("act", "name"),
    [
        (lambda session: session.enqueue(AddBall(0.0, 2.0), "adding a ball"), "adding a ball"),
        (lambda session: session.enqueue(AddBall(0.0, 2.0, 5.0, 1.0), "throwing a ball"), "throwing a ball"),
        (lambda session: session.enqueue(RemoveBall(first(session)), "removing a ball"), "removing a ball"),
        (drag, "moving a ball"),
        (lambda session: change(session, "gravity", 1.0), "changing gravity"),
    ],
)
@pytest.mark.parametrize("later", [0, 1, 37])
def test_undo_restores_the_scene_before_an_action_and_redo_that_after_it(session, act, name, later):
    run(session, 25)
    before = session.simulation.hash()
    act(session)
    end = session.simulation.steps
    after = session.simulation.positions, session.simulation.parameters.overrides
    run(session, later)
    assert session.undo() == f"undone: {name}"
    assert session.clock.paused
    assert (session.simulation.steps, session.simulation.hash()) == (25, before)
    assert session.simulation.commands == []
    assert session.redo() == f"redone: {name}"
    while session.is_seeking:
        session.advance(FRAME)
    assert session.simulation.steps == end
    assert (session.simulation.positions == after[0]).all()
    assert session.simulation.parameters.overrides == after[1]


def test_a_removed_ball_comes_back_with_all_its_properties(session):
    run(session, 25)
    simulation, entity = session.simulation, first(session)
    before = simulation.labels[0], simulation.radii[0], simulation.velocities[0].tolist()
    session.enqueue(RemoveBall(entity), "removing a ball")
    session.undo()
    assert first(session) == entity
    assert (simulation.labels[0], simulation.radii[0], simulation.velocities[0].tolist()) == before


def test_actions_are_undone_and_redone_in_order(session):
    digests = []
    for k, (x, y) in enumerate(((0.0, 2.0), (1.0, 1.5), (-1.0, 1.5))):
        digests.append(session.simulation.hash())
        session.enqueue(AddBall(x, y), f"ball {k}")
        run(session, 15)
    end = session.simulation.commands[:]
    for k in (2, 1, 0):
        assert session.undo() == f"undone: ball {k}"
        assert session.simulation.hash() == digests[k]
    assert session.undo() == "nothing to undo"
    for k in range(3):
        assert session.redo() == f"redone: ball {k}"
        while session.is_seeking:
            session.advance(FRAME)
        assert session.simulation.count == 9 + k
        assert session.simulation.hash() == digests[k]
    assert session.redo() == "nothing to redo"
    assert session.simulation.commands == end


def test_time_may_go_on_between_undo_and_redo(session):
    run(session, 15)
    session.enqueue(AddBall(0.0, 2.0), "adding a ball")
    run(session, 5)
    digest = session.simulation.hash()
    session.undo()
    run(session, 12)
    session.redo()
    assert (session.simulation.steps, session.simulation.count) == (15, 9)
    run(session, 5)
    assert session.simulation.hash() == digest


def test_another_action_ends_what_can_be_redone(session):
    session.enqueue(AddBall(0.0, 2.0), "adding a ball")
    session.undo()
    session.enqueue(AddBall(1.0, 1.0), "adding a ball")
    assert session.redo() == "nothing to redo"
    assert session.simulation.count == 9


def test_actions_after_the_present_are_not_undone(session):
    session.enqueue(AddBall(0.0, 2.0), "one")
    run(session, 20)
    session.enqueue(AddBall(1.0, 1.5), "two")
    run(session, 5)
    session.is_rewinding = True
    for _ in range(10):
        session.advance(FRAME)
    session.is_rewinding = False
    assert session.undo() == "undone: one"
    assert session.simulation.commands == []


def test_changes_of_one_slider_are_one_action_if_they_continue(session):
    change(session, "friction", 0.1)
    for value in (0.2, 0.3):
        run(session, 10)
        change(session, "friction", value, continues=True)
    change(session, "friction", 0.5)
    assert session.undo() == "undone: changing friction"
    assert session.simulation.parameters.overrides.friction == 0.3
    assert session.undo() == "undone: changing friction"
    assert session.simulation.parameters.overrides.friction is None
    change(session, "friction", 0.1)
    run(session, 100)
    change(session, "friction", 0.2, continues=True)  # much later
    session.undo()
    assert session.simulation.parameters.overrides.friction == 0.1


def test_two_drags_of_one_slider_while_paused_are_two_actions(session):
    session.toggle_pause()
    for value in (0.1, 0.2):
        change(session, "friction", value)
        session.enqueue(SetParameter("friction", value + 0.05))
    assert session.simulation.parameters.overrides.friction == 0.25
    session.undo()
    assert session.simulation.parameters.overrides.friction == pytest.approx(0.15)


def test_an_action_before_the_oldest_snapshot_cannot_be_undone(session, monkeypatch):
    session.rewind.store_snapshot()
    monkeypatch.setattr("game.session.rewind.MAX_BYTES", 3 * memory_of(session.simulation.snapshot()))
    session.enqueue(AddBall(0.0, 2.0), "adding a ball")
    run(session, 100)
    assert session.undo() == "cannot undo: the state before it is no longer stored"
    assert session.simulation.steps == 100


def test_a_recording_with_undone_actions_has_the_same_bits_in_a_replay(session, tmp_path):
    path = tmp_path / "undo.rec"
    with Recorder(path) as recorder:
        recorder.record_simulation(session.simulation)
        record = recorder.record_step
        run(session, 70, record)
        session.enqueue(AddBall(0.0, 2.0), "adding a ball")
        run(session, 30, record)
        drag(session, after_step=record)
        run(session, 20, record)
        session.undo()
        session.undo()
        session.redo()
        session.redo()
        while session.is_seeking:
            session.advance(FRAME, record)
        run(session, 5, record)
        session.enqueue(RemoveBall(first(session)), "removing a ball")
        session.undo()
        run(session, 40, record)
        session.clock.paused = True
        session.enqueue(Place(first(session), 0.0, 2.0), "moving a ball")
    verdict = verify(read_recording(path))
    assert verdict.mismatch_step is None
    assert verdict.steps == session.simulation.steps
    assert verdict.commands == 23


def test_what_would_be_lost_is_known(session):
    assert not session.has_unsaved_changes
    drag(session)
    assert not session.has_unsaved_changes
    session.enqueue(AddBall(0.0, 2.0), "adding a ball")
    assert session.has_unsaved_changes
    session.undo()
    assert not session.has_unsaved_changes
    change(session, "gravity", 2.0)
    assert session.has_unsaved_changes
    session.mark_saved()
    assert not session.has_unsaved_changes
    change(session, "gravity", None)
    assert session.has_unsaved_changes
