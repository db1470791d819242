"""A simulation as it is played, without any window."""

import pytest

from game import Level, Simulation
from game.session.session import SPEEDS, Playing

FRAME = 1.0 / 60.0


@pytest.fixture
def playing():
    level = Level.model_validate({"format": 1, "title": "One", "balls": [{"position": [0.0, 0.0], "radius": 0.2}]})
    simulation = Simulation(level)
    yield Playing(simulation)
    simulation.close()


def test_time_passes_in_steps_and_each_is_told(playing):
    told = []
    for _ in range(3):
        assert playing.advance(2 * FRAME, lambda: told.append(playing.simulation.steps))
    assert told == [1, 2, 3, 4, 5, 6]


def test_nothing_moves_while_it_is_paused_but_single_steps(playing):
    playing.pause()
    playing.advance(FRAME)
    assert playing.simulation.steps == 0
    playing.step()
    playing.advance(FRAME)
    assert playing.simulation.steps == 1
    playing.pause()
    playing.advance(FRAME)
    assert playing.simulation.steps == 2


def test_back_and_on_again_has_the_same_bits(playing):
    digests = []
    for _ in range(30):
        playing.advance(FRAME)
        digests.append(playing.simulation.hash())
    playing.back()
    assert playing.clock.paused
    assert playing.simulation.hash() == digests[28]
    playing.pause()
    playing.advance(FRAME)
    assert playing.simulation.hash() == digests[29]


def test_rewinding_ends_at_the_start(playing):
    for _ in range(5):
        playing.advance(FRAME)
    playing.is_rewinding = True
    ways = [playing.advance(FRAME) for _ in range(6)]
    assert ways == [True] * 5 + [False]
    assert playing.simulation.steps == 0


def test_rewinding_while_paused_takes_a_step_a_frame(playing):
    playing.advance(5 * FRAME)
    playing.pause()
    playing.is_rewinding = True
    playing.advance(FRAME)
    assert playing.simulation.steps == 4


def test_speed_has_bounds(playing):
    for factor, bound in zip((0.5, 2.0), SPEEDS, strict=True):
        for _ in range(10):
            playing.change_speed(factor)
        assert playing.clock.speed == bound


def test_what_is_unusual_is_told(playing):
    assert playing.status() == []
    playing.change_speed(0.25)
    playing.pause()
    assert playing.status() == ["paused", "1/4× speed"]
    playing.is_rewinding = True
    assert playing.status()[0] == "rewinding"
    playing.pause()
    playing.advance(100.0)
    assert playing.status()[-1].endswith("steps dropped")


def test_a_step_that_fails_is_not_half_done(playing, monkeypatch):
    for _ in range(15):
        playing.advance(FRAME)
    digest = playing.simulation.hash()
    with monkeypatch.context() as broken:
        broken.setattr(playing.simulation.pipeline.wall_collision, "process", lambda *_, **__: 1 / 0)
        broken.setattr(playing.simulation.pipeline.energy, "process", lambda: 1 / 0)
        playing.advance(FRAME)
    assert isinstance(playing.fault, ZeroDivisionError)
    assert playing.clock.paused
    assert playing.simulation.steps < 15  # the way from the last state fails as well
    playing.pause()
    while playing.simulation.steps < 15:
        playing.advance(FRAME)
    assert playing.fault is None
    assert playing.simulation.hash() == digest


def test_the_first_step_from_a_state_may_fail(playing, monkeypatch):
    playing.simulation.step(7)
    digest = playing.simulation.hash()
    going_on = Playing(playing.simulation)
    with monkeypatch.context() as broken:
        broken.setattr(playing.simulation.pipeline.energy, "process", lambda: 1 / 0)
        going_on.advance(FRAME)
    assert isinstance(going_on.fault, ZeroDivisionError)
    assert (playing.simulation.steps, playing.simulation.hash()) == (7, digest)
    going_on.pause()
    for _ in range(4):
        going_on.advance(FRAME)
    going_on.is_rewinding = True
    while going_on.advance(FRAME):
        pass
    assert (playing.simulation.steps, playing.simulation.hash()) == (7, digest)


def test_a_step_that_fails_once_is_tried_again(playing, monkeypatch):
    for _ in range(15):
        playing.advance(FRAME)
    digest = playing.simulation.hash()
    step = playing.simulation.pipeline.step

    def fails_at_first():
        monkeypatch.undo()
        playing.simulation.pipeline.sync()
        playing.simulation.pipeline.gravity.process(1.0)
        raise ValueError

    monkeypatch.setattr(playing.simulation.pipeline, "step", fails_at_first)
    playing.advance(FRAME)
    assert (playing.simulation.steps, playing.simulation.hash()) == (15, digest)
    assert playing.simulation.pipeline.step == step
