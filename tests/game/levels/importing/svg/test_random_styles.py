"""Random tokens in styles and attributes: whatever they are, the rest of the picture is read."""

from random import Random
from xml.sax.saxutils import escape, quoteattr

import pytest

from tests.game.levels.importing.svg.pictures import shapes
from tests.lanes import cases

TOKENS = (
    *("fill", "stroke", "transform", "width", "--a", "var(", "rgb(", "light-dark(", "color(", "url(", "calc(", "path("),
    *(
        "translate(",
        "rotate(",
        "matrix(",
        ")",
        "(",
        "[",
        "]",
        "{",
        "}",
        ":",
        ";",
        ",",
        "/",
        "*",
        "+",
        "-",
        " ",
        "'",
        '"',
    ),
    *("\\", "\n", "#fff", "#", "10px", "5%", "1e", "e9", "1e999", "--", "!important", "none", "inherit", "all", "red"),
    *(
        "@media",
        "@import",
        "@namespace",
        "@layer",
        "@",
        "<!--",
        "-->",
        "/*",
        "*/",
        ".a",
        "#b",
        ">",
        "~",
        "[x=y]",
        ":not(",
    ),
    *(":is(", ":has(", ":nth-child(2n+1)", "::before", ":root", "é", "\U0001f600", "icc-color(", "display-p3", "--x"),
    *("oklch(", "1deg", "fill-box", "M0 0", "00", "1.", "..", "NaN", "color-mix(", "hsl(", "device-cmyk(", "font-size"),
)
ATTRIBUTES = (
    *("fill", "stroke", "style", "transform", "width", "height", "x", "r", "font-size", "stroke-width", "opacity", "d"),
    *("viewBox", "preserveAspectRatio", "points", "class", "href", "clip-path", "transform-origin", "offset", "color"),
)
VALID = ("10", "0 0 9 9", "url(#b)", "#b", "M0 0h9v9z", "1,2 3,4 9,0", "rotate(3)", "50%", "a")
ELEMENTS = (
    "rect",
    "circle",
    "path",
    "g",
    "svg",
    "use",
    "line",
    "polygon",
    "symbol",
    "linearGradient",
    "stop",
    "clipPath",
)


def soup(random, longest):
    return "".join(random.choice(TOKENS) for _ in range(random.randint(1, longest)))


def element(random, depth=0):
    """Return the text of a random element, and of those in it."""
    if random.random() < 0.1:
        return f"<style>{escape(soup(random, 40))}</style>"
    names = random.sample(ATTRIBUTES, random.randint(0, 5))
    values = (soup(random, 6) if random.random() < 0.7 else random.choice(VALID) for _ in names)
    attributes = " ".join(f"{name}={quoteattr(value)}" for name, value in zip(names, values, strict=True))
    inner = "".join(element(random, depth + 1) for _ in range(random.randint(0, 2))) if depth < 4 else ""
    kind = random.choice(ELEMENTS)
    return f'<{kind} id="{random.choice("abc")}" {attributes}>{inner}</{kind}>'


WHOLE = '<rect id="whole" style="all:initial!important;fill:red!important;width:9px!important;height:9px!important"/>'


@pytest.mark.both_lanes
@pytest.mark.parametrize("seed", range(cases(quick=10, slow=200)))
def test_random_tokens_cost_only_themselves(seed):
    random = Random(seed)
    for _ in range(20):
        found = shapes("".join(element(random) for _ in range(4)) + WHOLE)
        assert found["whole"].color == "#ff0000"
