"""The last seconds as curves: what is noted, the axes, and the plate in the real window."""

import numpy as np
import pytest

from game.ui.widgets.axis_ticks import prefix, ticks

SCENARIO = """
from math import ceil
from game.render import theme
from game.ui import ui_style
from game.ui.ui_style import rgb

def scenario(window, view):
    graphs = view.insight.graphs
    _, seen["frames"] = yield from until(lambda: view.simulation.time > 1.0)
    seen["noted while hidden"] = len(graphs.chronicle)
    yield from press(window, key.SPACE, " ")
    view.message = ""
    yield from frames(20)
    view.look_at(view.subject)  # the world is to stay where it is
    hidden = pixels(window)
    yield from press(window, key.E, "e")
    shown = pixels(window)
    (box,) = view.insight.boxes(window.get_size())
    x, y, width, height = map(int, box)
    inside = np.zeros(shown.shape[:2], bool)
    inside[window.height - y : window.height - y + height, x : x + width] = True
    changed = (shown != hidden).any(axis=2)
    changed[:80, -400:] = False  # the frame rate
    seen["outside"], seen["covered"] = int((changed & ~inside).sum()), float(changed[inside].mean())
    seen["colors"] = {
        name: int(((abs(shown - rgb(color)).sum(axis=2) < 30) & inside).sum()) for name, color in theme.CURVES.items()
    }
    seen["titles"] = [panel._title.text for panel in graphs._panels]
    seen["gaps"] = [np.diff(sorted(label.position[1] for label in panel._names)).tolist() for panel in graphs._panels]
    before = graphs.chronicle
    yield from press(window, key.R, "r")
    seen["anew"], seen["entries"] = graphs.chronicle is not before, len(graphs.chronicle)
    window.set_size(340, 300)
    yield from frames(10)
    pixels(window)
    (seen["small"],) = view.insight.boxes(ui_style.current().room)
    seen["room"] = ui_style.current().room
    yield from press(window, key.M, "m")
    both = pixels(window)
    seen["beyond"] = []
    for part, box in zip((graphs, view.insight.timing), view.insight.boxes(ui_style.current().room), strict=True):
        part.draw = lambda *_: None
        changed = (pixels(window) != both).any(axis=2)
        del part.draw
        left, top, width, height = (ui_style.current().unit * value for value in box)
        changed[int(window.height - top) : ceil(window.height - top + height), int(left) : ceil(left + width)] = False
        seen["beyond"].append(int(changed.sum()))
    yield from press(window, key.E, "e")
    seen["open"] = graphs.is_open

play(scenario)
"""


@pytest.fixture(scope="module")
def seen(desktop, tmp_path_factory):
    """What the scenario saw."""
    return desktop.play(SCENARIO, tmp_path_factory.mktemp("levels"))


def test_the_past_is_there_when_the_graphs_open(seen):
    assert min(10, seen["frames"]) <= seen["noted while hidden"] <= 13  # at most one a frame


def test_the_graphs_stay_on_their_plate(seen):
    assert seen["outside"] == 0
    assert seen["covered"] > 0.9


def test_every_curve_and_its_name_are_seen(seen):
    assert min(seen["colors"].values()) > 25


def test_titles_tell_units(seen):
    energy, momentum = seen["titles"]
    assert energy in {"energy, J", "energy, kJ"}
    assert momentum in {"momentum, N s", "momentum, mN s"}


def test_names_do_not_cover_each_other(seen):
    assert min(seen["gaps"][0]) >= 13


def test_a_level_that_starts_again_has_no_past(seen):
    assert seen["anew"]
    assert seen["entries"] < 5


def test_the_plate_fits_a_small_window(seen):
    left, _, width, _ = seen["small"]
    assert left >= 0
    assert left + width <= seen["room"][0]
    assert not seen["open"]


def test_graphs_and_timing_stay_on_their_plates_in_a_small_window(seen):
    assert seen["beyond"] == [0, 0]


@pytest.mark.parametrize("width", range(480, 1600, 70))
def test_graphs_and_timing_never_cover_each_other(arcade, width):
    from game.ui.overlays.insight import places  # noqa: PLC0415  (arcade)
    from game.ui.overlays.timing import STRIP  # noqa: PLC0415  (arcade)

    card = (284.0, 328.0)
    for height in range(360, 1200, 40):
        for are_both in (False, True):
            graphs, timing = places((width, height), card, are_both)
            assert not (are_both and graphs.intersects(timing))
            for box in (graphs, timing):
                assert 18 <= box.left <= box.left + box.width <= width - 18
                assert 18 <= box.top - box.height < box.top <= height - 18 - 52
            assert graphs.width >= 290
            assert graphs.height >= 190
            assert timing[2:] == card or timing.height == STRIP


@pytest.mark.parametrize("window", [(640, 480), (800, 600), (480, 800), (1280, 800), (1920, 1080)])
def test_the_timing_has_all_its_rows_where_there_is_room(arcade, window):
    from game.ui.overlays.insight import places  # noqa: PLC0415  (arcade)

    assert places(window, (284.0, 328.0), are_both=True)[1].height == 328


@pytest.mark.parametrize(
    ("low", "high", "marks"),
    [
        (0.0, 1.0, [0.0, 0.2, 0.4, 0.6, 0.8, 1.0]),
        (-3.0, 41.0, [-10.0, 0.0, 10.0, 20.0, 30.0, 40.0, 50.0]),
        (0.0, 0.0, [0.0, 0.2, 0.4, 0.6, 0.8, 1.0]),
        (1200.0, 1900.0, [1200.0, 1400.0, 1600.0, 1800.0, 2000.0]),
    ],
)
def test_ticks_are_round(low, high, marks):
    assert ticks(low, high) == pytest.approx(marks)


def test_ticks_hold_all_between_them():
    chance = np.random.default_rng(5)
    for scale in 10.0 ** np.arange(-9.0, 9.0):
        low, high = np.sort(scale * chance.normal(size=2))
        marks = ticks(low, high)
        step = marks[1] - marks[0]
        assert marks[0] <= low + 1e-6 * step
        assert marks[-1] >= high - 1e-6 * step
        assert 2 <= len(marks) <= 8
        mantissa = step / 10.0 ** np.floor(np.log10(step) + 1e-9)
        assert min(abs(mantissa - np.array([1.0, 2.0, 5.0]))) < 1e-6


@pytest.mark.parametrize(
    ("largest", "letter"), [(0.0, ""), (0.004, "m"), (1.0, ""), (999.0, ""), (1000.0, "k"), (5e6, "M"), (1e-30, "n")]
)
def test_prefixes(largest, letter):
    assert prefix(largest)[1] == letter
