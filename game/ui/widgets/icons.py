"""Icons of buttons: strokes on a grid of 24 by 24, drawn sharp at every size."""

from functools import cache
from math import cos, radians, sin
from typing import NamedTuple

import numpy as np

from game.render.gl.line_batch import LINE_RECORD, LineRecords, line_records

GRID = 24.0
"""Width and height of the grid."""

LINE = 1.9
"""Width of most strokes, in cells of the grid."""

Points = tuple[tuple[float, float], ...]


class Stroke(NamedTuple):
    """Connected lines through points of the grid, with y upwards."""

    points: Points
    width: float = LINE


def _arc(x: float, y: float, radius: float, start: float = 0.0, end: float = 360.0) -> Points:
    """Return points of an arc, counter-clockwise between two angles in degrees."""
    count = max(int((end - start) / 15.0), 1)
    angles = [radians(start + (end - start) * k / count) for k in range(count + 1)]
    return tuple((x + radius * cos(angle), y + radius * sin(angle)) for angle in angles)


def _dot(x: float, y: float, width: float) -> Stroke:
    return Stroke(((x, y), (x, y)), width)


def _closed(*points: tuple[float, float]) -> Stroke:
    return Stroke((*points, points[0]))


def _filled_triangle(tip: float, base: float, half_height: float) -> tuple[Stroke, ...]:
    """Return a filled triangle that points to the left or right; nested outlines fill it."""
    middle = tip + (base - tip) * 2.0 / 3.0
    corners = ((tip, 12.0), (base, 12.0 + half_height), (base, 12.0 - half_height))
    parts = (1.0, 0.7, 0.4, 0.1)
    return tuple(
        _closed(*((middle + part * (x - middle), 12.0 + part * (y - 12.0)) for x, y in corners)) for part in parts
    )


def _square(left: float, bottom: float, size: float) -> Stroke:
    right, top = left + size, bottom + size
    return _closed((left, bottom), (right, bottom), (right, top), (left, top))


ICONS: dict[str, tuple[Stroke, ...]] = {
    "play": _filled_triangle(18.5, 7.5, 6.5),
    "pause": (Stroke(((8.5, 6.5), (8.5, 17.5)), 3.6), Stroke(((15.5, 6.5), (15.5, 17.5)), 3.6)),
    "step": (*_filled_triangle(13.5, 6.5, 5.0), Stroke(((18.0, 6.5), (18.0, 17.5)), 2.4)),
    "step back": (*_filled_triangle(10.5, 17.5, 5.0), Stroke(((6.0, 6.5), (6.0, 17.5)), 2.4)),
    "restart": (Stroke(_arc(12.0, 11.6, 7.2, -215.0, 90.0)), Stroke(((12.6, 22.2), (8.8, 18.8), (12.6, 15.4)))),
    "previous": (Stroke(((14.5, 6.0), (8.5, 12.0), (14.5, 18.0))),),
    "next": (Stroke(((9.5, 6.0), (15.5, 12.0), (9.5, 18.0))),),
    "levels": tuple(_square(x, y, 5.4) for x in (4.6, 14.0) for y in (4.6, 14.0)),
    "about": (Stroke(_arc(12.0, 12.0, 8.2)), Stroke(((12.0, 7.6), (12.0, 12.4))), _dot(12.0, 16.0, 2.3)),
    "help": (
        Stroke(_arc(12.0, 12.0, 8.2)),
        Stroke((*reversed(_arc(12.0, 13.7, 2.5, -60.0, 165.0)), (12.0, 10.2))),
        _dot(12.0, 7.4, 2.3),
    ),
    "add": (
        Stroke(_arc(10.2, 10.2, 6.0)),
        Stroke(((18.4, 14.6), (18.4, 21.4))),
        Stroke(((15.0, 18.0), (21.8, 18.0))),
    ),
    "remove": (Stroke(_arc(10.2, 10.2, 6.0)), Stroke(((15.0, 18.0), (21.8, 18.0)))),
    "throw": (
        Stroke(_arc(7.6, 7.6, 4.2)),
        Stroke(((11.6, 11.6), (20.0, 20.0))),
        Stroke(((14.0, 20.0), (20.0, 20.0), (20.0, 14.0))),
    ),
    "undo": (
        Stroke(((9.0, 19.0), (4.6, 14.6), (9.0, 10.2))),
        Stroke(((4.6, 14.6), *_arc(14.0, 9.8, 4.8, -90.0, 90.0)[::-1], (9.0, 5.0))),
    ),
    "redo": (
        Stroke(((15.0, 19.0), (19.4, 14.6), (15.0, 10.2))),
        Stroke(((19.4, 14.6), *_arc(10.0, 9.8, 4.8, 90.0, 270.0), (15.0, 5.0))),
    ),
    "edit": (
        _closed((4.2, 4.2), (5.3, 8.9), (16.0, 19.6), (19.6, 16.0), (8.9, 5.3)),
        Stroke(((13.3, 16.9), (16.9, 13.3))),
    ),
    "sliders": tuple(
        stroke
        for y, knob in ((18.0, 15.5), (12.0, 8.0), (6.0, 13.0))
        for stroke in (Stroke(((3.8, y), (20.2, y))), _dot(knob, y, 5.4))
    ),
    "graphs": (
        Stroke(((4.2, 19.8), (4.2, 4.2), (19.8, 4.2))),
        Stroke(((7.8, 8.8), (11.2, 13.4), (14.6, 10.4), (19.2, 17.6))),
    ),
    "inspect": (Stroke(_arc(10.2, 13.8, 5.8)), Stroke(((14.5, 9.5), (20.0, 4.0)), 2.6)),
    "theme": (
        Stroke(_arc(12.0, 12.0, 8.2)),
        *(Stroke(_arc(12.0, 12.0, radius, 90.0, 270.0), 2.2) for radius in (6.6, 4.8, 3.0, 1.2)),
        Stroke(((12.0, 4.5), (12.0, 19.5)), 1.2),
    ),
    "more": tuple(_dot(12.0, y, 3.4) for y in (6.0, 12.0, 18.0)),
    "close": (Stroke(((7.0, 7.0), (17.0, 17.0))), Stroke(((7.0, 17.0), (17.0, 7.0)))),
    "mouse": (
        Stroke((*_arc(12.0, 14.6, 5.4, 0.0, 180.0), *_arc(12.0, 9.4, 5.4, 180.0, 360.0), (17.4, 14.6))),
        Stroke(((12.0, 16.6), (12.0, 14.4))),
    ),
}
"""The strokes of each icon, by its name."""


def icon_lines(
    name: str, center: tuple[float, float], size: float, color: tuple[int, int, int], opacity: float = 1.0
) -> LineRecords:
    """Return the lines of an icon of a size about a centre, in the same units."""
    lines = _unit_lines(name).copy()
    lines["ends"] = size * lines["ends"] + np.tile(center, 2)
    lines["width"] *= size
    lines["color"] = (*color, round(255.0 * opacity))
    return lines


@cache
def _unit_lines(name: str) -> LineRecords:
    """Return the lines of an icon of size 1 about the origin."""
    parts = []
    for stroke in ICONS[name]:
        points = np.array(stroke.points) / GRID - 0.5
        parts.append(line_records(points[:-1], points[1:], stroke.width / GRID, (0, 0, 0)))
    return np.concatenate(parts, dtype=LINE_RECORD)
