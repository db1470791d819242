"""Cubic Bezier curves in paths, and the chords that replace them. Lengths are in m.

Only operations that are exact everywhere are used, so the corners have the same bits on every machine.
"""

import math
from functools import lru_cache
from typing import Annotated, Any, NamedTuple

import numpy as np
from pydantic import Discriminator, Field, Tag

from components.outline import find_crossing
from components.portable_arrays import lengths
from game.levels.format.strict_model import Point, quantity

MAX_CORNERS = 1000
"""Number of corners of a path, its chords included."""

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
        control = np.array([points[-1], *item])
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


def _piece_count(control: np.ndarray[Any, np.dtype[np.float64]], tolerance: float) -> int:
    """Return a number of chords that stay within a distance of a cubic curve (Wang 1984), from 1 to MAX_CORNERS + 1.

    control : (4, 2) control points, m
    """
    bend = float(lengths(*(control[2:] - 2.0 * control[1:-1] + control[:-2]).T).max())
    return min(max(math.ceil(math.sqrt(0.75 * bend / tolerance)), 1), MAX_CORNERS + 1)


def _chords(control: np.ndarray[Any, np.dtype[np.float64]], pieces: int) -> list[Point]:
    """Return the ends of equal parts of a cubic curve, without its start; the last is the given end."""
    t = (np.arange(1, pieces) / pieces)[:, None]
    u = 1.0 - t
    start, first, second, end = control
    inner = u * u * u * start + 3.0 * u * u * t * first + 3.0 * u * t * t * second + t * t * t * end
    return [(x, y) for x, y in [*inner.tolist(), end.tolist()]]
