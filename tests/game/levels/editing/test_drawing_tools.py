"""Drawing tools: each gives a valid item of the drawn shape."""

import math
import re

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from game.levels.editing import drawing_tools as tools
from game.levels.editing.geometry import item_geometry
from game.levels.editing.level_document import EditError

COORDINATE = st.floats(-10.0, 10.0)
POINT = st.tuples(COORDINATE, COORDINATE)
ZONE = tools.box_zone((0.0, 0.0), (1.0, 2.0))


def drawn(draft):
    """Return the shape of a drawn item, which must be valid."""
    geometry = item_geometry(draft.array, draft.fields)
    assert geometry is not None, draft
    assert not re.search(r"-0\.0\b", str(draft.fields))
    return geometry


def corners(geometry):
    return np.array(geometry.strokes[0].points)


def test_a_line_goes_from_end_to_end_about_its_middle():
    draft = tools.line((1.0, 1.0), (3.0, 2.0), 0.2)
    assert draft == ("walls", {
        "shape": "path", "closed": False, "points": [[-1.0, -0.5], [1.0, 0.5]], "thickness": 0.2, "center": [2.0, 1.5],
    })  # fmt: skip
    np.testing.assert_allclose(corners(drawn(draft)), [(1.0, 1.0), (3.0, 2.0)])


def test_a_polyline_leaves_out_the_second_click_of_a_double_click():
    points = [(0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (1.0, 1.0)]
    np.testing.assert_allclose(corners(drawn(tools.polyline(points, 0.1))), points[:3])
    closed = tools.polyline([*points, points[0]], 0.1, closed=True)
    assert len(closed.fields["points"]) == 3
    assert not drawn(closed).is_container
    for few, is_closed in ((points[2:], False), (points[:2], True)):
        with pytest.raises(EditError, match="allowed: at least"):
            tools.polyline(few, 0.1, closed=is_closed)


@given(POINT, POINT, POINT)
def test_an_arc_goes_through_its_three_points(start, through, end):
    rounded = [tuple(round(part, 2) for part in point) for point in (start, through, end)]
    (ax, ay), (bx, by), (cx, cy) = rounded
    area = abs((bx - ax) * (cy - ay) - (by - ay) * (cx - ax))
    lengths = [math.dist(rounded[k], rounded[k - 1]) for k in range(3)]
    assume(min(lengths) > 0.5 and area > 0.2 * max(lengths))
    geometry = drawn(tools.arc(*rounded, 0.01))
    points = corners(geometry)
    radius = geometry.model.radius
    np.testing.assert_allclose(points[0], rounded[0], atol=2e-3)
    np.testing.assert_allclose(points[-1], rounded[2], atol=1e-4 * radius + 2e-3)
    distances = np.linalg.norm(points - rounded[1], axis=1)
    assert distances.min() < radius * math.radians(3.0)


def test_points_on_a_line_make_no_arc():
    with pytest.raises(EditError, match="on a line"):
        tools.arc((0.0, 0.0), (1.0, 1.0), (2.0, 2.0), 0.1)


@pytest.mark.parametrize("sides", [3, 4, 5, 8])
def test_a_regular_polygon_has_a_corner_at_the_mouse(sides):
    geometry = drawn(tools.regular_polygon((1.0, 2.0), (2.0, 2.7), sides))
    gaps = np.linalg.norm(corners(geometry) - (2.0, 2.7), axis=1)
    assert gaps.min() < 1e-3
    assert not geometry.is_container


def test_boxes_and_discs():
    assert tools.box((2.0, 3.0), (0.0, 2.0)) == (
        "walls", {"shape": "box", "center": [1.0, 2.5], "width": 2.0, "height": 1.0},
    )  # fmt: skip
    assert drawn(tools.disc((1.0, 1.0), (1.0, 1.5))).reach == pytest.approx(0.5)
    assert drawn(tools.box((1.0, 1.0), (1.0, 1.0))).model.width == 1e-3


def test_balls_groups_and_emitters():
    ball = tools.ball((1.0, 0.0), 0.2, (1.3, 0.4), "steel")
    assert ball.fields == {"radius": 0.2, "position": [1.0, 0.0], "velocity": [3.0, 4.0], "material": "steel"}
    assert "velocity" not in tools.ball((1.0, 0.0), 0.2).fields
    group = drawn(tools.disc_group((0.0, 0.0), (0.0, 2.0), 10, 0.1))
    assert (group.model.count, group.model.spawn.radius) == (10, 2.0)
    grid = drawn(tools.grid_group((0.0, 0.0), (4.0, 2.0), 10, 0.1))
    assert (grid.model.spawn.center, grid.model.spawn.width) == ((2.0, 1.0), 4.0)
    emitter = drawn(tools.emitter((0.0, 1.0), (0.0, 0.9), 5.0, 100, 0.1))
    assert emitter.model.velocity == (0.0, -1.0)


def test_zones():
    first = tools.sensor(ZONE, [])
    assert (first.array, first.fields["name"]) == ("sensors", "sensor 1")
    assert tools.sensor(ZONE, ["sensor 1", "sensor 3"]).fields["name"] == "sensor 2"
    assert drawn(tools.sensor(ZONE, [], "teleport")).model.to == (0.5, 1.0)
    force = drawn(tools.force(tools.circle_zone((1.0, 1.0), (1.0, 3.0)), (0.0, 5.0)))
    assert (force.model.zone.radius, force.model.acceleration) == (2.0, (0.0, 5.0))
