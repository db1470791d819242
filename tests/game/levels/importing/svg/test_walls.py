"""Tests of walls: what is solid, what is hollow, and backgrounds."""

import pytest

from tests.game.levels.importing.svg.pictures import drawing, shapes

BACKGROUNDS = [
    '<rect width="640" height="480" fill="white"/>',
    '<rect width="100%" height="100%" style="fill:#fff;stroke:none"/>',
    '<path d="M 0 480 L 640 480 L 640 0 L 0 0 z" fill="#ffffff"/>',
    '<polygon points="-5,-5 650,-5 650,490 -5,490" fill="beige"/>',
    '<g transform="translate(-40 -40)"><rect x="40" y="40" width="640" height="480" fill="#FFFFFF"/></g>',
    '<rect width="640" height="480" rx="24" fill="white"/>',
    '<g fill="#eee"><rect x="0.5" y="0.5" width="639" height="479"/></g>',
]


@pytest.mark.parametrize("text", BACKGROUNDS)
def test_background_of_the_page_is_no_wall(text):
    found = drawing(text)
    assert found.shapes == []
    assert found.notes[0].endswith(": is a background as large as the page, not a wall")


@pytest.mark.parametrize(
    "text",
    [
        '<rect width="640" height="480" fill="white" stroke="black"/>',
        '<rect width="640" height="480" fill="white" class="container"/>',
        '<rect width="640" height="480" fill="white" data-friction="0.1"/>',
        '<rect width="640" height="480"/>',
        '<rect x="10" width="620" height="480" fill="white"/>',
        '<circle cx="320" cy="240" r="999" fill="white"/>',
        '<ellipse cx="320" cy="240" rx="320" ry="240" fill="white"/>',
        '<path d="M0 0H640V480H320V240H0z" fill="white"/>',
    ],
)
def test_other_large_shape_is_a_wall(text):
    assert len(drawing(text).shapes) == 1


@pytest.mark.parametrize(
    ("attributes", "closed", "thickness"),
    [
        ('fill="none" stroke="red"', False, 1.0),
        ('fill="red"', True, None),
        ('fill="red" stroke="red" stroke-width="5"', True, None),
    ],
)
def test_fill_closes_an_open_outline(attributes, closed, thickness):
    (shape,) = shapes(f'<path id="a" d="M0 0L9 0L9 9" {attributes}/>').values()
    assert (shape.closed, shape.thickness, len(shape.points)) == (closed, thickness, 3)


def test_line_that_is_filled_only_is_told():
    assert drawing('<path id="a" d="M0 0L9 9"/>').notes == ['path "a": is invisible: a line without a stroke']


def test_closed_outline_without_a_fill_is_hollow():
    (shape,) = shapes('<rect id="a" width="9" height="9" fill="none" stroke="red" stroke-width="2"/>').values()
    assert (shape.closed, shape.thickness) == (True, 2.0)


def test_outlines_of_a_stroke_are_walls_of_their_own():
    text = '<path d="M0 0H90V90H0zM10 10V80H80V10zM200 0h9" fill="none" stroke="red"/>'
    assert [(shape.closed, shape.holes) for shape in drawing(text).shapes] == [(True, ()), (True, ()), (False, ())]


@pytest.mark.parametrize(
    ("rule", "inner", "holes"),
    [
        ("evenodd", "M10 10H80V80H10z", 1),
        ("evenodd", "M10 10V80H80V10z", 1),
        ("nonzero", "M10 10V80H80V10z", 1),
        ("nonzero", "M10 10H80V80H10z", 0),
    ],
)
def test_hole_depends_on_the_rule_of_the_fill(rule, inner, holes):
    (shape,) = drawing(f'<path fill-rule="{rule}" d="M0 0H90V90H0z{inner}"/>').shapes
    assert len(shape.holes) == holes
