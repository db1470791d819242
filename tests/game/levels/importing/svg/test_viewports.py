"""Tests of viewports, symbols and `use`. The boxes are those that Chromium shows."""

import pytest

from tests.game.levels.importing.svg.pictures import boxes, drawing

BOX = '<rect id="a" width="{}" height="{}"/>'
SVG = '<svg xmlns="http://www.w3.org/2000/svg" {}>{}</svg>'


@pytest.mark.parametrize(
    ("attributes", "box"),
    [
        ('x="100" y="50" width="200" height="100" viewBox="0 0 50 50"', [150, 50, 250, 150]),
        ('x="100" y="50" width="200" height="100"', [100, 50, 150, 100]),
        ('x="10%" y="10%" width="50%" height="50%" viewBox="0 0 50 50"', [104, 48, 344, 288]),
        ('width="200" height="100" viewBox="0 0 50 50" preserveAspectRatio="xMaxYMid"', [100, 0, 200, 100]),
        ('width="200" height="100" viewBox="0 0 50 50" preserveAspectRatio="xMinYMax slice"', [0, -100, 200, 100]),
        ('width="20" height="100" viewBox="5,5 50,50" preserveAspectRatio="none"', [-2, -10, 18, 90]),
        ('width="20" height="100" viewBox="0 0 50 50" preserveAspectRatio="junk"', [0, 40, 20, 60]),
        ('viewBox="0 0 50 50"', [80, 0, 560, 480]),
        ('width="100" height="100" style="width:9px;height:9px"', [0, 0, 50, 50]),
        ('width="100" height="100" viewBox="0 0 50"', [0, 0, 50, 50]),
        ('x="40" y="30" transform="scale(2)" width="50" height="50"', [80, 60, 180, 160]),
    ],
)
def test_nested_picture(attributes, box):
    assert boxes(f"<svg {attributes}>{BOX.format(50, 50)}</svg>")["a"] == pytest.approx(box)


@pytest.mark.parametrize(
    ("symbol", "use", "box"),
    [
        ('viewBox="0 0 100 100"', 'x="100" y="200" width="40" height="40"', [100, 200, 120, 220]),
        ('viewBox="0 0 100 100"', 'x="100" y="200" width="80" height="40"', [120, 200, 140, 220]),
        ('viewBox="0 0 100 100" preserveAspectRatio="xMinYMin slice"', 'width="80" height="40"', [0, 0, 40, 40]),
        ("", 'x="100" y="200"', [100, 200, 150, 250]),
        ('width="50" height="50" viewBox="0 0 100 100" x="7" y="3"', 'x="100" y="200"', [107, 203, 132, 228]),
        ('viewBox="0 0 100 100"', 'x="10%" y="10%" width="50%" height="20%"', [176, 48, 224, 96]),
        ('viewBox="0 0 100 100" transform="translate(5 5)"', 'width="30" height="30"', [5, 5, 20, 20]),
        ('viewBox="0 0 100 100"', 'x="10" width="40" height="40" transform="rotate(90 10 0)"', [-10, 0, 10, 20]),
    ],
)
def test_symbol_has_the_size_of_its_use(symbol, use, box):
    text = f'<symbol id="s" {symbol}>{BOX.format(50, 50)}</symbol><use href="#s" {use}/>'
    assert boxes(text)["a"] == pytest.approx(box)


def test_use_of_a_picture_replaces_its_size():
    inner = f'<defs><svg id="s" width="50" height="50" viewBox="0 0 10 10">{BOX.format(5, 2)}</svg></defs>'
    assert boxes(inner + '<use href="#s" x="100" y="200"/>')["a"] == [100, 200, 125, 210]
    assert boxes(inner + '<use xlink:href="#s" x="100" y="200" width="100"/>')["a"] == [125, 200, 150, 210]


def test_use_of_a_use_and_style_of_the_first():
    inner = f'<defs><g id="s">{BOX.format(5, 2)}</g><use id="v" href="#s" x="7"/></defs>'
    found = drawing(inner + '<use href="#v" x="100" fill="red" data-friction="0.5" class="ball"/>')
    (shape,) = found.shapes
    assert (shape.color, shape.role, shape.properties) == ("#ff0000", "ball", {"friction": "0.5"})
    assert boxes(inner + '<use href="#v" x="100"/>')["a"] == [107, 0, 112, 2]


def test_what_lies_outside_of_a_viewport_is_not_drawn():
    inner = '<rect id="b" x="60" width="9" height="9"/>'
    assert boxes(f'<svg width="50" height="50">{inner}{BOX.format(90, 9)}</svg>') == {"a": [0, 0, 90, 9]}
    assert set(boxes(f'<svg width="50" height="50" overflow="visible">{inner}</svg>')) == {"b"}


@pytest.mark.parametrize(
    ("attributes", "box"),
    [
        ('width="640" height="480" viewBox="-100 -50 320 480"', [260, 50, 310, 100]),
        ('width="640" height="480" viewBox="0 0 100 100" preserveAspectRatio="xMaxYMid"', [160, 0, 400, 240]),
        ('width="40em" height="30em" viewBox="0 0 640 480"', [0, 0, 50, 50]),
        ('width="640px" viewBox="0 0 320 240"', [0, 0, 100, 100]),
        ('height="480" viewBox="0 0 320 240"', [0, 0, 100, 100]),
        ('width="100%" height="100%" viewBox="0 0 640 480"', [0, 0, 50, 50]),
        ('viewBox="0 0 640 480"', [0, 0, 50, 50]),
        ('width="640" height="480" viewBox="0 0 0 100"', [0, 0, 50, 50]),
        ('style="width:640px;height:480px"', [0, 0, 50, 50]),
        ('x="0px" y="0px" width="640px" height="480px"', [0, 0, 50, 50]),
    ],
)
def test_page(attributes, box):
    assert boxes(SVG.format(attributes, BOX.format(50, 50)))["a"] == pytest.approx(box)


def test_picture_without_a_size_has_its_middle_in_the_middle_of_its_shapes():
    assert boxes(SVG.format("", BOX.format(50, 50)))["a"] == [320 - 25, 240 - 25, 320 + 25, 240 + 25]


@pytest.mark.parametrize(
    ("inner", "note"),
    [
        ('<use id="u" href="#none"/>', 'use "u": refers to #none, which does not exist'),
        ('<use id="u" href="b.svg#x"/>', 'use "u": refers to another file; other files are not read'),
        ('<g id="g"><use id="u" href="#g"/></g>', 'g "g": draws itself, or is nested too deeply'),
        ('<svg id="s" width="0"/>', 'svg "s": is not drawn: it has no size'),
        ('<svg id="s" viewBox="a"/>', "svg \"s\": viewBox is not understood (got 'a')"),
    ],
)
def test_mistake_is_told(inner, note):
    found = drawing(BOX.format(5, 5) + inner)
    assert (len(found.shapes), found.notes) == (1, [note])
