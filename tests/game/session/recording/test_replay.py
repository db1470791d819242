"""Replays: verification against the recording, and seeking."""

import pytest

from components import Position, Spin
from game.session.recording.recorder import Recorder
from game.session.recording.recording_file import read_recording
from game.session.recording.replay import Replay, verify
from game.session.rewind import Rewind
from game.simulation.commands import AddBall
from tests.game.session.recording.scenes import everything, first, play

FRAME = 1.0 / 60.0
STEPS = 200


def record(path, modify=lambda simulation: None):
    """Record a run; ``modify`` changes it after 95 steps without a command. Return the hashes after every step."""
    simulation = everything()
    hashes = [simulation.hash()]

    def after():
        if simulation.steps == 95:
            with simulation.world.active():
                modify(simulation)
        recorder.record_step()
        hashes.append(simulation.hash())

    with Recorder(path) as recorder:
        recorder.record_simulation(simulation)
        play(simulation, STEPS, after=after)
    simulation.close()
    return hashes


@pytest.fixture
def hashes(tmp_path):
    return record(tmp_path / "run.rec")


@pytest.fixture
def replay(hashes, tmp_path):
    session = Replay(read_recording(tmp_path / "run.rec"))
    yield session
    session.simulation.close()


def finish_seek(replay):
    while replay._target is not None:
        replay.advance(FRAME)


# -- verify ---------------------------------------------------


def test_verification_of_an_unchanged_run_succeeds(hashes, tmp_path):
    steps = []
    found = read_recording(tmp_path / "run.rec")
    verdict = verify(found, lambda: steps.append(1))
    assert (verdict.mismatch_step, verdict.steps, len(steps)) == (None, STEPS, STEPS)
    assert (verdict.commands, verdict.checkpoints) == (len(found.commands), 21)


def nudge(kind, field, row=4, by=1e-9):
    def modify(simulation):
        getattr(simulation.balls[kind], field)[row] += by

    return modify


@pytest.mark.parametrize(
    ("modify", "column"),
    [(nudge(Spin, "angle"), "Spin.angle"), (nudge(Position, "x", by=1e-6), "Position.x")],
)
def test_the_first_checkpoint_ball_and_column_that_differ_are_reported(tmp_path, modify, column):
    number = []

    def change(simulation):
        modify(simulation)
        number.append(simulation.labels[4].number)

    record(tmp_path / "run.rec", change)
    verdict = verify(read_recording(tmp_path / "run.rec"))
    assert (verdict.mismatch_step, verdict.last_match_step, verdict.steps) == (100, 90, 100)
    assert verdict.difference.column == column
    if column == "Spin.angle":  # no other ball depends on it
        assert str(verdict.difference) == f"ball {number[0]}, Spin.angle"


def test_a_part_of_the_state_that_differs_is_named(tmp_path):
    record(tmp_path / "run.rec", lambda simulation: simulation.pipeline.sensing.finished.clear())
    assert str(verify(read_recording(tmp_path / "run.rec")).difference) == "sensed"


def test_a_missing_ball_is_reported(tmp_path):
    record(tmp_path / "run.rec", lambda simulation: simulation.balls.despawn(first(simulation)))
    assert "balls instead of" in str(verify(read_recording(tmp_path / "run.rec")).difference)


# -- seeking --------------------------------------------------


def test_a_replay_pauses_at_its_end(replay, hashes):
    while not replay.clock.paused:
        replay.advance(FRAME)
        assert replay.simulation.hash() == hashes[replay.simulation.steps]
    assert replay.simulation.steps == STEPS
    replay.toggle_pause()
    replay.advance(FRAME)
    assert (replay.simulation.steps, replay.clock.paused) == (STEPS, True)
    replay.step_once()
    replay.advance(FRAME)
    assert replay.simulation.steps == STEPS


@pytest.mark.parametrize("memory", [10**9, 1])
def test_seek_goes_to_any_step(replay, hashes, monkeypatch, memory):
    monkeypatch.setattr("game.session.rewind.MAX_BYTES", memory)  # 1: seeking backwards restarts
    for step in (120, 30, 31, 199, 0, 200, 60, -50, 10**9):
        replay.seek(step)
        finish_seek(replay)
        here = min(max(step, 0), STEPS)
        assert (replay.simulation.steps, replay.simulation.hash()) == (here, hashes[here])
    replay.skip(-1.0)
    replay.skip(-1.0)
    finish_seek(replay)
    assert replay.simulation.steps == STEPS - 120
    replay.skip(0.5)
    replay.skip(0.5)
    finish_seek(replay)
    assert replay.simulation.steps == STEPS - 60


def test_a_long_seek_takes_several_frames(replay, monkeypatch):
    monkeypatch.setattr("game.session.session.SEEK_TIME", 0.0)
    replay.seek(100)
    for _ in range(5):
        replay.advance(FRAME)
    assert replay.simulation.steps < 100


def test_a_replay_can_be_rewound(replay, hashes):
    replay.seek(STEPS)
    finish_seek(replay)
    replay.is_rewinding = True
    for _ in range(10):
        replay.advance(FRAME)
    assert replay.simulation.steps == STEPS - 10
    assert replay.simulation.hash() == hashes[STEPS - 10]


def test_commands_of_the_player_are_ignored(replay, hashes):
    replay.enqueue(AddBall(0.0, 1.0))
    replay.seek(STEPS)
    finish_seek(replay)
    assert replay.simulation.hash() == hashes[STEPS]


def test_event_steps_are_the_steps_with_commands(replay):
    assert isinstance(replay.rewind, Rewind)
    assert replay.event_steps[:5] == [7, 15, 21, 32, 33]
    assert replay.status() == ["replay"]
