"""The toolbar: its layout, and every button in the real window."""

import pytest

from tests.display import LEVEL
from tests.machine import needs_opengl

with needs_opengl():
    from game.ui.widgets import toolbar

WINDOWS = [(1280.0, 800.0), (1920.0, 1080.0), (480.0, 720.0), (640.0, 480.0), (480.0, 360.0)]
EVERY = {button for group in toolbar.GROUPS for button in group}

SCENE = """
from game.render.camera import Camera
from game.ui import ui_style
from game.ui.input.keymap import Action

def slot(view, icon):
    (found,) = [slot for slot in view.guidance.toolbar.layout.slots if slot.button.icon == icon]
    return found.box.left + 0.5 * found.box.width, found.box.top - 0.5 * found.box.height

def click(window, view, icon):
    x, y = slot(view, icon)
    window.dispatch_event("on_mouse_motion", x, y, 0, 0)
    window.dispatch_event("on_mouse_press", x, y, arcade.MOUSE_BUTTON_LEFT, 0)
    window.dispatch_event("on_mouse_release", x, y, arcade.MOUSE_BUTTON_LEFT, 0)
    yield from frames()

def in_world(window, view, x, y):
    return Camera(view.subject, window.get_size()).to_window(x, y)

def scenario(window, view):
    bar = view.guidance.toolbar
    window.dispatch_event("on_mouse_motion", *slot(view, "pause"), 0, 0)
    with_tip = pixels(window)
    window.dispatch_event("on_mouse_motion", 600, 300, 0, 0)
    seen["tip"] = int((pixels(window) != with_tip).any(axis=2).sum())
    yield from click(window, view, "pause")
    seen["paused"] = view.session.clock.paused
    steps = view.simulation.steps
    yield from click(window, view, "step")
    seen["step"] = view.simulation.steps - steps
    yield from click(window, view, "step back")
    seen["step back"] = view.simulation.steps - steps
    yield from click(window, view, "next")
    seen["next"] = window.caption
    yield from click(window, view, "previous")
    seen["previous"] = window.caption
    old = view.simulation
    yield from click(window, view, "restart")
    seen["restart"] = view.simulation is not old and view.simulation.level is old.level
    yield from click(window, view, "about")
    seen["about"] = view.guidance.card.is_open
    for name, condition in (("sliders", lambda: view.panels.is_open("tuning")), ("help", lambda: view.help_is_open),
            ("graphs", lambda: view.panels.is_open("graphs")), ("inspect", lambda: view.panels.is_open("inspector"))):
        yield from click(window, view, name)
        opened = condition()
        yield from click(window, view, name)
        seen[name] = opened, condition()
    yield from click(window, view, "theme")
    seen["theme"] = ui_style.current().theme
    yield from click(window, view, "theme")
    yield from click(window, view, "theme")

    count = view.simulation.count
    yield from click(window, view, "add")
    for x in (-1.0, 1.0):
        at = in_world(window, view, x, 1.8)
        window.dispatch_event("on_mouse_press", *at, arcade.MOUSE_BUTTON_LEFT, 0)
        window.dispatch_event("on_mouse_release", *at, arcade.MOUSE_BUTTON_LEFT, 0)
    yield from until(lambda: view.simulation.count == count + 2)
    seen["added"] = view.simulation.count - count
    view.session.clock.paused = True
    yield from click(window, view, "remove")
    seen["tool"] = view._hands.tool is Action.REMOVE
    at = in_world(window, view, *view.simulation.positions[-1])
    window.dispatch_event("on_mouse_press", *at, arcade.MOUSE_BUTTON_LEFT, 0)
    window.dispatch_event("on_mouse_release", *at, arcade.MOUSE_BUTTON_LEFT, 0)
    view.session.clock.paused = False
    yield from until(lambda: view.simulation.count == count + 1)
    seen["removed"] = view.simulation.count - count
    yield from click(window, view, "remove")
    seen["no tool"] = view._hands.tool is None
    yield from click(window, view, "add")
    yield from press(window, key.ESCAPE)
    seen["escaped"] = view._hands.tool is None

    before = view.subject
    window.dispatch_event("on_mouse_scroll", *slot(view, "pause"), 0, 1)
    seen["zoomed by the toolbar"] = view.subject != before
    window.set_size(480, 720)
    yield from frames(8)
    yield from click(window, view, "more")
    seen["unfolded"] = bar.is_unfolded
    theme = ui_style.current().theme
    yield from click(window, view, "theme")
    seen["from the rest"] = ui_style.current().theme != theme
    seen["folded"] = not bar.is_unfolded
    left, bottom = Camera(view.subject, window.get_size()).to_window(-3.0, -3.0)
    seen["level above the toolbar"] = bottom >= bar.layout.bars[0].top
    yield from press(window, key.B, "b")
    seen["hidden"] = not bar.is_visible
    window.dispatch_event("on_mouse_motion", 240, 30, 0, 0)
    seen["nothing is hit"] = bar.press(240, 30, arcade.MOUSE_BUTTON_LEFT)
    from game.ui import preferences
    seen["kept"] = preferences.load()[0].toolbar
    yield from press(window, key.B, "b")
    yield from click(window, view, "levels")
    seen["levels"] = type(window.current_view).__name__
    yield from press(window, key.ESCAPE)
    yield from click(window, view, "edit")
    seen["edit"] = type(window.current_view).__name__

play(scenario, size=(1152, 860))
"""


@pytest.fixture(scope="module")
def seen(desktop, tmp_path_factory):
    folder = tmp_path_factory.mktemp("levels")
    (folder / "b.toml").write_text(LEVEL.format(title="Level b"), "utf-8")
    return desktop.play(SCENE, folder)


@pytest.mark.parametrize("window", WINDOWS)
@pytest.mark.parametrize("is_unfolded", [False, True])
def test_buttons_lie_inside_of_the_window_and_do_not_overlap(window, is_unfolded):
    layout = toolbar.arrange(window, 0.0, is_unfolded)
    boxes = [slot.box for slot in layout.slots]
    for k, box in enumerate(boxes):
        assert box.width >= 32.0
        assert box.height >= 32.0
        assert box.left >= 0.0
        assert box.left + box.width <= window[0]
        assert box.top <= window[1]
        assert box.top - box.height >= 0.0
        assert not any(box.intersects(other) for other in boxes[:k])
        assert any(bar.contains(box.left, box.top) for bar in layout.bars)


@pytest.mark.parametrize("window", WINDOWS)
def test_every_button_is_in_the_bar_or_in_the_rest(window):
    assert {slot.button for slot in toolbar.arrange(window, 0.0, is_unfolded=True).slots} >= EVERY


def test_a_bar_without_room_keeps_the_most_important_buttons():
    groups, rest = toolbar.fit(6 * toolbar.BUTTON_SIZE)
    kept = [button.icon for group in groups for button in group]
    assert kept[-1] == "more"
    assert {"pause", "levels"} <= set(kept)
    assert len(kept) - 1 + len(rest) == len(EVERY)
    assert toolbar.bar_length(groups) <= 6 * toolbar.BUTTON_SIZE


def test_a_wide_window_has_the_bar_at_its_left_and_a_tall_one_below():
    assert toolbar.arrange((1280.0, 800.0), 0.0, is_unfolded=False).insets == (50.0, 0.0, 0.0, 0.0)
    assert toolbar.arrange((480.0, 720.0), 40.0, is_unfolded=False).insets == (0.0, 90.0, 0.0, 0.0)


@pytest.mark.slow
def test_every_button_performs_its_action(seen):
    assert seen["paused"]
    assert (seen["step"], seen["step back"]) == (1, 0)
    assert (seen["next"], seen["previous"]) == ("Level b", "Level a")
    assert seen["restart"]
    assert seen["about"]
    assert seen["edit"] == "EditView"
    assert seen["theme"] == "light"
    assert seen["levels"] == "LevelBrowserView"


@pytest.mark.slow
@pytest.mark.parametrize("name", ["sliders", "graphs", "inspect", "help"])
def test_a_button_opens_and_closes_a_panel(seen, name):
    assert seen[name] == [True, False]


@pytest.mark.slow
def test_tools_add_and_remove_balls_with_the_left_button(seen):
    assert seen["added"] == 2
    assert seen["tool"]
    assert seen["removed"] == 1
    assert seen["no tool"]
    assert seen["escaped"]


@pytest.mark.slow
def test_a_text_beside_the_button_says_what_it_does(seen):
    assert seen["tip"] > 300


@pytest.mark.slow
def test_the_rest_of_the_buttons_opens_in_a_small_window(seen):
    assert seen["unfolded"]
    assert seen["from the rest"]
    assert seen["folded"]


@pytest.mark.slow
def test_the_toolbar_covers_nothing_of_the_level(seen):
    assert seen["level above the toolbar"]
    assert not seen["zoomed by the toolbar"]


@pytest.mark.slow
def test_a_key_hides_the_toolbar_and_the_preferences_keep_that(seen):
    assert seen["hidden"]
    assert not seen["nothing is hit"]
    assert not seen["kept"]
