"""Outlines: what a ball can touch of every kind of wall, where its centre may be, and every shape that is refused."""

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from components.outline import CIRCLE, INVERTED_CIRCLE, SEGMENT, Outline, find_crossing

SQUARE = [(-1.0, -1.0), (1.0, -1.0), (1.0, 1.0), (-1.0, 1.0)]
ARROW = [(-1.0, -1.0), (1.0, -1.0), (0.0, 0.0), (1.0, 1.0), (-1.0, 1.0)]  # a square with a dent
HOOP = [*SQUARE, SQUARE[0]]


def polygon(corners, radius=1.0, turn=1, start=0.0):
    """Corners of a regular polygon; with ``turn`` > 1, of a star that goes round so many times."""
    angle = start + turn * 2.0 * np.pi * np.arange(corners) / corners
    return radius * np.column_stack((np.cos(angle), np.sin(angle)))


def obstacle(points, radius=0.0, closed=True):
    return Outline(points, radius, closed, container=False)


def disc(x=0.0, y=0.0, radius=1.0, container=False):
    return Outline([(x, y)], radius, container=container)


# -- slow twins -----------------------------------------------


def pieces(outline):
    """Yield the two ends of every straight piece."""
    points = outline.points.tolist()
    for k in range(len(points) if outline.closed else len(points) - 1):
        yield points[k], points[(k + 1) % len(points)]


def allowed_naively(outline, x, y):
    """Whether a point may be the centre of a ball, from how often the outline winds round it."""
    if len(outline.points) == 1:
        inside = np.hypot(*(outline.points[0] - (x, y))) <= outline.radius
    elif not outline.closed:
        return True
    else:
        directions = np.arctan2(outline.points[:, 1] - y, outline.points[:, 0] - x)
        turns = (np.roll(directions, -1) - directions + np.pi) % (2.0 * np.pi) - np.pi
        inside = abs(turns.sum()) > np.pi
    return inside == outline.container


def distance_naively(outline, x, y, samples=20_001):
    """How far a point is from the nearest of many points of the surface, but for sign that of an exact distance."""
    if len(outline.points) == 1:
        return abs(np.hypot(*(outline.points[0] - (x, y))) - outline.radius)
    part = np.linspace(0.0, 1.0, samples)[:, None]
    along = [start + part * np.subtract(end, start) for start, end in pieces(outline)]
    return np.hypot(*(np.concatenate(along) - (x, y)).T).min() - outline.radius


def gaps(outline, x, y):
    """Distance from a point to each thing it can touch: inf to a face it is not above, negative behind one."""
    kind, ax, ay, distance, low, high = outline.features[:6]
    along = ax * y - ay * x
    above = (low <= along) & (along <= high)
    away = np.hypot(x - ax, y - ay)
    face = np.where(above, distance - ax * x - ay * y, np.inf)
    return np.select(
        [kind == SEGMENT, kind == CIRCLE, kind == INVERTED_CIRCLE], [face, away - distance, distance - away]
    )


# Outlines of every kind: stars about a point have no crossing pieces, and go in and out as they please.
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
    """A chain that goes steadily to the right."""
    heights = draw(st.lists(COORDINATES, min_size=2, max_size=7))
    steps = draw(st.lists(st.floats(0.1, 1.0), min_size=len(heights), max_size=len(heights)))
    return np.column_stack((np.cumsum(steps) - 2.0, heights))


OUTLINES = st.one_of(
    st.builds(Outline, stars()),
    st.builds(obstacle, stars(), st.sampled_from([0.0, 0.2])),
    st.builds(obstacle, chains(), RADII, st.just(False)),
    st.builds(disc, COORDINATES, COORDINATES, RADII),
    st.builds(disc, COORDINATES, COORDINATES, st.floats(0.5, 3.0), st.just(True)),
    st.integers(3, 12).map(lambda corners: Outline(polygon(corners, 2.0))),
)


@given(outline=OUTLINES, x=COORDINATES, y=COORDINATES)
def test_a_centre_is_allowed_inside_a_container_and_outside_an_obstacle(outline, x, y):
    assume(abs(distance_naively(outline, x, y, 1001) + (len(outline.points) > 1) * outline.radius) > 1e-2)
    allowed = outline.allows(np.array([x]), np.array([y]))
    assert allowed.dtype == bool
    assert allowed.tolist() == [allowed_naively(outline, x, y)]


@given(outline=OUTLINES, x=COORDINATES, y=COORDINATES)
def test_the_nearest_thing_to_touch_is_as_near_as_the_surface(outline, x, y):
    assume(outline.allows(np.array([x]), np.array([y]))[0])
    expected = distance_naively(outline, x, y)
    assume(expected > 1e-3)
    found = gaps(outline, x, y)
    assert found[found >= 0.0].min() == pytest.approx(expected, abs=1e-6)


@given(outline=OUTLINES, direction=st.floats(0.0, 7.0), part=st.floats(0.0, 1.0))
def test_a_ball_nearer_than_the_ring_or_further_is_free(outline, direction, part):
    near, far = outline.contact_range
    assert 0.0 <= near <= far
    beyond = far + 0.01 + part
    for distance in (part * near, beyond if np.isfinite(far) else 0.0):
        x, y = distance * np.cos(direction), distance * np.sin(direction)
        reach = distance - far if distance == beyond else near - distance
        if reach > 1e-9:
            assert allowed_naively(outline, x, y)
            assert distance_naively(outline, x, y, 1001) >= reach - 1e-9


# -- what there is to touch -----------------------------------


def rows(outline):
    """Kind, place and ends of what there is to touch, one row for each, rounded, without the minus of a zero."""
    return (outline.features[:6].T.round(9) + 0.0).tolist()


def test_a_convex_container_has_faces_without_end():
    ends = [-np.inf, np.inf]
    assert rows(Outline(SQUARE)) == [
        [SEGMENT, 0.0, -1.0, 1.0, *ends],
        [SEGMENT, 1.0, 0.0, 1.0, *ends],
        [SEGMENT, 0.0, 1.0, 1.0, *ends],
        [SEGMENT, -1.0, 0.0, 1.0, *ends],
    ]


def test_a_dent_in_a_container_is_a_corner_to_touch_between_faces_that_end():
    kind, x, y, radius, low, high = Outline(ARROW).features[:6]
    assert kind.tolist() == [SEGMENT] * 5 + [CIRCLE]
    assert (x[5], y[5], radius[5]) == (0.0, 0.0, 0.0)
    assert (high - low)[:5] == pytest.approx([2.0, np.sqrt(2.0), np.sqrt(2.0), 2.0, 2.0])


def test_an_obstacle_has_the_corners_that_stand_out_and_the_faces_turned_round():
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


def test_a_chain_has_two_faces_a_piece_and_every_corner():
    assert rows(obstacle([(0.0, 0.0), (2.0, 0.0)], 0.5, closed=False)) == [
        [SEGMENT, 0.0, 1.0, -0.5, -2.0, 0.0],
        [SEGMENT, 0.0, -1.0, -0.5, 0.0, 2.0],
        [CIRCLE, 0.0, 0.0, 0.5, -np.inf, np.inf],
        [CIRCLE, 2.0, 0.0, 0.5, -np.inf, np.inf],
    ]


def test_a_disc_and_a_circle():
    assert rows(disc(1.0, 2.0, 3.0)) == [[CIRCLE, 1.0, 2.0, 3.0, -np.inf, np.inf]]
    assert rows(disc(1.0, 2.0, 3.0, container=True)) == [[INVERTED_CIRCLE, 1.0, 2.0, 3.0, -np.inf, np.inf]]


@pytest.mark.parametrize("make", [Outline, obstacle])
def test_a_seam_in_a_straight_side_is_no_corner_to_touch(make):
    seam = make([(-1.0, -1.0), (0.1, -1.0), (1.0, -1.0), (1.0, 1.0), (-1.0, 1.0)])
    kind, x, *_ = seam.features
    assert not np.any((kind == CIRCLE) & (x == 0.1))
    assert not seam.is_convex


@given(corners=st.integers(3, 40), radius=st.floats(1e-3, 1e6), start=st.floats(0.0, 7.0))
def test_the_faces_of_a_regular_polygon_lie_at_the_apothem(corners, radius, start):
    kind, x, y, distance, *_ = Outline(polygon(corners, radius, start=start)).features
    assert (kind == SEGMENT).all()
    middle = start + np.pi / corners + 2.0 * np.pi * np.arange(corners) / corners
    assert np.column_stack((x, y)) == pytest.approx(np.column_stack((np.cos(middle), np.sin(middle))))
    assert distance == pytest.approx(np.full(corners, radius * np.cos(np.pi / corners)))


@given(points=stars())
def test_what_a_container_is_inside_an_obstacle_is_outside(points):
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
        (disc(), True),
        (obstacle(SQUARE, 0.1, closed=False), False),
    ],
)
def test_a_closed_outline_without_a_dent_is_convex(outline, convex):
    assert outline.is_convex is convex


# -- the ring -------------------------------------------------


@pytest.mark.parametrize(
    ("outline", "near", "far"),
    [
        (Outline(polygon(7, 3.0)), 3.0 * np.cos(np.pi / 7), np.inf),
        (Outline(np.add(ARROW, (0.25, 0.0))), 0.25, np.inf),  # nearest is the corner of the dent
        (Outline(np.add(SQUARE, (5.0, 0.0))), 0.0, np.inf),  # the origin is outside
        (Outline(np.add(ARROW, (0.75, 0.0))), 0.25, np.inf),  # nearest is a side
        (Outline(np.add(ARROW, (-0.25, 0.0))), 0.0, np.inf),  # the origin is in the dent
        (disc(1.0, 0.0, 3.0, container=True), 2.0, np.inf),
        (disc(4.0, 0.0, 3.0, container=True), 0.0, np.inf),
        (disc(3.0, 4.0, 1.0), 0.0, 6.0),
        (obstacle(SQUARE), 0.0, np.sqrt(2.0)),
        (obstacle([(3.0, 4.0), (0.0, 1.0)], 0.5, closed=False), 0.0, 5.5),
    ],
)
def test_the_ring(outline, near, far):
    assert outline.contact_range == pytest.approx((near, far), abs=1e-12)


# -- what is refused ------------------------------------------


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


def test_a_disc_is_closed():
    assert Outline([(0.0, 0.0)], 1.0, closed=False).closed


@pytest.mark.parametrize("points", [[], [0.0, 1.0, 2.0], [(0.0, 0.0, 0.0)] * 3, np.zeros((3, 2, 2)), 5.0])
def test_an_outline_needs_corners_of_two_numbers(points):
    with pytest.raises(ValueError, match=r"needs corners \(k, 2\)"):
        Outline(points)


@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf])
def test_all_must_be_finite(bad):
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
def test_what_does_not_agree(points, radius, closed, container, why):
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
def test_corners_must_not_repeat_nor_pieces_meet(points, where):
    assert find_crossing(np.array(points, np.float64), closed=True) == where
    with pytest.raises(ValueError, match=f"must not meet: the segments from corners {where[0]} and {where[1]} do"):
        Outline(points)
    with pytest.raises(ValueError, match="must not meet"):
        obstacle(points)


OPEN = {
    "there and back": ([(0.0, 0.0), (2.0, 0.0), (1.0, 0.0)], (0, 1)),
    "a corner twice": ([(0.0, 0.0), (2.0, 0.0), (2.0, 0.0)], (1, 1)),
    "a loop": ([(0.0, 0.0), (2.0, 0.0), (2.0, 1.0), (1.0, -1.0)], (0, 2)),
    "an end on a piece": ([(0.0, 0.0), (2.0, 0.0), (2.0, 1.0), (1.0, 0.0)], (0, 2)),
}


@pytest.mark.parametrize(("points", "where"), OPEN.values(), ids=OPEN)
def test_an_open_chain_must_not_meet_itself(points, where):
    assert find_crossing(np.array(points), closed=False) == where
    with pytest.raises(ValueError, match="must not meet"):
        obstacle(points, 0.1, closed=False)


def test_an_open_chain_may_end_where_it_begins():
    assert find_crossing(np.array(HOOP), closed=False) is None
    assert len(obstacle(HOOP, 0.1, closed=False).points) == 5


@given(points=stars(), first=st.integers(0, 8), second=st.integers(0, 8))
def test_whatever_changes_places_is_told_as_meeting_or_meets_nowhere(points, first, second):
    """Crossings are those that a slow twin finds by solving for the point that two pieces share."""
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
