"""Reading of SVG pictures. svgelements parses a copy of the picture that contains outlines only."""

import math
from collections.abc import Iterable, Iterator
from dataclasses import replace
from io import BytesIO
from itertools import count
from typing import Any
from xml.etree.ElementTree import Element, SubElement, tostring

import numpy as np
import svgelements

from components.outline import Floats
from game.levels.importing.composing import LEVEL_PROPERTIES, SHAPE_PROPERTIES
from game.levels.importing.drawing import MAX_SHAPES, Drawing, DrawingError, Shape, ellipse, role_from_names, to_metres
from game.levels.importing.source import MAX_DEPTH, parse_xml

FLATNESS = 0.001
"""Largest distance between a curve and its chords, relative to the diagonal of the path."""

MAX_CHORDS = 200
"""Largest number of chords of a curve."""

SVG = "{http://www.w3.org/2000/svg}"
LABEL = "{http://www.inkscape.org/namespaces/inkscape}label"
LINK = "{http://www.w3.org/1999/xlink}href"

GROUPS = {"svg", "g", "a", "switch", "defs", "use", "style"}
OUTLINES = {"path", "rect", "circle", "ellipse", "line", "polyline", "polygon"}
COUNTED = {
    "text": "text", "flowRoot": "text", "image": "image", "foreignObject": "foreign object",
    "linearGradient": "gradient", "radialGradient": "gradient", "meshgradient": "gradient",
    "pattern": "pattern", "clipPath": "clip", "mask": "mask", "marker": "marker", "filter": "filter",
}  # fmt: skip
MAX_LENGTHS = {"d": 50_000, "points": 50_000}
"""Largest length of an attribute's text, by name; `MAX_LENGTH` for other attributes."""

MAX_LENGTH = 1_000
KEPT_ATTRIBUTES = {
    *MAX_LENGTHS, "id", "class", "style", "transform", "x", "y", "x1", "y1", "x2", "y2", "cx", "cy", "r", "rx", "ry",
    "width", "height", "viewBox", "preserveAspectRatio", "fill", "stroke", "stroke-width", "color", "display",
    "visibility", "href",
}  # fmt: skip
MAX_DRAWN = 2 * MAX_SHAPES
"""Largest number of drawn elements, including those that `use` repeats."""

CHARACTERS_PER_ELEMENT = 50
"""Characters of a path that count as one more drawn element."""

MAX_STYLE = 10_000
"""Largest length of a style sheet. The time of svgelements grows with its square."""


def read_svg(raw: bytes, scale: float) -> Drawing:
    """Read an SVG picture. Lengths with a unit are converted at 96 pixels per inch.

    scale : pixels per metre

    Raises ``DrawingError`` if the picture is invalid or exceeds a limit.
    """
    root, drawing = parse_xml(raw), Drawing()
    if root.tag not in {f"{SVG}svg", "svg"}:
        raise DrawingError(f"is not an SVG picture: it begins with <{root.tag[:80]}>")
    title = root.find(f"{SVG}title")
    drawing.title = "" if title is None else " ".join((title.text or "").split())[:100]
    names: dict[str, str] = {}
    pruned = _prune(root, drawing, names, count())
    _check_uses(pruned)
    try:
        picture = svgelements.SVG.parse(BytesIO(tostring(pruned)), reify=False)
        elements = list(picture.elements())
    except Exception as error:  # svgelements raises exceptions of many types
        raise DrawingError(f"is not a readable SVG picture ({str(error)[:200]})") from None
    drawing.properties = _data_attributes(picture.values, LEVEL_PROPERTIES)
    outlines = [element for element in elements if isinstance(element, svgelements.Shape)]
    if len(outlines) > MAX_SHAPES:
        raise DrawingError(f"has too many shapes; allowed: up to {MAX_SHAPES}")
    for number in names.keys() - {element.values["number"] for element in outlines}:
        drawing.notes.append(f"{names[number]}: cannot be drawn: it has no size, is hidden, or has invalid numbers")
    drawing.notes.sort()
    for element in outlines:
        for shape in _shapes(element, drawing):
            drawing.add(shape)
    middle = _middle(pruned, picture, drawing.shapes)
    drawing.shapes = [
        replace(
            shape,
            points=to_metres(shape.points, middle, scale),
            radius=shape.radius / scale,
            thickness=None if shape.thickness is None else shape.thickness / scale,
        )
        for shape in drawing.shapes
    ]
    return drawing


def _middle(root: Element, picture: Any, shapes: list[Shape]) -> Floats:
    """Return the middle (2,) of the page, or of all shapes if the picture has no page size, px."""
    if "viewBox" in root.attrib or {"width", "height"} <= set(root.attrib):
        return 0.5 * np.array([float(picture.width), float(picture.height)])
    corners = np.concatenate([np.zeros((0, 2)), *(shape.points for shape in shapes)])
    with np.errstate(all="ignore"):
        return 0.5 * (corners.min(axis=0) + corners.max(axis=0)) if len(corners) else np.zeros(2)


# -- outlines ------------------------------


def _shapes(element: Any, drawing: Drawing) -> Iterator[Shape]:
    """Yield the shapes of an element, px, y down. A path can have several."""
    values = element.values
    if values.get("visibility") in {"hidden", "collapse"}:
        drawing.ignored["hidden element"] += 1
        return
    fill = element.fill
    color = None if fill is None or fill.value is None else f"#{fill.red:02x}{fill.green:02x}{fill.blue:02x}"
    label, properties = values["shape-label"], _data_attributes(values, SHAPE_PROPERTIES)
    matrix = element.transform
    linear = np.array([[matrix.a, matrix.b], [matrix.c, matrix.d]], np.float64)  # for row vectors
    shift = np.array([matrix.e, matrix.f], np.float64)
    role, thickness = values.get("role", ""), None
    if element.stroke is not None and element.stroke.value is not None:
        with np.errstate(all="ignore"):
            thickness = float(element.stroke_width) * math.sqrt(abs(np.linalg.det(linear)))
    try:
        with np.errstate(all="ignore"):  # overflows are reported later
            outlines = [
                (points @ linear + shift, radius, closed) for points, radius, closed in _outlines(element, linear)
            ]
    except (ValueError, OverflowError, ZeroDivisionError, AttributeError):  # svgelements fails on some numbers
        outlines = []
    if not outlines:
        drawing.notes.append(f"{label}: has invalid numbers")
    for points, radius, closed in outlines:
        yield Shape(label, points, radius, closed, None if closed else thickness, role, color, properties)


def _outlines(element: Any, linear: Floats) -> Iterator[tuple[Floats, float, bool]]:
    """Yield corners (k, 2) before the transform, px; radius after it, px; and whether the outline is closed."""
    if isinstance(element, svgelements.Circle | svgelements.Ellipse):
        yield _disc_or_ellipse(element.cx, element.cy, element.rx, element.ry, linear)
        return
    for subpath in svgelements.Path(element.segments(transformed=False)).as_subpaths():
        segments = [segment for segment in subpath if not isinstance(segment, svgelements.Move)]
        if _is_circle(segments):
            (x, y), radius = segments[0].center, segments[0].rx
            yield _disc_or_ellipse(x, y, radius, radius, linear)
        elif len(corners := _flatten(segments)):
            closed = any(isinstance(segment, svgelements.Close) for segment in segments)
            meets = len(corners) > 3 and np.allclose(corners[0], corners[-1], rtol=1e-9, atol=1e-9)
            yield corners, 0.0, closed or meets


def _is_circle(segments: list[Any]) -> bool:
    """Return whether segments are arcs that form one full circle, as Inkscape writes a circle converted to a path."""
    arcs = [segment for segment in segments if segment.start != segment.end]
    if not arcs or not all(isinstance(arc, svgelements.Arc) for arc in (*arcs, segments[0])):
        return False
    circles = np.array([(*arc.center, arc.rx, arc.ry) for arc in arcs])
    x, y, radius, _ = circles[0]
    once = math.isclose(abs(sum(arc.sweep for arc in arcs)), 2.0 * math.pi, rel_tol=1e-4)
    return once and bool((np.abs(circles - [x, y, radius, radius]) < 1e-3 * radius).all())


def _disc_or_ellipse(
    x: float, y: float, radius_x: float, radius_y: float, linear: Floats
) -> tuple[Floats, float, bool]:
    """Return center and radius of a disc if the transformed ellipse is one, else the corners of the ellipse."""
    center = np.array([[x, y]], np.float64)
    axes = np.diag([radius_x, radius_y]) @ linear
    if np.isfinite(axes).all():
        longest, shortest = np.linalg.svd(axes, compute_uv=False)
        if math.isclose(longest, shortest, rel_tol=1e-4):
            return center, float(longest), True
    return center + ellipse(radius_x, radius_y), 0.0, True


def _flatten(segments: list[Any]) -> Floats:
    """Return the corners (k, 2) of chords that approximate the curves to `FLATNESS`."""
    curves = [control for segment in segments for control in _controls(segment)]
    if not curves:
        return np.zeros((0, 2))
    tolerance = FLATNESS * math.hypot(*np.ptp(np.concatenate(curves), axis=0))
    corners = [curves[0][:1]]
    for control in curves:
        degree = len(control) - 1
        # Wang's bound on the distance between a Bezier curve and its chords, from its second differences.
        bend = max(np.hypot(*np.diff(control, 2, axis=0).T), default=0.0)
        pieces = math.sqrt(0.125 * degree * (degree - 1) * bend / tolerance) if bend > 0.0 else 1.0
        t = np.linspace(0.0, 1.0, 1 + max(1, math.ceil(min(pieces, MAX_CHORDS))))[1:, None]
        weights = [math.comb(degree, k) * (1.0 - t) ** (degree - k) * t**k for k in range(degree + 1)]
        corners.append(np.hstack(weights) @ control)
    return np.concatenate(corners)


def _controls(segment: Any) -> Iterator[Floats]:
    """Yield the control points (degree + 1, 2) of the Bezier curves of a segment."""
    match segment:
        case svgelements.Move():
            return
        case svgelements.Arc():
            for curve in segment.as_cubic_curves():
                yield from _controls(curve)
        case svgelements.CubicBezier():
            yield np.array([segment.start, segment.control1, segment.control2, segment.end], np.float64)
        case svgelements.QuadraticBezier():
            yield np.array([segment.start, segment.control, segment.end], np.float64)
        case _:
            yield np.array([segment.start, segment.end], np.float64)


def _data_attributes(values: Any, names: Iterable[str]) -> dict[str, object]:
    """Return the values of the attributes data-NAME by name, without missing ones."""
    found = {name: values.get(f"data-{name.replace('_', '-')}") for name in names}
    return {name: value for name, value in found.items() if value is not None}


# -- pruning ------------------------------


def _prune(element: Element, drawing: Drawing, names: dict[str, str], numbers: Iterator[int]) -> Element:
    """Return a copy of an element with groups, outlines and uses only.

    Outlines get the attributes ``number`` and ``shape-label``, and ``role`` if they have one. Everything else is
    counted or noted in the drawing.

    names : gets the label of each outline by its number
    numbers : yields the numbers
    """
    copy = Element(element.tag)
    for child in element:
        tag = child.tag.removeprefix(SVG) if isinstance(child.tag, str) else ""
        if tag in COUNTED:
            drawing.ignored[COUNTED[tag]] += 1
        elif tag == "symbol":  # a symbol is drawn only where it is used
            symbol = _prune(child, drawing, {}, numbers)
            symbol.tag = f"{SVG}g"
            SubElement(copy, f"{SVG}defs").append(symbol)
        elif tag in GROUPS or tag in OUTLINES:
            inner = _prune(child, drawing, {} if tag == "defs" else names, numbers)
            if not _is_usable(child, inner, tag, drawing, names):
                continue
            if tag in OUTLINES:
                inner.attrib |= {"number": str(next(numbers)), "shape-label": _shape_label(child, tag)}
                names[inner.attrib["number"]] = inner.attrib["shape-label"]
            copy.append(inner)
    for key, value in element.attrib.items():
        if key in KEPT_ATTRIBUTES or key.startswith("data-"):
            copy.set(key, value)
    if LINK in element.attrib:
        copy.set("href", element.attrib[LINK])
    if role := role_from_names(element.get("class"), element.get(LABEL), element.get("id")):
        copy.set("role", role)
    return copy


def _is_usable(child: Element, inner: Element, tag: str, drawing: Drawing, names: dict[str, str]) -> bool:
    """Return whether an element is kept; if not, count or note it in the drawing."""
    style = inner.get("style", "").replace(" ", "")
    if inner.get("display") == "none" or "display:none" in style:
        for outline in inner.iter():
            names.pop(outline.get("number", ""), None)
        drawing.ignored["hidden element"] += 1
        return False
    if tag == "style":
        inner.text = child.text
        if len(child.text or "") > MAX_STYLE:
            drawing.notes.append(f"{_shape_label(child, tag)}: is too long; allowed: up to {MAX_STYLE} characters")
            return False
    if tag == "use" and not inner.get("href", "#").startswith("#"):
        drawing.notes.append(f"{_shape_label(child, tag)}: refers to another file; other files are not read")
        return False
    for key, value in inner.attrib.items():
        if len(value) > (allowed := MAX_LENGTHS.get(key, MAX_LENGTH)):
            drawing.notes.append(f"{_shape_label(child, tag)}: {key} is too long; allowed: up to {allowed} characters")
            return False
    return True


def _shape_label(element: Element, tag: str) -> str:
    return f'{tag} "{name[:100]}"' if (name := element.get("id")) else f"a {tag} without an id"


def _check_uses(root: Element) -> None:
    """Raise ``DrawingError`` if `use` elements repeat too many elements, or refer to themselves."""
    by_id = {name: element for element in root.iter() if (name := element.get("id")) is not None}
    known: dict[Element, tuple[int, int]] = {}

    def extent(element: Element, depth: int) -> tuple[int, int]:
        """Return the number of drawn elements and the nesting depth."""
        if depth > MAX_DEPTH:
            raise DrawingError(f"uses elements that are nested too deeply; allowed: up to {MAX_DEPTH} levels")
        if element not in known:
            used = by_id.get(element.get("href", "")[1:]) if element.tag == f"{SVG}use" else None
            parts = [extent(part, depth + 1) for part in (*element, *([] if used is None else [used]))]
            length = len(element.get("d", "")) + len(element.get("points", ""))
            known[element] = (
                1 + length // CHARACTERS_PER_ELEMENT + sum(size for size, _ in parts),
                1 + max((deep for _, deep in parts), default=0),
            )
        size, deep = known[element]
        if depth + deep > MAX_DEPTH + 1:
            raise DrawingError(f"uses elements that are nested too deeply; allowed: up to {MAX_DEPTH} levels")
        return size, deep

    if (size := extent(root, 0)[0]) > MAX_DRAWN:
        raise DrawingError(f"draws too many elements (got {size:.3g}); allowed: up to {MAX_DRAWN}")
