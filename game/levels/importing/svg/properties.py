"""The CSS properties that decide what is drawn and where, with the values that each may have.

A parser gets the tokens of a value without spaces and comments, and returns None if the value is invalid. Then the
declaration does not count, as CSS demands, and a weaker one does.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote

from game.levels.importing.svg.colors import BLACK, Color, parse_color
from game.levels.importing.svg.lengths import ZERO, Length, parse_length, percent
from game.levels.importing.svg.transforms import (
    NO_ORIGIN,
    parse_functions,
    parse_origin,
    parse_rotate,
    parse_scale,
    parse_translate,
)

Tokens = Sequence[Any]
Parser = Callable[[Tokens, bool], Any]
"""Gets the tokens, and whether they are those of an attribute."""

FONT_SIZES = {
    "xx-small": 9.0, "x-small": 10.0, "small": 13.0, "medium": 16.0, "large": 18.0, "x-large": 24.0, "xx-large": 32.0,
    "xxx-large": 48.0,
}  # fmt: skip
FONT_RATIOS = {"smaller": 1.0 / 1.2, "larger": 1.2}


@dataclass(frozen=True, slots=True)
class Paint:
    """What a shape is filled or stroked with.

    color : the colour, "currentcolor", or None for nothing
    server : id of a gradient or pattern, or None; if it does not exist, the colour is used
    """

    color: Color | str | None
    server: str | None = None


NO_PAINT = Paint(None)


@dataclass(frozen=True, slots=True)
class Property:
    """A property of CSS.

    inherited : whether children have the value of their parent
    """

    initial: Any
    parse: Parser
    inherited: bool = False


def _keywords(*words: str) -> Parser:
    def parse(tokens: Tokens, _: bool) -> str | None:
        word = tokens[0].lower_value if len(tokens) == 1 and tokens[0].type == "ident" else None
        return word if word in words else None

    return parse


def _any_keyword(tokens: Tokens, _: bool) -> str | None:
    """Accept keywords that are not listed, such as those of `display`."""
    return " ".join(token.lower_value for token in tokens) if all(token.type == "ident" for token in tokens) else None


def _length(*words: str, negative: bool = False) -> Parser:
    """Return a parser of a length or one of some words. As in browsers, numbers in style sheets need no unit either.

    negative : whether it may be negative
    """

    def parse(tokens: Tokens, _: bool) -> Length | str | None:
        if len(tokens) != 1:
            return None
        (token,) = tokens
        if token.type == "ident":
            return token.lower_value if token.lower_value in words else None
        length = parse_length(token, True)
        return None if length is None or (length.is_negative and not negative) else length

    return parse


def _font_size(tokens: Tokens, in_attribute: bool) -> Length | None:
    if len(tokens) == 1 and tokens[0].type == "ident":
        word = tokens[0].lower_value
        if word in FONT_RATIOS:
            return Length((("em", FONT_RATIOS[word]),))
        return Length((("", FONT_SIZES[word]),)) if word in FONT_SIZES else None
    size = _length()(tokens, in_attribute)
    return size if isinstance(size, Length) else None


def _opacity(tokens: Tokens, _: bool) -> float | None:
    if len(tokens) != 1 or tokens[0].type not in {"number", "percentage"}:
        return None
    number = float(tokens[0].value) * (0.01 if tokens[0].type == "percentage" else 1.0)
    return min(max(number, 0.0), 1.0)


def _color(tokens: Tokens, _: bool) -> Color | str | None:
    if len(tokens) == 2 and tokens[1].type == "function" and tokens[1].lower_name == "icc-color":
        tokens = tokens[:1]  # SVG 1.1: the colour of a profile, after its nearest one in sRGB
    return parse_color(tokens[0]) if len(tokens) == 1 else None


def _paint(tokens: Tokens, in_attribute: bool) -> Paint | None:
    if tokens and tokens[0].type in {"url", "function"} and (link := _link(tokens[0])) is not None:
        color = _color(tokens[1:], in_attribute)
        valid = len(tokens) == 1 or color is not None or _is_word(tokens[1:], "none")
        return Paint(color, local_id(link)) if valid else None
    if _is_word(tokens, "none"):
        return NO_PAINT
    return None if (color := _color(tokens, in_attribute)) is None else Paint(color)


def local_id(address: str) -> str | None:
    """Return the id of the element of this document that an address like "#id" refers to; None for other addresses."""
    address = address.strip()
    return unquote(address[1:]) if address.startswith("#") else None


def _clip(tokens: Tokens, _: bool) -> str | None:
    """Return the id of a clip path, or "" for none. Clips by basic shapes are not looked at."""
    if _is_word(tokens, "none"):
        return ""
    return local_id(_link(tokens[0]) or "") if tokens[0].type in {"url", "function"} else None


def _is_word(tokens: Tokens, word: str) -> bool:
    return len(tokens) == 1 and tokens[0].type == "ident" and tokens[0].lower_value == word


def _link(token: Any) -> str | None:
    """Return the address in url(...); None if the token is something else."""
    if token.type == "url":
        return str(token.value)
    if token.lower_name == "url" and len(token.arguments) == 1 and token.arguments[0].type == "string":
        return str(token.arguments[0].value)
    return None


def _path(tokens: Tokens, _: bool) -> str | None:
    """Return the path data of path("..."); "" for none."""
    if _is_word(tokens, "none"):
        return ""
    if len(tokens) == 1 and tokens[0].type == "function" and tokens[0].lower_name == "path":
        strings = [token.value for token in tokens[0].arguments if token.type == "string"]
        return str(strings[0]) if len(strings) == 1 else None
    return None


_COORDINATE = Property(ZERO, _length(negative=True))
_SIZE = Property("auto", _length("auto"))

PROPERTIES = {
    "color": Property(BLACK, _color, True),
    "fill": Property(Paint(BLACK), _paint, True),
    "fill-opacity": Property(1.0, _opacity, True),
    "fill-rule": Property("nonzero", _keywords("nonzero", "evenodd"), True),
    "stroke": Property(NO_PAINT, _paint, True),
    "stroke-opacity": Property(1.0, _opacity, True),
    "stroke-width": Property(Length((("", 1.0),)), _length(), True),
    "visibility": Property("visible", _keywords("visible", "hidden", "collapse"), True),
    "font-size": Property(Length((("", 16.0),)), _font_size, True),
    "opacity": Property(1.0, _opacity),
    "display": Property("inline", _any_keyword),
    "overflow": Property("", _any_keyword),
    "clip-path": Property("", _clip),
    "vector-effect": Property("none", _any_keyword),
    "stop-color": Property(BLACK, _color),
    "stop-opacity": Property(1.0, _opacity),
    "transform": Property((), parse_functions),
    "translate": Property((), parse_translate),
    "rotate": Property((), parse_rotate),
    "scale": Property((), parse_scale),
    "transform-origin": Property(NO_ORIGIN, parse_origin),
    "transform-box": Property(
        "view-box", _keywords("view-box", "fill-box", "stroke-box", "border-box", "content-box")
    ),
    "d": Property("", _path),
    "x": _COORDINATE,
    "y": _COORDINATE,
    "cx": _COORDINATE,
    "cy": _COORDINATE,
    "r": Property(ZERO, _length()),
    "rx": _SIZE,
    "ry": _SIZE,
    "width": _SIZE,
    "height": _SIZE,
}  # fmt: skip

ATTRIBUTES = PROPERTIES.keys() - {"d", "translate", "rotate", "scale", "transform-box"}
"""Properties that are attributes of the same name, too; path data have a grammar of their own."""

DEFAULT_SIZE = percent(100.0)
"""Width and height of a viewport without them."""
