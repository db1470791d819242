"""The card of a level, and the hints for beginners, in the real window."""

import pytest

from tests.display import LEVEL

SCENE = """
from game.render.camera import Camera
from game.ui import preferences, ui_style

def click(window, x, y, button=arcade.MOUSE_BUTTON_LEFT):
    window.dispatch_event("on_mouse_press", x, y, button, 0)
    yield from frames()
    window.dispatch_event("on_mouse_release", x, y, button, 0)
    yield from frames()

def middle(box):
    return box.left + 0.5 * box.width, box.top - 0.5 * box.height

def on_screen(window, view, x, y):
    return Camera(view.subject, window.get_size()).to_window(x, y)

def scenario(window, view):
    card, hints = view.guidance.card, view.guidance.hints
    view.session.clock.paused = True
    seen["card at the start"] = card.is_open
    yield from frames(2)
    shown = pixels(window)
    yield from click(window, 1000, 20)
    seen["card after a click"] = card.is_open
    yield from until(lambda: card.visibility == 0.0)
    seen["changed"] = int((np.abs(pixels(window) - shown).max(axis=2) > 10).sum())
    yield from click(window, *middle(view._hud.facts_box))
    seen["card after a click on the facts"] = card.is_open
    yield from press(window, key.R, "r")
    yield from press(window, key.H, "h")
    seen["card after its key"] = card.is_open
    yield from press(window, key.R, "r")
    seen["card after a restart"] = card.is_open
    yield from press(window, key.BRACKETRIGHT, "]")
    seen["card of a level without a description"] = card.is_open
    yield from press(window, key.BRACKETRIGHT, "]")
    seen["card of the next level"] = card.is_open
    card.update(60.0)
    seen["card after a minute"] = card.is_open

    view.session.clock.paused = True
    seen["first"] = list(hints.pending)
    yield from frames(2)
    with_ring = pixels(window)
    x, y = on_screen(window, view, *view.simulation.positions[0])
    window.dispatch_event("on_mouse_press", x, y, arcade.MOUSE_BUTTON_LEFT, 0)
    yield from frames()
    window.dispatch_event("on_mouse_drag", x + 40, y + 20, 40, 20, arcade.MOUSE_BUTTON_LEFT, 0)
    yield from frames()
    window.dispatch_event("on_mouse_release", x + 40, y + 20, arcade.MOUSE_BUTTON_LEFT, 0)
    view.session.clock.paused = False
    yield from until(lambda: "drag" not in hints.pending)
    view.session.clock.paused = True
    seen["after a drag"] = list(hints.pending)
    seen["kept"] = preferences.load()[0].hints_followed
    count = view.simulation.count
    yield from click(window, *middle(hints.box), arcade.MOUSE_BUTTON_RIGHT)
    yield from frames(4)
    seen["added on the hint"] = view.simulation.count - count
    yield from click(window, *on_screen(window, view, 0.0, 0.0), arcade.MOUSE_BUTTON_RIGHT)
    yield from until(lambda: "add" not in hints.pending)
    seen["after a right click"] = list(hints.pending)
    hint = pixels(window)
    box = hints.box
    yield from click(window, box.left + box.width - 10.0, box.top - 0.5 * box.height)
    seen["after the cross"] = list(hints.pending)
    rows = slice(int(window.height - box.top), int(window.height - box.top + box.height))
    columns = slice(int(box.left), int(box.left + box.width))
    yield from press(window, key.F1)
    yield from press(window, key.F1)
    seen["hint is gone"] = int((np.abs(pixels(window) - hint)[rows, columns].max(axis=2) > 30).sum())
    seen["all kept"] = preferences.load()[0].hints_followed
    seen["box"] = list(hints.box)

play(scenario, size=(1152, 720))
"""

LATER = """
def scenario(window, view):
    seen["pending"] = list(view.guidance.hints.pending)
    yield from press(window, key.F1)
    seen["after the help"] = list(view.guidance.hints.pending)
    from game.ui import preferences
    seen["kept"] = preferences.load()[0].hints_followed

play(scenario)
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Two levels with a description, and one without."""
    place = tmp_path_factory.mktemp("levels")
    for name in ("a", "c"):
        text = LEVEL.format(title=f"Level {name}").replace("[view]", f'description = "About {name}."\n[view]', 1)
        (place / f"{name}.toml").write_text(text, "utf-8")
    (place / "b.toml").write_text(LEVEL.format(title="Level b"), "utf-8")
    return place


@pytest.fixture(scope="module")
def seen(desktop, folder, tmp_path_factory):
    return desktop.play(SCENE, folder, XDG_CONFIG_HOME=str(tmp_path_factory.mktemp("config")))


@pytest.mark.slow
def test_the_card_is_shown_when_a_level_begins_until_a_click_or_some_seconds(seen):
    assert seen["card at the start"]
    assert not seen["card after a click"]
    assert seen["changed"] > 300
    assert seen["card of the next level"]
    assert not seen["card after a minute"]


@pytest.mark.slow
def test_a_restart_and_a_level_without_a_description_show_no_card(seen):
    assert not seen["card after a restart"]
    assert not seen["card of a level without a description"]


@pytest.mark.slow
def test_the_card_can_be_called_again(seen):
    assert seen["card after a click on the facts"]
    assert not seen["card after its key"]  # the key closes it again


@pytest.mark.slow
def test_each_hint_stays_until_it_was_followed(seen):
    assert seen["first"] == ["drag", "add", "build", "help"]
    assert seen["after a drag"] == ["add", "build", "help"]
    assert seen["after a right click"] == ["build", "help"]
    assert seen["added on the hint"] == 0


@pytest.mark.slow
def test_the_cross_skips_a_hint(seen):
    assert seen["after the cross"] == ["help"]
    assert seen["hint is gone"] > 200
    assert seen["box"] == [0.0, 0.0, 0.0, 0.0]


@pytest.mark.slow
def test_followed_hints_are_kept_in_the_preferences(desktop, folder, seen, tmp_path):
    assert seen["kept"] == ["drag"]
    assert seen["all kept"] == ["drag", "add", "build", "help"]
    (tmp_path / "heptagon").mkdir()
    (tmp_path / "heptagon" / "preferences.toml").write_text('hints_followed = ["add", "drag", "build"]\n', "utf-8")
    later = desktop.play(LATER, folder, XDG_CONFIG_HOME=str(tmp_path))
    assert later["pending"] == ["help"]
    assert later["after the help"] == []
    assert later["kept"] == ["drag", "add", "build", "help"]
