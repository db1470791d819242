"""The edge of a wall: its polygon, and signed distances from it."""

import math

import numpy as np
import pytest

from components import Outline
from game.simulation.outline_edge import OutlineEdge
from game.testing.tiny_worlds import regular_polygon as polygon
from tests.shapes import OUTLINES, STAR, ZIGZAG, naive_distance

EVERY = pytest.mark.parametrize("outline", OUTLINES.values(), ids=OUTLINES)


def area(corners):
    x, y = corners.T
    return 0.5 * (x @ np.roll(y, -1) - np.roll(x, -1) @ y)


def within(corners, x, y):
    """Mask of the points inside of a polygon (Jordan curve theorem)."""
    inside = np.zeros(len(x), bool)
    for (ax, ay), (bx, by) in zip(corners, np.roll(corners, -1, axis=0), strict=True):
        if ay != by:
            inside ^= ((ay <= y) != (by <= y)) & (x < ax + (y - ay) / (by - ay) * (bx - ax))
    return inside


@EVERY
def test_distances_agree_with_their_twin(outline):
    x, y = np.random.default_rng(1).uniform(-1.2, 1.2, (2, 300))
    expected = [naive_distance(outline, *place) for place in zip(x.tolist(), y.tolist(), strict=True)]
    assert OutlineEdge.from_outline(outline).signed_distance(x, y) == pytest.approx(expected, abs=1e-12)


@pytest.mark.parametrize("outline", [Outline(STAR), Outline(polygon(4, 0.8), container=False)])
def test_the_sign_of_the_distance_is_correct_at_corners(outline):
    """Two segments are equally near to a corner, and only one of them gives the correct sign."""
    corners, edge = outline.points, OutlineEdge.from_outline(outline)
    outward = np.stack([edge.normals_and_turns[0], np.roll(edge.normals_and_turns[0], 1, axis=0)]).sum(axis=0)
    for angle in np.linspace(0.0, 7.0, 40):
        turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
        turned = OutlineEdge(corners @ turn.T, 0.0, closed=True)
        for step in (1e-9, 1e-5, 0.02):
            assert (turned.signed_distance(*((corners + step * outward) @ turn.T).T) > 0.0).all()
            assert (turned.signed_distance(*((corners - step * outward) @ turn.T).T) < 0.0).all()


@EVERY
def test_the_corners_lie_on_the_edge_and_go_round_counter_clockwise(outline):
    corners = OutlineEdge.from_outline(outline).corners
    assert OutlineEdge.from_outline(outline).signed_distance(*corners.T) == pytest.approx(0.0, abs=1e-6)
    assert area(corners) > 0.0


@pytest.mark.parametrize(
    "name", sorted(OUTLINES.keys() - {"a chain that ends where it began"})
)  # its edge is two polygons
def test_the_polygon_encloses_the_wall(name):
    outline = OUTLINES[name]
    edge = OutlineEdge.from_outline(outline)
    x, y = np.random.default_rng(2).uniform(-1.2, 1.2, (2, 4000))
    distance = edge.signed_distance(x, y)
    clear = np.abs(distance) > 1e-3
    np.testing.assert_array_equal(within(edge.corners, x, y)[clear], distance[clear] < 0.0)


def test_a_polygon_without_radius_is_its_own_edge():
    outline = Outline(STAR)
    assert OutlineEdge.from_outline(outline).corners is outline.points


def test_a_circle_has_96_corners():
    corners = OutlineEdge.from_outline(Outline([(1.0, 2.0)], radius=0.5)).corners
    assert corners.shape == (96, 2)
    assert np.hypot(*(corners - (1.0, 2.0)).T) == pytest.approx(0.5)
    assert area(corners) == pytest.approx(math.pi * 0.25, rel=1e-3)


def test_joints_and_ends_are_round():
    stick = Outline([(0.0, 0.0), (3.0, 4.0)], radius=0.5, closed=False, container=False)
    assert area(OutlineEdge.from_outline(stick).corners) == pytest.approx(5.0 + math.pi * 0.25, rel=1e-3)
    square = Outline(polygon(4, 2.0), radius=0.5, container=False)
    side = 2.0 * math.sqrt(2.0)
    assert area(OutlineEdge.from_outline(square).corners) == pytest.approx(
        side**2 + 4.0 * side * 0.5 + math.pi * 0.25, rel=1e-3
    )


def test_segments_shorter_than_the_thickness_leave_no_loops():
    angles = np.linspace(0.0, 1.5 * np.pi, 60)
    points = 0.1 * np.column_stack((np.cos(angles), np.sin(angles)))
    edge = OutlineEdge.from_outline(Outline(points, radius=0.3, closed=False, container=False))
    x, y = np.random.default_rng(3).uniform(-0.5, 0.5, (2, 4000))
    distance = edge.signed_distance(x, y)
    clear = np.abs(distance) > 5e-3
    np.testing.assert_array_equal(within(edge.corners, x, y)[clear], distance[clear] < 0.0)


def test_a_chain_without_thickness_gets_a_smallest_radius():
    hair = Outline(ZIGZAG, closed=False, container=False)
    assert OutlineEdge.from_outline(hair).radius == pytest.approx(1.5e-3)
    assert OutlineEdge.from_outline(hair, min_radius=0.01).radius == 0.01
    assert OutlineEdge.from_outline(OUTLINES["a zigzag"], min_radius=0.01).radius == 0.12
    assert area(OutlineEdge.from_outline(hair).corners) > 0.0
