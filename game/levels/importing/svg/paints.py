"""Colours of fills and strokes. A gradient counts as its mean colour."""

from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple
from xml.etree.ElementTree import Element

from game.levels.importing.svg.cascade import Cascade, Style
from game.levels.importing.svg.colors import Color
from game.levels.importing.svg.declarations import attribute_tokens
from game.levels.importing.svg.document import Document
from game.levels.importing.svg.properties import Paint

GRADIENTS = {"linearGradient", "radialGradient"}
MAX_LINKS = 20
"""Largest number of gradients that refer to each other in a chain."""

MAX_STOPS = 1_000
"""Largest number of stops of a gradient that are looked at."""


class Shown(NamedTuple):
    """What a paint looks like.

    visible : whether anything is to be seen
    color : None if it has many, as a pattern has
    """

    visible: bool
    color: Color | None = None


class Paints:
    """Looks at the paints of a document."""

    def __init__(self, document: Document, cascade: Cascade) -> None:
        self._document, self._cascade = document, cascade
        self._known: dict[Element, Shown] = {}

    def fill(self, style: Style) -> Shown:
        """Return what the fill of an element looks like."""
        return self._shown(style["fill"], style, style["fill-opacity"])

    def stroke(self, style: Style) -> Shown:
        """Return what the stroke of an element looks like, whatever its width."""
        return self._shown(style["stroke"], style, style["stroke-opacity"])

    def _shown(self, paint: Paint, style: Style, opacity: float) -> Shown:
        if opacity == 0.0:
            return Shown(False)
        server = None if paint.server is None else self._document.by_id.get(paint.server)
        if server is not None and (kind := self._document.kind(server)) in {*GRADIENTS, "pattern", "meshgradient"}:
            return self._gradient(server) if kind in GRADIENTS else Shown(True)
        color = style["color"] if paint.color == "currentcolor" else paint.color
        return Shown(color.alpha > 0.0, color) if isinstance(color, Color) else Shown(False)

    def _gradient(self, gradient: Element) -> Shown:
        if gradient not in self._known:
            stops = list(self._stops(self._with_stops(gradient)))
            self._known[gradient] = _mean(stops)
        return self._known[gradient]

    def _with_stops(self, gradient: Element) -> Element:
        """Return the first gradient of a chain that has stops of its own."""
        for _ in range(MAX_LINKS):
            if any(self._document.kind(child) == "stop" for child in gradient):
                break
            linked = self._document.linked(gradient)
            if linked is None or self._document.kind(linked) not in GRADIENTS:
                break
            gradient = linked
        return gradient

    def _stops(self, gradient: Element) -> Iterator[tuple[float, Color]]:
        """Yield offset and colour of each stop."""
        outer, last = Style(), 0.0
        parent = self._cascade.style(gradient, self._document.label(gradient), outer, outer.font_size)
        stops = [child for child in gradient if self._document.kind(child) == "stop"]
        for stop in stops[:MAX_STOPS]:
            style = self._cascade.style(stop, self._document.label(stop), parent, outer.font_size)
            color = style["color"] if style["stop-color"] == "currentcolor" else style["stop-color"]
            last = min(max(_offset(stop.get("offset", "0")), last), 1.0)
            yield last, color._replace(alpha=color.alpha * style["stop-opacity"])


def _offset(text: str) -> float:
    tokens = attribute_tokens(text.strip())
    if len(tokens) != 1 or tokens[0].type not in {"number", "percentage"}:
        return 0.0
    return float(tokens[0].value) * (0.01 if tokens[0].type == "percentage" else 1.0)


def _mean(stops: list[tuple[float, Color]]) -> Shown:
    """Return the mean colour of a gradient between the offsets 0 and 1; transparent parts count less."""
    if not stops:
        return Shown(False)
    padded = [(0.0, stops[0][1]), *stops, (1.0, stops[-1][1])]
    total = [0.0, 0.0, 0.0, 0.0]
    for (low, first), (high, second) in pairwise(padded):
        for color in (first, second):
            weight = 0.5 * (high - low) * color.alpha
            total = [part + weight * amount for part, amount in zip(total, (*color[:3], 1.0), strict=True)]
    red, green, blue, alpha = total
    return Shown(True, Color(red / alpha, green / alpha, blue / alpha)) if alpha > 0.0 else Shown(False)
