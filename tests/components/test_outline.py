"""Outlines: sides with outward normals, and every shape that is refused."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from components import Outline

SQUARE = [(-1.0, -1.0), (1.0, -1.0), (1.0, 1.0), (-1.0, 1.0)]


def polygon(corners, radius=1.0, turn=1, start=0.0):
    """Corners of a regular polygon; with ``turn`` > 1, of a star that goes round so many times."""
    angle = start + turn * 2.0 * np.pi * np.arange(corners) / corners
    return radius * np.column_stack((np.cos(angle), np.sin(angle)))


def test_the_normals_of_a_square_point_outward():
    normals, distances = Outline(SQUARE).sides
    assert normals.tolist() == [[0.0, -1.0], [1.0, 0.0], [0.0, 1.0], [-1.0, 0.0]]
    assert distances.tolist() == [1.0, 1.0, 1.0, 1.0]


def test_a_side_runs_from_its_corner_to_the_next():
    normals, distances = Outline([(0.0, 0.0), (4.0, 0.0), (0.0, 3.0)]).sides
    assert normals == pytest.approx(np.array([[0.0, -1.0], [0.6, 0.8], [-1.0, 0.0]]))
    assert distances == pytest.approx([0.0, 2.4, 0.0])


def test_the_sides_of_a_heptagon_lie_at_the_apothem():
    normals, distances = Outline(polygon(7, radius=3.0)).sides
    middle = np.pi / 7 + 2.0 * np.pi * np.arange(7) / 7
    assert normals == pytest.approx(np.column_stack((np.cos(middle), np.sin(middle))))
    assert distances == pytest.approx(np.full(7, 3.0 * np.cos(np.pi / 7)))


def test_the_origin_may_be_outside():
    normals, distances = Outline(np.add(SQUARE, (5.0, 0.0))).sides
    assert distances.tolist() == [1.0, 6.0, 1.0, -4.0]
    assert (normals @ (5.0, 0.0) < distances).all()
    assert not (normals @ (0.0, 0.0) < distances).all()


@given(
    corners=st.integers(3, 40),
    radius=st.floats(1e-3, 1e6),
    start=st.floats(0.0, 7.0),
    center=st.tuples(*[st.floats(-1e3, 1e3)] * 2),
)
def test_every_regular_polygon_contains_its_centre_and_none_of_its_far_points(corners, radius, start, center):
    points = polygon(corners, radius, start=start) + center
    normals, distances = Outline(points).sides
    assert np.hypot(*normals.T) == pytest.approx(np.ones(corners))
    assert (normals @ center < distances).all()
    beyond = center + 1.01 * (points - center)
    assert ((beyond @ normals.T > distances).sum(axis=1) >= 1).all()


@given(corners=st.integers(3, 12))
def test_both_ends_of_a_side_lie_on_it(corners):
    points = polygon(corners, radius=2.0)
    normals, distances = Outline(points).sides
    for ends in (points, np.roll(points, -1, axis=0)):
        assert (normals * ends).sum(axis=1) == pytest.approx(distances)


def test_an_outline_keeps_a_copy_that_nobody_can_change():
    points = np.array(SQUARE)
    outline = Outline(points)
    points[0] = 9.0
    assert outline.points.tolist() == [list(corner) for corner in SQUARE]
    assert outline.points.dtype == np.float64
    with pytest.raises(ValueError, match="read-only"):
        outline.points[0, 0] = 9.0
    with pytest.raises(AttributeError):
        outline.points = points


def test_whole_numbers_become_floats():
    assert Outline(np.array(SQUARE, dtype=int)).points.dtype == np.float64


@pytest.mark.parametrize(
    "points",
    [[], [(0.0, 0.0), (1.0, 0.0)], [0.0, 1.0, 2.0], [(0.0, 0.0, 0.0)] * 3, np.zeros((3, 2, 2)), 5.0],
)
def test_an_outline_needs_three_corners_of_two_numbers(points):
    with pytest.raises(ValueError, match=r"at least three corners \(k, 2\)"):
        Outline(points)


@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf])
def test_corners_must_be_finite(bad):
    with pytest.raises(ValueError, match="finite"):
        Outline([*SQUARE[:3], (-1.0, bad)])


CROOKED = {
    "clockwise": SQUARE[::-1],
    "flat": [(0.0, 0.0), (1.0, 0.0), (2.0, 0.0)],
    "a corner without a turn": [(0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (1.0, 2.0), (0.0, 2.0)],
    "a corner twice": [*SQUARE, SQUARE[-1]],
    "closed by hand": [*SQUARE, SQUARE[0]],
    "a dent": [(-1.0, -1.0), (1.0, -1.0), (0.0, 0.0), (1.0, 1.0), (-1.0, 1.0)],
    "a bow tie": [(-1.0, -1.0), (1.0, 1.0), (1.0, -1.0), (-1.0, 1.0)],
    "there and back": [(0.0, 0.0), (2.0, 0.0), (1.0, 0.0), (1.0, 1.0)],
    "a star that goes round twice": polygon(5, turn=2),
    "a star that goes round three times": polygon(7, turn=3),
}


@pytest.mark.parametrize("points", CROOKED.values(), ids=CROOKED)
def test_an_outline_must_be_convex_and_counter_clockwise(points):
    with pytest.raises(ValueError, match="convex and counter-clockwise"):
        Outline(points)
