"""Cubic Bezier curves in paths, and the chords that replace them. Lengths are in m.

Only operations that are exact everywhere are used, so the corners have the same bits on every machine.
"""

import math
from collections.abc import Sequence
from contextlib import suppress
from functools import lru_cache
from itertools import pairwise
from typing import Annotated, Any, NamedTuple

import numpy as np
from pydantic import Discriminator, Field, Tag

from components.outline import find_crossing
from game.levels.format.strict_model import Point, quantity
from game.levels.toml.problems import DataProblem

MAX_CORNERS = 1000
"""Number of corners of a path, its chords included."""

MAX_CHORDS = 50_000
"""Number of chords of all curves of a level."""

TOLERANCE = 1e-3
"""Default distance between a curve and its chords, m."""

Curve = Annotated[
    tuple[Point, Point, Point],
    Field(
        description="A cubic Bezier curve from the corner before: its two control points, and the corner at its end."
    ),
]


def _kind(value: Any) -> str:
    """Return whether an item of a path is a point or a curve."""
    return "curve" if isinstance(value, list | tuple) and value and isinstance(value[0], list | tuple) else "point"


PathItem = Annotated[Annotated[Point, Tag("point")] | Annotated[Curve, Tag("curve")], Discriminator(_kind)]
PathItems = tuple[Point | tuple[Point, Point, Point], ...]
Tolerance = Annotated[float, quantity("m", ge=1e-6, le=100.0)]


class Corners(NamedTuple):
    """The corners of a path.

    points : (x, y) of each corner, m
    items : for each corner, the index of the point or curve that it comes from
    """

    points: tuple[Point, ...]
    items: tuple[int, ...]


def is_curve(item: Any) -> bool:
    """Whether an item of a path, valid or not, is a curve."""
    return _kind(item) == "curve"


@lru_cache(maxsize=1024)
def path_corners(path: PathItems, tolerance: float, closed: bool) -> Corners:
    """Return the corners of a path whose curves are replaced by chords of equal parts of their parameter.

    tolerance : largest distance between a curve and its chords, m
    closed : whether the path ends at its first corner; then a last curve that ends there does not repeat that corner

    Raises ValueError if the path begins with a curve, has too many corners, or encloses no area though it is closed.
    """
    points, items = list[Any](), list[int]()
    for k, item in enumerate(path):
        if not is_curve(item):
            points.append(item)
            items.append(k)
            continue
        if not points:
            raise ValueError("must not begin with a curve; allowed: a corner [x, y] first")
        control = points[-1], *item
        pieces = _piece_count(control, tolerance)
        if len(points) + pieces > MAX_CORNERS:
            raise ValueError(
                f"has curves with too many chords; allowed: up to {MAX_CORNERS} corners in all, or a larger tolerance"
            )
        points += _chords(control, pieces)
        items += [k] * pieces
    if closed and is_curve(path[-1]) and points[-1] == points[0]:
        del points[-1], items[-1]
    if closed and len(points) < 3 and any(map(is_curve, path)):
        raise ValueError("encloses no area; allowed: at least 3 corners, or curves that are not straight")
    return Corners(tuple(points), tuple(items))


def check_simple(path: Corners, closed: bool) -> None:
    """Raise ValueError if the sides of a path meet anywhere but at common corners."""
    corners = np.array(path.points)
    if len(corners) < 2 + closed:  # reported by another check
        return
    if (crossing := find_crossing(corners, closed)) is None:
        return
    after = (crossing[0] + 1) % len(corners)
    k, other = (path.items[nth] for nth in crossing)
    if crossing[0] == crossing[1]:
        message = f"points[{k}] and points[{path.items[after]}] are the same; allowed: every corner occurs once"
    elif crossing[1] in (after, crossing[0] + 1):
        message = f"folds back at points[{other}]; allowed: sides that meet only at their common corner"
    elif k == other and crossing[0] + 1 < crossing[1]:
        message = f"the curve points[{k}] crosses or touches itself; allowed: curves without loops"
    else:
        which = f"the sides from points[{k}] and points[{other}] meet"
        message = f"crosses or touches itself: {which}; allowed: sides that meet only at common corners"
    raise ValueError(message)


def find_excess(data: dict[str, Any]) -> list[DataProblem]:
    """Return the problem of the wall by whose curves the raw data of a level have too many chords, if there is one.

    Validation takes time for each chord, so this comes before it.
    """
    total, walls = 0, data.get("walls")
    for k, wall in enumerate(walls if isinstance(walls, list | tuple) else ()):
        total += _chord_count(wall) if isinstance(wall, dict) else 0
        if total > MAX_CHORDS:
            message = f"has curves with too many chords; allowed: up to {MAX_CHORDS} in a level, or a larger tolerance"
            return [DataProblem(("walls", k, "points"), message)]
    return []


def _chord_count(wall: dict[str, Any]) -> int:
    """Return the number of chords of the curves of a wall, given as raw data. Invalid curves have none."""
    points, total = wall.get("points"), 0
    for before, item in pairwise(points if isinstance(points, list | tuple) else ()):
        if is_curve(item):
            with suppress(TypeError, ValueError, ArithmeticError, IndexError):
                start = before[2] if is_curve(before) else before
                total += _piece_count((start, *item), wall.get("tolerance", TOLERANCE))
    return total


def _piece_count(control: Sequence[Point], tolerance: float) -> int:
    """Return a number of chords that stay within a distance of a cubic curve (Wang 1984), from 1 to MAX_CORNERS + 1.

    control : four control points, m
    """
    bend = 0.0
    for (ax, ay), (bx, by), (cx, cy) in zip(control, control[1:], control[2:], strict=False):
        dx, dy = ax - 2.0 * bx + cx, ay - 2.0 * by + cy
        bend = max(bend, math.sqrt(dx * dx + dy * dy))
    return min(max(math.ceil(math.sqrt(0.75 * bend / tolerance)), 1), MAX_CORNERS + 1)


def _chords(control: Sequence[Point], pieces: int) -> list[Point]:
    """Return the ends of equal parts of a cubic curve, without its start; the last is the given end."""
    t = (np.arange(1, pieces) / pieces)[:, None]
    u = 1.0 - t
    start, first, second, end = np.array(control)
    inner = u * u * u * start + 3.0 * u * u * t * first + 3.0 * u * t * t * second + t * t * t * end
    return [(x, y) for x, y in [*inner.tolist(), end.tolist()]]
