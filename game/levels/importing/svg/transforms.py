"""Transforms of CSS and SVG: functions, the properties translate, rotate and scale, and origins."""

import math
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from game.levels.importing.svg.lengths import ZERO, Length, Measures, parse_angle, parse_length, percent
from game.levels.importing.svg.matrices import IDENTITY, Matrix, translation

MAX_FUNCTIONS = 1_000
"""Largest number of functions of a transform."""


class Function(NamedTuple):
    """A function of a transform: lengths, or numbers with angles in rad."""

    name: str
    arguments: tuple[Any, ...]


class Box(NamedTuple):
    """What origins and percentages of a transform refer to, px."""

    x: float = 0.0
    y: float = 0.0
    width: float = 0.0
    height: float = 0.0


Argument = Callable[[Any, bool], Any]
"""Returns the value of a token, or None; gets whether it is in an attribute."""


def _length(token: Any, in_attribute: bool) -> Length | None:
    return parse_length(token, in_attribute)


def _number(token: Any, _: bool) -> float | None:
    return float(token.value) if token.type == "number" else None


def _factor(token: Any, in_attribute: bool) -> float | None:
    if token.type == "percentage" and not in_attribute:
        return 0.01 * float(token.value)
    return _number(token, in_attribute)


def _angle(token: Any, in_attribute: bool) -> float | None:
    if token.type == "number" and in_attribute:
        return math.radians(token.value)
    return parse_angle(token)


FUNCTIONS: dict[str, tuple[Argument, Sequence[int]]] = {
    "matrix": (_number, (6,)),
    "matrix3d": (_number, (16,)),
    "translate": (_length, (1, 2)),
    "translatex": (_length, (1,)),
    "translatey": (_length, (1,)),
    "translatez": (_length, (1,)),
    "translate3d": (_length, (3,)),
    "scale": (_factor, (1, 2)),
    "scalex": (_factor, (1,)),
    "scaley": (_factor, (1,)),
    "scalez": (_factor, (1,)),
    "scale3d": (_factor, (3,)),
    "rotate": (_angle, (1,)),
    "rotatez": (_angle, (1,)),
    "skew": (_angle, (1, 2)),
    "skewx": (_angle, (1,)),
    "skewy": (_angle, (1,)),
}
"""For each function what its arguments are, and how many it may have."""

ORIGIN_WORDS = {"left": (0, 0.0), "right": (0, 100.0), "top": (1, 0.0), "bottom": (1, 100.0)}
"""For each word the axis that it is about, and the percentage that it stands for."""


def parse_functions(tokens: Sequence[Any], in_attribute: bool) -> tuple[Function, ...] | None:
    """Return the functions of a transform; None if it is invalid.

    in_attribute : whether the grammar is that of SVG: numbers without units, rotate() with a centre
    """
    if len(tokens) == 1 and tokens[0].type == "ident" and tokens[0].lower_value == "none":
        return ()
    functions = list[Function]()
    for token in _without_commas(tokens) if in_attribute else tokens:
        function = _parse_function(token, in_attribute) if token.type == "function" else None
        if function is None or len(functions) == MAX_FUNCTIONS:
            return None
        functions.append(function)
    return tuple(functions)


def _parse_function(token: Any, in_attribute: bool) -> Function | None:
    name = token.lower_name
    values = [one for one in token.arguments if one.type not in {"whitespace", "comment"}]
    values = _without_commas(values)
    if in_attribute and name == "rotate" and len(values) == 3:
        numbers = [_number(one, True) for one in values]
        return None if None in numbers else Function("rotate about", tuple(numbers))
    if name not in FUNCTIONS:
        return None
    parse, counts = FUNCTIONS[name]
    arguments = tuple(parse(one, in_attribute) for one in values)
    return Function(name, arguments) if len(arguments) in counts and None not in arguments else None


def _without_commas(tokens: Sequence[Any]) -> list[Any]:
    return [token for token in tokens if not token == ","]  # noqa: SIM201 # tokens compare with texts only


def parse_translate(tokens: Sequence[Any], _: bool) -> tuple[Function, ...] | None:
    """Return what the property `translate` does; None if it is invalid."""
    return _parse_single("translate", tokens, 3)


def parse_scale(tokens: Sequence[Any], _: bool) -> tuple[Function, ...] | None:
    """Return what the property `scale` does; None if it is invalid."""
    return _parse_single("scale", tokens, 3)


def parse_rotate(tokens: Sequence[Any], _: bool) -> tuple[Function, ...] | None:
    """Return what the property `rotate` does; None if it is invalid, or about another axis than z."""
    return _parse_single("rotate", [token for token in tokens if not _is_word(token, "z")], 1)


def _parse_single(name: str, tokens: Sequence[Any], most: int) -> tuple[Function, ...] | None:
    if len(tokens) == 1 and _is_word(tokens[0], "none"):
        return ()
    parse, _ = FUNCTIONS[name]
    arguments = tuple(parse(token, False) for token in tokens)
    if not 1 <= len(arguments) <= most or None in arguments:
        return None
    return (Function(name, arguments[:2]),)


def parse_origin(tokens: Sequence[Any], in_attribute: bool) -> tuple[Length, Length] | None:
    """Return the origin of transforms; None if it is invalid."""
    places: list[Length | None] = [None, None]
    free = list[tuple[int, Length]]()
    if not 1 <= len(tokens) <= 3:
        return None
    for k, token in enumerate(tokens[:2]):
        word = token.lower_value if token.type == "ident" else ""
        if word in ORIGIN_WORDS:
            axis, amount = ORIGIN_WORDS[word]
            if places[axis] is not None:
                return None
            places[axis] = percent(amount)
        elif word == "center":
            free.append((k, percent(50.0)))
        elif (length := parse_length(token, in_attribute)) is not None:
            free.append((k, length))
        else:
            return None
    for k, length in free:
        axis = k if places[k] is None else 1 - k
        if places[axis] is not None:
            return None
        places[axis] = length
    x, y = (percent(50.0) if place is None else place for place in places)
    return x, y


def _is_word(token: Any, word: str) -> bool:
    return bool(token.type == "ident" and token.lower_value == word)


NO_ORIGIN = (ZERO, ZERO)


def transform_matrix(
    functions: Sequence[Function], origin: tuple[Length, Length], box: Box, measures: Measures
) -> Matrix:
    """Return the map of functions, the last of which applies first, about an origin.

    box : what the origin and percentages refer to
    """
    if not functions:
        return IDENTITY
    x = box.x + measures.pixels(origin[0], box.width)
    y = box.y + measures.pixels(origin[1], box.height)
    matrix = translation(x, y)
    for function in functions:
        matrix = matrix.after(_matrix(function, box, measures))
    return matrix.after(translation(-x, -y))


def _matrix(function: Function, box: Box, measures: Measures) -> Matrix:
    name, arguments = function
    first = arguments[0]
    match name:
        case "matrix":
            return Matrix(*arguments)
        case "matrix3d":
            return Matrix(*(arguments[k] for k in (0, 1, 4, 5, 12, 13)))
        case "translate" | "translate3d" | "translatex":
            down = measures.pixels(arguments[1], box.height) if len(arguments) > 1 else 0.0
            return translation(measures.pixels(first, box.width), down)
        case "translatey":
            return translation(0.0, measures.pixels(first, box.height))
        case "scale" | "scale3d":
            return Matrix(a=first, d=arguments[1] if len(arguments) > 1 else first)
        case "scalex":
            return Matrix(a=first)
        case "scaley":
            return Matrix(d=first)
        case "rotate" | "rotatez":
            return _rotation(first)
        case "rotate about":
            _, x, y = arguments
            return translation(x, y).after(_rotation(math.radians(first))).after(translation(-x, -y))
        case "skew" | "skewx":
            return Matrix(c=math.tan(first), b=math.tan(arguments[1]) if len(arguments) > 1 else 0.0)
        case "skewy":
            return Matrix(b=math.tan(first))
    return IDENTITY  # along z


def _rotation(angle: float) -> Matrix:
    if not math.isfinite(angle):
        return Matrix(math.nan, math.nan, math.nan, math.nan)
    cosine, sine = math.cos(angle), math.sin(angle)
    return Matrix(cosine, sine, -sine, cosine)
