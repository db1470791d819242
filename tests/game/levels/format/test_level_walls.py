"""Walls of a level: every shape and motion, what they become, and what is refused."""

import math
import re
import shutil
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from game.levels.model import CircleWall, PathWall, PolygonWall, Sway, Swing, Wall, load_level

LEVELS = Path(__file__).parents[4] / "levels"

WALL = TypeAdapter(Wall)
POLYGON = {"shape": "polygon", "sides": 7, "radius": 3.0}
CIRCLE = {"shape": "circle", "radius": 2.0}
SQUARE = [[0.0, 0.0], [2.0, 0.0], [2.0, 1.0], [0.0, 1.0]]
PATH = {"shape": "path", "points": SQUARE}
OPEN = PATH | {"closed": False}
SHAPES = [POLYGON, CIRCLE, PATH, OPEN]
NAMES = ["polygon", "circle", "path", "open"]


def faults(wall):
    """Return the fields of everything wrong with a wall."""
    with pytest.raises(ValidationError) as caught:
        WALL.validate_python(wall)
    return {line["loc"][1:] for line in caught.value.errors()}


def why(wall):
    """Return the words on what is wrong with a wall."""
    with pytest.raises(ValidationError) as caught:
        WALL.validate_python(wall)
    return [line["msg"] for line in caught.value.errors()]


# -- shapes ---------------------------------------------------


@pytest.mark.parametrize("sides", [3, 4, 7, 64])
def test_a_polygon_stands_on_a_flat_side(sides):
    corners = PolygonWall(shape="polygon", sides=sides, radius=2.0).outline().points
    assert corners.shape == (sides, 2)
    np.testing.assert_allclose(np.hypot(*corners.T), 2.0, rtol=1e-15)
    assert corners[0, 1] == pytest.approx(corners[1, 1]) == pytest.approx(corners[:, 1].min())
    assert corners[0, 0] < corners[1, 0]


@pytest.mark.parametrize("sides", [3, 4, 7, 64])
def test_polygon_corners_go_round_counter_clockwise(sides):
    corners = PolygonWall(shape="polygon", sides=sides, radius=2.0).outline().points
    angles = np.arctan2(corners[:, 1], corners[:, 0])
    np.testing.assert_allclose(np.diff(angles) % (2 * math.pi), 2 * math.pi / sides, rtol=1e-12)


@pytest.mark.parametrize("wall", [POLYGON, CIRCLE, PATH], ids=NAMES[:3])
def test_a_closed_wall_is_a_container_unless_told(wall):
    for said, is_container in (({}, True), ({"container": True}, True), ({"container": False}, False)):
        made = WALL.validate_python(wall | said)
        assert made.container is made.outline().container is is_container
        assert made.outline().closed


def test_a_circle_is_one_point_with_a_radius():
    outline = CircleWall(**CIRCLE).outline()
    assert (outline.points.tolist(), outline.radius) == ([[0.0, 0.0]], 2.0)


def test_an_open_path_is_an_obstacle_with_a_thickness():
    for said, radius in (({}, 0.05), ({"thickness": 0.5, "container": False}, 0.25)):
        wall = PathWall(**OPEN, **said)
        outline = wall.outline()
        assert (wall.container, outline.container, outline.closed) == (False, False, False)
        assert (outline.points.tolist(), outline.radius) == (SQUARE, radius)


def test_a_clockwise_path_is_turned_round():
    for points in (SQUARE, [SQUARE[0], *SQUARE[:0:-1]]):
        for container in (True, False):
            outline = PathWall(shape="path", points=points, container=container).outline()
            assert outline.points.tolist() == SQUARE
    backwards = SQUARE[::-1]
    assert PathWall(shape="path", closed=False, points=backwards).outline().points.tolist() == backwards


@pytest.mark.parametrize(
    "points",
    [
        [[0, 0], [2, 0], [2, 2], [1.5, 0.5]],  # with a dent
        [[0, 0], [1, 0], [2, 0], [1, 1]],  # straight at a corner
        [[0, 0], [5, 0], [5, 5], [1, 5], [1, 3], [3, 3], [3, 1], [0, 1]],  # a hook
        [[0, 0], [2, 0], [2, 1e-6], [1e-6, 1e-6], [1e-6, 2], [0, 2]],  # thin
    ],
)
@pytest.mark.parametrize("sense", [1, -1])
def test_a_path_may_bend_inwards(points, sense):
    outline = PathWall(shape="path", points=points[::sense]).outline()
    assert not outline.is_convex
    assert sorted(outline.points.tolist()) == sorted(points)


def test_a_fine_circle_is_a_path():
    angles = np.linspace(0.0, 2.0 * math.pi, 1000, endpoint=False)
    points = np.column_stack((np.cos(angles), np.sin(angles))).tolist()
    wall = PathWall(shape="path", points=points)
    assert wall.outline().is_convex
    assert len(wall.points) == 1000
    assert faults(PATH | {"points": [*points, [0.0, -2.0]]}) == {("points",)}


def test_an_open_path_may_have_two_corners_or_end_where_it_begins():
    for points in (SQUARE[:2], [*SQUARE, SQUARE[0]]):
        assert PathWall(shape="path", closed=False, points=points).outline().points.tolist() == points


def test_walls_of_one_shape_share_an_outline():
    first, second = PolygonWall(**POLYGON), PolygonWall(**POLYGON, center=(1.0, 2.0), spin=3.0)
    assert first.outline() is second.outline()
    assert first.model_copy(update={"radius": 1.0}).outline().points[0, 1] == pytest.approx(-math.cos(math.pi / 7))


# -- what is refused ------------------------------------------


@pytest.mark.parametrize(
    ("points", "words"),
    [
        ([[0, 0], [1, 1], [2, 2]], "folds back at points[0]"),
        ([[0, 0], [2, 0], [1, 0], [0, 1]], "folds back at points[1]"),
        ([[0, 0], [1, 0], [1, 0], [0, 1]], "points[1] and points[2] are the same"),
        ([[0, 0], [1, 0], [0, 1], [0, 0]], "points[3] and points[0] are the same"),
        ([[1, 1]] * 3, "points[0] and points[1] are the same"),
        ([[0, 0], [1, 0], [0, 1], [1, 1]], "points[1] and points[3] meet"),
        ([[0, 0], [1, 0], [1, 1], [0, 1], [3, 0.5]], "points[1] and points[3] meet"),
        ([[0, 0], [2, 0], [2, 2], [1, 0], [0, 2]], "points[0] and points[2] meet"),
        ([[0, 0], [1, 0]], "at least 3, or closed = false"),
    ],
)
def test_a_path_must_not_meet_itself(points, words):
    wall = PATH | {"points": points}
    assert faults(wall) == {("points",)}
    (line,) = why(wall)
    assert words in line


@pytest.mark.parametrize(
    ("points", "words"),
    [
        ([[0, 0], [2, 0], [1, 0]], "folds back at points[1]"),
        ([[0, 0], [2, 0], [2, 0]], "points[1] and points[2] are the same"),
        ([[0, 0], [2, 0], [2, 2], [1, -1]], "points[0] and points[2] meet"),
        ([[0, 0], [2, 0], [2, 2], [1, 0]], "points[0] and points[2] meet"),
    ],
)
def test_an_open_path_must_not_meet_itself(points, words):
    (line,) = why(OPEN | {"points": points})
    assert words in line


def test_what_is_said_of_a_path_must_agree():
    assert faults(OPEN | {"container": True}) == {("container",)}
    assert faults(PATH | {"thickness": 0.2}) == {("thickness",)}
    assert faults(PATH | {"closed": True, "thickness": 0.2, "points": SQUARE[:2]}) == {("thickness",), ("points",)}
    assert faults(OPEN | {"points": SQUARE[:1]}) == {("points",)}
    PathWall(**PATH, thickness=0.1)  # a default that is spelt out


@pytest.mark.parametrize("value", [0, 1, 1.0, "true", None, []])
@pytest.mark.parametrize("key", ["container", "closed"])
def test_a_truth_value_is_true_or_false(key, value):
    assert faults(PATH | {key: value}) == {(key,)}


@pytest.mark.parametrize("key", ["container", "closed"])
def test_what_hangs_on_a_wrong_value_is_not_held_against_the_others(key):
    assert faults(PATH | {key: 1, "spin": "fast"}) == {(key,), ("spin",)}
    assert faults(PATH | {"center": "here"}) == {("center",)}


@pytest.mark.parametrize("radius", [1e-200, 5e-324])
def test_a_polygon_so_small_that_its_corners_are_one(radius):
    assert why(POLYGON | {"radius": radius}) == [
        "Value error, is too small: its corners coincide; allowed: corners at different points"
    ]


def test_every_shape_has_its_own_keys():
    assert faults(CIRCLE | {"sides": 7}) == {("sides",)}
    assert faults(POLYGON | {"thickness": 0.1}) == {("thickness",)}
    assert faults(PATH | {"radius": 1.0}) == {("radius",)}
    assert faults(CIRCLE | {"radius": 0.0}) == {("radius",)}


# -- motion ---------------------------------------------------


@pytest.mark.parametrize("wall", SHAPES, ids=NAMES)
def test_walls_rest_at_the_origin(wall):
    assert WALL.validate_python(wall).pose() == (0.0,) * 8


@pytest.mark.parametrize("wall", SHAPES, ids=NAMES)
def test_walls_of_all_shapes_move(wall):
    moving = WALL.validate_python(
        wall
        | {"center": [1, 2], "angle": 90, "velocity": [3, 4], "spin": 180}
        | {"swing": {"angle": 90, "period": 2, "phase": 90}, "sway": {"offset": [5, 6], "period": 4, "phase": -90}}
    )
    assert moving.pose()[:6] == pytest.approx((1 - 5, 2 - 6, math.pi, 3.0, 4.0, math.pi))


def test_phase_0_is_the_middle_at_the_highest_speed():
    wall = CircleWall(**CIRCLE, swing=Swing(angle=180, period=0.5), sway=Sway(offset=(1, -2), period=4))
    rate = math.pi / 2
    assert wall.pose()[:6] == pytest.approx((0, 0, 0, rate, -2 * rate, math.pi * 4 * math.pi))


ANGLES = st.floats(-360.0, 360.0)
LENGTHS = st.floats(-10.0, 10.0)
PAIRS = st.tuples(LENGTHS, LENGTHS)


@given(
    swing=st.builds(Swing, angle=ANGLES, period=st.floats(0.05, 10.0), phase=ANGLES),
    sway=st.builds(Sway, offset=PAIRS, period=st.floats(0.05, 10.0), phase=ANGLES),
    center=PAIRS,
    velocity=PAIRS,
    angle=ANGLES,
    spin=ANGLES,
)
def test_a_pose_is_where_the_motion_leads_at_the_start(swing, sway, **motion):
    wall = CircleWall(**CIRCLE, **motion, swing=swing, sway=sway)

    def stand(t):
        slid = math.sin(2.0 * math.pi * t / sway.period + math.radians(sway.phase))
        turned = math.sin(2.0 * math.pi * t / swing.period + math.radians(swing.phase))
        x, y = (motion["center"][k] + motion["velocity"][k] * t + sway.offset[k] * slid for k in (0, 1))
        return np.array([x, y, math.radians(motion["angle"] + motion["spin"] * t + swing.angle * turned)])

    pose, h = wall.pose(), 1e-6
    np.testing.assert_allclose(pose[:3], stand(0.0), atol=1e-12)
    np.testing.assert_allclose(pose[3:6], (stand(h) - stand(-h)) / (2.0 * h), rtol=1e-5, atol=1e-3)


@pytest.mark.parametrize("wall", SHAPES, ids=NAMES)
@pytest.mark.parametrize(
    ("key", "table", "wrong"),
    [
        ("swing", {"angle": 360.0, "period": 0.05, "phase": -1e6}, {}),
        ("swing", {"angle": -360.1, "period": 0.049, "phase": 1.1e6}, {"angle", "period", "phase"}),
        ("swing", {}, {"angle", "period"}),
        ("swing", {"angle": 1.0, "period": 2e6, "offset": [0, 0]}, {"period", "offset"}),
        ("sway", {"offset": [1e4, -1e4], "period": 1e6}, {}),
        ("sway", {"offset": [0.0], "period": "2"}, {"offset", "period"}),
        ("sway", {"angle": 3.0, "period": 0.0, "phase": None}, {"offset", "period", "phase", "angle"}),
    ],
)
def test_swing_and_sway_have_limits(wall, key, table, wrong):
    if not wrong:
        WALL.validate_python(wall | {key: table})
    else:
        assert {where[:2] for where in faults(wall | {key: table})} == {(key, field) for field in wrong}


@pytest.mark.parametrize("wall", [*SHAPES, OPEN | {"thickness": 0.3}, PATH | {"container": False}])
def test_a_wall_is_what_its_dump_says(wall):
    made = WALL.validate_python(
        wall | {"swing": {"angle": 30, "period": 2}, "sway": {"offset": [0.5, 0], "period": 2, "phase": 90}}
    )
    assert WALL.validate_python(made.model_dump()) == made
    assert WALL.validate_json(made.model_dump_json()) == made


def test_the_examples_in_the_documentation_are_right(tmp_path):
    text = (LEVELS / "README.md").read_text(encoding="utf-8")
    shutil.copy(LEVELS / "heptagon.toml", tmp_path)  # which one extends
    made = []
    for k, example in enumerate(re.findall(r"```toml\n(.*?)```", text, re.DOTALL)):
        head = "" if "format = " in example else 'format = 1\ntitle = "Example"\n'
        file = tmp_path / f"{k}.toml"
        file.write_text(head + example, encoding="utf-8")
        made.append(load_level(file))
    assert [(len(level.walls), level.count) for level in made] == [(1, 1), (3, 0), (1, 20), (0, 5)]
