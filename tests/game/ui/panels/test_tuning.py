"""The panel of sliders in the real window: mouse, keys, single materials and saved levels."""

import pytest

from tests.gui import record_panels

pytestmark = pytest.mark.slow  # many frames of the real window

LEVEL = """\
format = 1
title = "Level a"
[view]
height = 7.0
[materials.ice]
friction = 0.1
[materials.rubber]
friction = 0.9
[[walls]]
shape = "polygon"
sides = 7
radius = 3.0
spin = 72.0
material = "ice"
[[balls]]
count = 5
radius = 0.4
material = "rubber"
colors = ["#ea5506"]
spawn = { pattern = "ring", radius = 1.5 }
"""

SCENARIO = """
from math import degrees
from components import Collider, Position
from game.render.camera import Camera
from game.ui import ui_style

user = folder / "user"

def levels():
    return library.list_levels([library.LevelFolder("project", folder), library.LevelFolder("user", user)])

library.level_folders = lambda: (library.LevelFolder("user", user), library.LevelFolder("built-in", folder))

def scenario(window, view):
    emit, tuning = window.dispatch_event, lambda: view.simulation.parameters

    def panel():
        return view.panels.panel("tuning")

    def model(name, material=None):
        return next(one for one in panel().parameters if (one.name, one.material) == (name, material))

    def value(name, material=None):
        return tuning().value(name, material)

    def handle(name, fraction=None, material=None):
        low, high = rects[name, material]
        one = model(name, material)
        fraction = one.fraction(one.value) if fraction is None else fraction
        return at(window, low.x + 9.0 + fraction * (high.x - low.x - 18.0), 0.5 * (low.y + high.y))

    window.set_size(700, 560)
    yield from tap(window, key.SPACE, text=" ")
    yield from frames(20)
    seen["imported while closed"] = "imgui_bundle" in sys.modules
    record_places()
    view.look_at(view.subject)  # keep the camera fixed
    yield from tap(window, key.TAB)
    yield from frames(4)
    seen["open"] = panel().is_open
    shorten_double_clicks()
    yield from tap(window, key.SPACE, text=" ")

    # -- the mouse
    emit("on_mouse_motion", *handle("gravity"), 0, 0)
    emit("on_mouse_press", *handle("gravity"), LEFT, 0)
    target = handle("gravity", 0.5)
    for k in range(3):
        emit("on_mouse_drag", target[0] - 2 + k, target[1] - 200, 1, 0, LEFT, 0)  # outside the panel
        yield from frames(2)
    yield from frames(3)
    seen["dragged"], seen["shown"] = value("gravity"), model("gravity").value
    emit("on_mouse_release", *target, LEFT, 0)
    emit("on_mouse_motion", *handle("gravity", 1.0), 1, 0)
    yield from frames()
    seen["let go"] = value("gravity")
    yield from click(window, *handle("restitution", 0.25))
    seen["clicked"] = value("restitution")
    emit("on_mouse_motion", *handle("restitution"), 0, 0)
    yield from frames()
    for _ in range(2):
        emit("on_mouse_scroll", *handle("restitution"), 0, 1)
        yield from frames()
    seen["wheel"], seen["zoom"] = value("restitution"), view.subject.width == view.default_subject.width
    start = handle("restitution")
    for _ in range(2):
        emit("on_mouse_press", *start, LEFT, 0)
        yield from frames(1)
        emit("on_mouse_release", *start, LEFT, 0)
        yield from frames(1)
    start_time = time.perf_counter()
    yield from until(lambda: time.perf_counter() > start_time + 0.2)
    seen["double click"] = value("restitution"), tuning().overrides.restitution
    yield from click(window, *handle("rolling_resistance", 1.0))
    seen["end"] = value("rolling_resistance")
    yield from click(window, *handle("rolling_resistance", 0.005))
    seen["snaps"] = value("rolling_resistance"), tuning().overrides.rolling_resistance

    # -- the world behind the panel
    count, logged = view.simulation.count, len(view.simulation.commands)
    x, y = place(window, "Reset all")
    emit("on_mouse_motion", x, y + 22, 0, 0)
    emit("on_mouse_press", x, y + 22, RIGHT, 0)
    emit("on_mouse_release", x, y + 22, RIGHT, 0)
    yield from tap(window, key.DELETE)
    yield from click(window, x, y + 22)
    emit("on_mouse_scroll", x, y + 22, 0, 3)
    yield from frames()
    is_kept = view.subject.width == view.default_subject.width
    seen["behind"] = view.simulation.count - count, len(view.simulation.commands) - logged, is_kept
    with view.simulation.world.active():  # a ball that is not covered by the panel
        ball = esper.component_for_entity(int(view.simulation.balls.entities[0]), Position)
        ball.x, ball.y = -1.5, 1.0
    grabbed = Camera(view.subject, window.get_size()).to_window(ball.x, ball.y)
    emit("on_mouse_motion", *grabbed, 0, 0)
    emit("on_mouse_press", *grabbed, LEFT, 0)
    yield from frames()
    emit("on_mouse_drag", x, y + 22, 1, 1, LEFT, 0)
    yield from frames()
    seen["held over it"] = view.simulation.pipeline.mouse_joint.target is not None
    emit("on_mouse_release", x, y + 22, LEFT, 0)
    yield from frames()
    seen["let go over it"] = view.simulation.pipeline.mouse_joint.target is None

    # -- single materials
    yield from click(window, *place(window, "rubber"))
    yield from click(window, *handle("friction", 0.25, "rubber"))
    friction = view.simulation.balls[Collider].friction[0], view.simulation.walls_table[Collider].friction[0]
    seen["rubber"] = list(friction), value("friction", "ice"), model("friction").is_mixed
    yield from click(window, *handle("friction", 0.75))
    seen["all"] = view.simulation.balls[Collider].friction[0], view.simulation.walls_table[Collider].friction[0]
    yield from click(window, *place(window, "rubber"))

    # -- reset all
    yield from click(window, *place(window, "Reset all"))
    seen["reset"] = list(tuning().overrides)

    # -- the keys
    yield from tap(window, key.TAB)
    yield from tap(window, key.TAB)
    yield from frames(4)
    for _ in range(12):
        yield from tap(window, key.UP)
    yield from tap(window, key.RIGHT)
    coarse = value("gravity")
    yield from tap(window, key.LEFT, key.MOD_SHIFT)
    seen["arrows"] = coarse, value("gravity")
    yield from tap(window, key.ENTER, text="\\r")
    yield from frames(4)
    for letter in "3.25":
        yield from tap(window, ord(letter), text=letter)
    paused = view.session.clock.paused
    yield from tap(window, key.SPACE, text=" ")
    seen["typing"] = paused == view.session.clock.paused
    yield from tap(window, key.ENTER, text="\\r")
    yield from frames(4)
    seen["typed"] = value("gravity")
    yield from tap(window, key.DOWN)
    yield from tap(window, key.LEFT)
    seen["tilted"] = degrees(value("direction")), view.simulation.pipeline.gravity.g[0] < -0.1
    yield from tap(window, key.DOWN)
    yield from tap(window, key.RIGHT)
    seen["spin"] = degrees(value("spin")), model("spin").value
    yield from tap(window, key.DOWN)
    yield from tap(window, key.RIGHT)
    seen["balls"] = value("balls"), view.simulation.count
    hand = view._hands.position
    yield from tap(window, key.DOWN)
    yield from tap(window, key.RIGHT)
    seen["sub-steps"], seen["hand"] = view.simulation.pipeline.substeps, view._hands.position == hand

    # -- rewind
    steps, tuned = view.simulation.steps, tuning().overrides
    emit("on_key_press", key.BACKSPACE, 0)
    yield from until(lambda: tuning().overrides.direction is None)
    emit("on_key_release", key.BACKSPACE, 0)
    view.session.step_back()  # the step of the command shows it while paused
    yield from frames(3)
    seen["rewound"] = model("direction").value, tuning().overrides.direction
    while view.simulation.steps < steps:
        yield from press(window, key.PERIOD, ".")
    yield from frames(3)
    seen["replayed"] = tuning().overrides == tuned, model("direction").value

    # -- while paused
    logged = len(view.simulation.commands)
    emit("on_mouse_motion", *handle("gravity"), 0, 0)
    emit("on_mouse_press", *handle("gravity"), LEFT, 0)
    for k in range(9):
        yield from frames(1)
        emit("on_mouse_drag", *handle("gravity", 0.1 * k), 1, 0, LEFT, 0)
    yield from frames(2)
    emit("on_mouse_release", *handle("gravity"), LEFT, 0)
    yield from frames()
    seen["pending"] = len(view.simulation.commands) - logged, model("gravity").value

    # -- save
    yield from click(window, *place(window, "rubber"))
    yield from click(window, *handle("friction", 0.1, "rubber"))
    yield from click(window, *place(window, "Save level"))
    saved = user / "a-tuned.toml"
    seen["message"] = view.message.replace(str(saved), "FILE")
    yield from press(window, key.PERIOD, ".")
    values = {name: value(name) for name in tuning().names}
    of_rubber = value("friction", "rubber")
    yield from until(lambda: len(view.level_selection.entries) == 2)
    seen["in the browser"] = [entry.name for entry in view.level_selection.entries]
    user.joinpath("level.schema.json").unlink()
    saved.rename(folder / "kept.toml")
    user.rmdir()
    user.write_text("not a folder")
    yield from click(window, *place(window, "Save level"))
    seen["save fails"] = view.message, abs(tuning().overrides.gravity - values["gravity"]) < 1e-9
    yield from until(lambda: [entry.name for entry in view.level_selection.entries] == ["a", "kept"])
    view.play_level(folder / "kept.toml")
    yield from frames(3)
    seen["saved level"] = window.caption, {name: value(name) for name in tuning().names if name != "friction"} == {
        name: one for name, one in values.items() if name != "friction"}, value("friction", "rubber") == of_rubber
    seen["no overrides"] = tuning().overrides == type(tuning().overrides)()

    # -- small windows, other panels, closing
    boxes = []
    for size in ((640, 480), (340, 300)):
        window.set_size(*size)
        yield from frames(10)
        (box,) = view.panels.boxes
        boxes.append((list(box), list(ui_style.current().window_size)))
    seen["small"] = boxes
    window.set_size(1152, 800)
    yield from frames(10)
    view.debug_views.timing.toggle()
    yield from tap(window, key.TAB)
    yield from tap(window, key.TAB)
    yield from frames(4)
    seen["overlaps"] = any(view.panels.boxes[0].intersects(box) for box in view.debug_views.boxes(window.get_size()))
    view.debug_views.timing.toggle()
    yield from tap(window, key.TAB)
    yield from tap(window, key.TAB)
    yield from frames(4)
    view.look_at(None)
    yield from frames(3)
    (x, _), width, _ = view._level_rect
    right, _ = Camera(view.subject, window.get_size()).to_window(x + 0.5 * width, 0.0)
    seen["right of the world"], seen["left of the panel"] = right, view.panels.boxes[0].left * ui_style.current().unit
    (box,) = view.panels.boxes
    unit = ui_style.current().unit
    title = round(unit * (box.left + 60)), round(unit * (box.top - 15))
    emit("on_mouse_motion", *title, 0, 0)
    emit("on_mouse_press", *title, LEFT, 0)
    for k in range(1, 4):
        yield from frames(2)
        emit("on_mouse_drag", title[0] - 50 * k, title[1] - 10 * k, -50, -10, LEFT, 0)
    yield from frames(3)
    emit("on_mouse_release", title[0] - 150, title[1] - 30, LEFT, 0)
    yield from frames()
    (moved,) = view.panels.boxes
    seen["moved"] = moved.left - box.left, moved.top - box.top
    box = moved
    closing = round(unit * (box.left + box.width - 16)), round(unit * (box.top - 15))
    yield from click(window, *closing)
    seen["closed by its button"] = not panel().is_open
    yield from frames(3)
    seen["camera reset"] = view.subject == view.default_subject and view._covered_width == 0.0
    logged = len(view.simulation.commands)
    yield from click(window, *handle("gravity", 0.9))
    yield from tap(window, key.RIGHT)
    seen["closed"] = sorted({type(one.command).__name__ for one in view.simulation.commands[logged:]})

play(scenario, seed=3)
"""


@pytest.fixture(scope="module")
def seen(desktop, tmp_path_factory):
    """What the scenario recorded."""
    return record_panels(desktop, tmp_path_factory.mktemp("levels"), LEVEL, SCENARIO)


def test_tab_opens_the_panel_and_nothing_of_it_is_imported_before(seen):
    assert not seen["imported while closed"]
    assert seen["open"]


def test_a_drag_of_a_handle_or_a_click_on_a_track_sets_the_value(seen):
    assert seen["dragged"] == pytest.approx(15.0, abs=0.5)
    assert seen["shown"] == pytest.approx(seen["dragged"])
    assert seen["let go"] == seen["dragged"]
    assert seen["clicked"] == pytest.approx(0.25, abs=0.011)
    assert seen["end"] == 0.2


def test_the_wheel_changes_a_slider_by_fine_steps_and_does_not_zoom(seen):
    assert seen["wheel"] == pytest.approx(seen["clicked"] + 0.02)
    assert seen["zoom"]


def test_a_double_click_and_snapping_restore_the_value_of_the_level(seen):
    assert seen["double click"] == [0.7, None]
    assert seen["snaps"] == [0.0, None]


def test_the_mouse_does_not_act_on_the_world_behind_the_panel(seen):
    assert seen["behind"] == [0, 0, True]
    assert seen["held over it"]
    assert seen["let go over it"]


def test_a_slider_of_a_material_changes_its_balls_alone(seen):
    (ball, wall), of_ice, is_mixed = seen["rubber"]
    assert ball == pytest.approx(0.5, abs=0.02)
    assert wall == of_ice == 0.1
    assert is_mixed


def test_a_slider_of_all_materials_leaves_a_material_with_an_own_value(seen):
    ball, wall = seen["all"]
    assert ball == seen["rubber"][0][0]
    assert wall == pytest.approx(1.5, abs=0.02)


def test_a_button_resets_all_sliders(seen):
    assert seen["reset"] == [None] * 8 + [[]]


def test_keys_select_and_change_sliders(seen):
    assert seen["arrows"] == pytest.approx([10.8, 10.7])
    assert seen["tilted"] == [pytest.approx(-105.0), True]
    assert seen["spin"] == [pytest.approx(87.0), pytest.approx(87.0)]
    assert seen["balls"] == [10, 10]
    assert seen["sub-steps"] == 5
    assert seen["hand"]


def test_a_number_can_be_typed_and_its_keys_do_nothing_else(seen):
    assert seen["typed"] == pytest.approx(3.25)
    assert seen["typing"]


def test_sliders_show_the_values_of_the_time_after_a_rewind(seen):
    assert seen["rewound"] == [-90.0, None]
    assert seen["replayed"] == [True, -105.0]


def test_a_drag_while_paused_is_shown_at_once_and_logged_as_one_command(seen):
    logged, shown = seen["pending"]
    assert logged == 1
    assert shown == pytest.approx(24.0, abs=0.5)


def test_a_saved_level_is_reported_listed_and_playable(seen):
    assert seen["message"].startswith("saved as FILE. It begins at its start, not at ")
    assert seen["in the browser"] == ["a", "a-tuned"]
    assert seen["saved level"] == ["Level a (tuned)", True, True]
    assert seen["no overrides"]


def test_a_failed_save_is_reported_and_keeps_the_values(seen):
    message, is_kept = seen["save fails"]
    assert message.startswith("cannot save the level: ")
    assert is_kept


def test_the_panel_fits_small_windows(seen):
    for (left, top, width, height), (wide, high) in seen["small"]:
        assert left >= 0
        assert left + width <= wide
        assert height <= top <= high


def test_the_panel_stands_beside_the_step_times(seen):
    assert not seen["overlaps"]


def test_the_camera_leaves_space_for_the_panel(seen):
    assert seen["right of the world"] == pytest.approx(seen["left of the panel"], abs=1.0)
    assert seen["camera reset"]


def test_the_title_bar_moves_the_panel(seen):
    assert seen["moved"] == [-150.0, -30.0]


def test_a_closed_panel_ignores_input(seen):
    assert seen["closed by its button"]
    assert "SetParameter" not in seen["closed"]
