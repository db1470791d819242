"""Lengths and angles of CSS and SVG: units, percentages, and sums of them in calc()."""

import math
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

PIXELS = {
    "": 1.0, "px": 1.0, "in": 96.0, "cm": 96.0 / 2.54, "mm": 96.0 / 25.4, "q": 96.0 / 101.6, "pt": 96.0 / 72.0,
    "pc": 16.0,
}  # fmt: skip
"""Length of each absolute unit, px."""

FONT_UNITS = {"em": 1.0, "ex": 0.5, "ch": 0.5, "ic": 1.0, "cap": 0.7, "lh": 1.2}
"""Length of each unit that depends on the font, in font sizes. Only em is exact: no fonts are read."""

WINDOW_UNITS = {"vw": (0.01, 0.0), "vh": (0.0, 0.01), "vi": (0.01, 0.0), "vb": (0.0, 0.01)}
"""Length of each unit that depends on the window, in widths and heights of the picture."""

RADIANS = {"deg": math.pi / 180.0, "grad": math.pi / 200.0, "rad": 1.0, "turn": 2.0 * math.pi}

MAX_NESTING = 16
"""Largest nesting of parentheses in calc()."""

Terms = dict[str, float]


@dataclass(frozen=True, slots=True)
class Length:
    """A sum of amounts of units: "" for pixels, "em", "rem", "%" and so on."""

    terms: tuple[tuple[str, float], ...]

    @property
    def is_negative(self) -> bool:
        """Whether no part is positive and one is negative."""
        return all(amount <= 0.0 for _, amount in self.terms) and any(amount < 0.0 for _, amount in self.terms)


@dataclass(frozen=True, slots=True)
class Measures:
    """What relative lengths refer to, px.

    font_size, root_font_size : of the element, and of the root
    width, height : of the viewport, in the units of its content
    window : width and height of the picture
    """

    font_size: float = 16.0
    root_font_size: float = 16.0
    width: float = 0.0
    height: float = 0.0
    window: tuple[float, float] = (0.0, 0.0)

    @property
    def diagonal(self) -> float:
        """What percentages refer to if they are neither horizontal nor vertical."""
        return math.sqrt(0.5 * (self.width * self.width + self.height * self.height))

    def pixels(self, length: Length, whole: float) -> float:
        """Return a length in px.

        whole : what percentages refer to, px
        """
        return sum((amount * self._unit(unit, whole) for unit, amount in length.terms), 0.0)

    def _unit(self, unit: str, whole: float) -> float:
        if unit == "%":
            return 0.01 * whole
        if unit == "rem":
            return self.root_font_size
        if unit in FONT_UNITS:
            return FONT_UNITS[unit] * self.font_size
        if unit in WINDOW_UNITS:
            horizontal, vertical = WINDOW_UNITS[unit]
            return horizontal * self.window[0] + vertical * self.window[1]
        if unit in {"vmin", "vmax"}:
            return 0.01 * (min if unit == "vmin" else max)(self.window)
        return PIXELS[unit]


UNITS = {"%", "rem", "vmin", "vmax", *PIXELS, *FONT_UNITS, *WINDOW_UNITS} - {""}
ZERO = Length((("", 0.0),))


def percent(amount: float) -> Length:
    """Return a percentage."""
    return Length((("%", amount),))


def parse_length(token: Any, unitless: bool) -> Length | None:
    """Return the length of a token of tinycss2; None if it is none.

    unitless : whether a number without unit is a length in px, as in attributes; else only 0 is one
    """
    if token.type == "number":
        return Length((("", _bounded(token.value)),)) if unitless or token.value == 0.0 else None
    terms = _dimension(token)
    if token.type == "function" and token.lower_name == "calc":
        terms = _sum(token.arguments, MAX_NESTING)
        if terms is not None and set(terms) == {"number"}:
            return None
    if terms is None or "number" in terms:
        return None
    return Length(tuple(terms.items()))


def parse_angle(token: Any) -> float | None:
    """Return the angle of a token in rad; None if it is none. Of the numbers without unit, only 0 is one."""
    if token.type == "number" and token.value == 0.0:
        return 0.0
    if token.type == "dimension" and (factor := RADIANS.get(token.lower_unit)):
        return float(_bounded(token.value) * factor)
    return None


def _bounded(number: float) -> float:
    """Return a number as a finite float: infinity times 0 would be no number."""
    return float(min(max(number, -sys.float_info.max), sys.float_info.max))


def _dimension(token: Any) -> Terms | None:
    """Return the amount of a unit; None if the token is no length with a unit."""
    if token.type == "percentage":
        return {"%": _bounded(token.value)}
    if token.type == "dimension" and token.lower_unit in UNITS:
        return {token.lower_unit: _bounded(token.value)}
    return None


# -- calc() ------------------------------


def _sum(tokens: Sequence[Any], depth: int) -> Terms | None:
    """Return the terms of a sum of products; None if it is invalid. A plain number is a term named "number"."""
    total: Terms = {}
    sign, product = 1.0, list[Any]()
    if depth == 0:
        return None
    visible = [token for token in tokens if token.type not in {"whitespace", "comment"}]
    for token in [*visible, None]:
        if token is not None and not (token == "+" or token == "-"):  # noqa: PLR1714 # tokens compare with texts only
            product.append(token)
            continue
        if (terms := _product(product, depth)) is None:
            return None
        for unit, amount in terms.items():
            total[unit] = total.get(unit, 0.0) + sign * amount
        sign, product = (-1.0 if token == "-" else 1.0), []
    return total if len(total) < 2 or "number" not in total else None


def _product(tokens: Sequence[Any], depth: int) -> Terms | None:
    """Return the terms of a product; None if it is invalid."""
    if len(tokens) % 2 == 0:
        return None
    result = _factor(tokens[0], depth)
    for operator, token in zip(tokens[1::2], tokens[2::2], strict=True):
        other = _factor(token, depth)
        if result is None or other is None:
            return None
        if operator == "*" and set(result) == {"number"}:
            result, other = other, result
        if set(other) != {"number"} or not (operator == "*" or (operator == "/" and other["number"] != 0.0)):
            return None
        factor = other["number"] if operator == "*" else 1.0 / other["number"]
        result = {unit: amount * factor for unit, amount in result.items()}
    return result


def _factor(token: Any, depth: int) -> Terms | None:
    if token.type == "number":
        return {"number": _bounded(token.value)}
    if token.type == "() block":
        return _sum(token.content, depth - 1)
    if token.type == "function" and token.lower_name == "calc":
        return _sum(token.arguments, depth - 1)
    return _dimension(token)
