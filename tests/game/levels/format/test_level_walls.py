"""Walls of a level: shapes, motions, and rejected values."""

import math
import re
import shutil
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from game.levels.model import CircleWall, Level, PathWall, PolygonWall, Sway, Swing, Wall, load_level

LEVELS = Path(__file__).parents[4] / "levels"

WALL = TypeAdapter(Wall)
POLYGON = {"shape": "polygon", "sides": 7, "radius": 3.0}
CIRCLE = {"shape": "circle", "radius": 2.0}
SQUARE = [[0.0, 0.0], [2.0, 0.0], [2.0, 1.0], [0.0, 1.0]]
PATH = {"shape": "path", "points": SQUARE}
OPEN = PATH | {"closed": False}
SHAPES = [POLYGON, CIRCLE, PATH, OPEN]
NAMES = ["polygon", "circle", "path", "open"]


def error_fields(wall):
    """Return the fields of a wall that have errors."""
    with pytest.raises(ValidationError) as caught:
        WALL.validate_python(wall)
    return {line["loc"][1:] for line in caught.value.errors()}


def error_messages(wall):
    """Return the error messages for a wall."""
    with pytest.raises(ValidationError) as caught:
        WALL.validate_python(wall)
    return [line["msg"] for line in caught.value.errors()]


# -- shapes ---------------------------------------------------


@pytest.mark.parametrize("sides", [3, 4, 7, 64])
def test_the_lowest_side_of_a_polygon_is_horizontal(sides):
    corners = PolygonWall(shape="polygon", sides=sides, radius=2.0).outline().points
    assert corners.shape == (sides, 2)
    np.testing.assert_allclose(np.hypot(*corners.T), 2.0, rtol=1e-15)
    assert corners[0, 1] == pytest.approx(corners[1, 1]) == pytest.approx(corners[:, 1].min())
    assert corners[0, 0] < corners[1, 0]


@pytest.mark.parametrize("sides", [3, 4, 7, 64])
def test_polygon_corners_are_counter_clockwise(sides):
    corners = PolygonWall(shape="polygon", sides=sides, radius=2.0).outline().points
    angles = np.arctan2(corners[:, 1], corners[:, 0])
    np.testing.assert_allclose(np.diff(angles) % (2 * math.pi), 2 * math.pi / sides, rtol=1e-12)


@pytest.mark.parametrize("wall", [POLYGON, CIRCLE, PATH], ids=NAMES[:3])
def test_a_closed_wall_is_a_container_by_default(wall):
    for fields, is_container in (({}, True), ({"container": True}, True), ({"container": False}, False)):
        wall_model = WALL.validate_python(wall | fields)
        assert wall_model.container is wall_model.outline().container is is_container
        assert wall_model.outline().closed


def test_a_circle_is_one_point_with_a_radius():
    outline = CircleWall(**CIRCLE).outline()
    assert (outline.points.tolist(), outline.radius) == ([[0.0, 0.0]], 2.0)


def test_an_open_path_is_an_obstacle_with_a_thickness():
    for fields, radius in (({}, 0.05), ({"thickness": 0.5, "container": False}, 0.25)):
        wall = PathWall(**OPEN, **fields)
        outline = wall.outline()
        assert (wall.container, outline.container, outline.closed) == (False, False, False)
        assert (outline.points.tolist(), outline.radius) == (SQUARE, radius)


def test_a_clockwise_path_is_reversed():
    for points in (SQUARE, [SQUARE[0], *SQUARE[:0:-1]]):
        for container in (True, False):
            outline = PathWall(shape="path", points=points, container=container).outline()
            assert outline.points.tolist() == SQUARE
    backwards = SQUARE[::-1]
    assert PathWall(shape="path", closed=False, points=backwards).outline().points.tolist() == backwards


@pytest.mark.parametrize(
    "points",
    [
        [[0, 0], [2, 0], [2, 2], [1.5, 0.5]],  # a concave corner
        [[0, 0], [1, 0], [2, 0], [1, 1]],  # a corner of 180 degrees
        [[0, 0], [5, 0], [5, 5], [1, 5], [1, 3], [3, 3], [3, 1], [0, 1]],  # two concave corners
        [[0, 0], [2, 0], [2, 1e-6], [1e-6, 1e-6], [1e-6, 2], [0, 2]],  # thin arms
    ],
)
@pytest.mark.parametrize("sense", [1, -1])
def test_a_path_may_be_concave(points, sense):
    outline = PathWall(shape="path", points=points[::sense]).outline()
    assert not outline.is_convex
    assert sorted(outline.points.tolist()) == sorted(points)


def test_a_path_may_have_1000_corners():
    angles = np.linspace(0.0, 2.0 * math.pi, 1000, endpoint=False)
    points = np.column_stack((np.cos(angles), np.sin(angles))).tolist()
    wall = PathWall(shape="path", points=points)
    assert wall.outline().is_convex
    assert len(wall.points) == 1000
    assert error_fields(PATH | {"points": [*points, [0.0, -2.0]]}) == {("points",)}


def test_an_open_path_may_have_two_corners_or_end_at_its_start():
    for points in (SQUARE[:2], [*SQUARE, SQUARE[0]]):
        assert PathWall(shape="path", closed=False, points=points).outline().points.tolist() == points


def test_walls_of_one_shape_share_an_outline():
    first, second = PolygonWall(**POLYGON), PolygonWall(**POLYGON, center=(1.0, 2.0), spin=3.0)
    assert first.outline() is second.outline()
    assert first.model_copy(update={"radius": 1.0}).outline().points[0, 1] == pytest.approx(-math.cos(math.pi / 7))


# -- rejected values ------------------------------------------


@pytest.mark.parametrize(
    ("points", "message"),
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
def test_a_closed_path_must_not_cross_itself(points, message):
    wall = PATH | {"points": points}
    assert error_fields(wall) == {("points",)}
    (line,) = error_messages(wall)
    assert message in line


@pytest.mark.parametrize(
    ("points", "message"),
    [
        ([[0, 0], [2, 0], [1, 0]], "folds back at points[1]"),
        ([[0, 0], [2, 0], [2, 0]], "points[1] and points[2] are the same"),
        ([[0, 0], [2, 0], [2, 2], [1, -1]], "points[0] and points[2] meet"),
        ([[0, 0], [2, 0], [2, 2], [1, 0]], "points[0] and points[2] meet"),
    ],
)
def test_an_open_path_must_not_cross_itself(points, message):
    (line,) = error_messages(OPEN | {"points": points})
    assert message in line


def test_fields_of_a_path_must_agree():
    assert error_fields(OPEN | {"container": True}) == {("container",)}
    assert error_fields(PATH | {"thickness": 0.2}) == {("thickness",)}
    two_errors = PATH | {"closed": True, "thickness": 0.2, "points": SQUARE[:2]}
    assert error_fields(two_errors) == {("thickness",), ("points",)}
    assert error_fields(OPEN | {"points": SQUARE[:1]}) == {("points",)}
    PathWall(**PATH, thickness=0.1)  # the default value is allowed


@pytest.mark.parametrize("value", [0, 1, 1.0, "true", None, []])
@pytest.mark.parametrize("key", ["container", "closed"])
def test_a_flag_is_true_or_false(key, value):
    assert error_fields(PATH | {key: value}) == {(key,)}


@pytest.mark.parametrize("key", ["container", "closed"])
def test_an_invalid_flag_causes_no_further_errors(key):
    assert error_fields(PATH | {key: 1, "spin": "fast"}) == {(key,), ("spin",)}
    assert error_fields(PATH | {"center": "here"}) == {("center",)}


@pytest.mark.parametrize("radius", [1e-200, 5e-324])
def test_a_polygon_with_coincident_corners_is_rejected(radius):
    assert error_messages(POLYGON | {"radius": radius}) == [
        "Value error, is too small: its corners coincide; allowed: corners at different points"
    ]


def test_every_shape_has_its_own_keys():
    assert error_fields(CIRCLE | {"sides": 7}) == {("sides",)}
    assert error_fields(POLYGON | {"thickness": 0.1}) == {("thickness",)}
    assert error_fields(PATH | {"radius": 1.0}) == {("radius",)}
    assert error_fields(CIRCLE | {"radius": 0.0}) == {("radius",)}


# -- motion ---------------------------------------------------


@pytest.mark.parametrize("wall", SHAPES, ids=NAMES)
def test_walls_rest_at_the_origin_by_default(wall):
    assert WALL.validate_python(wall).pose() == (0.0,) * 9


@pytest.mark.parametrize("wall", SHAPES, ids=NAMES)
def test_walls_of_all_shapes_move(wall):
    moving = WALL.validate_python(
        wall
        | {"center": [1, 2], "angle": 90, "velocity": [3, 4], "spin": 180}
        | {"swing": {"angle": 90, "period": 2, "phase": 90}, "sway": {"offset": [5, 6], "period": 4, "phase": -90}}
    )
    assert moving.pose()[:6] == pytest.approx((1 - 5, 2 - 6, math.pi, 3.0, 4.0, math.pi))


def test_phase_0_is_the_middle_with_maximum_speed():
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
def test_the_pose_at_the_start_follows_from_the_motion(swing, sway, **motion):
    wall = CircleWall(**CIRCLE, **motion, swing=swing, sway=sway)

    def pose_by_formula(t):
        sway_sine = math.sin(2.0 * math.pi * t / sway.period + math.radians(sway.phase))
        swing_sine = math.sin(2.0 * math.pi * t / swing.period + math.radians(swing.phase))
        x, y = (motion["center"][k] + motion["velocity"][k] * t + sway.offset[k] * sway_sine for k in (0, 1))
        return np.array([x, y, math.radians(motion["angle"] + motion["spin"] * t + swing.angle * swing_sine)])

    pose, h = wall.pose(), 1e-6
    np.testing.assert_allclose(pose[:3], pose_by_formula(0.0), atol=1e-12)
    np.testing.assert_allclose(pose[3:6], (pose_by_formula(h) - pose_by_formula(-h)) / (2.0 * h), rtol=1e-5, atol=1e-3)


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
        assert {where[:2] for where in error_fields(wall | {key: table})} == {(key, field) for field in wrong}


@pytest.mark.parametrize("wall", [*SHAPES, OPEN | {"thickness": 0.3}, PATH | {"container": False}])
def test_a_wall_can_be_rebuilt_from_its_dump(wall):
    wall_model = WALL.validate_python(
        wall | {"swing": {"angle": 30, "period": 2}, "sway": {"offset": [0.5, 0], "period": 2, "phase": 90}}
    )
    assert WALL.validate_python(wall_model.model_dump()) == wall_model
    assert WALL.validate_json(wall_model.model_dump_json()) == wall_model


def test_the_examples_in_the_documentation_load(tmp_path):
    text = (LEVELS / "README.md").read_text(encoding="utf-8")
    shutil.copy(LEVELS / "heptagon.toml", tmp_path)  # one example extends it
    levels = []
    for k, example in enumerate(re.findall(r"```toml\n(.*?)```", text, re.DOTALL)):
        head = "" if "format = " in example else 'format = 1\ntitle = "Example"\n'
        file = tmp_path / f"{k}.toml"
        file.write_text(head + example, encoding="utf-8")
        levels.append(load_level(file))
    assert [(len(level.walls), level.count) for level in levels] == [
        (1, 1),
        (1, 0),
        (3, 0),
        (2, 0),
        (1, 20),
        (0, 5),
        (77, 0),
    ]


# -- keys and kicks -------------------------------------------

KEYS = {"names": ["left"], "angle": 40.0, "time": 0.05}


def test_keys_give_a_stroke():
    wall = CircleWall(**CIRCLE, keys=KEYS | {"offset": [1.0, -2.0], "return_time": 0.2})
    motion = wall.motion()
    assert (motion.stroke_x, motion.stroke_y, motion.stroke_angle) == (1.0, -2.0, math.radians(40.0))
    assert (motion.stroke_rate, motion.return_rate) == pytest.approx((20.0, 5.0))
    assert wall.pose() == CircleWall(**CIRCLE).pose()
    assert wall.largest_spin == pytest.approx(800.0)
    assert CircleWall(**CIRCLE, keys=KEYS).keys.return_time == 0.05


def test_names_of_keys_have_one_spelling():
    wall = CircleWall(**CIRCLE, keys=KEYS | {"names": ["left", "LEFT", "a", "page down", " "]})
    assert wall.keys.names == ("Left", "A", "PgDn", "Space")


@pytest.mark.parametrize("wall", SHAPES, ids=NAMES)
@pytest.mark.parametrize(
    ("keys", "message"),
    [
        (KEYS | {"names": ["Lefd"]}, 'there is no key "Lefd"; did you mean "Left"? allowed: a character'),
        (KEYS | {"names": ["Ctrl"]}, 'there is no key "Ctrl"'),
        (KEYS | {"names": ["Esc"]}, 'the key "Esc" belongs to the game; allowed: other keys'),
        (KEYS | {"names": []}, "at least 1 item"),
        (KEYS | {"angle": 0.0}, "moves nothing; allowed: an angle or an offset that is not 0"),
        (KEYS | {"time": 0.001}, "greater than or equal to 0.005"),
        (KEYS | {"return_time": 0.0}, "greater than or equal to 0.005"),
        (KEYS | {"speed": 3.0}, "Extra inputs"),
    ],
)
def test_wrong_keys_are_errors(wall, keys, message):
    assert any(message in one for one in error_messages(wall | {"keys": keys}))


@pytest.mark.parametrize("wall", SHAPES, ids=NAMES)
def test_a_kick_is_part_of_the_outline(wall):
    assert WALL.validate_python(wall | {"kick": 3.5}).outline().kick == 3.5
    assert {where[:1] for where in error_fields(wall | {"kick": -0.1})} == {("kick",)}
    assert {where[:1] for where in error_fields(wall | {"kick": 1001})} == {("kick",)}


def test_the_keys_of_a_level_are_listed_in_the_order_of_the_walls():
    walls = [CIRCLE | {"keys": KEYS | {"names": names}} for names in (["Right", "A"], ["Left", "Right"])]
    level = Level.model_validate({"format": 1, "title": "Keys", "walls": [CIRCLE, *walls]})
    assert level.key_names == ("Right", "A", "Left")


def test_a_stroke_that_turns_too_fast_is_an_error():
    wall = CIRCLE | {"keys": {"names": ["A"], "angle": 360.0, "time": 0.005}}
    with pytest.raises(ValidationError, match="turns too fast") as caught:
        Level.model_validate({"format": 1, "title": "Fast", "walls": [wall]})
    assert caught.value.errors()[0]["loc"] == ("walls", 0, "keys")
