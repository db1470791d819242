"""Transforms of CSS and SVG: functions, the properties translate, rotate and scale, and origins."""

import math
import re
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


NUMBER = r"[-+]?+(?>[0-9]++(?:\.[0-9]++)?+|\.[0-9]++)(?:[eE][-+]?[0-9]++)?+"
SPACE = r"[ \t\r\n\f]*+"
ATTRIBUTE_FUNCTION = re.compile(
    rf"(matrix|translate|scale|rotate|skewX|skewY){SPACE}\({SPACE}({NUMBER}(?:{SPACE},?+{SPACE}{NUMBER})*+){SPACE}\)"
    rf"{SPACE},?+{SPACE}"
)
"""A function of a transform in an attribute: numbers without units; rotate() may have a centre."""

ATTRIBUTE_COUNTS = {
    "matrix": (6,),
    "translate": (1, 2),
    "scale": (1, 2),
    "rotate": (1, 3),
    "skewX": (1,),
    "skewY": (1,),
}


def _length(token: Any) -> Length | None:
    return parse_length(token, False)


def _number(token: Any) -> float | None:
    return float(token.value) if token.type == "number" else None


def _factor(token: Any) -> float | None:
    return 0.01 * float(token.value) if token.type == "percentage" else _number(token)


FUNCTIONS: dict[str, tuple[Callable[[Any], Any], Sequence[int]]] = {
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
    "rotate": (parse_angle, (1,)),
    "rotatez": (parse_angle, (1,)),
    "skew": (parse_angle, (1, 2)),
    "skewx": (parse_angle, (1,)),
    "skewy": (parse_angle, (1,)),
}
"""For each function of CSS what returns the value of a token or None, and how many arguments it may have."""

ORIGIN_WORDS = {"left": (0, 0.0), "right": (0, 100.0), "top": (1, 0.0), "bottom": (1, 100.0)}
"""For each word the axis that it is about, and the percentage that it stands for."""


def parse_functions(tokens: Sequence[Any], in_attribute: bool) -> tuple[Function, ...] | None:
    """Return the functions of a transform; None if it is invalid.

    in_attribute : whether the grammar is that of the attribute of SVG instead of CSS
    """
    if len(tokens) == 1 and _is_word(tokens[0], "none"):
        return ()
    if in_attribute:
        return _parse_attribute("".join(token.serialize() for token in tokens).replace("/**/", " "))
    functions = [_parse_function(token) if token.type == "function" else None for token in tokens[:MAX_FUNCTIONS]]
    found = tuple(function for function in functions if function is not None)
    return found if len(found) == len(tokens) else None


def _parse_attribute(text: str) -> tuple[Function, ...] | None:
    functions, place = list[Function](), 0
    while match := ATTRIBUTE_FUNCTION.match(text, place):
        name, numbers = match[1], [float(number) for number in re.findall(NUMBER, match[2])]
        place = match.end()
        if len(numbers) not in ATTRIBUTE_COUNTS[name] or len(functions) == MAX_FUNCTIONS:
            return None
        functions.append(_function_of_numbers(name, numbers))
    return tuple(functions) if place == len(text) else None


def _function_of_numbers(name: str, numbers: list[float]) -> Function:
    """Return a function of an attribute: angles are in degrees, lengths in px."""
    if name == "translate":
        return Function(name, tuple(Length((("", number),)) for number in numbers))
    if name in {"matrix", "scale"}:
        return Function(name, tuple(numbers))
    angle, *center = numbers
    return Function("rotate about" if center else name.lower(), (math.radians(angle), *center))


def _parse_function(token: Any) -> Function | None:
    if token.lower_name not in FUNCTIONS:
        return None
    parse, counts = FUNCTIONS[token.lower_name]
    values = [one for one in token.arguments if one.type not in {"whitespace", "comment"}]
    arguments = tuple(parse(one) for one in values[::2])
    commas = all(one == "," for one in values[1::2])
    return (
        Function(token.lower_name, arguments) if commas and len(arguments) in counts and None not in arguments else None
    )


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
    arguments = tuple(parse(token) for token in tokens)
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
            return translation(x, y).after(_rotation(first)).after(translation(-x, -y))
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
