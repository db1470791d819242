"""The graph panel in the real window, and the space that it shares with the timing panel."""

import pytest

SCENARIO = """
from math import ceil
from game.render import theme
from game.ui import ui_style
from game.ui.ui_style import rgb

def scenario(window, view):
    graphs = view.debug_views.graphs
    _, seen["frames"] = yield from until(lambda: view.simulation.time > 1.0)
    seen["samples while closed"] = len(graphs.history)
    yield from press(window, key.SPACE, " ")
    view.message = ""
    yield from frames(20)
    view.look_at(view.subject)  # keep the camera fixed
    hidden = pixels(window)
    yield from press(window, key.E, "e")
    shown = pixels(window)
    (box,) = view.debug_views.boxes(window.get_size())
    x, y, width, height = map(int, box)
    inside = np.zeros(shown.shape[:2], bool)
    inside[window.height - y : window.height - y + height, x : x + width] = True
    changed = (shown != hidden).any(axis=2)
    changed[:80, -400:] = False  # the frame rate
    seen["outside"], seen["covered"] = int((changed & ~inside).sum()), float(changed[inside].mean())
    seen["colors"] = {
        name: int(((abs(shown - rgb(color)).sum(axis=2) < 30) & inside).sum()) for name, color in theme.CURVES.items()
    }
    seen["titles"] = [plot._title.text for plot in graphs._plots]
    seen["gaps"] = [
        np.diff(sorted(label.position[1] for label in plot._curve_labels)).tolist() for plot in graphs._plots
    ]
    before = graphs.history
    yield from press(window, key.R, "r")
    seen["new history"], seen["samples"] = graphs.history is not before, len(graphs.history)
    window.set_size(340, 300)
    yield from frames(10)
    pixels(window)
    (seen["small"],) = view.debug_views.boxes(ui_style.current().window_size)
    seen["room"] = ui_style.current().window_size
    yield from press(window, key.M, "m")
    both = pixels(window)
    seen["outside their boxes"] = []
    boxes = view.debug_views.boxes(ui_style.current().window_size)
    for part, box in zip((graphs, view.debug_views.timing), boxes, strict=True):
        part.draw = lambda *_: None
        changed = (pixels(window) != both).any(axis=2)
        del part.draw
        left, top, width, height = (ui_style.current().unit * value for value in box)
        changed[int(window.height - top) : ceil(window.height - top + height), int(left) : ceil(left + width)] = False
        seen["outside their boxes"].append(int(changed.sum()))
    yield from press(window, key.E, "e")
    seen["open"] = graphs.is_open

play(scenario)
"""


@pytest.fixture(scope="module")
def seen(desktop, tmp_path_factory):
    """What the scenario recorded."""
    return desktop.play(SCENARIO, tmp_path_factory.mktemp("levels"))


def test_the_history_is_sampled_while_the_panel_is_closed(seen):
    assert min(10, seen["frames"]) <= seen["samples while closed"] <= 13  # at most one sample a frame


def test_the_panel_covers_its_box_and_nothing_else(seen):
    assert seen["outside"] == 0
    assert seen["covered"] > 0.9


def test_every_curve_is_visible_in_its_colour(seen):
    assert min(seen["colors"].values()) > 25


def test_titles_give_units(seen):
    energy, momentum = seen["titles"]
    assert energy in {"energy (J)", "energy (kJ)"}
    assert momentum in {"momentum (N s)", "momentum (mN s)"}


def test_curve_labels_do_not_overlap(seen):
    assert min(seen["gaps"][0]) >= 13


def test_a_restart_clears_the_history(seen):
    assert seen["new history"]
    assert seen["samples"] < 5


def test_the_panel_fits_a_small_window(seen):
    left, _, width, _ = seen["small"]
    assert left >= 0
    assert left + width <= seen["room"][0]
    assert not seen["open"]


def test_graphs_and_timing_stay_in_their_boxes_in_a_small_window(seen):
    assert seen["outside their boxes"] == [0, 0]


@pytest.mark.parametrize("width", range(480, 1600, 70))
def test_graphs_and_timing_never_overlap(arcade, width):
    from game.ui.overlays.debug_views import layout  # noqa: PLC0415  (arcade)
    from game.ui.overlays.timing import STRIP_HEIGHT  # noqa: PLC0415  (arcade)

    size = (284.0, 328.0)
    for height in range(360, 1200, 40):
        for are_both in (False, True):
            graphs, timing = layout((width, height), size, are_both)
            assert not (are_both and graphs.intersects(timing))
            for box in (graphs, timing):
                assert 18 <= box.left <= box.left + box.width <= width - 18
                assert 18 <= box.top - box.height < box.top <= height - 18 - 52
            assert graphs.width >= 290
            assert graphs.height >= 190
            assert timing[2:] == size or timing.height == STRIP_HEIGHT


@pytest.mark.parametrize("window", [(640, 480), (800, 600), (480, 800), (1280, 800), (1920, 1080)])
def test_the_timing_shows_all_rows_where_there_is_enough_space(arcade, window):
    from game.ui.overlays.debug_views import layout  # noqa: PLC0415  (arcade)

    assert layout(window, (284.0, 328.0), are_both=True)[1].height == 328
