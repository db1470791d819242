"""Outlines of a drawing as points of a path in a level: corners and cubic Bezier curves, none of them repeated."""

import math
from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np

from components.outline import Floats
from game.levels.format.curves import MAX_CORNERS, TOLERANCE
from game.levels.importing.drawing import Arc, Shape

REPEATED = 1e-6
"""Distance of two corners that count as one, relative to the size of the wall."""

FLATNESS = 0.001
"""Largest distance between a curve and its chords, relative to the size of the wall."""

Item = list[Any]
"""A corner [x, y], or a curve [[x, y], [x, y], [x, y]] from the corner before."""


class Precision(NamedTuple):
    """How exactly a level repeats a drawing.

    digits : number of decimals of lengths in m
    is_fine : whether curves get finer chords than `FLATNESS`
    """

    digits: int
    is_fine: bool


def rounded(point: Floats, digits: int) -> list[float]:
    """Return x and y with a number of decimals."""
    return [round(float(x), digits) + 0.0 for x in point]  # no -0.0


def path_items(shape: Shape, center: Floats, digits: int, joins: bool) -> tuple[list[Item], bool]:
    """Return the points of a path relative to a center, m, and whether it ends where it begins.

    joins : whether a path that ends where it begins is closed, so that the last corner need not be repeated

    Raises ``ValueError`` if there are too few or too many corners.
    """
    items = [_item(one - center, digits) for one in shape.curves or shape.points[:, None]]
    nearest = REPEATED * max(math.hypot(*point) for item in items for point in _points(item))
    kept = items[:1]
    for item in items[1:]:
        if any(math.dist(point, _end(kept[-1])) > nearest for point in _points(item)):
            kept.append(item)
    meets = len(kept) > 1 and math.dist(_end(kept[-1]), kept[0]) <= nearest
    if meets:
        kept[-1] = kept[0] if len(_points(kept[-1])) == 1 else [*kept[-1][:2], kept[0]]
        if joins and kept[-1] is kept[0]:
            kept.pop()
    has_curves = any(len(_points(item)) > 1 for item in kept)
    if len(kept) < 2 + (not has_curves and (shape.closed or meets) and joins):
        raise ValueError("has too few distinct corners, or is too small")
    count = len(shape.points) if has_curves else len(kept)
    if count > MAX_CORNERS:
        raise ValueError(f"has too many corners (got {count}); allowed: up to {MAX_CORNERS}")
    return kept, meets


def chord_tolerance(points: Floats, is_fine: bool) -> dict[str, float]:
    """Return the field ``tolerance`` of a path with curves: the distance, m, between them and their chords.

    points : corners (k, 2) of chords with a distance of `FLATNESS`
    is_fine : whether more corners do no harm
    """
    coarse = FLATNESS * math.hypot(*np.ptp(points, axis=0))
    fine = max(min(coarse, TOLERANCE), 0.1 * coarse) if is_fine else coarse
    if len(points) * math.sqrt(coarse / fine) > 0.9 * MAX_CORNERS:
        fine = coarse
    return {} if fine == TOLERANCE else {"tolerance": min(max(float(f"{fine:.1e}"), 1e-6), 100.0)}


def arc_table(arc: Arc, digits: int) -> dict[str, Any]:
    """Return the fields of a wall that is an arc."""
    start, sweep = (round(math.degrees(angle), 9) + 0.0 for angle in (arc.start, arc.sweep))
    return {
        "shape": "arc",
        "center": rounded(arc.center, digits),
        "radius": round(arc.radius, digits),
        "start": start,
        "sweep": sweep,
    }


def _item(points: Floats, digits: int) -> Item:
    corners = [rounded(point, digits) for point in points]
    return corners if len(corners) > 1 else corners[0]


def _points(item: Item) -> Sequence[Sequence[float]]:
    return item if isinstance(item[0], list) else [item]


def _end(item: Item) -> Sequence[float]:
    return _points(item)[-1]
