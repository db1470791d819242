"""Keys that drive walls, in the real window: on the keyboard, by the mouse, and after rewinding."""

import pytest

LEVEL = """\
format = 1
title = "Flippers"
[view]
height = 7.0
[[walls]]
shape = "circle"
radius = 3.0
[[walls]]
shape = "box"
width = 1.0
height = 0.5
center = [-1.0, 0.0]
keys = { names = ["Space", "A"], offset = [0.0, 1.0], time = 0.05 }
[[walls]]
shape = "box"
width = 1.0
height = 0.5
center = [1.0, 0.0]
keys = { names = ["Right"], angle = 90.0, time = 0.05 }
[[balls]]
radius = 0.2
position = [0.0, -2.5]
"""

SCENARIO = """
from arcade import MOUSE_BUTTON_LEFT as LEFT, MOUSE_BUTTON_RIGHT as RIGHT
from game.render.camera import Camera

def scenario(window, view):
    emit, held = window.dispatch_event, lambda: list(view.simulation.held_keys)
    def at(x, y):
        return Camera(view.subject, window.get_size()).to_window(x, y)
    def log():
        return [(type(one.command).__name__, *one.command) for one in view.simulation.commands]

    yield from until(lambda: view.simulation.steps > 5)
    emit("on_key_press", key.SPACE, 0)
    emit("on_text", " ")
    yield from until(held)
    seen["pressed"] = held(), view.session.clock.paused
    yield from until(lambda: view.simulation.walls_table.storage[7, 1] == 1.0)
    emit("on_key_release", key.SPACE, 0)
    yield from until(lambda: not held())
    seen["log"] = log()

    emit("on_key_press", key.A, 0)
    emit("on_key_release", key.A, 0)
    yield from until(lambda: len(view.simulation.commands) == 4)
    seen["tap"] = log()[2:], [one.step for one in view.simulation.commands[2:]]

    emit("on_key_press", key.RIGHT, key.MOD_SHIFT)
    yield from frames(6)
    seen["with Shift"] = held(), view.subject.center[0] > 0.0
    emit("on_key_release", key.RIGHT, key.MOD_SHIFT)
    view.look_at(None)

    emit("on_mouse_press", *at(1.0, 0.0), LEFT, 0)
    emit("on_mouse_drag", *at(0.0, 2.0), 5, 5, LEFT, 0)
    yield from until(held)
    seen["clicked"] = held()
    emit("on_mouse_release", *at(0.0, 2.0), LEFT, 0)
    yield from until(lambda: not held())
    count = len(view.simulation.commands)
    emit("on_mouse_press", *at(1.0, 0.0), RIGHT, 0)
    emit("on_mouse_press", *at(0.0, 2.5), LEFT, 0)
    emit("on_mouse_release", *at(0.0, 2.5), LEFT, 0)
    yield from frames(6)
    seen["elsewhere"] = held(), [one for one in log()[count:] if "Key" in one[0]]

    emit("on_key_press", key.RIGHT, 0)
    yield from until(held)
    emit("on_deactivate")
    yield from until(lambda: not held())

    emit("on_key_press", key.A, 0)
    yield from until(held)
    steps = view.simulation.steps
    yield from until(lambda: view.simulation.steps > steps + 20)
    emit("on_key_release", key.A, 0)
    yield from until(lambda: not held())
    count = len(view.simulation.commands)
    emit("on_key_press", key.BACKSPACE, 0)
    yield from until(held)
    emit("on_key_release", key.BACKSPACE, 0)
    yield from until(lambda: not held())
    seen["after rewinding"] = len(view.simulation.commands) - count

    emit("on_key_press", key.BACKSPACE, 0)
    yield from until(held)
    emit("on_key_release", key.BACKSPACE, 0)
    emit("on_key_press", key.RIGHT, 0)
    yield from until(lambda: "Right" in held())
    yield from until(lambda: held() == ["Right"])
    emit("on_key_release", key.RIGHT, 0)
    yield from until(lambda: not held())
    seen["again"] = log()[-3:]

    emit("on_key_press", key.A, 0)
    yield from until(held)
    yield from press(window, key.R, "r")
    yield from frames(5)
    seen["restarted"] = held()
    yield from press(window, key.BRACKETRIGHT, "]")
    yield from press(window, key.SPACE, " ")
    seen["another level"] = window.caption, view.session.clock.paused

play(scenario)
"""


@pytest.fixture(scope="module")
def seen(desktop, tmp_path_factory):
    folder = tmp_path_factory.mktemp("levels")
    (folder / "a.toml").write_text(LEVEL, "utf-8")
    without = LEVEL.replace('title = "Flippers"', 'title = "Plain"').splitlines(keepends=True)
    (folder / "b.toml").write_text("".join(line for line in without if not line.startswith("keys")), "utf-8")
    return desktop.play(SCENARIO, folder)


def test_a_key_of_the_level_drives_its_wall_and_does_nothing_else(seen):
    assert seen["pressed"] == [["Space"], False]
    assert seen["log"] == [["PressKey", "Space"], ["ReleaseKey", "Space"]]


def test_a_short_tap_lasts_a_step(seen):
    commands, steps = seen["tap"]
    assert commands == [["PressKey", "A"], ["ReleaseKey", "A"]]
    assert steps[1] > steps[0]


def test_a_key_with_a_modifier_is_not_the_key_of_the_level(seen):
    assert seen["with Shift"] == [[], True]


def test_a_click_on_a_wall_holds_its_first_key(seen):
    assert seen["clicked"] == ["Right"]
    assert seen["elsewhere"] == [[], []]


def test_keys_are_pressed_again_after_rewinding_until_the_player_does_something(seen):
    assert seen["after rewinding"] == 0
    assert seen["again"] == [["PressKey", "Right"], ["ReleaseKey", "A"], ["ReleaseKey", "Right"]]


def test_another_run_and_another_level_hold_no_keys(seen):
    assert seen["restarted"] == []
    assert seen["another level"] == ["Plain", True]
