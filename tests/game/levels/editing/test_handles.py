"""Handles of items of every kind: where they are, and what a drag of each changes."""

import math
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from game.levels.editing.geometry import item_geometry
from game.levels.editing.handles import drag, handle_at, handles
from game.levels.editing.item_edits import drag_handle, with_fields
from game.levels.editing.level_document import LevelDocument

LEVELS = sorted((Path(__file__).parents[4] / "levels").glob("*.toml"))
ITEMS = [
    ("walls", {"shape": "polygon", "sides": 5, "radius": 1.0, "center": [1.0, 2.0], "angle": 20.0}),
    ("walls", {"shape": "box", "width": 2.0, "height": 1.0, "center": [1.0, 2.0], "angle": 30.0}),
    ("walls", {"shape": "box", "width": 2.0, "height": 1.0, "swing": {"angle": 40, "period": 2, "phase": 90}}),
    ("walls", {"shape": "circle", "radius": 0.5, "sway": {"offset": [1.0, 0.0], "period": 2.0, "phase": 30.0}}),
    ("walls", {"shape": "arc", "radius": 1.5, "start": 200.0, "sweep": -80.0, "center": [0.5, 0.0], "angle": 10.0}),
    ("walls", {"shape": "path", "points": [[0, 0], [0, 1], [1, 1]], "center": [3.0, 0.0], "angle": -40.0}),
    ("walls", {"shape": "path", "closed": False, "points": [[0, 0], [1, 0], [2, 1]], "thickness": 0.2}),
    ("walls", {"shape": "circle", "radius": 0.1, "center": [1.0, 0.0], "repeat": {"count": 3, "turn": 30.0}}),
    ("walls", {"shape": "circle", "radius": 0.1, "center": [1.0, 0.0],
               "repeat": {"count": 3, "step": [1.0, 0.0], "rows": 2, "row_step": [0.5, 1.0]}}),
    ("balls", {"radius": 0.2, "position": [1.0, 1.0], "velocity": [3.0, 4.0]}),
    ("balls", {"radius": 0.2, "position": [1.0, 1.0]}),
    ("balls", {"radius": 0.1, "count": 3, "spawn": {"pattern": "disc", "radius": 1.0}}),
    ("balls", {"radius": 0.1, "count": 3, "spawn": {"pattern": "ring", "radius": 1.0, "center": [1.0, 2.0]}}),
    ("balls", {"radius": 0.1, "count": 3, "spawn": {"pattern": "grid", "width": 1.0, "height": 2.0}}),
    ("balls", {"radius": 0.1, "count": 3, "spawn": {"pattern": "line", "length": 2.0, "angle": 60.0}}),
    ("balls", {"radius": 0.1, "count": 2, "spawn": {"pattern": "points", "points": [[0, 0], [1, 0]]}}),
    ("emitters", {"radius": 0.1, "count": 2, "rate": 1.0, "position": [1.0, 1.0], "area": 0.5, "velocity": [0, -2]}),
    ("forces", {"pull": 1.0}),
    ("forces", {"center": [1.0, 0.0], "zone": {"shape": "box", "width": 1.0, "height": 3.0}, "acceleration": [1, 0]}),
    ("sensors", {"name": "a", "zone": {"shape": "circle", "radius": 1.0}, "action": "teleport", "to": [3.0, 3.0]}),
]  # fmt: skip
SIZE = 0.05
EXACT = {"move", "corner", "vertex", "target", "step", "row_step", "about", "sway", "velocity", "length"}
"""Roles of handles that end where the mouse is."""


def shape(array, fields):
    geometry = item_geometry(array, fields)
    assert geometry is not None
    return geometry


def moved_handle(geometry, handle):
    """Return the handle of the same role and index."""
    return next(one for one in handles(geometry, SIZE) if (one.role, one.nth) == (handle.role, handle.nth))


@pytest.mark.parametrize(("array", "fields"), ITEMS)
def test_a_handle_follows_the_mouse(array, fields):
    geometry = shape(array, fields)
    for handle in handles(geometry, SIZE):
        if handle.role == "insert":
            continue
        x, y = handle.x + 0.03, handle.y + 0.02
        changed = shape(array, with_fields(fields, drag(geometry, handle, x, y)))
        after = moved_handle(changed, handle)
        assert after.distance(x, y) < handle.distance(x, y), handle
        if handle.role in EXACT:
            assert after.distance(x, y) < 2e-4, handle


@pytest.mark.parametrize(("array", "fields"), ITEMS)
def test_a_click_on_a_handle_changes_nothing(array, fields):
    geometry = shape(array, fields)
    for handle in handles(geometry, SIZE):
        assert drag(geometry, handle, handle.x, handle.y) == {}


@pytest.mark.parametrize(("array", "fields"), ITEMS)
def test_handles_other_than_those_of_the_whole_item_leave_the_rest_in_place(array, fields):
    geometry = shape(array, fields)
    for handle in handles(geometry, SIZE):
        if handle.role in ("corner", "side"):
            changed = shape(array, with_fields(fields, drag(geometry, handle, handle.x + 0.1, handle.y + 0.05)))
            opposite = next(
                one for one in handles(geometry, SIZE) if one.role == handle.role and one.nth == (handle.nth + 2) % 4
            )
            after = moved_handle(changed, opposite)
            if handle.role == "corner":
                assert after.distance(opposite.x, opposite.y) < 2e-4
        if handle.role == "length":
            changed = shape(array, with_fields(fields, drag(geometry, handle, handle.x + 0.1, handle.y + 0.05)))
            other = next(one for one in handles(geometry, SIZE) if one.role == "length" and one.nth != handle.nth)
            assert moved_handle(changed, other).distance(other.x, other.y) < 2e-4


def test_a_corner_is_inserted_in_the_middle_of_a_side():
    array, fields = ITEMS[6]
    geometry = shape(array, fields)
    handle = next(one for one in handles(geometry, SIZE) if one.role == "insert")
    assert drag(geometry, handle, 0.5, 0.3) == {"points": [[0, 0], [0.5, 0.3], [1, 0], [2, 1]]}


def test_a_rotation_is_rounded_to_steps():
    geometry = shape("walls", {"shape": "box", "width": 2.0, "height": 1.0, "angle": 7.0})
    handle = next(one for one in handles(geometry, SIZE) if one.role == "rotate")
    angle = math.radians(90.0 + 41.0)
    fields = drag(geometry, handle, 5.0 * math.cos(angle), 5.0 * math.sin(angle), 15.0)
    assert fields == {"angle": 45.0}


def test_the_nearest_handle_within_reach_is_hit_and_the_topmost_of_equal_ones():
    geometry = shape("walls", {"shape": "circle", "radius": 1.0})
    found = handles(geometry, SIZE)
    assert handle_at(found, 0.97, 0.0, 0.1).role == "radius"
    assert handle_at(found, 0.0, 0.05, 0.1).role == "move"
    assert handle_at(found, 0.5, 0.5, 0.1) is None


@given(st.data())
def test_any_drag_of_any_level_keeps_the_item_addressable_and_comes_back(data):
    document = LevelDocument.open(data.draw(st.sampled_from(LEVELS)))
    item = data.draw(st.sampled_from(list(document.geometries)))
    handle = data.draw(st.sampled_from(handles(document.geometries[item], SIZE)))
    dx, dy = data.draw(st.tuples(st.floats(-1.0, 1.0), st.floats(-1.0, 1.0)))
    edit = drag_handle(document, item, handle, handle.x + dx, handle.y + dy)
    assert edit.document.items == document.items
    assert edit.document.own_fields(item).keys() >= document.own_fields(item).keys()
    new = set(edit.document.text.split()) - set(document.text.split())
    assert not re.search(r"-0\.0\b", " ".join(new))
