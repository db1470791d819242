"""The outlines of the elements of SVG (SVG 2, chapters 9 and 10)."""

import math
from xml.etree.ElementTree import Element

from game.levels.importing.svg.cascade import Style
from game.levels.importing.svg.curves import Pen, Point, Subpath
from game.levels.importing.svg.declarations import attribute_length
from game.levels.importing.svg.lengths import ZERO, Measures
from game.levels.importing.svg.path_data import read_path, read_points

NO_SIZE = "is not drawn: it has no size"
QUARTERS = ((0.0, 1.0), (-1.0, 0.0), (0.0, -1.0), (1.0, 0.0))
"""Ends of the quarters of a circle, in units of its radii; it begins at (1, 0)."""


def outline(kind: str, element: Element, style: Style, measures: Measures) -> tuple[list[Subpath], str]:
    """Return the subpaths of an element in its own units, and what is wrong with it, or ""."""
    match kind:
        case "path":
            text = style["d"] or element.get("d", "")
            subpaths, fault = read_path(text)
            return subpaths, f"d {fault}" if fault else ""
        case "polyline" | "polygon":
            points, fault = read_points(element.get("points", ""))
            return _polygon(points, kind == "polygon"), f"points {fault}" if fault else ""
        case "line":
            return _line(element, measures), ""
        case "rect":
            return _rectangle(style, measures)
    return _ellipse(kind, style, measures)


def _polygon(points: list[Point], closed: bool) -> list[Subpath]:
    pen = Pen()
    for k, point in enumerate(points):
        (pen.line_to if k else pen.move_to)(point)
    if closed and points:
        pen.close()
    return pen.subpaths()


def _line(element: Element, measures: Measures) -> list[Subpath]:
    x1, x2 = (measures.pixels(attribute_length(element, name) or ZERO, measures.width) for name in ("x1", "x2"))
    y1, y2 = (measures.pixels(attribute_length(element, name) or ZERO, measures.height) for name in ("y1", "y2"))
    return _polygon([(x1, y1), (x2, y2)], False)


def _rectangle(style: Style, measures: Measures) -> tuple[list[Subpath], str]:
    x, width = (_size(style, measures, name, measures.width) or 0.0 for name in ("x", "width"))
    y, height = (_size(style, measures, name, measures.height) or 0.0 for name in ("y", "height"))
    if not (width > 0.0 and height > 0.0):
        return [], NO_SIZE
    rx, ry = _radii(style, measures)
    rx, ry = min(rx, 0.5 * width), min(ry, 0.5 * height)
    right, bottom = x + width, y + height
    if rx == 0.0 or ry == 0.0:
        return _polygon([(x, y), (right, y), (right, bottom), (x, bottom)], True), ""
    pen = Pen()
    pen.move_to((x + rx, y))
    for start, end in (
        ((right - rx, y), (right, y + ry)),
        ((right, bottom - ry), (right - rx, bottom)),
        ((x + rx, bottom), (x, bottom - ry)),
        ((x, y + ry), (x + rx, y)),
    ):
        if pen.position != start:
            pen.line_to(start)
        pen.arc_to((rx, ry), 0.0, False, True, end)
    pen.close()
    return pen.subpaths(), ""


def _ellipse(kind: str, style: Style, measures: Measures) -> tuple[list[Subpath], str]:
    """Return a circle or an ellipse. One radius is enough."""
    if kind == "circle":
        rx = ry = measures.pixels(style["r"], measures.diagonal)
    else:
        rx, ry = _radii(style, measures)
    if not (rx > 0.0 and ry > 0.0):
        return [], NO_SIZE
    x = measures.pixels(style["cx"], measures.width)
    y = measures.pixels(style["cy"], measures.height)
    pen = Pen()
    pen.move_to((x + rx, y))
    for across, down in QUARTERS:
        pen.arc_to((rx, ry), 0.0, False, True, (x + across * rx, y + down * ry))
    pen.close()
    return pen.subpaths(), ""


def _radii(style: Style, measures: Measures) -> tuple[float, float]:
    """Return the radii rx and ry. One that is not given is as large as the other."""
    rx = _size(style, measures, "rx", measures.width)
    ry = _size(style, measures, "ry", measures.height)
    rx, ry = (ry if rx is None else rx), (rx if ry is None else ry)
    return (rx or 0.0), (ry or 0.0)


def _size(style: Style, measures: Measures, name: str, whole: float) -> float | None:
    """Return a length in px; None for "auto"."""
    length = style[name]
    pixels = None if length == "auto" else measures.pixels(length, whole)
    return pixels if pixels is None or math.isfinite(pixels) else math.inf
