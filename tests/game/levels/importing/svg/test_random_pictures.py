"""Random pictures: nested groups, viewports and uses with transforms and styles are where a browser shows them."""

from random import Random

import pytest

from tests.browser import browser
from tests.drawing_comparison import compare

PICTURES, AT_ONCE = 40, 10
LENGTHS = ("5", "12.5", "20", "3px", "1em", "2rem", "10%", "3mm", "9pt", "1pc", "0.2in", "calc(1em + 2%)")
NUMBERS = ("0", "5", "-3.5", ".5", "1e1", "20", "7")
FUNCTIONS = ("translate({},{})", "rotate({})", "rotate({} {},{})", "skewX({})", "matrix(1 .2 .1 1 {} {})")
SCALES = ("scale(2)", "scale(.5)", "scale(1 2)", "scale(-1 1)")
STYLES = {
    "transform": ("translate(5px,10%)", "rotate(20deg)", "rotate(-.1turn)", "scale(50%)", "skewY(10deg)", "none"),
    "transform-origin": ("center", "10px 20px", "50% 50%", "right bottom", "1em 2em", "20%"),
    "transform-box": ("fill-box", "view-box"),
    "translate": ("3px", "10% 5px"),
    "rotate": ("15deg", "z 10deg"),
    "scale": ("2", "1 .5"),
    "font-size": ("20px", "150%", "0.8em", "large", "smaller", "2rem", "12pt"),
    "fill": ("red", "rgb(1,2,3)", "inherit", "currentColor", "none", "var(--c,blue)", "url(#g)"),
    "display": ("none", "inline", "inline"),
    "visibility": ("hidden", "visible", "visible"),
    "--c": ("#789", "none"),
}
SELECTORS = ("rect", ".a", ".b", "g > rect", "g .a", "rect.b", "g *", "g rect + rect", "[class~=a]", "g :first-child")
PAGES = ('viewBox="0 0 640 480"', "", 'viewBox="10 -5 320 300" preserveAspectRatio="xMinYMid"', 'viewBox="0 0 64 48"')
SHARED = '<linearGradient id="g"><stop stop-color="red"/></linearGradient><defs><g id="d">\
<ellipse cx="9" cy="9" rx="5"/></g></defs>'


class Writer:
    """Writes a picture at random."""

    def __init__(self, seed):
        self._random, self._count = Random(seed), 0

    def picture(self):
        content = "".join(self._group(0) for _ in range(2))
        page = self._random.choice(PAGES)
        root = f'<svg xmlns="http://www.w3.org/2000/svg" width="640" height="480" {page}>'
        return f"{root}{self._sheet()}{SHARED}{content}</svg>"

    def _sheet(self):
        rules = (f"{self._random.choice(SELECTORS)}{{{self._style(0.15, keep={'display'})}}}" for _ in range(3))
        return f"<style>{' '.join(rules)}</style>"

    def _style(self, share, keep=()):
        chosen = [name for name in STYLES if self._random.random() < share and name not in keep]
        return ";".join(f"{name}:{self._random.choice(STYLES[name])}" for name in chosen)

    def _number(self):
        return self._random.choice(NUMBERS)

    def _looks(self, keep=()):
        looks = [f'class="{self._random.choice(("a", "b", "a b", "c"))}"', f'style="{self._style(0.12, keep)}"']
        if self._random.random() < 0.4:
            text = self._random.choice((*FUNCTIONS, *SCALES))
            looks.append(f'transform="{text.format(*(self._number() for _ in range(3)))}"')
        return " ".join(looks)

    def _lengths(self, *names):
        return " ".join(f'{name}="{self._random.choice(LENGTHS)}"' for name in names)

    def _leaf(self):
        self._count += 1
        start = f'id="e{self._count}" {self._looks()}'
        kind = self._random.choice(("rect", "rect", "ellipse", "line", "path", "use"))
        match kind:
            case "rect":
                return f"<rect {start} {self._lengths('x', 'y', 'width', 'height')}/>"
            case "ellipse":
                return f"<ellipse {start} {self._lengths('cx', 'cy', 'rx', 'ry')}/>"
            case "line":
                return f'<line {start} stroke="red" {self._lengths("x1", "y1", "x2", "y2")}/>'
            case "path":
                return f'<path {start} d="M{self._number()} 9h30q9 9-9 {self._number()}C9 20 30 40 3 40z"/>'
        return f'<use href="#d" {self._lengths("x", "y")} transform="translate({self._number()})"/>'

    def _group(self, depth):
        parts = self._random.choice((1, 2, 3))
        inner = "".join(
            self._leaf() if depth > 2 or self._random.random() < 0.6 else self._group(depth + 1) for _ in range(parts)
        )
        if self._random.random() < 0.3:
            size = self._lengths("x", "y", "width", "height")
            box = self._random.choice(("", 'viewBox="5 -3 50 40"', 'viewBox="0 0 9 90" preserveAspectRatio="none"'))
            looks = self._looks({"display"})
            return f'<svg overflow="visible" {looks} {size} {box}>{inner}</svg>'
        return f"<g {self._looks()}>{inner}</g>"


@pytest.mark.slow
@pytest.mark.parametrize("first", range(0, PICTURES, AT_ONCE))
def test_random_picture_is_where_a_browser_shows_it(first, tmp_path):
    with browser(tmp_path / "profile") as one:
        for seed in range(first, first + AT_ONCE):
            path = tmp_path / f"{seed}.svg"
            path.write_text(Writer(seed).picture())
            assert compare(one, path).faults == [], seed
