"""Cubic Bezier curves in paths."""

import math
from itertools import pairwise

import numpy as np
import pytest
from pydantic import ValidationError

from game.levels.editing.geometry import item_geometry
from game.levels.editing.wall_handles import drag, handles
from game.levels.format.curves import path_corners
from game.levels.model import Level, PathWall

QUARTER = 4.0 / 3.0 * (math.sqrt(2.0) - 1.0)
CURVE = ((1.0, QUARTER), (QUARTER, 1.0), (0.0, 1.0))  # nearly a quarter of the unit circle
WAVE = {"shape": "path", "closed": False, "points": [[-1.5, 0.5], [[-0.5, 1.5], [0.5, -0.5], [1.5, 0.5]], [2.0, 3.0]]}
BOWL = {"shape": "path", "points": [[-3.0, 2.0], [[-3.0, -4.0], [3.0, -4.0], [3.0, 2.0]]]}


def bezier(control, t):
    """Return points of a curve by the algorithm of de Casteljau."""
    points = [np.array(point) + np.zeros((len(t), 2)) for point in control]
    while len(points) > 1:
        points = [(1.0 - t)[:, None] * a + t[:, None] * b for a, b in pairwise(points)]
    return points[0]


def distance_from_chain(points, corners):
    """Return the largest distance of points (n, 2) from a chain with corners (k, 2)."""
    a, b = corners[:-1, None], corners[1:, None]
    part = np.clip(((points - a) * (b - a)).sum(-1) / ((b - a) ** 2).sum(-1), 0.0, 1.0)
    return np.sqrt(((points - a - part[..., None] * (b - a)) ** 2).sum(-1)).min(axis=0).max()


@pytest.mark.parametrize("tolerance", [0.1, 1e-2, 1e-3, 1e-4])
@pytest.mark.parametrize("control", [((1.0, 0.0), *CURVE), ((0.0, 0.0), (4.0, 0.0), (0.0, 3.0), (4.0, 3.0))])
def test_chords_are_within_the_tolerance_and_not_many_more_than_needed(control, tolerance):
    path = path_corners((control[0], control[1:]), tolerance, False)
    corners = np.array(path.points)
    off = distance_from_chain(bezier(control, np.linspace(0.0, 1.0, 5000)), corners)
    assert off <= tolerance
    if len(corners) > 4:
        assert off > 0.3 * tolerance
    assert path.items == (0, *(len(corners) - 1) * [1])
    np.testing.assert_allclose(corners, bezier(control, np.linspace(0.0, 1.0, len(corners))), atol=1e-14)
    assert (path.points[0], path.points[-1]) == (control[0], control[3])


def test_a_straight_curve_is_one_chord():
    assert path_corners(((0.0, 0.0), ((1.0, 0.0), (2.0, 0.0), (3.0, 0.0))), 1e-6, False).points == ((0, 0), (3, 0))


def test_a_path_mixes_corners_and_curves():
    outline = PathWall.model_validate(WAVE).outline()
    assert outline.points[0].tolist() == [-1.5, 0.5]
    assert outline.points[-2:].tolist() == [[1.5, 0.5], [2.0, 3.0]]
    assert 20 < len(outline.points) < 60
    coarse = PathWall.model_validate(WAVE | {"tolerance": 0.1}).outline()
    assert len(coarse.points) < 10


@pytest.mark.parametrize("backwards", [False, True])
def test_a_closed_path_of_curves_may_run_either_way(backwards):
    points = BOWL["points"]
    if backwards:
        (start, (first, second, end)) = points
        points = [end, [second, first, start]]
    wall = PathWall.model_validate(BOWL | {"points": points})
    corners = wall.outline().points
    x, y = corners.T
    assert 0.5 * (x * np.roll(y, -1) - np.roll(x, -1) * y).sum() > 0.0  # counter-clockwise
    assert len({tuple(corner) for corner in corners.tolist()}) == len(corners)
    assert PathWall.model_validate(wall.model_dump()) == wall


def test_a_closed_curve_may_end_at_its_first_corner():
    points = [[0.0, -0.3], [[1.2, 0.6], [0.3, 1.0], [0.0, 0.4]], [[-0.3, 1.0], [-1.2, 0.6], [0.0, -0.3]]]
    corners = PathWall.model_validate({"shape": "path", "container": False, "points": points}).outline().points
    np.testing.assert_allclose(np.sort(corners[:, 0]), np.sort(-corners[:, 0]), atol=1e-12)  # symmetric


def test_balls_lie_on_a_curve():
    scene = {"format": 1, "title": "bowl", "walls": [BOWL], "balls": [{"radius": 0.2, "position": [1.0, 0.0]}]}
    assert Level.model_validate(scene).count == 1
    with pytest.raises(ValidationError, match="sticks out of"):
        Level.model_validate(scene | {"balls": [{"radius": 0.2, "position": [2.9, -1.8]}]})


def test_the_editor_moves_the_end_of_a_curve():
    geometry = item_geometry("walls", WAVE)
    vertices = [handle for handle in handles(geometry) if handle.role == "vertex"]
    assert [(handle.x, handle.y) for handle in vertices] == [(-1.5, 0.5), (1.5, 0.5), (2.0, 3.0)]
    moved = drag(geometry, vertices[1], 1.0, 1.0)["points"]
    assert moved == [[-1.5, 0.5], [[-0.5, 1.5], [0.5, -0.5], [1.0, 1.0]], [2.0, 3.0]]
    inserts = [handle for handle in handles(geometry) if handle.role == "insert"]
    assert [handle.nth for handle in inserts] == [2]


def test_the_number_of_chords_of_a_level_is_limited():
    arch = {"shape": "path", "closed": False, "points": [[0.0, 0.0], [[0.0, 400.0], [400.0, 400.0], [400.0, 0.0]]]}
    walls = [arch | {"repeat": {"count": 77, "step": [0.0, 1.0]}}]
    with pytest.raises(ValidationError, match="too many chords; allowed: up to 50000 in a level") as caught:
        Level.model_validate({"format": 1, "title": "arches", "walls": walls})
    assert caught.value.errors()[0]["loc"] == ("walls", 76, "points")
    Level.model_validate({"format": 1, "title": "arches", "walls": [arch | {"tolerance": 0.1}] * 77})
