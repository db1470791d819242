"""Esc closes what is open first; leaving asks if something would be lost."""

import pytest

pytestmark = pytest.mark.slow  # many frames of the real window

SCENE = """
import arcade
from game.levels.library import level_folders
from arcade import MOUSE_BUTTON_LEFT as LEFT
from game.simulation.commands import AddBall, SetParameter

def scenario(window, view):
    emit = window.dispatch_event
    closed = []
    close, window.close = window.close, lambda: closed.append(True)
    is_asking = lambda: view.panels.is_open("leave")

    # -- Esc
    yield from press(window, key.F1)
    yield from press(window, key.E, "e")
    yield from press(window, key.TAB)
    is_open = lambda: [view.panels.is_open("tuning"), view.help_is_open, view.panels.is_open("graphs")]
    seen["open"] = [is_open()]
    for _ in range(3):
        yield from press(window, key.ESCAPE)
        seen["open"].append(is_open())
    seen["closed too early"] = bool(closed)
    yield from press(window, key.ESCAPE)
    seen["closed"] = closed[:]
    closed.clear()

    # -- asking
    view.session.enqueue(AddBall(0.0, 0.0), "adding a ball")
    yield from press(window, key.ESCAPE)
    seen["asks"] = is_asking(), closed[:]
    yield from press(window, key.ESCAPE)
    yield from frames(3)
    seen["cancelled by Esc"] = not is_asking(), closed[:]
    emit("on_close")
    yield from frames(3)
    seen["button asks"] = is_asking(), closed[:]
    view.panels.panel("leave").is_open = False
    yield from frames(2)
    yield from press(window, key.L, "l")
    emit("on_close")
    yield from frames(3)
    seen["browser asks"] = window.current_view is view, is_asking(), closed[:]

    def click(x, y):
        emit("on_mouse_motion", x, y, 0, 0)
        yield from frames(2)
        emit("on_mouse_press", x, y, LEFT, 0)
        yield from frames(2)
        emit("on_mouse_release", x, y, LEFT, 0)
        yield from frames(3)

    width, height = window.get_size()
    middle = 0.5 * height - 30.0
    yield from click(0.5 * width + 140.0, middle)
    seen["cancelled"] = not is_asking(), closed[:]
    emit("on_close")
    yield from frames(3)
    yield from click(0.5 * width, middle)
    seen["left"] = not is_asking(), closed[:]
    closed.clear()
    view.session.enqueue(SetParameter("gravity", 3.0), "changing gravity")
    yield from frames(2)
    emit("on_close")
    yield from frames(3)
    emit("on_key_press", key.ENTER, 0)
    yield from frames(2)
    emit("on_key_release", key.ENTER, 0)
    yield from frames(4)
    seen["saved"] = view.message, not is_asking(), closed[:], view.session.has_unsaved_changes
    closed.clear()
    emit("on_close")
    yield from frames()
    seen["nothing to save"] = closed[:]
    window.close = close

play(scenario)
"""


@pytest.fixture(scope="module")
def seen(desktop, tmp_path_factory):
    return desktop.play(SCENE, tmp_path_factory.mktemp("levels"))


def test_escape_closes_one_thing_after_the_other_and_then_the_window(seen):
    assert [sum(row) for row in seen["open"]] == [3, 2, 1, 0]
    assert not seen["closed too early"]
    assert seen["closed"] == [True]


def test_leaving_asks_if_balls_would_be_lost(seen):
    assert seen["asks"] == seen["button asks"] == [True, []]
    assert seen["browser asks"] == [True, True, []]
    assert seen["cancelled by Esc"] == seen["cancelled"] == [True, []]


def test_the_button_to_leave_leaves(seen):
    assert seen["left"] == [True, [True]]


def test_enter_saves_and_leaves(seen):
    message, is_closed, closed, has_changes = seen["saved"]
    assert message.startswith("saved as ")
    assert (is_closed, closed, has_changes) == (True, [True], False)
    assert seen["nothing to save"] == [True]
