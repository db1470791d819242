"""The inspector in the real window: clicks that select, what it shows, follow, export, rewind, restart, removal."""

import pytest

from tests.gui import record_panels

pytestmark = pytest.mark.slow  # many frames of the real window

LEVEL = """\
format = 1
title = "Level a"
[view]
height = 7.0
[[walls]]
shape = "box"
width = 6.0
height = 6.0
container = true
[[walls]]
shape = "circle"
radius = 0.5
container = false
center = [0.0, 1.5]
label = "drum"
[[balls]]
count = 2
radius = 0.4
spawn = { pattern = "points", points = [[-1.5, -2.0], [1.5, -2.0]] }
"""

SCENARIO = """
from game.files import new_file
from game.render import theme
from game.render.camera import Camera
from game.simulation.commands import RemoveBall
from game.ui.ui_style import rgb
new_file.output_folders = lambda: iter([folder / "kept"])

def in_window(window, view, x, y):
    return tuple(map(round, Camera(view.subject, window.get_size()).to_window(x, y)))

def of_ball(window, view, row=0):
    return in_window(window, view, *view.simulation.positions[row])

def scenario(window, view):
    selection = view.debug_views.selection
    emit, panel = window.dispatch_event, lambda: view.panels.panel("inspector")
    window.set_size(1000, 760)
    yield from until(lambda: view.simulation.time > 1.5)
    emit("on_mouse_press", *of_ball(window, view), LEFT, 0)  # a drag
    for k in range(5):
        x, y = of_ball(window, view)
        emit("on_mouse_drag", x + 5 * k, y + 5 * k, 5, 5, LEFT, 0)
        yield from frames(1)
    emit("on_mouse_release", x + 25, y + 25, LEFT, 0)
    seen["after a drag"] = selection.body, "imgui_bundle" in sys.modules
    record_places()
    yield from until(lambda: view.simulation.time > 3.0)
    bare = pixels(window)
    yield from click(window, *of_ball(window, view))
    yield from frames(20)
    seen["clicked"] = selection.name, panel().is_open
    seen["moved"] = float(abs(view.simulation.positions[0][0] + 1.5))
    shown = pixels(window)
    x, y = of_ball(window, view)
    around = lambda picture: abs(picture[window.height - y - 60 : window.height - y + 60, x - 60 : x + 60]
        - rgb(theme.MARKER)).sum(axis=2) < 40
    seen["ring"] = int(around(shown).sum())
    seen["readings"] = len(selection.history.readings)
    yield from click(window, *place(window, "Export CSV"))
    yield from frames(4)
    (file,) = (folder / "kept").glob("*.csv")
    seen["file"] = file.name, view.message == f"wrote {file}", len(file.read_text().splitlines())

    # -- another body, by a click and by the key
    yield from click(window, *in_window(window, view, 0.0, 1.5))
    yield from frames(4)
    seen["wall"] = selection.name, selection.body.is_wall
    emit("on_mouse_motion", *of_ball(window, view, 1), 0, 0)
    yield from frames(2)
    yield from tap(window, key.N, text="n")
    seen["key"] = selection.name
    yield from click(window, *in_window(window, view, -1.0, 0.0))
    seen["a click on nothing"] = selection.name
    logged = len(view.simulation.commands)
    emit("on_mouse_motion", *of_ball(window, view, 1), 0, 0)
    yield from frames(2)

    # -- follow
    yield from click(window, *place(window, "follow"))
    yield from frames(4)
    center, ball = view.subject.center, view.simulation.positions[1]
    seen["followed"] = float(np.hypot(center[0] - ball[0], center[1] - ball[1]))
    yield from click(window, *place(window, "follow"))
    yield from frames(4)
    seen["not followed"] = view.subject == view.default_subject

    # -- rewind, removal, restart
    view.session.clock.paused = True
    yield from frames(3)
    first, last = selection.history.readings[0].time, selection.history.readings[-1].time
    for _ in range(20):
        view.session.step_back()
    yield from frames(3)
    seen["rewound"] = last - selection.history.readings[-1].time
    view.session.clock.paused = False
    removed = selection.body.entity
    view.session.enqueue(RemoveBall(removed))
    yield from until(lambda: removed not in view.simulation.balls.entities)
    yield from frames(6)
    seen["removed"] = selection.name, panel().is_open, selection.center(1.0) is None
    yield from tap(window, key.R, text="r")
    yield from frames(6)
    seen["restarted"] = selection.name, selection.center(1.0) is not None, len(selection.history.readings) < 60
    (folder / "b.toml").write_text((folder / "a.toml").read_text().replace("Level a", "Level b"))
    yield from until(lambda: len(view.level_selection.entries) == 2)
    view.play_level(folder / "b.toml")
    yield from frames(4)
    seen["another level"] = selection.body, panel().is_open
    yield from tap(window, key.N, text="n")
    seen["opened without a body"] = selection.body, panel().is_open
    yield from tap(window, key.ESCAPE)
    seen["closed by Esc"] = panel().is_open

play(scenario)
"""


@pytest.fixture(scope="module")
def seen(desktop, tmp_path_factory):
    """What the scenario recorded."""
    return record_panels(desktop, tmp_path_factory.mktemp("levels"), LEVEL, SCENARIO)


def test_a_drag_selects_nothing_and_imports_nothing(seen):
    assert seen["after a drag"] == [None, False]


def test_a_click_on_a_ball_opens_the_inspector_and_draws_a_ring(seen):
    assert seen["clicked"] == ["ball 1", True]
    assert seen["ring"] > 100
    assert seen["readings"] > 3


def test_the_history_is_exported_and_the_file_is_told(seen):
    name, is_told, lines = seen["file"]
    assert name.startswith("a-")
    assert name.endswith("s-ball-1-1.csv")
    assert is_told
    assert lines > 4


def test_walls_are_selected_by_a_click_and_balls_by_a_key(seen):
    assert seen["wall"] == ["drum", True]
    assert seen["key"] == "ball 2"
    assert seen["a click on nothing"] == "ball 2"


def test_the_camera_follows_on_request(seen):
    assert seen["followed"] < 0.05
    assert seen["not followed"]


def test_the_selection_survives_rewind_removal_and_restart(seen):
    assert seen["rewound"] == pytest.approx(20.0 / 60.0)
    assert seen["removed"] == ["ball 2", True, True]
    assert seen["restarted"] == ["ball 2", True, True]


def test_another_level_ends_the_selection_and_closes_the_inspector(seen):
    assert seen["another level"] == [None, False]
    assert seen["opened without a body"][1]
    assert not seen["closed by Esc"]
