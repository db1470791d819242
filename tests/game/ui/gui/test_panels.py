"""The layer of Dear ImGui in the real window: who gets an event, what is imported, what a frame costs in calls."""

import pytest

from tests.gui import STEPS
from tests.machine import needs_opengl

with needs_opengl():
    from game.ui.gui.panels import GuiPanels

SCENARIO = """
def scenario(window, view):
    from game.ui.gui.panels import GuiPanels

    class Field:
        is_open, text, shown = False, "", 0
        def draw(self, layer):
            from imgui_bundle import imgui
            self.shown += 1
            with layer.panel("Field", self, (200.0, 80.0)):
                if self.shown == 1:
                    imgui.set_keyboard_focus_here()
                _, self.text = imgui.input_text("##text", self.text)

    loaded = lambda: "imgui_bundle" in sys.modules
    panels = GuiPanels(window, {"field": Field})
    view.panels, field = panels, lambda: panels.panel("field")
    view.session.clock.paused = True
    window.set_size(640, 480)
    yield from frames(4)
    calls = []
    for name in ("press", "move", "release", "scroll"):
        arguments = (1, 1, 1) if name != "move" else (1, 1)
        calls.append(getattr(panels, name)(*arguments))
    calls += [panels.key(key.A, 0, True), panels.text("a"), panels.close_last(), panels.boxes]
    seen["closed"] = calls, loaded()
    panels.draw(0.01)
    seen["drawn while closed"] = loaded()

    panels.toggle("field")
    yield from frames(6)
    seen["opened"] = loaded(), panels.is_open("field"), field().shown > 1
    (box,) = panels.boxes
    on, off = at(window, box.left + 20, 480 - box.top + 50), (100, 100)
    seen["on the panel"] = panels.press(*on, LEFT), panels.release(*on, LEFT), panels.scroll(*on, 1.0)
    seen["beside it"] = panels.press(*off, LEFT), panels.release(*off, LEFT), panels.scroll(*off, 1.0)
    panels.press(*on, LEFT)
    seen["dragged off"] = panels.move(*off), panels.release(*off, LEFT)
    panels.press(*off, LEFT)
    seen["dragged on"] = panels.release(*on, LEFT)
    yield from frames(4)

    yield from click(window, *on)  # the field has the keyboard now
    yield from frames(4)
    steps = view.simulation.steps
    for letter in "a.b":
        yield from tap(window, ord(letter), text=letter)
    yield from tap(window, key.SPACE, text=" ")
    seen["typed"] = field().text, view.simulation.steps == steps, view.session.clock.paused
    yield from click(window, *off)
    yield from frames(4)
    yield from tap(window, key.PERIOD, text=".")
    yield from frames(4)
    seen["keys of the game"] = field().text, view.simulation.steps - steps

    seen["closes"] = panels.close_last(), panels.close_last()
    yield from frames(4)
    shown = field().shown
    yield from frames(6)
    seen["after closing"] = field().shown == shown, panels.boxes
    panels.begin_level("one", ["field"])
    opened = panels.is_open("field")
    panels.begin_level("two", [])
    seen["of a level"] = opened, panels.is_open("field")
    panels.toggle("field")
    panels.begin_level("three", [])
    seen["of the player"] = panels.is_open("field")

play(scenario)
"""


@pytest.fixture(scope="module")
def seen(desktop, tmp_path_factory):
    """What the scenario recorded."""
    return desktop.play(STEPS + SCENARIO, tmp_path_factory.mktemp("levels"))


def test_closed_panels_take_nothing_and_import_nothing(seen):
    assert seen["closed"] == [[False, False, False, False, False, False, False, []], False]
    assert not seen["drawn while closed"]


def test_an_open_panel_is_drawn(seen):
    assert seen["opened"] == [True, True, True]


def test_the_mouse_on_a_panel_is_not_passed_to_the_world(seen):
    assert seen["on the panel"] == [True, True, True]
    assert seen["beside it"] == [False, False, False]


def test_the_place_of_the_press_decides_about_a_drag(seen):
    assert seen["dragged off"] == [True, True]
    assert not seen["dragged on"]


def test_text_goes_to_a_field_while_it_has_the_keyboard(seen):
    assert seen["typed"] == ["a.b ", True, True]
    assert seen["keys of the game"] == ["a.b ", 1]


def test_a_closed_panel_is_not_drawn_any_more(seen):
    assert seen["closes"] == [True, False]
    assert seen["after closing"] == [True, []]


def test_a_panel_of_a_level_closes_with_it_unless_the_player_has_opened_it(seen):
    assert seen["of a level"] == [True, False]
    assert seen["of the player"]


class Counted:
    """A panel that counts how often it is made."""

    made = 0

    def __init__(self):
        Counted.made += 1
        self.is_open = False


def test_a_factory_is_called_once_and_only_when_its_panel_is_wanted():
    panels = GuiPanels(None, {"one": Counted, "two": Counted})
    assert (panels.is_open("one"), panels.open_panels, Counted.made) == (False, [], 0)
    panels.toggle("one")
    panels.toggle("one")
    assert (panels.is_open("one"), Counted.made) == (False, 1)
    panels.begin_level(object(), ["two"])
    assert ([panels.is_open(name) for name in ("one", "two")], Counted.made) == ([False, True], 2)
