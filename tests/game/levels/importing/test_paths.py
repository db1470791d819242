"""Tests of paths: curves and arcs of a drawing as those of a level, and corners that are not repeated."""

import math

import numpy as np
import pytest

from game.levels.importing.drawing import Shape
from game.levels.importing.paths import chord_tolerance, path_items
from tests.game.levels.importing.test_holes import ROOM, ball, convert

__all__ = ["convert"]


def walls(convert, text):
    level, notes = convert(ROOM + text)
    assert notes == []
    return level.walls[1:]


def test_arc_of_a_stroke_is_an_arc(convert):
    (wall,) = walls(convert, '<path d="M420 240A100 100 0 0 0 320 140" fill="none" stroke="red" stroke-width="4"/>')
    assert (wall.shape, wall.center) == ("arc", pytest.approx((0.0, 0.0), abs=1e-9))
    assert (wall.radius, wall.start, wall.sweep) == pytest.approx((1.0, 0.0, 90.0), abs=1e-9)
    assert wall.thickness == 0.04


def test_curves_of_a_fill_are_curves(convert):
    (wall,) = walls(convert, '<path d="M300 200C300 260 360 260 360 200L340 180C330 170 310 170 300 200"/>')
    first, curve, corner, last = (np.add(item, wall.center) for item in wall.points)
    assert first == pytest.approx((-0.2, 0.4))
    assert curve == pytest.approx(np.array([(-0.2, -0.2), (0.4, -0.2), (0.4, 0.4)]))
    assert corner == pytest.approx((0.2, 0.6))
    assert last[-1] == pytest.approx(first)


def test_ellipse_has_curves(convert):
    (wall,) = walls(convert, '<ellipse cx="320" cy="240" rx="60" ry="30"/>')
    x, y = wall.outline().points.T
    assert (x / 0.6) ** 2 + (y / 0.3) ** 2 == pytest.approx(np.ones(len(x)), abs=1e-4)
    assert len(wall.points) == 9


def test_hollow_curve_with_a_ball_inside_is_a_line(convert):
    cup = '<ellipse cx="320" cy="240" rx="60" ry="50" fill="none" stroke="red"/>'
    (wall,) = walls(convert, cup + ball(320, 240) + ball(100, 240))
    assert (wall.closed, wall.points[0], len(wall.points)) == (False, wall.points[-1][-1], 9)


def items(points, joins=True, closed=True):
    return path_items(Shape("", np.array(points, float), closed=closed), np.zeros(2), 9, joins)


def test_repeated_corners_are_left_out():
    assert items([(0, 0), (0, 1e-9), (5, 0), (5, 5), (5, 5), (1e-9, 0)]) == ([[0, 0], [5, 0], [5, 5]], True)
    assert items([(0, 0), (5, 0), (5, 5), (1e-9, 0)], joins=False) == ([[0, 0], [5, 0], [5, 5], [0, 0]], True)
    assert items([(0, 0), (5, 0), (5, 5)], closed=False) == ([[0, 0], [5, 0], [5, 5]], False)


@pytest.mark.parametrize("points", [[(0, 0), (0, 0)], [(0, 0), (1, 1), (0, 0)]])
def test_path_with_too_few_corners_is_refused(points):
    with pytest.raises(ValueError, match="too few distinct corners"):
        items(points)


def test_path_with_too_many_corners_is_refused():
    angles = np.arange(1_001) * 2 * math.pi / 1_001
    with pytest.raises(ValueError, match=r"too many corners \(got 1001\); allowed: up to 1000"):
        items(np.column_stack((np.cos(angles), np.sin(angles))))


@pytest.mark.parametrize(
    ("size", "corners", "is_small", "tolerance"),
    [
        (0.5, 50, True, 5e-4),
        (5.0, 50, True, None),  # the default, 1 mm
        (50.0, 50, True, 5e-3),
        (5.0, 50, False, 5e-3),
        (5.0, 800, True, 5e-3),
        (1e-6, 50, True, 1e-6),
    ],
)
def test_chords_are_as_fine_as_the_level_allows(size, corners, is_small, tolerance):
    points = np.zeros((corners, 2))
    points[0, 0] = size
    assert chord_tolerance(points, is_small) == ({} if tolerance is None else {"tolerance": tolerance})
