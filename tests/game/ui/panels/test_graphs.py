"""The panel of graphs in the real window: what it shows, for which level, and the room that it takes."""

import pytest

from tests.gui import record_panels

LEVEL = """\
format = 1
title = "Level a"
[view]
height = 7.0
[[walls]]
shape = "polygon"
sides = 7
radius = 3.0
spin = 72.0
[[balls]]
count = 5
radius = 0.4
spawn = { pattern = "ring", radius = 1.5 }
"""

SCENARIO = """
from game.render import theme
from game.ui.ui_style import rgb

def write(name, more):
    text = (folder / "a.toml").read_text()
    (folder / f"{name}.toml").write_text(text.replace("Level a", f"Level {name}").replace("[view]", f"{more}[view]", 1))

BINS = "".join(
    f'[[sensors]]\\nname = "bin {k}"\\ncenter = [{k - 1.0}, -2.0]\\nzone = {{ shape = "circle", radius = 0.4 }}\\n'
    for k in range(3)
)

def box_of(window, box):
    unit = ui_style.current().unit
    return [round(unit * value) for value in (box.left, window.height / unit - box.top, box.width, box.height)]

def colors(window, names):
    "Count the pixels of each curve in the panel."
    shown = pixels(window)
    left, top, width, height = box_of(window, view_.panels.boxes[0])
    part = shown[top : top + height, left : left + width]
    return {name: int((abs(part - rgb(theme.CURVES[name])).sum(axis=2) < 30).sum()) for name in names}

def scenario(window, view):
    global view_
    view_ = view
    panel = lambda: view.panels.panel("graphs")
    window.set_size(760, 620)
    write("b", 'graphs = ["jacobi"]\\n')
    write("c", 'graphs = ["sensors"]\\n' + BINS)
    yield from until(lambda: view.simulation.time > 1.0)
    seen["samples while closed"] = len(view.debug_views.history)
    seen["imported while closed"] = "imgui_bundle" in sys.modules
    record_places()
    yield from tap(window, key.E, text="e")
    yield from frames(10)
    seen["shown"] = panel().shown
    seen["colors"] = colors(window, ["kinetic", "spin", "potential", "sum", "heat", "work of walls"])
    seen["no momentum"] = colors(window, ["momentum"])
    (box,) = view.panels.boxes
    yield from click(window, *place(window, "momentum"))
    yield from frames(10)
    seen["with momentum"], seen["momentum"] = panel().shown, colors(window, ["momentum"])
    seen["taller"] = view.panels.boxes[0].height - box.height
    hand = view._hands.position
    seen["arrow keys"] = len(view.simulation.commands)
    yield from tap(window, key.LEFT)
    seen["arrow keys"] = view._hands.position != hand  # the keys go to the hand
    history = view.debug_views.history
    yield from tap(window, key.R, text="r")
    seen["new history"], seen["samples"] = view.debug_views.history is not history, len(view.debug_views.history)
    seen["kept by a restart"] = panel().shown
    seen["boxes"] = []
    for size in ((640, 480), (340, 300), (760, 620)):
        window.set_size(*size)
        yield from frames(10)
        seen["boxes"].append((list(view.panels.boxes[0]), list(ui_style.current().window_size)))
    yield from tap(window, key.E, text="e")
    seen["closed"] = view.panels.is_open("graphs")

    # -- levels that ask for graphs
    yield from until(lambda: len(view.level_selection.entries) == 3)
    view.play_level(folder / "b.toml")
    yield from until(lambda: view.simulation.time > 1.0)
    seen["Jacobi"] = view.panels.is_open("graphs"), panel().shown
    seen["of Jacobi"] = colors(window, ["Jacobi integral", "sum"])
    view.play_level(folder / "a.toml")
    yield from frames(3)
    seen["closed with its level"] = view.panels.is_open("graphs")
    view.play_level(folder / "c.toml")
    view.simulation.step(600)
    yield from frames(10)
    seen["counts"] = [sensor.count for sensor in view.simulation.sensors()]
    shown = pixels(window)
    left, top, width, height = box_of(window, view.panels.boxes[0])
    part = shown[top : top + height, left : left + width]
    is_bar = abs(part - rgb(theme.SENSOR["count"])).sum(axis=2) < 30
    heights = is_bar.sum(axis=0)
    starts = np.flatnonzero((heights[1:] > 0) & (heights[:-1] == 0))
    seen["bars"] = [int(heights[start + 5]) for start in starts]
    yield from tap(window, key.E, text="e")
    yield from tap(window, key.E, text="e")
    view.play_level(folder / "a.toml")
    yield from frames(3)
    seen["opened by the player"] = view.panels.is_open("graphs"), panel().shown

play(scenario)
"""


@pytest.fixture(scope="module")
def seen(desktop, tmp_path_factory):
    """What the scenario recorded."""
    return record_panels(desktop, tmp_path_factory.mktemp("levels"), LEVEL, SCENARIO)


@pytest.mark.slow
def test_the_history_is_sampled_while_the_panel_is_closed(seen):
    assert 5 <= seen["samples while closed"] <= 20
    assert not seen["imported while closed"]


@pytest.mark.slow
def test_every_curve_is_visible_in_its_colour(seen):
    assert seen["shown"] == ["energy", "power"]
    assert min(seen["colors"].values()) > 10


@pytest.mark.slow
def test_switches_choose_the_graphs(seen):
    assert seen["with momentum"] == ["energy", "power", "momentum"]
    assert seen["no momentum"]["momentum"] < 10 < seen["momentum"]["momentum"]
    assert seen["taller"] > 50.0


@pytest.mark.slow
def test_arrow_keys_go_to_the_game(seen):
    assert seen["arrow keys"]


@pytest.mark.slow
def test_a_restart_clears_the_history_and_keeps_the_graphs(seen):
    assert seen["new history"]
    assert seen["samples"] < 8
    assert seen["kept by a restart"] == seen["with momentum"]


@pytest.mark.slow
def test_the_panel_fits_small_windows(seen):
    for (left, top, width, height), (wide, high) in seen["boxes"]:
        assert left >= 0
        assert left + width <= wide
        assert height <= top <= high
    assert not seen["closed"]


@pytest.mark.slow
def test_graphs_belong_to_the_level_that_asked_for_them(seen):
    assert seen["Jacobi"] == [True, ["jacobi"]]
    assert min(seen["of Jacobi"].values()) > 10
    assert not seen["closed with its level"]
    assert seen["opened by the player"] == [True, ["energy", "power"]]


@pytest.mark.slow
def test_the_bars_of_the_sensors_are_as_high_as_their_counts(seen):
    counts = [count for count in seen["counts"] if count]
    assert len(seen["bars"]) == len(counts) > 1
    scale = max(seen["bars"]) / max(counts)
    assert seen["bars"] == pytest.approx([scale * count for count in counts], abs=3.0)


@pytest.mark.parametrize("window", [(640, 480), (800, 600), (480, 800), (1280, 800), (1920, 1080)])
def test_the_step_times_have_all_rows_where_there_is_enough_space(arcade, window):
    from game.ui.overlays.debug_views import layout  # noqa: PLC0415  (arcade)

    assert layout(window, (284.0, 328.0)).height == 328


@pytest.mark.parametrize("width", range(480, 1600, 70))
def test_the_step_times_stay_in_the_window(arcade, width):
    from game.ui.overlays.debug_views import layout  # noqa: PLC0415  (arcade)
    from game.ui.overlays.timing import STRIP_HEIGHT  # noqa: PLC0415  (arcade)

    for height in range(360, 1200, 40):
        box = layout((width, height), (284.0, 328.0))
        assert 18 <= box.left <= box.left + box.width <= width - 18
        assert 18 <= box.top - box.height < box.top <= height - 18 - 52
        assert box.height in (328.0, STRIP_HEIGHT)
