"""Tests of style sheets, inheritance and variables. The colours are those that Chromium shows."""

import pytest

from tests.game.levels.importing.svg.pictures import boxes, drawing, fills, shapes
from tests.lanes import cases

BOX = '<rect id="{}" width="1" height="1" {}/>'


def fill(attributes="", style="", around="{}"):
    return fills(around.replace("{}", BOX.format("a", attributes)) + f"<style>{style}</style>")["a"]


@pytest.mark.parametrize(
    "selector",
    [
        *("rect", "*", ".b", ".b.c", "rect.b", "#a", "g rect", "svg g > rect", "g>rect.b", "[width]", "[width='1']"),
        *("[id^=a]", "[class~=c]", "x, rect", "rect:not(.x)", "rect:first-child", "rect:nth-child(2n+1)", ":root rect"),
        *("rect:is(.b, .d)", "circle ~ g rect", "circle + g .c", "svg|rect", "*|rect", "RECT, .c"),
    ],
)
def test_selector_matches(selector):
    sheet = f"@namespace svg url(http://www.w3.org/2000/svg); {selector} {{ fill: #010203 }}"
    around = '<circle r="1"/><g>{}</g>'
    assert fill('class="c b"', sheet, around) == "#010203"


@pytest.mark.parametrize(
    "selector", [".x", "#b", "circle rect", "svg > rect", "rect rect", "rect:hover", "RECT", "g::before"]
)
def test_other_selector_does_not_match(selector):
    assert fill('class="c b"', f"{selector} {{ fill: red }}", "<g>{}</g>") == "#000000"


def test_stronger_declaration_wins():
    sheet = "rect{fill:#111} .a{fill:#222} rect.a{fill:#333} .a{fill:#444} svg .a{fill:#555} g>.a{fill:#666}"
    assert fill('fill="red"', sheet) == "#111111"
    assert fill('fill="red" class="a"', sheet) == "#555555"
    assert fill('class="a"', sheet, "<g>{}</g>") == "#666666"
    assert fill('class="a" style="fill:#777"', sheet) == "#777777"
    assert fill('style="fill:#777"', "rect{fill:#888 !important}") == "#888888"
    assert fill('style="fill:#777 !important;fill:#999"', "rect{fill:#888 !important}") == "#777777"
    assert fill('style="fill:#999;all:initial;fill:#777;width:1px;height:1px"', "") == "#777777"


@pytest.mark.parametrize(
    ("sheet", "color"),
    [
        ("@media screen{rect{fill:red}}", "#ff0000"),
        ("@media print{rect{fill:red}}", "#000000"),
        ("@media screen and (prefers-color-scheme: light), print{rect{fill:red}}", "#ff0000"),
        ("@media (prefers-color-scheme: dark){rect{fill:red}}", "#000000"),
        ("@media (min-width: 1px){rect{fill:red}}", "#000000"),
        ("@supports (fill: red){rect{fill:red}}", "#ff0000"),
        ("@layer a{rect{fill:red}}", "#ff0000"),
        ("@font-face{font-family:x;src:url(x)} rect{fill:red}", "#ff0000"),
        (f"@font-face{{src:url(data:font/woff2;base64,{'A' * 300_000})}} rect{{fill:red}}", "#ff0000"),
        ("rect{fill:red} rect{fill:} rect{fill:blurg}", "#ff0000"),
        ("rect{fill:red; %; stroke} } rect{fill:blue}", "#ff0000"),
        ("<![CDATA[ <!-- rect{fill:red} --> ]]>", "#ff0000"),
    ],
)
def test_at_rules_and_mistakes(sheet, color):
    assert fill("", sheet) == color


def test_other_sheets_are_not_used():
    sheets = '<style type="text/less">rect{fill:red}</style><style media="print">rect{fill:red}</style>'
    assert fills(BOX.format("a", "") + sheets) == {"a": "#000000"}


def test_import_is_told():
    (note,) = drawing(BOX.format("a", "") + "<style>@import url(x.css);</style>").notes
    assert note == "a style without an id: @import refers to another file; other files are not read"


@pytest.mark.parametrize(
    ("attributes", "around", "color"),
    [
        ("", '<g fill="red">{}</g>', "#ff0000"),
        ('fill="initial"', '<g fill="red">{}</g>', "#000000"),
        ('fill="inherit"', '<g fill="red">{}</g>', "#ff0000"),
        ('style="fill:unset"', '<g fill="red">{}</g>', "#ff0000"),
        ('fill="currentColor"', '<g color="#123456">{}</g>', "#123456"),
        ("", '<g color="#123456" fill="currentColor"><g color="red">{}</g></g>', "#ff0000"),
        ('style="--x:#123;fill:var(--x)"', "{}", "#112233"),
        ('style="fill:var(--c, red)"', '<g style="--c: #456">{}</g>', "#445566"),
        ('style="fill:var(--none, #789)"', "{}", "#778899"),
        ('fill="#aaa" style="fill:var(--none)"', "{}", "#000000"),
        ('style="fill:light-dark(var(--c), black)"', '<g style="--c: #456">{}</g>', "#445566"),
        ('fill="var(--c)"', '<g style="--c: var(--d); --d: var(--c)">{}</g>', "#000000"),
        ('fill="var(--c)"', "<style>:root{{--c:#010203}}</style>{}".replace("{{", "{").replace("}}", "}"), "#010203"),
    ],
)
def test_inheritance_and_variables(attributes, around, color):
    assert fill(attributes, around=around) == color


def test_position_is_not_inherited():
    assert boxes('<g x="77" y="55"><rect id="a" width="10" height="10"/></g>')["a"] == [0, 0, 10, 10]


def test_geometry_is_a_style():
    assert boxes('<rect id="a" width="3" style="x:10px;y:20;width:30px;height:40px"/>')["a"] == [10, 20, 40, 60]
    assert boxes('<style>circle{cx:7px;cy:9px;r:5}</style><circle id="a" r="1"/>')["a"] == [2, 4, 12, 14]
    assert boxes('<path id="a" style=\'d:path("M10 10H30V50Z")\' d="M0 0"/>')["a"] == [10, 10, 30, 50]


def test_width_of_a_stroke_is_inherited_in_the_font_of_the_parent():
    text = '<g font-size="20" style="stroke-width:1em"><path id="a" d="M0 0H9" stroke="red" font-size="5"/></g>'
    assert shapes(text)["a"].thickness == 20


HARD = ("x " + "* " * 8 + "rect", "rect ~ rect", ":has(:has(rect))", "rect:nth-last-of-type(2)", "rect:foo", "!")


@pytest.mark.both_lanes
@pytest.mark.parametrize("selector", cases(quick=HARD[:2], slow=HARD))
def test_selector_that_is_too_hard_is_told_and_skipped(selector):
    many = "<g>" * 30 + BOX.format("a", "") + '<rect width="9" height="9"/>' * 400 + "</g>" * 30
    found = drawing(f"<style>{selector}{{fill:red}} #a{{fill:blue}}</style>{many}")
    assert found.shapes[0].color == "#0000ff"
    assert {shape.color for shape in found.shapes[1:]} == {"#000000"}
    (note,) = found.notes
    assert note.startswith("a style without an id: has selectors that are ")


def test_hostile_values_cost_only_themselves():
    bomb = "--a0:x x;" + "".join(f"--a{k + 1}:var(--a{k}) var(--a{k});" for k in range(60))
    for style in (bomb + "fill:var(--a60)", "fill:" + "(" * 9_000, "fill:rgb(" + "1" * 9_000, "fill:red;" * 3_000):
        (note,) = drawing(BOX.format("a", f'style="{style}"')).notes
        assert note.startswith('rect "a": ')
