"""The edit mode in the real window: opened, drawn in by the mouse, saved, played, and opened again."""

import pytest

SCENARIO = """
from game.ui import ui_style
from game.ui.screens.edit import EditView
from game.ui.screens.play import PlayView

def scenario(window, view):
    emit = window.dispatch_event

    def place(x, y):
        left, down = edit.camera.to_panel((x, y))
        unit, height = ui_style.current().unit, ui_style.current().window_size[1]
        return left * unit, (height - down) * unit

    def drag(start, end, button=1):
        (x, y), (to_x, to_y) = place(*start), place(*end)
        emit("on_mouse_motion", x, y, 0, 0)
        emit("on_mouse_press", x, y, button, 0)
        for part in (0.5, 1.0):
            emit("on_mouse_drag", x + part * (to_x - x), y + part * (to_y - y), 0, 0, button, 0)
        emit("on_mouse_release", to_x, to_y, button, 0)
        yield from frames(2)

    def click_tool(name):
        row = edit.toolbox.names.index(name)
        x, y = 40.0, 46.0 + 12.0 + 30.0 * row + 13.0
        unit, height = ui_style.current().unit, ui_style.current().window_size[1]
        emit("on_mouse_motion", x * unit, (height - y) * unit, 0, 0)
        yield from frames(2)
        emit("on_mouse_press", x * unit, (height - y) * unit, 1, 0)
        yield from frames(2)
        emit("on_mouse_release", x * unit, (height - y) * unit, 1, 0)
        yield from frames(2)

    def control(symbol, shift=0):
        emit("on_key_press", symbol, key.MOD_CTRL | shift)
        emit("on_key_release", symbol, key.MOD_CTRL | shift)
        yield from frames(4)

    yield from press(window, key.SPACE, " ")
    before = pixels(window)
    yield from press(window, key.F4)
    edit = window.current_view
    seen["opened"] = isinstance(edit, EditView)
    seen["same world"] = bool((abs(pixels(window)[200:280, 280:360] - before[200:280, 280:360])).mean() < 60)
    start = edit.editor.document.text

    yield from click_tool("line")
    seen["tool"] = edit.toolbox.name
    yield from drag((-0.5, 2.0), (0.5, 2.0))
    seen["drawn"] = [edit.editor.message, len(edit.editor.document.level.walls)]
    yield from drag((-0.5, 1.5), (0.5, 1.5))
    seen["refused"] = [edit.editor.message[:16], len(edit.editor.document.level.walls)]
    yield from control(key.Z)
    seen["undone"] = edit.editor.document.text == start
    yield from control(key.Z, key.MOD_SHIFT)
    seen["redone"] = len(edit.editor.document.level.walls)

    yield from press(window, key.SPACE, " ")
    yield from frames(10)
    walls, is_running = len(view.simulation.level.walls), view.simulation.steps > 0
    seen["played"] = [isinstance(window.current_view, PlayView), walls, is_running]
    yield from press(window, key.F4)
    seen["the same edits"] = [window.current_view is edit, edit.editor.history.undo_label]

    yield from control(key.S)
    seen["saved"] = (folder / "a.toml").read_text("utf-8") == edit.editor.document.text
    yield from press(window, key.ESCAPE)
    yield from press(window, key.ESCAPE)
    yield from press(window, key.ESCAPE)
    yield from frames(4)
    seen["left"] = isinstance(window.current_view, PlayView)
    yield from frames(30)
    seen["level after saving"] = len(view.simulation.level.walls)

    yield from press(window, key.F4)
    yield from click_tool("disc")
    yield from drag((0.0, 0.0), (0.5, 0.0))
    yield from press(window, key.SPACE, " ")
    emit("on_close")
    yield from frames(6)
    seen["asks"] = [window.current_view is edit, edit.panels.panel("leave").is_open, window.closed]
    yield from press(window, key.ESCAPE)
    yield from frames(4)
    emit("on_key_release", key.ESCAPE, 0)
    seen["stays"] = [window.current_view is edit, edit.panels.panel("leave").is_open, window.closed]
    closed = []
    edit._host.on_close = lambda: closed.append(1) or True
    emit("on_close")
    yield from frames(6)
    yield from press(window, key.ENTER)
    emit("on_key_release", key.ENTER, 0)
    yield from frames(6)
    seen["saves and leaves"] = [(folder / "a.toml").read_text("utf-8").count("circle"), len(closed)]

play(scenario)
"""


@pytest.fixture(scope="module")
def edited(desktop, tmp_path_factory):
    return desktop.play(SCENARIO, tmp_path_factory.mktemp("edited"))


def test_a_key_opens_the_edit_mode_on_the_level_that_is_played(edited):
    assert edited["opened"]
    assert edited["same world"]


def test_a_tool_is_chosen_and_draws_by_the_mouse(edited):
    assert edited["tool"] == "line"
    assert edited["drawn"] == ["add walls[1]", 2]


def test_what_would_be_invalid_is_refused_with_the_reason(edited):
    assert edited["refused"] == ["the pattern stic", 2]


def test_keys_undo_and_redo(edited):
    assert edited["undone"]
    assert edited["redone"] == 2


def test_the_edited_level_is_played_and_its_edits_survive(edited):
    assert edited["played"] == [True, 2, True]
    assert edited["the same edits"] == [True, "add walls[1]"]


def test_the_window_asks_before_edits_are_lost(edited):
    assert edited["asks"] == [True, True, False]
    assert edited["stays"] == [True, False, False]
    assert edited["saves and leaves"] == [1, 1]


def test_a_key_saves_and_escape_leaves(edited):
    assert edited["saved"]
    assert edited["left"]
    assert edited["level after saving"] == 2
