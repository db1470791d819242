"""Recordings that begin in a state carry it, and need no other file."""

import pytest

from game.session.recording import recorder
from game.session.recording.record_error import RecordError
from game.session.recording.recorder import Recorder
from game.session.recording.recording import read
from game.session.recording.replay import Replay, begin, verify
from game.session.rewind import Rewind
from game.simulation.commands import AddBall
from tests.game.session.recording.scenes import everything, go_on, play
from tests.game.session.recording.test_recording import bodies, forge, record

FRAME = 1.0 / 60.0


@pytest.fixture
def path(tmp_path):
    return tmp_path / "run.rec"


@pytest.fixture
def under_way():
    """A simulation in the middle of a chunk, with something to be done yet."""
    simulation = everything()
    play(simulation, 97)
    simulation.enqueue(AddBall(-1.0, 1.0))
    return simulation


def test_a_recording_carries_the_state_it_begins_with(path, under_way):
    record(path, 100, under_way)
    found = read(path)
    assert (found.first, found.steps, found.level, found.broken_off) == (97, 197, under_way.level, "")
    assert [mark.step for mark in found.marks] == [97, *range(100, 191, 10), 197]
    assert found.commands == [one for one in under_way.commands if one.step >= 97]
    assert found.commands[0] == (97, AddBall(-1.0, 1.0))
    verdict = verify(found)
    assert (verdict.wrong, verdict.steps, verdict.hashes) == (None, 100, 12)
    assert verdict.commands == len(found.commands)


@pytest.mark.parametrize("back", [1, 20, 30, 50])
def test_time_goes_back_to_the_state_at_most(path, under_way, back):
    rewind = Rewind(under_way)
    with Recorder(path) as recorder:
        recorder.follow(under_way)
        go_on(rewind, recorder, 50)
        rewind.step_back(back)
        under_way.enqueue(AddBall(1.0, 1.0))
        go_on(rewind, recorder, 30)
    found = read(path)
    assert (found.first, found.steps, found.marks[-1].hash) == (97, 177 - back, under_way.hash())
    assert verify(found).wrong is None


def test_what_has_begun_in_a_state_does_not_go_on_at_the_start(path, under_way):
    with Recorder(path) as recorder:
        recorder.follow(under_way)
        assert not recorder.can_begin_again
        with pytest.raises(RecordError, match="has begun with another state"):
            recorder.follow(everything())


def test_another_state_in_its_place_is_found_out(path, under_way):
    record(path, 10, under_way)
    under_way.step(87)  # to the same step, and another state
    record(path.with_name("other.rec"), 0, under_way)
    header, *rest = bodies(path)
    forge(path, header | {"state": bodies(path.with_name("other.rec"))[0]["state"]}, *rest)
    with pytest.raises(RecordError, match="its state is not the one it was recorded with"):
        begin(read(path))


def test_a_damaged_state_is_told(path, under_way):
    record(path, 10, under_way)
    header, *rest = bodies(path)
    forge(path, header | {"state": header["state"][:400]}, *rest)
    with pytest.raises(RecordError, match="its state: is cut off, or damaged at its end"):
        begin(read(path))


def test_a_state_that_is_too_large_is_not_recorded(path, under_way, monkeypatch):
    monkeypatch.setattr(recorder, "MOST_OF_STATE", 1000)
    with Recorder(path) as one, pytest.raises(RecordError, match="the state is too large to begin a recording with"):
        one.follow(under_way)
    assert not path.exists()


def test_a_state_without_steps_or_steps_without_a_state_are_refused(path, under_way):
    record(path, 10, under_way)
    header, *rest = bodies(path)
    for change in ({"state": None}, {"start": header["start"] | {"step": 0}}):
        forge(path, header | change, *rest)
        with pytest.raises(RecordError, match="its first line does not fit its level"):
            read(path)


def test_a_replay_goes_from_its_state_to_its_end(path, under_way):
    record(path, 60, under_way)
    replay = Replay(read(path))
    assert (replay.first, replay.last, replay.simulation.steps) == (97, 157, 97)
    for step in (140, 99, 0, 10**9):
        replay.seek(step)
        while replay._goal is not None:
            replay.advance(FRAME)
        assert replay.simulation.steps == min(max(step, 97), 157)
    assert replay.simulation.hash() == under_way.hash()
    replay.simulation.close()
