"""Tests of what is drawn, and what is not: hidden elements, definitions, conditions, unknown elements."""

import pytest

from tests.game.levels.importing.svg.pictures import PAGE, boxes, drawing, shapes

BOX = '<rect id="a" width="9" height="9" {}/>'


@pytest.mark.parametrize(
    "text",
    [
        BOX.format('display="none"'),
        BOX.format('style="display : none"'),
        f"<style>#a{{display:none}}</style>{BOX.format('')}",
        f'<g display="none">{BOX.format(chr(32))}</g>',
        BOX.format('visibility="hidden"'),
        f'<g visibility="collapse">{BOX.format(chr(32))}</g>',
        BOX.format('opacity="0"'),
        f'<g style="opacity:0%">{BOX.format(chr(32))}</g>',
    ],
)
def test_hidden_element_is_counted(text):
    found = drawing(text)
    assert (found.shapes, found.ignored["hidden element"]) == ([], 1)


def test_visible_child_of_a_hidden_group_is_drawn():
    assert set(shapes(f'<g visibility="hidden">{BOX.format("visibility=" + chr(34) + "visible" + chr(34))}</g>')) == {
        "a"
    }


@pytest.mark.parametrize(
    "around",
    [
        *("<defs>{}</defs>", "<symbol>{}</symbol>", '<clipPath id="x">{}</clipPath>', "<mask>{}</mask>"),
        *("<pattern>{}</pattern>", "<marker>{}</marker>", "<foreignObject>{}</foreignObject>", "<unknown>{}</unknown>"),
        *("<text>{}</text>", '<g xmlns="urn:other">{}</g>', "<metadata>{}</metadata>"),
        *("<switch><g/>{}</switch>", '<g requiredExtensions="http://x">{}</g>', '<g systemLanguage="de, fr">{}</g>'),
    ],
)
def test_definition_or_unknown_element_is_not_drawn(around):
    assert shapes(around.format(BOX.format(""))) == {}


@pytest.mark.parametrize(
    "around",
    [
        *("<a>{}</a>", "<g><g>{}</g></g>", '<g clip-path="url(#x)" mask="url(#y)" filter="url(#z)">{}</g>'),
        '<switch><foreignObject requiredExtensions="http://ns.adobe.com/AdobeIllustrator/10.0/"/><g>{}</g></switch>',
        '<switch><g requiredFeatures="http://www.w3.org/TR/SVG11/feature#Shape">{}</g></switch>',
        '<switch><g systemLanguage="de"/><g systemLanguage="de,en-US">{}</g></switch>',
        '<s:g xmlns:s="http://www.w3.org/2000/svg">{}</s:g>',
    ],
)
def test_group_is_drawn(around):
    assert set(shapes(around.format(BOX.format("")))) == {"a"}


@pytest.mark.parametrize(
    ("element", "box"),
    [
        ('<circle id="a" cx="50" cy="60" r="5"/>', [45, 55, 55, 65]),
        ('<ellipse id="a" cx="400" cy="300" rx="40"/>', [360, 260, 440, 340]),
        ('<ellipse id="a" cx="100" cy="100" ry="30"/>', [70, 70, 130, 130]),
        ('<ellipse id="a" cx="100" cy="100" rx="30" ry="10"/>', [70, 90, 130, 110]),
        ('<rect id="a" width="50" height="40" rx="10"/>', [0, 0, 50, 40]),
        ('<rect id="a" width="40" height="40" ry="100"/>', [0, 0, 40, 40]),
        ('<line id="a" x1="10%" y2="50%" stroke="red"/>', [0, 0, 64, 240]),
        ('<polygon id="a" points="1,2 3,9 5,6"/>', [1, 2, 5, 9]),
        ('<polyline id="a" points="1,2 3,9 5,6"/>', [1, 2, 5, 9]),
    ],
)
def test_element_is_drawn(element, box):
    assert boxes(element)["a"] == pytest.approx(box, abs=1e-9)


@pytest.mark.parametrize(
    "element",
    [
        *('<circle id="a"/>', '<circle id="a" r="-5"/>', '<ellipse id="a"/>', '<ellipse id="a" rx="5" ry="0"/>'),
        *('<rect id="a" width="5"/>', '<rect id="a" width="0" height="5"/>', '<path id="a"/>', '<path id="a" d=""/>'),
        *('<polygon id="a"/>', '<polygon id="a" points="1,2"/>', '<line id="a"/>', '<path id="a" d="M0 0L9 9"/>'),
    ],
)
def test_element_without_size_is_nothing(element):
    found = drawing(element)
    assert (found.shapes, [note for note in found.notes if '"a"' not in note]) == ([], [])


def test_rounded_corners_are_as_round_as_half_the_rectangle():
    (square,) = shapes('<rect id="a" x="10" width="40" height="40" rx="99"/>').values()
    assert (square.points.tolist(), square.radius) == ([[pytest.approx(30), pytest.approx(20)]], pytest.approx(20))


@pytest.mark.parametrize(
    "names", ['inkscape:label="Ball 3"', 'serif:id="ball"', 'data-name="ball-red"', 'class="ball x"']
)
def test_name_of_a_program_gives_a_role(names):
    spaces = 'xmlns:inkscape="http://www.inkscape.org/namespaces/inkscape" xmlns:serif="http://www.serif.com/"'
    (shape,) = drawing(f'<g {spaces}><circle id="path12" r="9" {names}/></g>').shapes
    assert shape.role == "ball"


def test_picture_without_a_namespace_is_read():
    text = PAGE.format(BOX.format("")).replace('xmlns="http://www.w3.org/2000/svg"', "")
    assert boxes(text)["a"] == [0, 0, 9, 9]


def test_numbers_that_overflow_are_left_to_the_level():
    (shape,) = drawing(BOX.format('transform="scale(1e300) scale(1e300)"')).shapes
    assert shape.points.max() == float("inf") or shape.points.max() != shape.points.max()


CLIP = '<clipPath id="c"><rect x="100" width="50" height="50" {}/></clipPath>'


@pytest.mark.parametrize(
    ("clip", "element", "shown"),
    [
        (CLIP.format(""), '<g clip-path="url(#c)">{}</g>', False),
        (CLIP.format(""), '<g style="clip-path:url(#c)" transform="translate(500)">{}</g>', False),
        (
            CLIP.format(""),
            '<g clip-path="url(#c)" transform="translate(500)"><g transform="translate(99)">{}</g></g>',
            True,
        ),
        (CLIP.format('transform="translate(-95)"'), '<g clip-path="url(#c)">{}</g>', True),
        (CLIP.format('clip-path="url(#c)"'), '<g clip-path="url(#c)">{}</g>', False),
        ('<clipPath id="c" clipPathUnits="objectBoundingBox"/>', '<g clip-path="url(#c)">{}</g>', True),
        ("", '<g clip-path="url(#c)">{}</g>', True),
        ("", '<g clip-path="inset(50%)">{}</g>', True),
    ],
)
def test_what_lies_outside_of_its_clip_is_not_drawn(clip, element, shown):
    assert set(shapes(clip + element.format(BOX.format("")))) == ({"a"} if shown else set())


def test_ids_are_quoted_in_addresses():
    assert boxes('<defs><rect id="a 1" width="9" height="9"/></defs><use href="#a%201"/>') == {"a 1": [0, 0, 9, 9]}
