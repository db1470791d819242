"""Tests of the shapes of objects, which turn clockwise about their upper left corners."""

import math

import numpy as np
import pytest

from tests.game.levels.importing.tiled.maps import box, drawing, of_object


def test_rectangle_turns_clockwise_about_its_upper_left_corner():
    points = of_object('x="100" y="200" width="60" height="20" rotation="90"').points
    assert points == pytest.approx(np.array([[100, 200], [100, 260], [80, 260], [80, 200]]))


def test_circle_stays_a_disc_when_it_turns():
    disc = of_object('x="100" y="200" width="60" height="60" rotation="90"', "<ellipse/>")
    assert (disc.points.tolist(), disc.radius) == (pytest.approx(np.array([[70.0, 230.0]])), 30.0)


def test_ellipse_has_corners_on_its_axes():
    ellipse = of_object('x="100" y="200" width="80" height="40"', "<ellipse/>")
    assert box(ellipse) == pytest.approx([100, 200, 180, 240])
    on_curve = (ellipse.points - [140, 220]) / [40, 20]
    assert np.hypot(*on_curve.T) == pytest.approx(np.ones(48))


@pytest.mark.parametrize("size", [(100, 40), (40, 100)])
def test_capsule_is_a_rectangle_with_half_circles(size):
    capsule = of_object(f'x="10" y="20" width="{size[0]}" height="{size[1]}"', "<capsule/>")
    assert box(capsule) == pytest.approx([10, 20, 10 + size[0], 20 + size[1]])
    middle, along = np.array([10, 20]) + np.array(size) / 2, 0 if size[0] > size[1] else 1
    offset = np.abs(capsule.points - middle)
    offset[:, along] = np.maximum(offset[:, along] - 30.0, 0.0)  # from the segment between the centers
    assert np.hypot(*offset.T) == pytest.approx(np.full(len(offset), 20.0))
    x, y = capsule.points.T
    area = 0.5 * abs(x @ np.roll(y, 1) - y @ np.roll(x, 1))
    assert area == pytest.approx(60 * 40 + math.pi * 400, rel=2e-3)


def test_capsule_as_wide_as_high_is_a_disc():
    capsule = of_object('x="10" y="20" width="40" height="40"', "<capsule/>")
    assert (capsule.points.tolist(), capsule.radius) == ([[30.0, 40.0]], 20.0)


def test_corners_are_relative_to_the_position_and_turn_about_it():
    polygon = of_object('x="100" y="50" rotation="180"', '<polygon points="0,0 10,0 10.5,-20"/>')
    assert polygon.points == pytest.approx(np.array([[100, 50], [90, 50], [89.5, 70]]))
    line = of_object('x="100" y="50"', '<polyline points="5,5 10,0"/>')
    assert (line.points.tolist(), line.closed) == ([[105, 55], [110, 50]], False)


@pytest.mark.parametrize("size", ["", 'width="0" height="0"'])
@pytest.mark.parametrize("child", ["", "<ellipse/>", "<point/>", "<capsule/>"])
def test_object_without_a_size_is_a_point(size, child):
    point = of_object(f'x="100" y="50" rotation="30" {size}', child)
    assert (point.points.tolist(), point.radius) == ([[100, 50]], 0.0)


def test_object_without_a_height_is_a_line():
    line = of_object('x="100" y="50" width="30" rotation="90"')
    assert line.points == pytest.approx(np.array([[100, 50], [100, 80]]))
    assert not line.closed


@pytest.mark.parametrize(
    ("attributes", "child", "reason"),
    [
        ('x="left" y="5" width="9" height="9"', "", "x must be a number (got 'left')"),
        ('x="1" y="5" width="-9" height="9"', "", "width and height must not be negative"),
        ('x="1" y="5" rotation="" width="9" height="9"', "", "rotation must be a number (got '')"),
        ("", '<polygon points="1,2 3"/>', "polygon must be pairs of numbers (got '1,2 3')"),
        ("", '<polygon points="1,2,3 4,5,6"/>', "polygon must be pairs of numbers (got '1,2,3 4,5,6')"),
        ("", '<polyline points=""/>', "polyline must have 2 to 10000 corners (got 0)"),
        ('width="9" height="9"', "<star/>", "its shape 'star' is not known"),
    ],
)
def test_invalid_object_costs_itself_and_a_note(attributes, child, reason):
    room = '<object id="2" width="9" height="9"/>'
    found = drawing(f'<objectgroup><object id="1" name="a" {attributes}>{child}</object>{room}</objectgroup>')
    assert found.notes == [f'object 1 "a": {reason}']
    assert [shape.label for shape in found.shapes] == ["object 2"]
