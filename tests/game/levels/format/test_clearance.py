"""Clearance between walls and balls at the start, compared with a search over a mesh of points."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter

from components import Outline
from game.levels.format import clearance
from game.levels.model import Balls, Wall

WALL = TypeAdapter(Wall)
BOX = {"shape": "polygon", "sides": 4, "radius": math.sqrt(2.0)}  # from -1 to 1
DENT = [[-2.0, -2.0], [2.0, -2.0], [2.0, 2.0], [0.0, -1.0], [-2.0, 2.0]]
HOOK = [[0, 0], [5, 0], [5, 5], [1, 5], [1, 3], [3, 3], [3, 1], [0, 1]]


def wall(shape, **more):
    return WALL.validate_python(shape | more)


def circle(radius, **more):
    return wall({"shape": "circle", "radius": radius}, **more)


def path(points, **more):
    return wall({"shape": "path", "points": points}, **more)


def ball(x, y, radius=0.2):
    return Balls(radius=radius, position=(x, y))


def group(ball_radius=0.1, **spawn):
    return Balls(count=3, radius=ball_radius, spawn=spawn)


def intrusion(balls, into):
    ((depth,),) = clearance.intrusion_depths([balls], [into])
    return depth


# -- free radius ----------------------------------------------


def test_free_radius_is_the_distance_to_the_nearest_side():
    box = Outline([[0.0, 0.0], [4.0, 0.0], [4.0, 2.0], [0.0, 2.0]])
    points = np.array([[2.0, 1.0], [0.5, 1.0], [4.0, 1.0], [5.0, 1.0], [2.0, -3.0], [7.0, 6.0]])
    np.testing.assert_allclose(clearance.free_radius(box, points), [1.0, 0.5, 0.0, -1.0, -3.0, -5.0])
    solid = Outline(box.points, container=False)
    np.testing.assert_allclose(clearance.free_radius(solid, points), [-1.0, -0.5, 0.0, 1.0, 3.0, 5.0])


def test_free_radius_at_a_circle_a_disc_and_a_chain():
    points = np.array([[0.0, 0.0], [2.0, 0.0], [0.0, 5.0]])
    hoop = Outline([[1.0, 0.0]], 3.0)
    np.testing.assert_allclose(clearance.free_radius(hoop, points), [2.0, 2.0, 3.0 - math.hypot(1.0, 5.0)])
    disc = Outline(hoop.points, 3.0, container=False)
    np.testing.assert_allclose(clearance.free_radius(disc, points), -clearance.free_radius(hoop, points))
    chain = Outline([[-1.0, 0.0], [1.0, 0.0], [1.0, 5.0]], 0.25, closed=False, container=False)
    np.testing.assert_allclose(clearance.free_radius(chain, points), [-0.25, 0.75, 0.75])


def test_free_radius_in_a_concave_outline():
    points = np.array([[0.0, -1.5], [0.0, 1.0], [1.9, 0.0]])
    np.testing.assert_allclose(clearance.free_radius(path(DENT).outline(), points), [0.5, -4.0 / math.sqrt(13.0), 0.1])


@pytest.mark.parametrize("sides", [3, 7, 64])
def test_the_largest_ball_in_a_regular_polygon_is_exact(sides):
    outline = wall({"shape": "polygon", "sides": sides, "radius": 2.0}).outline()
    assert clearance.max_ball_radius(outline) == pytest.approx(2.0 * math.cos(math.pi / sides))


STAR = [[-3, -3], [0, -0.9], [3, -3], [0.9, 0], [3, 3], [0, 0.9], [-3, 3], [-0.9, 0]]


@pytest.mark.parametrize(
    ("container", "radius"),
    [(path([[-2, -1], [2, -1], [2, 1], [-2, 1]]), 1.0), (circle(2.0), 2.0), (path(STAR), 0.9)],
)
def test_no_ball_that_fits_exceeds_the_maximum_radius(container, radius):
    assert intrusion(ball(0.0, 0.0, radius), container) == pytest.approx(0.0, abs=1e-12)
    assert clearance.max_ball_radius(container.outline()) >= radius


# -- intrusion depths -----------------------------------------


def test_every_group_is_measured_against_every_wall():
    walls = [wall(BOX), wall(BOX, center=(10, 0), angle=45.0), circle(0.5, center=(0, 1), container=False)]
    groups = [
        ball(0.9, 0.0),
        ball(10.0, 0.0),
        ball(11.2, 0.0),  # in a corner of the rotated square
        group(pattern="grid", width=1.0, height=2.5),
    ]
    depths = clearance.intrusion_depths(groups, walls)
    assert depths.shape == (3, 4)
    np.testing.assert_allclose(depths[0], [0.1, 9.2, 10.4, 0.25])
    np.testing.assert_allclose(depths[1, 1:3], [-0.8, 0.2 - (math.sqrt(2.0) - 1.2) / math.sqrt(2.0)])
    np.testing.assert_allclose(depths[2, :3], 0.7 - np.hypot([0.9, 10.0, 11.2], 1.0))
    assert depths[2, 3] == pytest.approx(0.75)


def test_without_walls_the_result_is_empty():
    assert clearance.intrusion_depths([ball(0, 0)], []).shape == (0, 1)


@pytest.mark.parametrize("container", [True, False])
def test_depths_use_the_pose_of_a_wall_at_the_start(container):
    moved = wall(
        BOX | {"container": container, "center": [3, 4], "angle": 15.0},
        swing={"angle": 60.0, "period": 1.0, "phase": 30.0},  # 45 degrees in total
        sway={"offset": [0.0, 2.0], "period": 1.0, "phase": -90.0},  # at (3, 2)
    )
    free = np.array([1.0, 0.5])  # at the center, and half way to a corner
    groups = [ball(3.0, 2.0), ball(3.0, 2.0 + math.sqrt(0.5))]
    expected = 0.2 - free if container else 0.2 + free
    np.testing.assert_allclose(clearance.intrusion_depths(groups, [moved]), [expected])


SQUARE_ROUND = [[-1.3, -1.3], [1.3, -1.3], [1.3, 1.3], [-1.3, 1.3], [-1.3, -1.2]]


@pytest.mark.parametrize(
    ("obstacle", "depth"),
    [
        (circle(0.5, container=False), -0.4),  # inside the ring
        (circle(0.95, container=False), 0.05),
        (circle(0.2, container=False, center=(0, 1.2)), 0.1),
        (circle(0.2, container=False, center=(0, 1.5)), -0.2),
        (path(SQUARE_ROUND, closed=False), -0.15),
        (path([[-0.4, 0.0], [0.4, 0.0]], closed=False), -0.45),
        (path([[0.0, 0.0], [0.0, 3.0]], closed=False, thickness=0.2), 1.2),
    ],
)
def test_an_obstacle_may_lie_inside_a_ring(obstacle, depth):
    assert intrusion(group(pattern="ring", radius=1.0), obstacle) == pytest.approx(depth)


def test_a_ring_around_a_container_sticks_out():
    assert intrusion(group(pattern="ring", radius=3.0), wall(BOX)) == pytest.approx(2.1)


def test_a_wall_may_lie_between_two_rings():
    rings = group(pattern="ring", radius=2.0, rings=2)
    hoop = [[1.5 * math.cos(0.1 * k), 1.5 * math.sin(0.1 * k)] for k in range(62)]
    assert intrusion(rings, path(hoop, closed=False, thickness=0.7)) < 0.0
    assert intrusion(rings, path(hoop, closed=False, thickness=0.9)) == pytest.approx(0.05, abs=2e-3)


@pytest.mark.parametrize(
    ("into", "depth"),
    [
        (circle(3.0), math.hypot(2.0, 1.0) - 3.0),
        (circle(2.0), math.hypot(2.0, 1.0) - 2.0),
        (circle(0.25, container=False), 1.25),
        (circle(0.25, container=False, center=(2.2, 0.0)), 0.05),
        (circle(0.25, container=False, center=(2.15, 1.15)), 0.25 - math.hypot(0.15, 0.15)),
        (path([[-9, 0.75], [9, 0.75]], closed=False, thickness=0.5), 0.5),
        (path([[-9, 1.2], [9, 1.2]], closed=False, thickness=0.5), 0.05),
        (
            path([[0, 0], [2, 0]], closed=False, center=(0, 3), angle=-90.0),
            0.05,
        ),  # its lower end touches the upper side
        (wall(BOX, container=False, center=(2.5, 0.0)), 0.5),
        (wall(BOX, container=False, center=(0.0, 0.0)), 1.0),
        (path([[-9, -9], [9, -9], [9, 9], [0.5, 0.0], [-9, 9]]), 1.0),  # a concave corner in the rectangle
    ],
)
def test_a_grid_is_a_rectangle(into, depth):
    found = intrusion(group(pattern="grid", width=4.0, height=2.0), into)
    assert found == pytest.approx(depth, abs=1e-9)


# -- comparison with a mesh of points -------------------------

SPACING = 0.05
ACROSS = np.arange(-3.0, 3.0 + SPACING, SPACING)
MESH = np.stack(np.meshgrid(ACROSS, ACROSS), axis=-1).reshape(-1, 2)

LENGTHS = st.floats(0.2, 2.0)
ANGLES = st.floats(-180.0, 180.0)
PLACES = st.tuples(st.floats(-1.0, 1.0), st.floats(-1.0, 1.0))
PATTERNS = st.one_of(
    st.builds(group, pattern=st.just("disc"), center=PLACES, radius=LENGTHS),
    st.builds(group, pattern=st.just("ring"), center=PLACES, radius=LENGTHS, rings=st.integers(1, 3)),
    st.builds(group, pattern=st.just("grid"), center=PLACES, width=LENGTHS, height=LENGTHS),
    st.builds(lambda place: ball(*place, 0.3), PLACES),
)
OBSTACLE_OR_NOT = st.booleans()
WALLS = st.one_of(
    st.builds(path, st.sampled_from([DENT, HOOK, STAR]), center=PLACES, angle=ANGLES, container=OBSTACLE_OR_NOT),
    st.builds(
        path, st.sampled_from([DENT, HOOK]), center=PLACES, angle=ANGLES, closed=st.just(False), thickness=LENGTHS
    ),
    st.builds(circle, LENGTHS, center=PLACES, container=OBSTACLE_OR_NOT),
    st.builds(wall, st.just(BOX), center=PLACES, angle=ANGLES, container=OBSTACLE_OR_NOT),
)


def covered(balls):
    """Return the points of a mesh that a ball, or any ball of a pattern, may cover."""
    spawn = balls.spawn
    x, y = np.abs(MESH - (balls.position if spawn is None else spawn.center)).T
    if spawn is None:
        return MESH[np.hypot(x, y) <= balls.radius]
    if spawn.pattern == "disc":
        return MESH[np.hypot(x, y) <= spawn.radius]
    if spawn.pattern == "grid":
        return MESH[(x <= 0.5 * spawn.width) & (y <= 0.5 * spawn.height)]
    rings = spawn.radius * np.arange(1, spawn.rings + 1) / spawn.rings
    return MESH[(np.abs(np.hypot(x, y)[:, None] - rings) <= balls.radius).any(axis=1)]


@given(balls=PATTERNS, into=WALLS)
def test_a_group_is_clear_of_a_wall_if_its_area_is(balls, into):
    depth, angle = intrusion(balls, into), math.radians(into.angle)
    x, y = (covered(balls) - into.center).T
    turned = np.column_stack((x * math.cos(angle) + y * math.sin(angle), y * math.cos(angle) - x * math.sin(angle)))
    least = clearance.free_radius(into.outline(), turned).min()
    if depth <= 0.0:
        assert least >= -1e-9
    if depth > 2.0 * SPACING:  # a point of the mesh is in the wall, or next to it
        assert least < SPACING
