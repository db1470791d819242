"""A session: pause, speed, rewinding and failing steps, without a window."""

import esper
import pytest

from game import Level, Simulation
from game.session.session import SPEED_LIMITS, Session

FRAME = 1.0 / 60.0


@pytest.fixture
def session():
    level = Level.model_validate({"format": 1, "title": "One", "balls": [{"position": [0.0, 0.0], "radius": 0.2}]})
    simulation = Simulation(level)
    yield Session(simulation)
    simulation.close()


def test_after_step_is_called_after_every_step(session):
    steps = []
    for _ in range(3):
        assert session.advance(2 * FRAME, lambda: steps.append(session.simulation.steps))
    assert steps == [1, 2, 3, 4, 5, 6]


def test_only_single_steps_run_while_paused(session):
    session.toggle_pause()
    session.advance(FRAME)
    assert session.simulation.steps == 0
    session.step_once()
    session.advance(FRAME)
    assert session.simulation.steps == 1
    session.toggle_pause()
    session.advance(FRAME)
    assert session.simulation.steps == 2


def test_a_step_back_and_forwards_has_the_same_bits(session):
    digests = []
    for _ in range(30):
        session.advance(FRAME)
        digests.append(session.simulation.hash())
    session.step_back()
    assert session.clock.paused
    assert session.simulation.hash() == digests[28]
    session.toggle_pause()
    session.advance(FRAME)
    assert session.simulation.hash() == digests[29]


def test_rewinding_ends_at_the_start(session):
    for _ in range(5):
        session.advance(FRAME)
    session.is_rewinding = True
    moved = [session.advance(FRAME) for _ in range(6)]
    assert moved == [True] * 5 + [False]
    assert session.simulation.steps == 0


def test_rewinding_while_paused_goes_back_a_step_a_frame(session):
    session.advance(5 * FRAME)
    session.toggle_pause()
    session.is_rewinding = True
    session.advance(FRAME)
    assert session.simulation.steps == 4


def test_the_speed_stays_within_its_limits(session):
    for factor, limit in zip((0.5, 2.0), SPEED_LIMITS, strict=True):
        for _ in range(10):
            session.change_speed(factor)
        assert session.clock.speed == limit


def test_the_status_lists_pause_speed_rewinding_and_a_slow_pace(session):
    assert session.status() == []
    session.change_speed(0.25)
    session.toggle_pause()
    assert session.status() == ["paused", "1/4× speed"]
    session.is_rewinding = True
    assert session.status()[0] == "rewinding"
    session.toggle_pause()
    session.is_rewinding = False
    session.advance(80 * FRAME)
    assert session.status() == ["1/4× speed", "running at 10% of real time"]
    for _ in range(61):
        session.advance(FRAME)
    assert session.status() == ["1/4× speed"]


class Faulty(esper.Processor):
    """Fails in every second sub-step."""

    calls = 0

    def process(self, h):
        self.calls += 1
        if self.calls % 2 == 0:
            raise ZeroDivisionError


def test_the_state_before_a_failed_step_is_restored(session):
    for _ in range(15):
        session.advance(FRAME)
    digest = session.simulation.hash()
    with session.simulation.world.active():
        esper.add_processor(Faulty())
    session.advance(FRAME)
    with session.simulation.world.active():
        esper.remove_processor(Faulty)
    assert isinstance(session.fault, ZeroDivisionError)
    assert session.clock.paused
    assert session.simulation.steps < 15  # the steps from the last snapshot fail as well
    session.toggle_pause()
    while session.simulation.steps < 15:
        session.advance(FRAME)
    assert session.fault is None
    assert session.simulation.hash() == digest


def test_the_first_step_of_a_session_may_fail(session, monkeypatch):
    session.simulation.step(7)
    digest = session.simulation.hash()
    second = Session(session.simulation)
    with monkeypatch.context() as broken:
        broken.setattr(session.simulation.pipeline, "run", lambda steps, code: 1 / 0)
        second.advance(FRAME)
    assert isinstance(second.fault, ZeroDivisionError)
    assert (session.simulation.steps, session.simulation.hash()) == (7, digest)
    second.toggle_pause()
    for _ in range(4):
        second.advance(FRAME)
    second.is_rewinding = True
    while second.advance(FRAME):
        pass
    assert (session.simulation.steps, session.simulation.hash()) == (7, digest)


def test_a_step_that_fails_once_runs_again(session, monkeypatch):
    for _ in range(15):
        session.advance(FRAME)
    digest = session.simulation.hash()
    run = session.simulation.pipeline.run

    def fail_once(steps, code):
        monkeypatch.undo()
        session.simulation.pipeline.sync()
        session.simulation.pipeline.gravity.process(1.0)
        raise ValueError

    monkeypatch.setattr(session.simulation.pipeline, "run", fail_once)
    session.advance(FRAME)
    assert (session.simulation.steps, session.simulation.hash()) == (15, digest)
    assert session.simulation.pipeline.run == run
