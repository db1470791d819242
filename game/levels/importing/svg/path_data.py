"""The grammar of path data and of lists of points (SVG 2, 9.3). What stands before a mistake is drawn.

The known libraries (svgelements, svgpathtools, svg.path, fontTools) reject or misread what is wrong, where SVG demands
that the path is drawn up to the mistake. So the grammar is here.
"""

import re
from collections.abc import Iterator

from game.levels.importing.svg.curves import Pen, Point, Subpath

NUMBER = re.compile(r"[-+]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][-+]?[0-9]+)?")
SEPARATOR = re.compile(r"[ \t\r\n\f]*,?[ \t\r\n\f]*")
SPACE = re.compile(r"[ \t\r\n\f]*")

ARGUMENTS = {"M": 2, "L": 2, "H": 1, "V": 1, "C": 6, "S": 4, "Q": 4, "T": 2, "A": 7, "Z": 0}
"""Number of arguments of each command."""

FLAGS = (3, 4)
"""Arguments of an arc that are the digits 0 or 1, which need no separator."""


class _Mistake(Exception):  # noqa: N818
    """The text does not follow the grammar."""


def read_path(text: str) -> tuple[list[Subpath], str]:
    """Return the subpaths of path data, and what is wrong with it: drawing ends there; or ""."""
    pen, drawer = Pen(), None
    try:
        for command, arguments in _commands(text):
            drawer = drawer or _Drawer(pen)
            drawer.draw(command, arguments)
    except _Mistake as mistake:
        return pen.subpaths(), str(mistake)
    return pen.subpaths(), ""


def read_points(text: str) -> tuple[list[Point], str]:
    """Return the points of a polygon or a polyline, and what is wrong with the text, or ""."""
    numbers, place = list[float](), SPACE.match(text).end()  # type: ignore[union-attr] # it matches everywhere
    while match := NUMBER.match(text, place):
        numbers.append(float(match[0]))
        place = SEPARATOR.match(text, match.end()).end()  # type: ignore[union-attr]
    fault = f"ends at {text[place : place + 20]!r}" if place < len(text) else ""
    if len(numbers) % 2:
        fault = fault or "has an odd number of coordinates"
    return list(zip(numbers[::2], numbers[1::2], strict=False)), fault


def _commands(text: str) -> Iterator[tuple[str, list[float]]]:
    """Yield each command with its arguments; repeated arguments repeat the command. Raises ``_Mistake``."""
    place, first = SPACE.match(text).end(), True  # type: ignore[union-attr]
    while place < len(text):
        command = text[place]
        if (count := ARGUMENTS.get(command.upper())) is None:
            raise _Mistake(f"ends at {text[place : place + 20]!r}: not a command")
        if first and command not in "Mm":
            raise _Mistake(f"begins with {command}, not with M")
        first, place = False, SPACE.match(text, place + 1).end()  # type: ignore[union-attr]
        if count == 0:
            yield command, []
            continue
        while True:
            arguments, place = _arguments(text, place, command, count)
            yield command, arguments
            command = {"M": "L", "m": "l"}.get(command, command)
            after = SEPARATOR.match(text, place).end()  # type: ignore[union-attr]
            if NUMBER.match(text, after) is None:
                place = SPACE.match(text, place).end()  # type: ignore[union-attr]
                break
            place = after


def _arguments(text: str, place: int, command: str, count: int) -> tuple[list[float], int]:
    """Return the arguments of one command, and the place after them."""
    arguments = list[float]()
    for k in range(count):
        if k:
            place = SEPARATOR.match(text, place).end()  # type: ignore[union-attr]
        if command in "Aa" and k in FLAGS:
            if text[place : place + 1] not in {"0", "1"}:
                raise _Mistake(f"ends at {text[place : place + 20]!r}: not a flag, 0 or 1")
            arguments.append(float(text[place]))
            place += 1
        elif match := NUMBER.match(text, place):
            arguments.append(float(match[0]))
            place = match.end()
        else:
            raise _Mistake(f"ends at {text[place : place + 20]!r}: {command} needs {count} numbers")
    return arguments, place


class _Drawer:
    """Draws commands with a pen.

    control : control point that a smooth curve reflects, and the commands that may have left it
    """

    def __init__(self, pen: Pen) -> None:
        self._pen = pen
        self._control: tuple[str, Point] = ("", (0.0, 0.0))

    def draw(self, command: str, arguments: list[float]) -> None:
        """Draw one command."""
        pen, (x, y) = self._pen, self._pen.position
        kind, (ox, oy) = command.upper(), ((0.0, 0.0) if command.isupper() else (x, y))
        numbers = arguments[5:] if kind == "A" else arguments
        points = [(ox + a, oy + b) for a, b in zip(numbers[::2], numbers[1::2], strict=False)]
        left, self._control = self._control, ("", (0.0, 0.0))
        match kind:
            case "M":
                pen.move_to(points[0])
            case "L":
                pen.line_to(points[0])
            case "H":
                pen.line_to((ox + arguments[0], y))
            case "V":
                pen.line_to((x, oy + arguments[0]))
            case "C" | "S":
                first, second, end = points if kind == "C" else (self._reflected("C", left), *points)
                pen.curve_to(first, second, end)
                self._control = "C", second
            case "Q" | "T":
                control, end = points if kind == "Q" else (self._reflected("Q", left), *points)
                pen.quadratic_to(control, end)
                self._control = "Q", control
            case "A":
                rx, ry, degrees, large, sweep = arguments[:5]
                pen.arc_to((rx, ry), degrees, large > 0.0, sweep > 0.0, points[0])
            case "Z":
                pen.close()

    def _reflected(self, kind: str, left: tuple[str, Point]) -> Point:
        """Return the reflection of the last control point if a curve of this kind has left it, else the position."""
        (x, y), (of, (cx, cy)) = self._pen.position, left
        return (2.0 * x - cx, 2.0 * y - cy) if of == kind else (x, y)
