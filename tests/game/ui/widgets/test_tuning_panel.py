"""The panel of sliders in the real window: mouse, keys, layout and saved levels."""

import pytest

SCENARIO = """
import os
from math import degrees
from arcade import MOUSE_BUTTON_LEFT as LEFT, MOUSE_BUTTON_RIGHT as RIGHT
from components import Position
from game.render import theme
from game.levels import library
from game.levels.model import load_level
from game.ui import ui_style
from game.ui.ui_style import rgb

user = folder / "user"

def levels():
    return library.list_levels([library.LevelFolder("project", folder), library.LevelFolder("user", user)])

library.level_folders = lambda: (library.LevelFolder("user", user),)

def scenario(window, view):
    emit, tuning = window.dispatch_event, lambda: view.simulation.parameters
    panel = view.tuning_panel

    def value(name):
        return tuning().value(name)

    def row(name):
        return next((slider, box) for slider, box in panel.slider_rows() if slider.name == name)

    def handle(name, fraction=None):
        slider, box = row(name)
        left, width = panel.track
        fraction = slider.fraction(slider.value) if fraction is None else fraction
        return round(left + width * fraction), round(box.top - 13)

    def click(x, y, button=LEFT):
        emit("on_mouse_press", x, y, button, 0)
        emit("on_mouse_release", x, y, button, 0)

    def button(k):
        _, box = panel.button_boxes()[k]
        return round(box.left + 20), round(box.top - 10)

    def motion(*motions, shift=False):
        for one in motions:
            emit("on_text_motion_select" if shift else "on_text_motion", one)
        yield from frames(4)

    def written(name):
        number = [slider.name for slider, _ in panel.slider_rows()].index(name)
        return panel._view._row_labels[number][1].text

    window.set_size(760, 560)
    yield from press(window, key.SPACE, " ")
    view.message = ""
    yield from frames(20)
    seen["created while closed"] = panel._view is not None
    yield from motion(key.MOTION_RIGHT, key.MOTION_DOWN)
    view.look_at(view.subject)  # keep the camera fixed
    yield from press(window, key.RIGHT)
    window.dispatch_event("on_key_release", key.RIGHT, 0)
    seen["arrows while closed"] = len(view.simulation.commands), panel.selected
    hidden = pixels(window)
    yield from press(window, key.TAB)
    shown = pixels(window)
    left, top, width, height = map(round, panel._box)
    inside = np.zeros(shown.shape[:2], bool)
    inside[window.height - top : window.height - top + height, left : left + width] = True
    changed = (shown != hidden).any(axis=2)
    changed[:60, -500:] = False  # the frame rate
    seen["outside"], seen["covered"] = int((changed & ~inside).sum()), float(changed[inside].mean())
    yield from press(window, key.SPACE, " ")

    # -- the mouse
    emit("on_mouse_press", *handle("gravity"), LEFT, 0)
    target = handle("gravity", 0.5)
    for k in range(3):
        emit("on_mouse_drag", target[0] - 2 + k, target[1] - 200, 1, 0, LEFT, 0)  # outside the panel
        yield from frames(2)
    yield from frames(3)
    seen["dragged"], seen["written"] = value("gravity"), written("gravity")
    emit("on_mouse_release", *target, LEFT, 0)
    emit("on_mouse_drag", *handle("gravity", 1.0), 1, 0, 0, 0)
    yield from frames()
    seen["let go"] = value("gravity")
    click(*handle("restitution", 0.25))
    yield from frames()
    seen["clicked"] = value("restitution")
    emit("on_mouse_motion", *handle("restitution"), 0, 0)
    emit("on_mouse_scroll", *handle("restitution"), 0, 1)
    emit("on_mouse_scroll", *handle("restitution"), 0, 1)
    yield from frames()
    seen["wheel"], seen["zoom"] = value("restitution"), view.subject == view.default_subject
    at = handle("restitution")
    screen = pixels(window)[window.height - at[1] - 3 : window.height - at[1] + 3, at[0] - 3 : at[0] + 3]
    seen["handle"] = int(abs(screen - rgb(theme.TEXT_ACCENT)).sum(axis=2).min())
    click(*at)
    click(*at)
    yield from frames()
    seen["double click"] = value("restitution"), tuning().overrides.restitution
    click(*handle("friction", 0.0))
    yield from frames()
    seen["ends"] = value("friction")
    click(*handle("friction", 1.0))
    yield from frames()
    seen["ends"] = seen["ends"], value("friction")
    click(*handle("friction", row("friction")[0].fraction(0.4) + 0.005))
    yield from frames()
    seen["snaps"] = value("friction"), tuning().overrides.friction

    # -- the world behind the panel
    count, hold = view.simulation.count, view.simulation.pipeline.mouse_joint
    logged = len(view.simulation.commands)
    x, y = handle("friction")
    emit("on_mouse_press", x - 120, y, RIGHT, 0)
    emit("on_mouse_motion", x - 120, y, 0, 0)
    yield from press(window, key.DELETE)
    emit("on_mouse_press", x - 120, y, LEFT, 0)
    emit("on_mouse_release", x - 120, y, LEFT, 0)
    emit("on_mouse_scroll", x - 120, y, 0, 3)
    yield from frames()
    is_default = view.subject == view.default_subject
    seen["behind"] = view.simulation.count - count, len(view.simulation.commands) - logged, is_default
    from game.render.camera import Camera
    with view.simulation.world.active():  # a ball that is not covered by the panel
        ball = esper.component_for_entity(int(view.simulation.balls.entities[0]), Position)
        ball.x, ball.y = -1.5, 1.0
    emit("on_mouse_press", *Camera(view.subject, window.get_size()).to_window(ball.x, ball.y), LEFT, 0)
    emit("on_mouse_drag", x, y, 1, 1, LEFT, 0)
    yield from frames()
    seen["held over it"] = view.simulation.pipeline.mouse_joint.target is not None, value("friction")
    emit("on_mouse_release", x, y, LEFT, 0)
    yield from frames()
    seen["let go over it"] = view.simulation.pipeline.mouse_joint.target is None

    # -- the keys
    click(*button(0))
    yield from frames()
    seen["reset"] = list(tuning().overrides)
    panel.selected = 0
    yield from motion(key.MOTION_RIGHT)
    coarse = value("gravity")
    yield from motion(key.MOTION_LEFT, shift=True)
    seen["arrows"] = coarse, value("gravity")
    yield from press(window, key.ENTER, "\\r")
    seen["enter"] = value("gravity"), tuning().overrides.gravity
    yield from motion(key.MOTION_DOWN, key.MOTION_LEFT)
    seen["tilted"] = degrees(value("direction")), view.simulation.pipeline.gravity.g[0] < -1.0
    yield from motion(*[key.MOTION_DOWN] * 4, key.MOTION_RIGHT)
    seen["spin"] = degrees(value("spin")), written("spin")
    yield from motion(key.MOTION_DOWN, key.MOTION_RIGHT)
    seen["balls"] = value("balls"), view.simulation.count
    yield from motion(key.MOTION_DOWN, *[key.MOTION_RIGHT] * 3)
    seen["sub-steps"] = view.simulation.pipeline.substeps

    # -- rewind
    steps = view.simulation.steps
    tuned = tuning().overrides
    emit("on_key_press", key.BACKSPACE, 0)
    yield from until(lambda: tuning().overrides.direction is None)
    emit("on_key_release", key.BACKSPACE, 0)
    view.session.clock.paused = True
    yield from frames(3)
    seen["rewound"] = written("direction"), tuning().overrides.direction
    emit("on_key_press", key.PERIOD, 0)
    while view.simulation.steps < steps:
        yield from press(window, key.PERIOD, ".")
    yield from frames(3)
    seen["replayed"] = list(tuning().overrides) == list(tuned), written("direction")

    # -- while paused
    at = len(view.simulation.commands)
    emit("on_mouse_press", *handle("gravity"), LEFT, 0)
    for k in range(9):
        emit("on_mouse_drag", *handle("gravity", 0.1 * k), 1, 0, LEFT, 0)
    emit("on_mouse_release", *handle("gravity"), LEFT, 0)
    yield from frames()
    seen["pending"] = len(view.simulation.commands) - at, float(written("gravity")), value("gravity")

    # -- save
    yield from motion(key.MOTION_DOWN, key.MOTION_DOWN)
    panel.selected = len(panel.sliders)
    yield from motion(key.MOTION_RIGHT)
    yield from press(window, key.ENTER, "\\r")
    saved = user / "a-tuned.toml"
    seen["message"] = view.message.replace(str(saved), "FILE")
    yield from press(window, key.PERIOD, ".")
    values = {name: value(name) for name in tuning().names}
    yield from until(lambda: len(view.level_selection.entries) == 2)
    seen["in the browser"] = [entry.name for entry in view.level_selection.entries]
    user.joinpath("level.schema.json").unlink()
    saved.rename(folder / "kept.toml")
    user.rmdir()
    user.write_text("not a folder")
    click(*button(1))
    yield from frames()
    seen["save fails"] = view.message, abs(tuning().overrides.gravity - values["gravity"]) < 1e-9
    yield from until(lambda: [entry.name for entry in view.level_selection.entries] == ["a", "kept"])
    view.play_level(folder / "kept.toml")
    yield from frames(3)
    seen["saved level"] = window.caption, {name: value(name) for name in tuning().names} == values
    seen["no overrides"] = set(tuning().overrides) == {None}

    # -- small windows, other panels, closing
    boxes = []
    for size in ((640, 480), (340, 300)):
        panel.selected = 0
        window.set_size(*size)
        yield from frames(10)
        yield from motion(*[key.MOTION_DOWN] * 7)
        pixels(window)
        is_visible = panel.selected_control in [slider for slider, _ in panel.slider_rows()]
        boxes.append((list(panel._box), list(ui_style.current().window_size), is_visible))
    seen["small"] = boxes
    place = panel._box.left + 30, panel._box.top - 100
    emit("on_mouse_scroll", *(round(ui_style.current().unit * at) for at in place), 0, 1)
    seen["scrolled"] = panel._first_row
    window.set_size(1152, 800)
    yield from frames(10)
    view.debug_views.graphs.toggle()
    view.debug_views.timing.toggle()
    pixels(window)
    seen["overlaps"] = any(panel._box.intersects(box) for box in view.debug_views.boxes(window.get_size()))
    view.debug_views.graphs.toggle()
    view.debug_views.timing.toggle()
    view.look_at(None)
    yield from frames(3)
    (x, _), width, _ = view._level_rect
    right, _ = Camera(view.subject, window.get_size()).to_window(x + 0.5 * width, 0.0)
    seen["right of the world"], seen["left of the panel"] = right, panel._box.left * ui_style.current().unit
    yield from press(window, key.TAB)
    yield from frames(3)
    seen["camera reset"] = view.subject == view._level_rect
    logged = len(view.simulation.commands)
    click(*handle("gravity", 0.9))
    yield from motion(key.MOTION_RIGHT)
    seen["closed"] = not panel.is_open and len(view.simulation.commands) == logged

play(scenario, seed=3)
"""


@pytest.fixture(scope="module")
def seen(desktop, tmp_path_factory):
    """What the scenario recorded."""
    return desktop.play(SCENARIO, tmp_path_factory.mktemp("levels"))


def test_the_view_is_created_when_the_panel_first_opens(seen):
    assert not seen["created while closed"]
    assert seen["arrows while closed"] == [0, 0]


def test_the_panel_covers_its_box_and_nothing_else(seen):
    assert seen["outside"] == 0
    assert seen["covered"] > 0.9


def test_a_drag_of_a_handle_or_a_click_on_a_track_sets_the_value(seen):
    assert seen["dragged"] == pytest.approx(15.0, abs=0.3)
    assert seen["written"] == f"{seen['dragged']:.2f}"
    assert seen["let go"] == seen["dragged"]
    assert seen["clicked"] == pytest.approx(0.25, abs=0.011)
    assert seen["ends"] == [0.0, 2.0]


def test_the_wheel_changes_a_slider_by_fine_steps_and_does_not_zoom(seen):
    assert seen["wheel"] == pytest.approx(seen["clicked"] + 0.02)
    assert seen["zoom"]


def test_a_tuned_slider_has_the_accent_colour(seen):
    assert seen["handle"] < 30


def test_a_double_click_and_snapping_restore_the_value_of_the_level(seen):
    assert seen["double click"] == [0.7, None]
    assert seen["snaps"] == [0.4, None]


def test_the_mouse_does_not_act_on_the_world_behind_the_panel(seen):
    assert seen["behind"] == [0, 0, True]
    assert seen["held over it"] == [True, 0.4]
    assert seen["let go over it"]


def test_keys_select_and_change_sliders(seen):
    assert seen["reset"] == [None] * 8
    assert seen["arrows"] == pytest.approx([10.8, 10.7])
    assert seen["enter"] == [9.81, None]
    assert seen["tilted"] == [pytest.approx(-105.0), True]
    assert seen["spin"] == [pytest.approx(87.0), "87"]
    assert seen["balls"] == [10, 10]
    assert seen["sub-steps"] == 7


def test_sliders_show_the_values_of_the_time_after_a_rewind(seen):
    assert seen["rewound"] == ["\N{MINUS SIGN}90", None]
    assert seen["replayed"] == [True, "\N{MINUS SIGN}105"]


def test_a_drag_while_paused_is_shown_at_once_and_logged_as_one_command(seen):
    assert seen["pending"] == [1, pytest.approx(24.0, abs=0.3), pytest.approx(9.81)]


def test_a_saved_level_is_reported_listed_and_playable(seen):
    assert seen["message"].startswith("saved as FILE. It begins at its start, not at ")
    assert seen["in the browser"] == ["a", "a-tuned"]
    assert seen["saved level"] == ["Level a (tuned)", True]
    assert seen["no overrides"]


def test_a_failed_save_is_reported_and_keeps_the_values(seen):
    message, is_kept = seen["save fails"]
    assert message.startswith("cannot save the level: ")
    assert is_kept


def test_the_panel_fits_small_windows_and_keeps_the_selected_row_visible(seen):
    for (left, top, width, height), (wide, high), is_visible in seen["small"]:
        assert left >= 0
        assert left + width <= wide
        assert height <= top <= high
        assert is_visible
    assert seen["scrolled"] < 3


def test_the_panel_stands_beside_graphs_and_timing(seen):
    assert not seen["overlaps"]


def test_the_camera_leaves_space_for_the_panel(seen):
    assert seen["right of the world"] == pytest.approx(seen["left of the panel"], abs=1.0)
    assert seen["camera reset"]


def test_a_closed_panel_ignores_input(seen):
    assert seen["closed"]
