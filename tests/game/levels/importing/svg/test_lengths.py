"""Tests of units. All values are those of Chromium, except that ex and ch do not look at fonts."""

import pytest

from tests.game.levels.importing.svg.pictures import boxes


def width(text, around="{}"):
    """Return the width of a rectangle, px."""
    left, _, right, _ = boxes(around.format(f'<rect id="a" y="1" width="{text}" height="9"/>'))["a"]
    return right - left


@pytest.mark.parametrize(
    ("text", "pixels"),
    [
        *(("5", 5), ("5px", 5), ("1in", 96), ("2.54cm", 96), ("25.4mm", 96), ("72pt", 96), ("6pc", 96), ("101.6q", 96)),
        *(("3em", 48), ("3rem", 48), ("2ex", 16), ("2ch", 16), ("10%", 64), ("10vw", 64), ("10vh", 48), ("5vmin", 24)),
        *(("1e2", 100), (" 12 ", 12), ("+7.5PX", 7.5), (".5em", 8)),
        *(("calc(10% - 4px)", 60), ("calc(2 * (1em + 4px))", 40), ("calc(1in / 2)", 48)),
    ],
)
def test_unit_is_converted(text, pixels):
    assert width(text) == pytest.approx(pixels, abs=1e-9)


@pytest.mark.parametrize("text", ["", "-5", "5furlong", "5 px", "1.", "calc(1px * 1px)", "calc(5)", "calc(1px + )"])
def test_rectangle_with_an_invalid_width_is_not_drawn(text):
    assert boxes(f'<rect id="a" width="{text}" height="9"/>') == {}


@pytest.mark.parametrize(
    ("around", "pixels"),
    [
        ('<g font-size="20">{}</g>', 20),
        ('<g style="font-size:20">{}</g>', 20),
        ('<g style="font-size:200%"><g font-size="0.5em">{}</g></g>', 16),
        ('<g style="font: bold 12px/30px Georgia, serif">{}</g>', 12),
        ('<g font-size="2em"><g font-size="junk">{}</g></g>', 32),
        ('<g font-size="2em"><g font-size="inherit">{}</g></g>', 32),
        ('<g font-size="large">{}</g>', 18),
        ('<g font-size="larger">{}</g>', 19.2),
        ("<style>rect {{ font-size: 2rem }}</style>{}", 32),
    ],
)
def test_em_is_the_size_of_the_font(around, pixels):
    assert width("1em", around) == pytest.approx(pixels, abs=1e-9)


def test_root_has_a_size_in_its_own_font():
    text = '<svg xmlns="http://www.w3.org/2000/svg" width="32em" height="24em" style="font-size:20px">{}</svg>'
    assert boxes(text.format('<rect id="a" x="1rem" y="1em" width="50%" height="50%"/>'))["a"] == [20, 20, 340, 260]


def test_percentages_of_a_radius_and_a_stroke_are_of_the_diagonal():
    left, _, right, _ = boxes('<circle id="a" cx="50%" cy="50%" r="10%"/>')["a"]
    assert right - left == pytest.approx(0.2 * ((640**2 + 480**2) / 2) ** 0.5, abs=1e-8)
