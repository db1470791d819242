"""Tests of transforms. The boxes are those that Chromium shows."""

import math

import numpy as np
import pytest

from tests.game.levels.importing.svg.pictures import boxes, drawing, shapes

BOX = '<rect id="a" x="100" y="100" width="50" height="20" {}/>'
C, S = math.cos(math.pi / 6), 0.5


def matrix_of(attributes):
    """Return the image of the origin, and those of the unit vectors from there."""
    corners = shapes(BOX.format(attributes))["a"].points
    across, down = (corners[1] - corners[0]) / 50, (corners[3] - corners[0]) / 20
    return np.array([*across, *down, *(corners[0] - 100 * across - 100 * down)])


@pytest.mark.parametrize(
    ("text", "matrix"),
    [
        ("translate(3)", (1, 0, 0, 1, 3, 0)),
        ("translate(3-4)", (1, 0, 0, 1, 3, -4)),
        ("scale(2)", (2, 0, 0, 2, 0, 0)),
        ("scale(2 , .5)", (2, 0, 0, 0.5, 0, 0)),
        ("rotate(30)", (C, S, -S, C, 0, 0)),
        ("rotate(90 10,20)", (0, 1, -1, 0, 30, 10)),
        ("skewX(45)", (1, 0, 1, 1, 0, 0)),
        ("skewY(-45)", (1, -1, 0, 1, 0, 0)),
        ("matrix(1 .5 -.5 1 3,-4)", (1, 0.5, -0.5, 1, 3, -4)),
        ("translate (30) scale (2 , 3)", (2, 0, 0, 3, 30, 0)),
        ("translate(1,2),scale(2)", (2, 0, 0, 2, 1, 2)),
        *(
            (wrong, (1, 0, 0, 1, 0, 0))
            for wrong in ("rotate(45deg)", "translate(1px)", "rotate(9) foo(3)", "scale(1 2 3)")
        ),
        *((wrong, (1, 0, 0, 1, 0, 0)) for wrong in ("rotate(3 10)", "translate(1.)", "ROTATE(10)", "scale(1,,3)")),
    ],
)
def test_attribute_has_numbers_without_units(text, matrix):
    assert matrix_of(f'transform="{text}"') == pytest.approx(np.array(matrix), abs=1e-9)


@pytest.mark.parametrize(
    ("text", "matrix"),
    [
        ("translate(3px, 1em)", (1, 0, 0, 1, 3, 16)),
        ("translate(10%, 20%)", (1, 0, 0, 1, 64, 96)),
        ("translateX(1in)translateY(-1cm)", (1, 0, 0, 1, 96, -96 / 2.54)),
        ("rotate(30deg)", (C, S, -S, C, 0, 0)),
        ("rotate(0.25turn)", (0, 1, -1, 0, 0, 0)),
        ("rotate(100grad)", (0, 1, -1, 0, 0, 0)),
        ("rotate(3.141592653589793rad)", (-1, 0, 0, -1, 0, 0)),
        ("scale(50%) scaleX(3)", (1.5, 0, 0, 0.5, 0, 0)),
        ("skew(0deg, 45deg)", (1, 1, 0, 1, 0, 0)),
        ("translate3d(1px, 2px, 3px) rotateZ(90deg) scale3d(2, 1, 5)", (0, 2, -1, 0, 1, 2)),
        ("matrix3d(1,.2,0,0,.1,1,0,0,0,0,1,0,10,20,0,1)", (1, 0.2, 0.1, 1, 10, 20)),
        ("none", (1, 0, 0, 1, 0, 0)),
    ],
)
def test_style_has_units_and_wins_over_the_attribute(text, matrix):
    assert matrix_of(f'transform="scale(9)" style="transform: {text}"') == pytest.approx(np.array(matrix), abs=1e-9)


@pytest.mark.parametrize("text", ["rotate(10)", "foo(1px)", "translate(1px 2px)", "rotate(1deg) none"])
def test_invalid_style_leaves_the_attribute(text):
    attributes = f'transform="translate(7)" style="transform: {text}"'
    assert matrix_of(attributes) == pytest.approx(np.array([1, 0, 0, 1, 7, 0]))
    assert drawing(BOX.format(attributes)).notes == [f"rect \"a\": transform is not understood (got '{text}')"]


def test_single_properties_come_before_the_transform():
    found = matrix_of('style="translate: 10px 20px; rotate: 90deg; scale: 2 0.5; transform: translate(1px)"')
    assert found == pytest.approx(np.array([0, 2, -0.5, 0, 10, 22]))


@pytest.mark.parametrize(
    ("style", "fixed"),
    [
        ("transform-origin: 300px 310px", (300, 310)),
        ("transform-origin: center", (320, 240)),
        ("transform-origin: right 10%", (640, 48)),
        ("transform-origin: bottom left", (0, 480)),
        ("transform-origin: 2em", (32, 240)),
        ("transform-origin: 50% 50%; transform-box: fill-box", (125, 110)),
        ("transform-origin: left bottom; transform-box: fill-box", (100, 120)),
        ("transform-box: fill-box", (100, 100)),
        ("transform-origin: 0 0; transform-box: stroke-box; stroke: red; stroke-width: 10px", (95, 95)),
        ("", (0, 0)),
    ],
)
def test_origin_stays_where_it_is(style, fixed):
    a, b, c, d, e, f = matrix_of(f'transform="rotate(30) scale(2)" style="{style}"')
    x, y = fixed
    assert (a * x + c * y + e, b * x + d * y + f) == pytest.approx(fixed, abs=1e-9)
    assert (a, b) == pytest.approx((2 * C, 2 * S))


def test_origin_is_an_attribute_too():
    assert boxes(BOX.format('transform="rotate(90)" transform-origin="125 110"'))["a"] == [115, 85, 135, 135]


def test_box_of_a_group_is_that_of_all_its_shapes():
    inner = BOX.format("") + '<circle id="b" cx="300" cy="200" r="20"/>'
    found = boxes(f'<g style="transform-box:fill-box;transform-origin:100% 100%;transform:scale(2)">{inner}</g>')
    assert found == {"a": [-120, -20, -20, 20], "b": [240, 140, 320, 220]}


def test_invisible_shapes_count_for_the_box_of_their_group():
    hidden = '<rect x="300" y="200" width="20" height="20" {}/>'
    for looks in ('fill="none"', 'visibility="hidden"'):
        inner = BOX.format("") + hidden.format(looks)
        found = boxes(f'<g style="transform-box:fill-box;transform-origin:100% 100%;transform:scale(2)">{inner}</g>')
        assert found == {"a": [-120, -20, -20, 20]}


def test_box_of_a_group_is_around_the_boxes_of_its_parts_as_in_browsers():
    inner = BOX.format('transform="rotate(45)"')
    (a, b), (c, d) = shapes(inner)["a"].points.min(axis=0), shapes(inner)["a"].points.max(axis=0)
    around = f'<g transform="rotate(-45)">{inner}</g>'
    found = boxes(f'<g style="transform-box:fill-box;transform:scale(2)">{around}</g>')["a"]
    corners = np.array([[x, y] for x in (a, c) for y in (b, d)]) @ np.array([[1, -1], [1, 1]]) / math.sqrt(2)
    assert found == pytest.approx(
        [*(2 * np.array([100, 100]) - corners.min(axis=0)), *(2 * np.array([150, 120]) - corners.min(axis=0))]
    )


def test_percentages_within_a_viewport_refer_to_its_view_box():
    inner = BOX.format('style="transform: translate(10%, 50%)"')
    assert boxes(f'<svg width="640" height="480" viewBox="100 100 64 48">{inner}</svg>')["a"] == [64, 240, 564, 440]


def test_root_is_transformed_about_the_middle_of_the_page():
    text = '<svg xmlns="http://www.w3.org/2000/svg" width="640" height="480" transform="rotate(90)">{}</svg>'
    assert boxes(text.format(BOX.format("")))["a"] == [440, 20, 460, 70]


def test_width_of_a_stroke_grows_with_the_root_of_the_area():
    line = '<path id="a" d="M0 0H9" stroke="red" stroke-width="3" transform="scale(4 9)" {}/>'
    assert shapes(line.format(""))["a"].thickness == pytest.approx(18)
    assert shapes(line.format('vector-effect="non-scaling-stroke"'))["a"].thickness == 3
