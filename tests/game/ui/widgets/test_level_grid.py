"""The grid of the level browser: its layout, and scrolling in the real window."""

from itertools import pairwise

import pytest

from game.levels.library import LevelEntry
from tests.display import LEVEL
from tests.machine import needs_opengl

with needs_opengl():
    from game.ui.widgets import level_grid
    from game.ui.widgets.rounded_rect import Box

BOX = Box(0.0, 700.0, 1000.0, 600.0)

SCENE = """
def middle(box):
    return box.left + 0.5 * box.width, box.top - 0.5 * box.height

def drag(window, start, end, steps=6):
    window.dispatch_event("on_mouse_press", *start, 1, 0)
    for k in range(1, steps + 1):
        place = [a + (b - a) * k / steps for a, b in zip(start, end)]
        window.dispatch_event("on_mouse_drag", *place, 0, 0, 1, 0)
    window.dispatch_event("on_mouse_release", *end, 1, 0)
    yield from frames(2)

def scenario(window, view):
    yield from press(window, key.L, "l")
    picker = window.current_view
    grid = picker._grid
    seen["headings"] = [heading.text for heading in grid.layout.headings]
    seen["order"] = [entry.name for entry in picker.listed][:3]
    yield from until(lambda: all(tile.has_picture for tile in picker.tiles.values()), 60)
    seen["limit"] = grid.max_offset
    grid.scroll_to(0.0, at_once=True)
    window.dispatch_event("on_mouse_scroll", 300, 200, 0, -1)
    yield from until(lambda: grid.offset == grid._target)
    seen["wheel"] = grid.offset
    yield from drag(window, (300, 200), (300, 250))
    seen["dragged"], seen["still open"] = grid.offset, window.current_view is picker
    bar, knob = grid._bar()
    top = pixels(window)
    yield from drag(window, middle(knob), (middle(knob)[0], 0))
    seen["bar"] = grid.offset
    seen["moved"] = int((pixels(window) != top).any(axis=2).sum())
    bar, knob = grid._bar()
    yield from drag(window, middle(knob), (middle(knob)[0], window.height))
    seen["bar back"] = grid.offset
    for _ in range(3):
        yield from press(window, key.DOWN, motion=key.MOTION_DOWN)
    yield from until(lambda: grid.offset == grid._target)
    seen["selected is visible"] = picker.selected in grid.visible()
    seen["keys scroll"] = grid.offset
    close = picker._close_box
    window.dispatch_event("on_mouse_press", *middle(close), 1, 0)
    yield from frames()
    seen["closed"] = window.current_view is view
    yield from press(window, key.L, "l")
    (entry,) = [entry for entry in picker.tiles if entry.name == "b"]
    grid.scroll_to_entry(entry)
    yield from until(lambda: grid.offset == grid._target)
    pixels(window)
    at = middle(picker.tiles[entry].box)
    window.dispatch_event("on_mouse_press", *at, 1, 0)
    window.dispatch_event("on_mouse_drag", at[0] + 3, at[1] + 3, 3, 3, 1, 0)
    window.dispatch_event("on_mouse_release", at[0] + 3, at[1] + 3, 1, 0)
    yield from frames()
    seen["tapped"] = window.caption, window.current_view is view

play(scenario)
"""


def entries(*groups):
    """Return levels, as many of each group as the numbers say."""

    class Entry(LevelEntry):
        group = property(lambda self: self.name.partition("-")[0])

    return [Entry(f"{chr(97 + k)}-{n}", None, "user") for k, count in enumerate(groups) for n in range(count)]


@pytest.fixture(scope="module")
def seen(desktop, tmp_path_factory):
    folder = tmp_path_factory.mktemp("levels")
    for k, name in enumerate("abcdefgh"):
        group = f'group = "{"games" if k < 5 else "scene"}"\n' if k < 7 else ""
        (folder / f"{name}.toml").write_text(group + LEVEL.format(title=f"Level {name}"), "utf-8")
    return desktop.play(SCENE, folder)


def test_rows_lie_below_their_headings_and_do_not_overlap():
    layout = level_grid.arrange(BOX, entries(7, 2, 5))
    assert [heading.text for heading in layout.headings] == ["A", "B", "C"]
    assert [len(row) for row in layout.rows] == [4, 3, 2, 4, 1]
    tops = [layout.boxes[row[0]][1] for row in layout.rows]
    assert all(after - before > layout.tile_size[1] for before, after in pairwise(tops))
    assert layout.headings[1].y == tops[2] - level_grid.HEADING_HEIGHT
    for left, y in layout.boxes.values():
        assert 0.0 <= left <= BOX.width - level_grid.BAR_ROOM - layout.tile_size[0]
        assert y + layout.tile_size[1] <= layout.height


def test_a_single_group_needs_no_heading():
    assert level_grid.arrange(BOX, entries(3)).headings == ()
    assert level_grid.arrange(BOX, []).height == 0.0


@pytest.mark.slow
def test_headings_and_groups(seen):
    assert seen["headings"] == ["Scene", "Games", "Own levels"]
    assert seen["order"] == ["f", "g", "a"]


@pytest.mark.slow
def test_the_grid_scrolls_by_wheel_drag_bar_and_keys(seen):
    assert seen["limit"] > 200.0
    assert seen["wheel"] == 120.0
    assert seen["dragged"] == pytest.approx(170.0)
    assert seen["still open"]
    assert seen["bar"] == pytest.approx(seen["limit"])
    assert seen["moved"] > 1000
    assert seen["bar back"] == 0.0
    assert seen["selected is visible"]
    assert seen["keys scroll"] > 0.0


@pytest.mark.slow
def test_a_button_goes_back_and_a_tap_chooses(seen):
    assert seen["closed"]
    assert seen["tapped"] == ["Level b", True]
