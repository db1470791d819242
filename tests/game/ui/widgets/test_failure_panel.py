"""A system that raises, in the real window."""

import pytest

SCENARIO = """
import re
from game.session.recording import failure_report
from game.session.recording.state_file import load

failure_report.folders = lambda: iter([folder / "reports"])

class Careless(esper.Processor):
    def process(self, h):
        for entity in view.simulation.balls.entities.tolist():
            self.look_at(entity)

    def look_at(self, entity):
        raise ZeroDivisionError("nothing to divide by")

def scenario(window, play):
    global view
    view = play
    yield from until(lambda: view.simulation.steps > 30)
    clear = pixels(window)
    with view.simulation.world.active():
        esper.add_processor(Careless())
    yield from until(lambda: view.session.fault)
    yield from frames()
    steps, digest = view.simulation.steps, view.simulation.hash()
    shown = pixels(window)
    height, width = shown.shape[:2]
    middle = slice(height // 2 - 40, height // 2 + 40), slice(width // 2 - 150, width // 2 + 150)
    seen["covered"] = float((shown[middle] < 90).all(axis=2).mean())
    files = sorted((folder / "reports").iterdir())
    seen["files"] = [file.suffix for file in files]
    kept = load(files[0])
    seen["kept"] = kept.steps == steps and kept.hash() == digest
    kept.close()
    seen["told"] = files[1].read_text()
    yield from frames(10)
    seen["stands still"] = view.simulation.steps == steps
    yield from press(window, key.SPACE, " ")
    yield from frames(10)
    seen["tried again"] = view.session.clock.paused and view.simulation.steps == steps
    window.dispatch_event("on_key_press", key.BACKSPACE, 0)
    yield from until(lambda: view.simulation.steps < steps - 5)
    window.dispatch_event("on_key_release", key.BACKSPACE, 0)
    yield from press(window, key.R, "r")
    yield from until(lambda: view.simulation.steps > 10)
    seen["began again"] = view.session.fault is None

play(scenario)
"""


@pytest.fixture(scope="module")
def seen(desktop, tmp_path_factory):
    return desktop.play(SCENARIO, tmp_path_factory.mktemp("levels"))


def test_it_is_told_and_the_game_stands_before_the_step(seen):
    assert seen["covered"] > 0.5
    assert seen["stands still"]
    assert seen["tried again"]


def test_a_report_is_kept(seen):
    assert seen["files"][:2] == [".npz", ".txt"]
    assert seen["kept"]
    assert "ZeroDivisionError: nothing to divide by\nin Careless, at step " in seen["told"]
    assert ", with ball 1 (entity " in seen["told"]


def test_the_level_can_begin_again(seen):
    assert seen["began again"]
