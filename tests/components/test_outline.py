"""Outlines: features, allowed centres of balls, contact range, and invalid shapes."""

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from components.outline import CIRCLE, INVERTED_CIRCLE, SEGMENT, Outline, find_crossing

SQUARE = [(-1.0, -1.0), (1.0, -1.0), (1.0, 1.0), (-1.0, 1.0)]
ARROW = [(-1.0, -1.0), (1.0, -1.0), (0.0, 0.0), (1.0, 1.0), (-1.0, 1.0)]  # a concave square
HOOP = [*SQUARE, SQUARE[0]]


def polygon(corners, radius=1.0, turn=1, start=0.0):
    """Corners of a regular polygon, or with ``turn`` > 1 of a star polygon with this winding number."""
    angle = start + turn * 2.0 * np.pi * np.arange(corners) / corners
    return radius * np.column_stack((np.cos(angle), np.sin(angle)))


def obstacle(points, radius=0.0, closed=True):
    return Outline(points, radius, closed, container=False)


def circle(x=0.0, y=0.0, radius=1.0, container=False):
    return Outline([(x, y)], radius, container=container)


# -- slow twins -----------------------------------------------


def segments(outline):
    """Yield the two ends of every segment."""
    points = outline.points.tolist()
    for k in range(len(points) if outline.closed else len(points) - 1):
        yield points[k], points[(k + 1) % len(points)]


def naive_allows(outline, x, y):
    """Whether a point can be the centre of a ball, from the winding number of the outline."""
    if len(outline.points) == 1:
        inside = np.hypot(*(outline.points[0] - (x, y))) <= outline.radius
    elif not outline.closed:
        return True
    else:
        directions = np.arctan2(outline.points[:, 1] - y, outline.points[:, 0] - x)
        turns = (np.roll(directions, -1) - directions + np.pi) % (2.0 * np.pi) - np.pi
        inside = abs(turns.sum()) > np.pi
    return inside == outline.container


def naive_distance(outline, x, y, samples=20_001):
    """Distance of a point from the nearest of many points of the surface, without sign."""
    if len(outline.points) == 1:
        return abs(np.hypot(*(outline.points[0] - (x, y))) - outline.radius)
    part = np.linspace(0.0, 1.0, samples)[:, None]
    along = [start + part * np.subtract(end, start) for start, end in segments(outline)]
    return np.hypot(*(np.concatenate(along) - (x, y)).T).min() - outline.radius


def gaps(outline, x, y):
    """Distance from a point to each feature: inf if the point is beside a segment, negative behind one."""
    kind, ax, ay, distance, low, high = outline.features[:6]
    along = ax * y - ay * x
    above = (low <= along) & (along <= high)
    away = np.hypot(x - ax, y - ay)
    segment = np.where(above, distance - ax * x - ay * y, np.inf)
    return np.select(
        [kind == SEGMENT, kind == CIRCLE, kind == INVERTED_CIRCLE], [segment, away - distance, distance - away]
    )


# Outlines of every kind. Stars about a point have no crossing segments, and are not convex in general.
COORDINATES = st.floats(-3.0, 3.0)
RADII = st.floats(0.01, 1.0)


@st.composite
def stars(draw):
    corners = draw(st.integers(3, 9))
    radii = draw(st.lists(st.floats(0.3, 2.0), min_size=corners, max_size=corners))
    points = polygon(corners, start=draw(st.floats(0.0, 7.0))) * np.array(radii)[:, None]
    return points + draw(st.tuples(COORDINATES, COORDINATES))


@st.composite
def chains(draw):
    """A chain whose x coordinates increase."""
    heights = draw(st.lists(COORDINATES, min_size=2, max_size=7))
    steps = draw(st.lists(st.floats(0.1, 1.0), min_size=len(heights), max_size=len(heights)))
    return np.column_stack((np.cumsum(steps) - 2.0, heights))


OUTLINES = st.one_of(
    st.builds(Outline, stars()),
    st.builds(obstacle, stars(), st.sampled_from([0.0, 0.2])),
    st.builds(obstacle, chains(), RADII, st.just(False)),
    st.builds(circle, COORDINATES, COORDINATES, RADII),
    st.builds(circle, COORDINATES, COORDINATES, st.floats(0.5, 3.0), st.just(True)),
    st.integers(3, 12).map(lambda corners: Outline(polygon(corners, 2.0))),
)


@given(outline=OUTLINES, x=COORDINATES, y=COORDINATES)
def test_a_centre_is_allowed_inside_a_container_and_outside_an_obstacle(outline, x, y):
    assume(abs(naive_distance(outline, x, y, 1001) + (len(outline.points) > 1) * outline.radius) > 1e-2)
    allowed = outline.allows(np.array([x]), np.array([y]))
    assert allowed.dtype == bool
    assert allowed.tolist() == [naive_allows(outline, x, y)]


@given(outline=OUTLINES, x=COORDINATES, y=COORDINATES)
def test_the_nearest_feature_is_as_near_as_the_surface(outline, x, y):
    assume(outline.allows(np.array([x]), np.array([y]))[0])
    expected = naive_distance(outline, x, y)
    assume(expected > 1e-3)
    found = gaps(outline, x, y)
    assert found[found >= 0.0].min() == pytest.approx(expected, abs=1e-6)


@given(outline=OUTLINES, direction=st.floats(0.0, 7.0), part=st.floats(0.0, 1.0))
def test_a_ball_outside_the_contact_range_touches_nothing(outline, direction, part):
    near, far = outline.contact_range
    assert 0.0 <= near <= far
    beyond = far + 0.01 + part
    for distance in (part * near, beyond if np.isfinite(far) else 0.0):
        x, y = distance * np.cos(direction), distance * np.sin(direction)
        reach = distance - far if distance == beyond else near - distance
        if reach > 1e-9:
            assert naive_allows(outline, x, y)
            assert naive_distance(outline, x, y, 1001) >= reach - 1e-9


# -- features -------------------------------------------------


def rows(outline):
    """The first six rows of the features, transposed, rounded, and without negative zeros."""
    return (outline.features[:6].T.round(9) + 0.0).tolist()


def test_segments_of_a_convex_container_have_no_ends():
    ends = [-np.inf, np.inf]
    assert rows(Outline(SQUARE)) == [
        [SEGMENT, 0.0, -1.0, 1.0, *ends],
        [SEGMENT, 1.0, 0.0, 1.0, *ends],
        [SEGMENT, 0.0, 1.0, 1.0, *ends],
        [SEGMENT, -1.0, 0.0, 1.0, *ends],
    ]


def test_a_concave_container_has_a_corner_between_segments_with_ends():
    kind, x, y, radius, low, high = Outline(ARROW).features[:6]
    assert kind.tolist() == [SEGMENT] * 5 + [CIRCLE]
    assert (x[5], y[5], radius[5]) == (0.0, 0.0, 0.0)
    assert (high - low)[:5] == pytest.approx([2.0, np.sqrt(2.0), np.sqrt(2.0), 2.0, 2.0])


def test_an_obstacle_has_its_convex_corners_and_reversed_segments():
    assert rows(obstacle(SQUARE)) == [
        [SEGMENT, 0.0, 1.0, -1.0, -1.0, 1.0],
        [SEGMENT, -1.0, 0.0, -1.0, -1.0, 1.0],
        [SEGMENT, 0.0, -1.0, -1.0, -1.0, 1.0],
        [SEGMENT, 1.0, 0.0, -1.0, -1.0, 1.0],
        *([CIRCLE, *corner, 0.0, -np.inf, np.inf] for corner in SQUARE),
    ]
    kind, x, y, *_ = obstacle(ARROW).features
    assert np.column_stack((x, y))[kind == CIRCLE].tolist() == [
        list(corner) for corner in ARROW if corner != (0.0, 0.0)
    ]


def test_a_chain_has_segments_on_both_sides_and_all_corners():
    assert rows(obstacle([(0.0, 0.0), (2.0, 0.0)], 0.5, closed=False)) == [
        [SEGMENT, 0.0, 1.0, -0.5, -2.0, 0.0],
        [SEGMENT, 0.0, -1.0, -0.5, 0.0, 2.0],
        [CIRCLE, 0.0, 0.0, 0.5, -np.inf, np.inf],
        [CIRCLE, 2.0, 0.0, 0.5, -np.inf, np.inf],
    ]


def test_a_circle_and_an_inverted_circle():
    assert rows(circle(1.0, 2.0, 3.0)) == [[CIRCLE, 1.0, 2.0, 3.0, -np.inf, np.inf]]
    assert rows(circle(1.0, 2.0, 3.0, container=True)) == [[INVERTED_CIRCLE, 1.0, 2.0, 3.0, -np.inf, np.inf]]


@pytest.mark.parametrize("make", [Outline, obstacle])
def test_a_corner_in_a_straight_side_is_no_feature(make):
    seam = make([(-1.0, -1.0), (0.1, -1.0), (1.0, -1.0), (1.0, 1.0), (-1.0, 1.0)])
    kind, x, *_ = seam.features
    assert not np.any((kind == CIRCLE) & (x == 0.1))
    assert not seam.is_convex


@given(corners=st.integers(3, 40), radius=st.floats(1e-3, 1e6), start=st.floats(0.0, 7.0))
def test_the_segments_of_a_regular_polygon_are_at_the_apothem(corners, radius, start):
    kind, x, y, distance, *_ = Outline(polygon(corners, radius, start=start)).features
    assert (kind == SEGMENT).all()
    middle = start + np.pi / corners + 2.0 * np.pi * np.arange(corners) / corners
    assert np.column_stack((x, y)) == pytest.approx(np.column_stack((np.cos(middle), np.sin(middle))))
    assert distance == pytest.approx(np.full(corners, radius * np.cos(np.pi / corners)))


@given(points=stars())
def test_each_corner_is_a_feature_of_either_the_container_or_the_obstacle(points):
    inside, outside = Outline(points), obstacle(points)
    assert inside.is_convex == outside.is_convex
    corners = [np.count_nonzero(outline.features[0] == CIRCLE) for outline in (inside, outside)]
    assert sum(corners) == len(points)


@pytest.mark.parametrize(
    ("outline", "convex"),
    [
        (Outline(SQUARE), True),
        (obstacle(SQUARE), True),
        (Outline(ARROW), False),
        (circle(), True),
        (obstacle(SQUARE, 0.1, closed=False), False),
    ],
)
def test_is_convex(outline, convex):
    assert outline.is_convex is convex


# -- contact range --------------------------------------------


@pytest.mark.parametrize(
    ("outline", "near", "far"),
    [
        (Outline(polygon(7, 3.0)), 3.0 * np.cos(np.pi / 7), np.inf),
        (Outline(np.add(ARROW, (0.25, 0.0))), 0.25, np.inf),  # the concave corner is nearest
        (Outline(np.add(SQUARE, (5.0, 0.0))), 0.0, np.inf),  # the origin is outside
        (Outline(np.add(ARROW, (0.75, 0.0))), 0.25, np.inf),  # a side is nearest
        (Outline(np.add(ARROW, (-0.25, 0.0))), 0.0, np.inf),  # the origin is in the notch
        (circle(1.0, 0.0, 3.0, container=True), 2.0, np.inf),
        (circle(4.0, 0.0, 3.0, container=True), 0.0, np.inf),
        (circle(3.0, 4.0, 1.0), 0.0, 6.0),
        (obstacle(SQUARE), 0.0, np.sqrt(2.0)),
        (obstacle([(3.0, 4.0), (0.0, 1.0)], 0.5, closed=False), 0.0, 5.5),
    ],
)
def test_contact_range(outline, near, far):
    assert outline.contact_range == pytest.approx((near, far), abs=1e-12)


# -- invalid outlines -----------------------------------------


def test_an_outline_stores_a_read_only_copy_of_its_points():
    points = np.array(SQUARE)
    outline = Outline(points)
    points[0] = 9.0
    assert outline.points.tolist() == [list(corner) for corner in SQUARE]
    assert outline.points.dtype == np.float64
    with pytest.raises(ValueError, match="read-only"):
        outline.points[0, 0] = 9.0
    with pytest.raises(AttributeError):
        outline.points = points


def test_integer_points_become_floats():
    assert Outline(np.array(SQUARE, dtype=int)).points.dtype == np.float64


def test_a_circle_is_closed():
    assert Outline([(0.0, 0.0)], 1.0, closed=False).closed


@pytest.mark.parametrize("points", [[], [0.0, 1.0, 2.0], [(0.0, 0.0, 0.0)] * 3, np.zeros((3, 2, 2)), 5.0])
def test_points_of_another_shape_are_an_error(points):
    with pytest.raises(ValueError, match=r"needs corners \(k, 2\)"):
        Outline(points)


@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf])
def test_points_and_radius_must_be_finite(bad):
    with pytest.raises(ValueError, match="finite"):
        Outline([*SQUARE[:3], (-1.0, bad)])
    with pytest.raises(ValueError, match="finite"):
        obstacle(SQUARE, bad)


@pytest.mark.parametrize(
    ("points", "radius", "closed", "container", "why"),
    [
        (SQUARE, -0.1, True, False, "not negative"),
        ([(0.0, 0.0)], 0.0, True, False, "a disc needs a radius"),
        (SQUARE[:2], 0.0, True, False, "at least three corners, got 2"),
        (SQUARE, 0.0, False, True, "a container must be closed"),
        (SQUARE, 0.1, True, True, "without a radius"),
        (SQUARE[::-1], 0.0, True, True, "counter-clockwise"),
        (SQUARE[::-1], 0.0, True, False, "counter-clockwise"),
    ],
)
def test_inconsistent_arguments_are_errors(points, radius, closed, container, why):
    with pytest.raises(ValueError, match=why):
        Outline(points, radius, closed, container)


CROOKED = {
    "flat": ([(0.0, 0.0), (1.0, 0.0), (2.0, 0.0)], (2, 0)),
    "a corner twice": ([*SQUARE, SQUARE[-1]], (3, 3)),
    "a corner almost twice": ([*SQUARE, (-1.0, 1.0 - 1e-10)], (3, 3)),
    "closed by hand": (HOOP, (4, 4)),
    "a bow tie": ([(-1.0, -1.0), (1.0, 1.0), (1.0, -1.0), (-1.0, 1.0)], (0, 2)),
    "there and back": ([(0.0, 0.0), (2.0, 0.0), (1.0, 0.0), (1.0, 1.0)], (0, 1)),
    "a corner on a side": ([(0.0, 0.0), (4.0, 0.0), (4.0, 4.0), (2.0, 0.0), (0.0, 4.0)], (0, 2)),
    "a corner again": ([(0.0, 0.0), (2.0, 1.0), (2.0, -1.0), (0.0, 0.0), (-2.0, -1.0), (-2.0, 1.0)], (0, 2)),
    "two sides that lie on each other": ([(0, 0), (3, 0), (3, 1), (1, 0), (2, 0), (0, 2)], (0, 2)),
    "a star that goes round twice": (polygon(5, turn=2), (0, 2)),
}


@pytest.mark.parametrize(("points", "where"), CROOKED.values(), ids=CROOKED)
def test_repeated_corners_and_crossing_segments_are_errors(points, where):
    assert find_crossing(np.array(points, np.float64), closed=True) == where
    with pytest.raises(ValueError, match=f"must not meet: the segments from corners {where[0]} and {where[1]} do"):
        Outline(points)
    with pytest.raises(ValueError, match="must not meet"):
        obstacle(points)


OPEN = {
    "there and back": ([(0.0, 0.0), (2.0, 0.0), (1.0, 0.0)], (0, 1)),
    "a corner twice": ([(0.0, 0.0), (2.0, 0.0), (2.0, 0.0)], (1, 1)),
    "a loop": ([(0.0, 0.0), (2.0, 0.0), (2.0, 1.0), (1.0, -1.0)], (0, 2)),
    "an end on a segment": ([(0.0, 0.0), (2.0, 0.0), (2.0, 1.0), (1.0, 0.0)], (0, 2)),
}


@pytest.mark.parametrize(("points", "where"), OPEN.values(), ids=OPEN)
def test_an_open_chain_that_touches_itself_is_an_error(points, where):
    assert find_crossing(np.array(points), closed=False) == where
    with pytest.raises(ValueError, match="must not meet"):
        obstacle(points, 0.1, closed=False)


def test_an_open_chain_can_end_where_it_begins():
    assert find_crossing(np.array(HOOP), closed=False) is None
    assert len(obstacle(HOOP, 0.1, closed=False).points) == 5


@given(points=stars(), first=st.integers(0, 8), second=st.integers(0, 8))
def test_crossings_agree_with_a_slow_twin_after_two_corners_are_swapped(points, first, second):
    """The twin solves for the common point of every two segments."""
    first, second = first % len(points), second % len(points)
    points[[first, second]] = points[[second, first]]
    count, meeting = len(points), set()
    for i in range(count):
        for j in range(i + 1, count):
            a, b, c, d = points[i], points[(i + 1) % count], points[j], points[(j + 1) % count]
            if j in (i + 1, i - 1 + count):
                continue
            matrix = np.column_stack((b - a, c - d))
            assume(abs(np.linalg.det(matrix)) > 1e-6)
            s, t = np.linalg.solve(matrix, c - a)
            assume(min(abs(s), abs(s - 1.0), abs(t), abs(t - 1.0)) > 1e-6)
            if 0.0 < s < 1.0 and 0.0 < t < 1.0:
                meeting.add((i, j))
    found = find_crossing(points, closed=True)
    assert found in meeting if meeting else found is None
