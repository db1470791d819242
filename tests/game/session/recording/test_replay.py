"""A recording, played again: compared with what happened, and gone through to any place."""

import pytest

from components import Position, Spin
from game.session.recording.recorder import Recorder
from game.session.recording.recording import read
from game.session.recording.replay import Replay, verify
from game.session.rewind import Rewind
from game.simulation.commands import AddBall
from tests.game.session.recording.scenes import everything, first, play

FRAME = 1.0 / 60.0
STEPS = 200


def record(path, meddle=lambda simulation: None):
    """Record a run into which somebody meddles, unseen, after 95 steps; return its hashes, step by step."""
    simulation = everything()
    hashes = [simulation.hash()]

    def after():
        if simulation.steps == 95:
            with simulation.world.active():
                meddle(simulation)
        recorder.look()
        hashes.append(simulation.hash())

    with Recorder(path) as recorder:
        recorder.follow(simulation)
        play(simulation, STEPS, after=after)
    simulation.close()
    return hashes


@pytest.fixture
def hashes(tmp_path):
    return record(tmp_path / "run.rec")


@pytest.fixture
def replay(hashes, tmp_path):
    session = Replay(read(tmp_path / "run.rec"))
    yield session
    session.simulation.close()


def arrive(replay):
    while replay._goal is not None:
        replay.advance(FRAME)


# -- verify ---------------------------------------------------


def test_the_same_bits_are_identical(hashes, tmp_path):
    steps = []
    found = read(tmp_path / "run.rec")
    verdict = verify(found, lambda: steps.append(1))
    assert (verdict.wrong, verdict.steps, len(steps)) == (None, STEPS, STEPS)
    assert (verdict.commands, verdict.hashes) == (len(found.commands), 21)


def nudge(kind, field, row=4, by=1e-9):
    def meddle(simulation):
        getattr(simulation.balls[kind], field)[row] += by

    return meddle


@pytest.mark.parametrize(
    ("meddle", "column"),
    [(nudge(Spin, "angle"), "Spin.angle"), (nudge(Position, "x", by=1e-6), "Position.x")],
)
def test_the_first_state_ball_and_column_that_differ_are_told(tmp_path, meddle, column):
    number = []

    def noted(simulation):
        meddle(simulation)
        number.append(simulation.labels[4].number)

    record(tmp_path / "run.rec", noted)
    verdict = verify(read(tmp_path / "run.rec"))
    assert (verdict.wrong, verdict.same, verdict.steps) == (100, 90, 100)
    assert verdict.difference.column == column
    if column == "Spin.angle":  # which no other ball ever feels
        assert str(verdict.difference) == f"ball {number[0]}, Spin.angle"


def test_what_is_no_column_of_balls_is_told_by_its_name(tmp_path):
    record(tmp_path / "run.rec", lambda simulation: simulation.pipeline.sensing.finished.clear())
    assert str(verify(read(tmp_path / "run.rec")).difference) == "noticed"


def test_a_ball_too_few_is_told(tmp_path):
    record(tmp_path / "run.rec", lambda simulation: simulation.balls.despawn(first(simulation)))
    assert "balls instead of" in str(verify(read(tmp_path / "run.rec")).difference)


# -- going through it -----------------------------------------


def test_it_plays_to_its_end_and_pauses_there(replay, hashes):
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
def test_it_goes_to_any_place(replay, hashes, monkeypatch, memory):
    monkeypatch.setattr("game.session.rewind.MAX_BYTES", memory)  # with hardly any, it begins again
    for step in (120, 30, 31, 199, 0, 200, 60, -50, 10**9):
        replay.seek(step)
        arrive(replay)
        here = min(max(step, 0), STEPS)
        assert (replay.simulation.steps, replay.simulation.hash()) == (here, hashes[here])
    replay.skip(-1.0)
    replay.skip(-1.0)
    arrive(replay)
    assert replay.simulation.steps == STEPS - 120
    replay.skip(0.5)
    replay.skip(0.5)
    arrive(replay)
    assert replay.simulation.steps == STEPS - 60


def test_a_long_way_takes_many_frames(replay, monkeypatch):
    monkeypatch.setattr("game.session.recording.replay.LONGEST", 0.0)
    replay.seek(100)
    for _ in range(5):
        replay.advance(FRAME)
    assert replay.simulation.steps < 100


def test_it_runs_backwards(replay, hashes):
    replay.seek(STEPS)
    arrive(replay)
    replay.is_rewinding = True
    for _ in range(10):
        replay.advance(FRAME)
    assert replay.simulation.steps == STEPS - 10
    assert replay.simulation.hash() == hashes[STEPS - 10]


def test_nothing_can_be_done_to_it(replay, hashes):
    replay.enqueue(AddBall(0.0, 1.0))
    replay.seek(STEPS)
    arrive(replay)
    assert replay.simulation.hash() == hashes[STEPS]


def test_it_knows_where_something_was_done(replay):
    assert isinstance(replay.rewind, Rewind)
    assert replay.doings[:5] == [15, 21, 33, 36, 40]
    assert replay.status() == ["replay"]
