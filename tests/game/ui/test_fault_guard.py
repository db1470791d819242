"""Errors in the real window: told, with everything else going on; the window is left only where it cannot go on."""

import json

import pytest

from game.levels.model import load_level

pytestmark = pytest.mark.slow  # windows

GOES_ON = """
from game.session.recording import failure_report
failure_report.report_folders = lambda: iter([folder / "reports"])

def fail(*_):
    raise ZeroDivisionError("of a test")

def scenario(window, view):
    yield from press(window, key.E, "e")
    yield from press(window, key.D, "d")
    yield from until(lambda: view.panels.is_open("graphs"))
    graphs, overlays = view.panels.panel("graphs"), view.debug_views.overlays
    graphs.draw = fail
    yield from frames(6)
    seen["panel"] = view.message, view.panels.is_open("graphs"), overlays.active.value
    overlays.draw = fail
    yield from frames(6)
    seen["overlay"] = overlays.active.value
    before = view.simulation.steps
    yield from until(lambda: view.simulation.steps > before + 10)
    seen["bright"] = int(pixels(window).max()) > 100

    kept, view.controls.keyboard.press = view.controls.keyboard.press, fail
    yield from press(window, key.SPACE, " ")
    seen["input"] = view.message, view.session.clock.paused
    view.controls.keyboard.press = kept
    yield from press(window, key.SPACE, " ")
    seen["input again"] = view.session.clock.paused
    yield from press(window, key.SPACE, " ")

    kept, view.guidance.update = view.guidance.update, fail
    yield from frames(6)
    view.guidance.update = kept
    seen["update"] = view.message
    before = view.simulation.steps
    yield from until(lambda: view.simulation.steps > before + 10)
    seen["reports"] = sorted(path.name for path in (folder / "reports").iterdir())

play(scenario)
"""

LEAVES = """
from game.levels.editing import operations

def fail(*_):
    raise ZeroDivisionError("of a test")

def lose_context(window, view):
    import types
    from game.ui import fault_guard
    fault_guard.gl = types.SimpleNamespace(glGetError=lambda: 0x0507)

def break_drawing(window, view):
    view.draw_world = fail

def break_updating(window, view):
    view._wall_keys.update = fail

def break_closing(window, view):
    view.leaving.asks = fail
    window.dispatch_event("on_close")

def break_flipping(window, view):
    window.flip = fail

def end_process(window, view):
    import os, signal
    os.kill(os.getpid(), signal.SIGTERM)

def scenario(window, view):
    yield from press(window, key.F4)
    edit = window.current_view
    edit.editor.do(lambda: operations.set_values(edit.editor.document, {("title",): "Edited"}, "title"))
    view.show_screen()
    yield from frames(4)
    BREAK(window, view)
    yield from frames(600)
    seen["still open"] = True

try:
    play(scenario)
except Exception as error:
    if type(error).__name__ != "WindowError":
        raise
    print(error)
"""

ANOTHER_SCREEN = """
def fail(*_):
    raise ZeroDivisionError("of a test")

def scenario(window, view):
    yield from press(window, key.F4)
    edit = window.current_view
    edit.mouse.scroll = fail
    window.dispatch_event("on_mouse_scroll", 320, 240, 0, 1)
    yield from frames(3)
    seen["told"] = window.current_view is edit, edit.editor.message
    edit._update_picture = fail
    yield from frames(8)
    seen["back"] = window.current_view is view, view.message
    before = view.simulation.steps
    yield from until(lambda: view.simulation.steps > before + 10)

play(scenario)
"""

FAULTS = {
    "lose_context": "cannot draw the window: the graphics driver has reset, and what it held is lost",
    "break_drawing": "cannot draw the window: ZeroDivisionError: of a test",
    "break_updating": "cannot update the window: ZeroDivisionError: of a test",
    "break_closing": "cannot ask before closing: ZeroDivisionError: of a test",
    "break_flipping": "cannot go on: ZeroDivisionError: of a test",
}


def test_the_game_goes_on_without_the_part_that_fails(desktop, folder):
    done = desktop.process(GOES_ON, folder)
    assert done.returncode == 0, done.stderr
    reports = folder / "reports"
    assert done.stderr.splitlines() == [
        f"cannot draw the window: ZeroDivisionError: of a test (report: {reports / 'window-1.txt'})",
        f"cannot handle the input: ZeroDivisionError: of a test (report: {reports / 'window-2.txt'})",
        f"cannot update the window: ZeroDivisionError: of a test (report: {reports / 'window-3.txt'})",
    ]
    assert "ZeroDivisionError" in (reports / "window-1.txt").read_text("utf-8")
    seen = json.loads(done.stdout)
    assert seen["panel"] == ["cannot draw the window: ZeroDivisionError: of a test", False, "contacts"]
    assert seen["overlay"] == "nothing"
    assert seen["bright"]
    assert seen["input"] == ["cannot handle the input: ZeroDivisionError: of a test", False]
    assert seen["input again"]
    assert seen["update"] == "cannot update the window: ZeroDivisionError: of a test"


def test_a_screen_that_cannot_be_drawn_is_left(desktop, folder):
    done = desktop.process(ANOTHER_SCREEN, folder)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == {
        "told": [True, "cannot handle the input: ZeroDivisionError: of a test"],
        "back": [True, "cannot draw the window: ZeroDivisionError: of a test"],
    }


@pytest.mark.parametrize("fault", FAULTS)
def test_the_window_is_left_where_it_cannot_go_on_and_everything_is_saved(desktop, tmp_path, fault):
    done = desktop.process(LEAVES.replace("BREAK", fault), tmp_path)
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith(FAULTS[fault])
    check_draft(done)


def test_a_signal_to_end_saves_everything(desktop, tmp_path):
    done = desktop.process(LEAVES.replace("BREAK", "end_process"), tmp_path)
    assert done.returncode == 143
    assert check_draft(done) == 1


def check_draft(done):
    """Check that the edits were saved as a level; return the number of lines on stderr."""
    *_, told = done.stderr.splitlines()
    start, _, path = told.partition(": ")
    assert start == "saved the edits of a"
    assert load_level(path).title == "Edited"
    return len(done.stderr.splitlines())
