"""A simulation as it is played, without any window."""

import pytest

from game import Level, Simulation
from game.session.session import SPEEDS, Session

FRAME = 1.0 / 60.0


@pytest.fixture
def session():
    level = Level.model_validate({"format": 1, "title": "One", "balls": [{"position": [0.0, 0.0], "radius": 0.2}]})
    simulation = Simulation(level)
    yield Session(simulation)
    simulation.close()


def test_time_passes_in_steps_and_each_is_told(session):
    told = []
    for _ in range(3):
        assert session.advance(2 * FRAME, lambda: told.append(session.simulation.steps))
    assert told == [1, 2, 3, 4, 5, 6]


def test_nothing_moves_while_it_is_paused_but_single_steps(session):
    session.pause()
    session.advance(FRAME)
    assert session.simulation.steps == 0
    session.step()
    session.advance(FRAME)
    assert session.simulation.steps == 1
    session.pause()
    session.advance(FRAME)
    assert session.simulation.steps == 2


def test_back_and_on_again_has_the_same_bits(session):
    digests = []
    for _ in range(30):
        session.advance(FRAME)
        digests.append(session.simulation.hash())
    session.back()
    assert session.clock.paused
    assert session.simulation.hash() == digests[28]
    session.pause()
    session.advance(FRAME)
    assert session.simulation.hash() == digests[29]


def test_rewinding_ends_at_the_start(session):
    for _ in range(5):
        session.advance(FRAME)
    session.is_rewinding = True
    ways = [session.advance(FRAME) for _ in range(6)]
    assert ways == [True] * 5 + [False]
    assert session.simulation.steps == 0


def test_rewinding_while_paused_takes_a_step_a_frame(session):
    session.advance(5 * FRAME)
    session.pause()
    session.is_rewinding = True
    session.advance(FRAME)
    assert session.simulation.steps == 4


def test_speed_has_bounds(session):
    for factor, bound in zip((0.5, 2.0), SPEEDS, strict=True):
        for _ in range(10):
            session.change_speed(factor)
        assert session.clock.speed == bound


def test_what_is_unusual_is_told(session):
    assert session.status() == []
    session.change_speed(0.25)
    session.pause()
    assert session.status() == ["paused", "1/4× speed"]
    session.is_rewinding = True
    assert session.status()[0] == "rewinding"
    session.pause()
    session.advance(100.0)
    assert session.status()[-1].endswith("steps dropped")


def test_a_step_that_fails_is_not_half_done(session, monkeypatch):
    for _ in range(15):
        session.advance(FRAME)
    digest = session.simulation.hash()
    with monkeypatch.context() as broken:
        broken.setattr(session.simulation.pipeline.wall_collision, "process", lambda *_, **__: 1 / 0)
        broken.setattr(session.simulation.pipeline.energy, "process", lambda: 1 / 0)
        session.advance(FRAME)
    assert isinstance(session.fault, ZeroDivisionError)
    assert session.clock.paused
    assert session.simulation.steps < 15  # the way from the last state fails as well
    session.pause()
    while session.simulation.steps < 15:
        session.advance(FRAME)
    assert session.fault is None
    assert session.simulation.hash() == digest


def test_the_first_step_from_a_state_may_fail(session, monkeypatch):
    session.simulation.step(7)
    digest = session.simulation.hash()
    going_on = Session(session.simulation)
    with monkeypatch.context() as broken:
        broken.setattr(session.simulation.pipeline.energy, "process", lambda: 1 / 0)
        going_on.advance(FRAME)
    assert isinstance(going_on.fault, ZeroDivisionError)
    assert (session.simulation.steps, session.simulation.hash()) == (7, digest)
    going_on.pause()
    for _ in range(4):
        going_on.advance(FRAME)
    going_on.is_rewinding = True
    while going_on.advance(FRAME):
        pass
    assert (session.simulation.steps, session.simulation.hash()) == (7, digest)


def test_a_step_that_fails_once_is_tried_again(session, monkeypatch):
    for _ in range(15):
        session.advance(FRAME)
    digest = session.simulation.hash()
    step = session.simulation.pipeline.step

    def fails_at_first():
        monkeypatch.undo()
        session.simulation.pipeline.sync()
        session.simulation.pipeline.gravity.process(1.0)
        raise ValueError

    monkeypatch.setattr(session.simulation.pipeline, "step", fails_at_first)
    session.advance(FRAME)
    assert (session.simulation.steps, session.simulation.hash()) == (15, digest)
    assert session.simulation.pipeline.step == step
