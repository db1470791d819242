"""The failure panel in the real window, after a system raised an exception."""

import pytest

from game.session.recording.recording_file import read_recording
from game.session.recording.replay import verify

SCENARIO = """
import re
from game.session.recording import failure_report
from game.session.recording.state_file import load_state

failure_report.report_folders = lambda: iter([folder / "reports"])

class Faulty(esper.Processor):
    def process(self, h):
        for entity in view.simulation.balls.entities.tolist():
            self.divide(entity)

    def divide(self, entity):
        raise ZeroDivisionError("division by zero")

def scenario(window, play):
    global view
    view = play
    yield from until(lambda: view.simulation.steps > 30)
    with view.simulation.world.active():
        esper.add_processor(Faulty())
    yield from until(lambda: view.session.fault)
    yield from frames()
    steps, digest = view.simulation.steps, view.simulation.hash()
    shown = pixels(window)
    height, width = shown.shape[:2]
    middle = slice(height // 2 - 40, height // 2 + 40), slice(width // 2 - 150, width // 2 + 150)
    seen["covered"] = float((shown[middle] < 90).all(axis=2).mean())
    files = sorted((folder / "reports").iterdir())
    seen["report files"] = [file.suffix for file in files]
    state = load_state(files[0])
    seen["state restored"] = state.steps == steps and state.hash() == digest
    state.close()
    seen["report"] = files[1].read_text()
    yield from frames(10)
    seen["stopped"] = view.simulation.steps == steps
    yield from press(window, key.SPACE, " ")
    yield from frames(10)
    seen["retried"] = view.session.clock.paused and view.simulation.steps == steps
    window.dispatch_event("on_key_press", key.BACKSPACE, 0)
    yield from until(lambda: view.simulation.steps < steps - 5)
    window.dispatch_event("on_key_release", key.BACKSPACE, 0)
    yield from press(window, key.R, "r")
    yield from until(lambda: view.simulation.steps > 10)
    seen["restarted"] = view.session.fault is None

play(scenario)
"""

RECORDED = """
from game.session.recording import failure_report
from game.session.recording.recorder import Recorder

failure_report.report_folders = lambda: iter([folder / "reports"])

class FaultyOnce(esper.Processor):
    def process(self, h):
        if view.simulation.steps == 90 and not seen:
            seen["raised"] = True
            raise MemoryError

def scenario(window, play):
    global view
    view = play
    with view.simulation.world.active():
        esper.add_processor(FaultyOnce())
    yield from until(lambda: view.session.fault)
    yield from frames(5)
    seen["paused"] = view.session.clock.paused, view.simulation.steps
    yield from press(window, key.SPACE, " ")
    yield from until(lambda: view.simulation.steps > 150)
    seen["goes on"] = view.session.fault is None

play(scenario, recorder=Recorder(folder / "run.rec"))
"""


@pytest.fixture(scope="module")
def seen(desktop, tmp_path_factory):
    return desktop.play(SCENARIO, tmp_path_factory.mktemp("levels"))


def test_the_panel_is_shown_and_the_session_stops_before_the_failed_step(seen):
    assert seen["covered"] > 0.5
    assert seen["stopped"]
    assert seen["retried"]


def test_a_report_is_saved(seen):
    assert seen["report files"][:2] == [".npz", ".txt"]
    assert seen["state restored"]
    assert "ZeroDivisionError: division by zero\nin Faulty, at step " in seen["report"]
    assert ", with ball 1 (entity " in seen["report"]


def test_the_level_can_be_restarted(seen):
    assert seen["restarted"]


@pytest.mark.slow
def test_the_recording_goes_on_after_a_step_that_raised(desktop, tmp_path):
    seen = desktop.play(RECORDED, tmp_path)
    assert seen == {"raised": True, "paused": [True, 90], "goes on": True}
    verdict = verify(read_recording(tmp_path / "run.rec"))
    assert verdict.mismatch_step is None
    assert verdict.steps > 150
