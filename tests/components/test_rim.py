"""What of a wall is seen: its edge as a polygon, distances from it, and where the bolt sits."""

import math

import numpy as np
import pytest

from components import Outline
from components.rim import Rim
from tests.scenes import polygon
from tests.shapes import OUTLINES, STAR, ZIGZAG, naive_distance

EVERY = pytest.mark.parametrize("outline", OUTLINES.values(), ids=OUTLINES)
OBSTACLES = {name: outline for name, outline in OUTLINES.items() if not outline.container}
WIDTH = 0.05


def area(corners):
    x, y = corners.T
    return 0.5 * (x @ np.roll(y, -1) - np.roll(x, -1) @ y)


def within(corners, x, y):
    """Whether places are inside of a polygon: a ray to the right meets it an odd number of times."""
    inside = np.zeros(len(x), bool)
    for (ax, ay), (bx, by) in zip(corners, np.roll(corners, -1, axis=0), strict=True):
        if ay != by:
            inside ^= ((ay <= y) != (by <= y)) & (x < ax + (y - ay) / (by - ay) * (bx - ax))
    return inside


@EVERY
def test_distances_agree_with_their_twin(outline):
    x, y = np.random.default_rng(1).uniform(-1.2, 1.2, (2, 300))
    expected = [naive_distance(outline, *place) for place in zip(x.tolist(), y.tolist(), strict=True)]
    assert Rim.of(outline).distance(x, y) == pytest.approx(expected, abs=1e-12)


@pytest.mark.parametrize("outline", [Outline(STAR), Outline(polygon(4, 0.8), container=False)])
def test_behind_a_corner_the_side_is_told_right(outline):
    """There two pieces are equally near, and only one of them knows."""
    corners, rim = outline.points, Rim.of(outline)
    outward = np.stack([rim.sides[0], np.roll(rim.sides[0], 1, axis=0)]).sum(axis=0)
    for angle in np.linspace(0.0, 7.0, 40):
        turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
        turned = Rim(corners @ turn.T, 0.0, True, outline.container)
        for step in (1e-9, 1e-5, 0.02):
            assert (turned.distance(*((corners + step * outward) @ turn.T).T) > 0.0).all()
            assert (turned.distance(*((corners - step * outward) @ turn.T).T) < 0.0).all()


@EVERY
def test_the_corners_lie_on_the_edge_and_go_round_counter_clockwise(outline):
    corners = Rim.of(outline).corners
    assert Rim.of(outline).distance(*corners.T) == pytest.approx(0.0, abs=1e-6)
    assert area(corners) > 0.0


@pytest.mark.parametrize(
    "name", sorted(OUTLINES.keys() - {"a chain that ends where it began"})
)  # its edge is two polygons
def test_what_the_corners_enclose_is_the_wall(name):
    outline = OUTLINES[name]
    rim = Rim.of(outline)
    x, y = np.random.default_rng(2).uniform(-1.2, 1.2, (2, 4000))
    distance = rim.distance(x, y)
    clear = np.abs(distance) > 1e-3
    np.testing.assert_array_equal(within(rim.corners, x, y)[clear], distance[clear] < 0.0)


def test_a_polygon_without_rounding_is_its_own_edge():
    outline = Outline(STAR)
    assert Rim.of(outline).corners is outline.points


def test_a_circle_has_96_corners():
    corners = Rim.of(Outline([(1.0, 2.0)], radius=0.5)).corners
    assert corners.shape == (96, 2)
    assert np.hypot(*(corners - (1.0, 2.0)).T) == pytest.approx(0.5)
    assert area(corners) == pytest.approx(math.pi * 0.25, rel=1e-3)


def test_joints_and_ends_are_round():
    stick = Outline([(0.0, 0.0), (3.0, 4.0)], radius=0.5, closed=False, container=False)
    assert area(Rim.of(stick).corners) == pytest.approx(5.0 + math.pi * 0.25, rel=1e-3)
    square = Outline(polygon(4, 2.0), radius=0.5, container=False)
    side = 2.0 * math.sqrt(2.0)
    assert area(Rim.of(square).corners) == pytest.approx(side**2 + 4.0 * side * 0.5 + math.pi * 0.25, rel=1e-3)


def test_pieces_shorter_than_a_chain_is_thick_leave_no_loops():
    angles = np.linspace(0.0, 1.5 * np.pi, 60)
    points = 0.1 * np.column_stack((np.cos(angles), np.sin(angles)))
    rim = Rim.of(Outline(points, radius=0.3, closed=False, container=False))
    x, y = np.random.default_rng(3).uniform(-0.5, 0.5, (2, 4000))
    distance = rim.distance(x, y)
    clear = np.abs(distance) > 5e-3
    np.testing.assert_array_equal(within(rim.corners, x, y)[clear], distance[clear] < 0.0)


def test_a_chain_without_thickness_is_seen_all_the_same():
    hair = Outline(ZIGZAG, closed=False, container=False)
    assert Rim.of(hair).radius == pytest.approx(1.5e-3)
    assert Rim.of(hair, least=0.01).radius == 0.01
    assert Rim.of(OUTLINES["a zigzag"], least=0.01).radius == 0.12
    assert area(Rim.of(hair).corners) > 0.0


@pytest.mark.parametrize(
    ("name", "depth"),
    [("a square obstacle", 0.8 / math.sqrt(2.0)), ("a rounded triangle", 0.45), ("a disc", 0.6), ("a zigzag", 0.12)],
)
def test_depth(name, depth):
    assert Rim.of(OUTLINES[name]).depth == pytest.approx(depth, rel=0.01)


@pytest.mark.parametrize("outline", OBSTACLES.values(), ids=OBSTACLES)
def test_the_bolt_of_an_obstacle_lies_within_it_and_off_its_hub(outline):
    rim = Rim.of(outline)
    x, y, radius = rim.bolt(WIDTH)
    assert 0.0 < radius <= 0.42 * WIDTH + 1e-12
    assert rim.distance(np.array([x]), np.array([y]))[0] <= -radius
    assert math.hypot(x, y) > radius + rim.hub(WIDTH)


@pytest.mark.parametrize("name", ["a convex container", "a star as container", "a drum"])
def test_the_bolt_of_a_container_lies_on_its_frame(name):
    rim = Rim.of(OUTLINES[name])
    x, y, radius = rim.bolt(WIDTH)
    assert rim.distance(np.array([x]), np.array([y]))[0] == pytest.approx(0.5 * WIDTH)
    assert (radius, rim.hub(WIDTH)) == pytest.approx((0.42 * WIDTH, 0.3 * WIDTH))


def test_the_bolt_at_a_corner_that_points_in_lies_on_the_frame_too():
    rim = Rim.of(Outline(np.roll(STAR, -1, axis=0)))
    x, y, _ = rim.bolt(WIDTH)
    assert rim.distance(np.array([x]), np.array([y]))[0] == pytest.approx(0.5 * WIDTH, rel=0.2)


def test_there_is_no_hub_where_there_is_no_room_for_it():
    assert Rim.of(OUTLINES["a disc"]).hub(WIDTH) > 0.0
    assert Rim.of(OUTLINES["a ring with a gap"]).hub(WIDTH) == 0.0
