"""Recordings that start in the middle of a run contain its state."""

import pytest

from game.session.recording import recorder
from game.session.recording.record_error import RecordError
from game.session.recording.recorder import Recorder
from game.session.recording.recording_file import read_recording
from game.session.recording.replay import Replay, start_simulation, verify
from game.session.rewind import Rewind
from game.simulation.commands import AddBall
from tests.game.session.recording.forging import bodies, forge, record
from tests.game.session.recording.scenes import everything, play, run_recorded

FRAME = 1.0 / 60.0


@pytest.fixture
def path(tmp_path):
    return tmp_path / "run.rec"


@pytest.fixture
def under_way():
    """A simulation in the middle of a block, with a pending command."""
    simulation = everything()
    play(simulation, 97)
    simulation.enqueue(AddBall(-1.0, 1.0))
    return simulation


def test_a_recording_contains_its_first_state(path, under_way):
    record(path, 100, under_way)
    found = read_recording(path)
    assert (found.first_step, found.last_step, found.level, found.incomplete_reason) == (97, 197, under_way.level, "")
    assert [one.step for one in found.checkpoints] == [97, *range(100, 191, 10), 197]
    assert found.commands == [one for one in under_way.commands if one.step >= 97]
    assert found.commands[0] == (97, AddBall(-1.0, 1.0))
    verdict = verify(found)
    assert (verdict.mismatch_step, verdict.steps, verdict.checkpoints) == (None, 100, 12)
    assert verdict.commands == len(found.commands)


@pytest.mark.parametrize("back", [1, 20, 30, 50])
def test_records_are_discarded_down_to_the_first_state(path, under_way, back):
    rewind = Rewind(under_way)
    with Recorder(path) as recorder:
        recorder.record_simulation(under_way)
        run_recorded(rewind, recorder, 50)
        rewind.step_back(back)
        under_way.enqueue(AddBall(1.0, 1.0))
        run_recorded(rewind, recorder, 30)
    found = read_recording(path)
    assert (found.first_step, found.last_step, found.checkpoints[-1].hash) == (97, 177 - back, under_way.hash())
    assert verify(found).mismatch_step is None


def test_a_restarted_level_does_not_continue_a_recording_from_a_state(path, under_way):
    with Recorder(path) as recorder:
        recorder.record_simulation(under_way)
        assert not recorder.can_restart
        with pytest.raises(RecordError, match="the recording started with another state"):
            recorder.record_simulation(everything())


def test_a_state_that_does_not_match_its_checkpoint_is_refused(path, under_way):
    record(path, 10, under_way)
    under_way.step(87)  # to the same step, and another state
    record(path.with_name("other.rec"), 0, under_way)
    header, *rest = bodies(path)
    forge(path, header | {"start_state": bodies(path.with_name("other.rec"))[0]["start_state"]}, *rest)
    with pytest.raises(RecordError, match="its first state does not match its checkpoint"):
        start_simulation(read_recording(path))


def test_a_damaged_state_is_refused(path, under_way):
    record(path, 10, under_way)
    header, *rest = bodies(path)
    forge(path, header | {"start_state": header["start_state"][:400]}, *rest)
    with pytest.raises(RecordError, match="its first state: it is truncated, or damaged at its end"):
        start_simulation(read_recording(path))


def test_a_state_that_is_too_large_is_not_recorded(path, under_way, monkeypatch):
    monkeypatch.setattr(recorder, "MAX_STATE_LENGTH", 1000)
    with Recorder(path) as one, pytest.raises(RecordError, match="the state is too large to start a recording with"):
        one.record_simulation(under_way)
    assert not path.exists()


def test_steps_without_a_state_and_a_state_without_steps_are_refused(path, under_way):
    record(path, 10, under_way)
    header, *rest = bodies(path)
    for change in ({"start_state": None}, {"start": header["start"] | {"step": 0}}):
        forge(path, header | change, *rest)
        with pytest.raises(RecordError, match="its header does not match its level"):
            read_recording(path)


def test_a_replay_covers_the_steps_from_its_state_to_its_end(path, under_way):
    record(path, 60, under_way)
    replay = Replay(read_recording(path))
    assert (replay.first_step, replay.last_step, replay.simulation.steps) == (97, 157, 97)
    for step in (140, 99, 0, 10**9):
        replay.seek(step)
        while replay._target is not None:
            replay.advance(FRAME)
        assert replay.simulation.steps == min(max(step, 97), 157)
    assert replay.simulation.hash() == under_way.hash()
    replay.simulation.close()
