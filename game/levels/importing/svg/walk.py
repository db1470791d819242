"""The walk through the elements of a document, which yields what is drawn (SVG 2, chapter 5)."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from xml.etree.ElementTree import Element

import numpy as np

from components.outline import Floats
from game.levels.importing.composing import SHAPE_PROPERTIES
from game.levels.importing.drawing import Drawing, DrawingError
from game.levels.importing.source import MAX_DEPTH
from game.levels.importing.svg.basic_shapes import outline
from game.levels.importing.svg.cascade import INITIAL, Cascade, Style
from game.levels.importing.svg.content import NOTHING, Content, Drawn, together, union
from game.levels.importing.svg.declarations import attribute_length
from game.levels.importing.svg.document import (
    GROUPS,
    MAX_DRAWN,
    MAX_OUTLINE,
    OUTLINES,
    Document,
    address,
    data_attributes,
    role,
)
from game.levels.importing.svg.lengths import ZERO, Length, Measures, percent
from game.levels.importing.svg.matrices import IDENTITY, Matrix, translation
from game.levels.importing.svg.paints import Paints
from game.levels.importing.svg.properties import DEFAULT_SIZE
from game.levels.importing.svg.transforms import NO_ORIGIN, Box, transform_matrix
from game.levels.importing.svg.viewports import ViewBox, parse_view_box, viewport_matrix

TRANSFORMS = ("translate", "rotate", "scale", "transform")
"""Properties that move an element; the last one applies first."""

MIDDLE = (percent(50.0), percent(50.0))

LANGUAGE = "en"
"""Language of the reader, for elements that are for some languages only."""


@dataclass(frozen=True, slots=True)
class Context:
    """What an element takes over from whoever draws it.

    style : style of the parent
    measures : those of the viewport; the font size in them is not used
    size : lengths of width and height that a `use` element gives to the viewport that it draws
    """

    style: Style
    measures: Measures
    role: str = ""
    properties: Mapping[str, object] = field(default_factory=dict)
    size: Mapping[str, Length] = field(default_factory=dict)


class Walk:
    """Walks through a document. Notes and counts go to the drawing.

    paints, cascade : of the document
    """

    def __init__(self, document: Document, cascade: Cascade, drawing: Drawing) -> None:
        self._document, self._cascade, self._drawing = document, cascade, drawing
        self._paints = Paints(document, cascade)
        self._open = set[Element]()
        self._windows: dict[tuple[Element, Measures], Floats | None] = {}
        self._count = 0

    def draw_children(self, element: Element, context: Context) -> Content:
        """Return what the children of an element draw, in its units."""
        return together(self.draw(child, context) for child in element)

    def draw(self, element: Element, context: Context) -> Content:
        """Return what an element draws, in the units of its parent."""
        kind = self._document.kind(element)
        if kind not in GROUPS | OUTLINES or not _is_for_us(element):
            return NOTHING
        return self._draw_open(kind, element, context)

    def _draw_open(self, kind: str, element: Element, context: Context) -> Content:
        """Return what an element draws, unless it is being drawn already or is hidden."""
        self._count += 1
        label = self._document.label(element)
        if self._count > MAX_DRAWN:
            raise DrawingError(f"draws too many elements; allowed: up to {MAX_DRAWN}")
        if element in self._open or len(self._open) > 2 * MAX_DEPTH:
            self._drawing.notes.append(f"{label}: draws itself, or is nested too deeply")
            return NOTHING
        style = self._cascade.style(element, label, context.style, context.measures.root_font_size)
        if style["display"] == "none" or style["opacity"] == 0.0:
            self._drawing.ignored["hidden element"] += 1
            return NOTHING
        self._open.add(element)
        inner = replace(
            context,
            style=style,
            measures=replace(context.measures, font_size=style.font_size),
            role=role(element) or context.role,
            properties={**context.properties, **data_attributes(element, SHAPE_PROPERTIES)},
            size={},
        )
        try:
            content = self._clipped(self._draw_kind(kind, element, inner, context, label), inner)
        finally:
            self._open.remove(element)
        return content.moved(_own_matrix(inner, content))

    def _clipped(self, content: Content, inner: Context) -> Content:
        """Return the content without what is wholly outside of the clip path of an element."""
        clip = self._document.by_id.get(inner.style["clip-path"])
        if not content.drawn or clip is None or self._document.kind(clip) != "clipPath" or clip in self._open:
            return content
        if clip.get("clipPathUnits") == "objectBoundingBox":
            return content
        key = clip, inner.measures
        if key not in self._windows:
            self._open.add(clip)
            style = Style(font_size=inner.style.font_size)
            self._windows[key] = self.draw_children(clip, replace(inner, style=style)).box
            self._open.remove(clip)
        window = self._windows[key]
        return content if window is None else content.within(window)

    def _draw_kind(self, kind: str, element: Element, inner: Context, context: Context, label: str) -> Content:
        """Return what an element of a kind draws, in its own units."""
        match kind:
            case "use":
                return self._draw_use(element, inner, label)
            case "svg" | "symbol":
                return self._draw_viewport(element, inner, context.size, label)
            case "switch":
                chosen = next((child for child in element if self._document.kind(child) and _is_for_us(child)), None)
                return NOTHING if chosen is None else self.draw(chosen, inner)
            case "g" | "a":
                return self.draw_children(element, inner)
        return self._draw_outline(kind, element, inner, label)

    def _draw_use(self, element: Element, inner: Context, label: str) -> Content:
        link = address(element)
        target = self._document.linked(element)
        if target is None:
            if link and not link.startswith("#"):
                self._drawing.notes.append(f"{label}: refers to another file; other files are not read")
            elif link:
                self._drawing.notes.append(f"{label}: refers to {link[:100]}, which does not exist")
            return NOTHING
        sizes = {name: attribute_length(element, name) for name in ("width", "height")}
        within = replace(inner, size={name: length for name, length in sizes.items() if length is not None})
        kind = self._document.kind(target)
        content = self._draw_open(kind, target, within) if kind == "symbol" else self.draw(target, within)
        return content.moved(translation(*_place(element, inner.measures)))

    def _draw_viewport(self, element: Element, inner: Context, size: Mapping[str, Length], label: str) -> Content:
        """Return what a nested `svg` or a `symbol` draws."""
        outer = inner.measures
        width, height = (
            outer.pixels(size.get(name) or attribute_length(element, name) or DEFAULT_SIZE, whole)
            for name, whole in (("width", outer.width), ("height", outer.height))
        )
        if not (width > 0.0 and height > 0.0):
            self._drawing.notes.append(f"{label}: is not drawn: it has no size")
            return NOTHING
        box = parse_view_box(element.get("viewBox"))
        if box is None and element.get("viewBox"):
            self._drawing.notes.append(f"{label}: viewBox is not understood (got {element.get('viewBox', '')[:60]!r})")
        shown = box or ViewBox(0.0, 0.0, width, height)
        measures = replace(outer, width=shown.width, height=shown.height)
        x, y = _place(element, outer)
        place = viewport_matrix(x, y, width, height, box, element.get("preserveAspectRatio"))
        inside = self.draw_children(element, replace(inner, measures=measures))
        content = replace(inside.moved(place), inner_box=inside.box)
        if inner.style["overflow"] in {"", "hidden", "clip", "scroll"}:
            return content.within(np.array([[x, y], [x + width, y + height]]))
        return content

    def _draw_outline(self, kind: str, element: Element, inner: Context, label: str) -> Content:
        style, measures, drawing = inner.style, inner.measures, self._drawing
        for name in ("d", "points"):
            if len(element.get(name, "")) > MAX_OUTLINE:
                drawing.notes.append(f"{label}: {name} is too long; allowed: up to {MAX_OUTLINE} characters")
                return NOTHING
        subpaths, fault = outline(kind, element, style, measures)
        if fault:
            drawing.notes.append(f"{label}: {fault}")
        fill, stroke = self._paints.fill(style), self._paints.stroke(style)
        color = fill.color if fill.visible and kind != "line" else stroke.color
        width = measures.pixels(style["stroke-width"], measures.diagonal) if stroke.visible else 0.0
        filled = fill.visible and kind != "line"
        drawn = Drawn(
            label,
            subpaths,
            IDENTITY,
            bool(subpaths) and self._is_visible(filled or width > 0.0, inner, label),
            filled,
            style["fill-rule"] == "evenodd",
            width if width > 0.0 else None,
            "non-scaling-stroke" in style["vector-effect"],
            color.hexadecimal if color else None,
            style["fill"] is not INITIAL["fill"],
            inner.role,
            inner.properties,
        )
        return Content([drawn], union(subpath.bounds() for subpath in subpaths))

    def _is_visible(self, is_painted: bool, inner: Context, label: str) -> bool:
        """Return whether an outline is to be seen; if not, count or note it."""
        if inner.style["visibility"] != "visible":
            self._drawing.ignored["hidden element"] += 1
        elif is_painted:
            return True
        elif inner.role:
            self._drawing.notes.append(f"{label}: is invisible: it has neither fill nor stroke")
        else:
            self._drawing.ignored["invisible shape"] += 1
        return False


def _place(element: Element, measures: Measures) -> tuple[float, float]:
    """Return where the attributes x and y of a viewport or a `use` element put it."""
    x, y = (attribute_length(element, name) or ZERO for name in ("x", "y"))
    return measures.pixels(x, measures.width), measures.pixels(y, measures.height)


def _own_matrix(inner: Context, content: Content) -> Matrix:
    """Return the map of the transforms of an element, whose style is in the context of its content."""
    style, measures = inner.style, inner.measures
    functions = [function for name in TRANSFORMS for function in style[name]]
    if not functions:
        return IDENTITY
    box = Box(width=measures.width, height=measures.height)
    if style["transform-box"] != "view-box":
        bounds = content.box if content.inner_box is None else content.inner_box
        if bounds is None:
            return IDENTITY
        margin = 0.0
        if style["transform-box"] in {"stroke-box", "border-box"}:
            margin = 0.5 * max((one.stroke_width or 0.0 for one in content.drawn), default=0.0)
        (left, top), (right, bottom) = bounds + np.array([[-margin], [margin]])
        box = Box(left, top, right - left, bottom - top)
    return transform_matrix(functions, style["transform-origin"], box, measures)


def page_matrix(style: Style, measures: Measures) -> Matrix:
    """Return the map of the transforms of the root, whose origin is the middle of the page if it has none."""
    functions = [function for name in TRANSFORMS for function in style[name]]
    origin = MIDDLE if style["transform-origin"] is NO_ORIGIN else style["transform-origin"]
    width, height = measures.window
    return transform_matrix(functions, origin, Box(width=width, height=height), measures)


def _is_for_us(element: Element) -> bool:
    """Return whether conditions of an element hold: no extensions are known, and the language is English."""
    if element.get("requiredExtensions", "").strip():
        return False
    if (languages := element.get("systemLanguage")) is None:
        return True
    names = [name.strip().lower() for name in languages.split(",")]
    return any(name == LANGUAGE or name.startswith(f"{LANGUAGE}-") for name in names)
