"""Reading of SVG pictures as the programs show that wrote them.

`document` finds elements, `style_sheets` and `cascade` compute their styles, `walk` draws them by `basic_shapes`,
`transforms` and `viewports`, and `walls` converts what is to be seen to shapes. tinycss2 and cssselect2 read CSS.
"""

from dataclasses import replace

import numpy as np

from components.outline import Floats
from game.levels.importing.composing import LEVEL_PROPERTIES, SHAPE_PROPERTIES
from game.levels.importing.drawing import MAX_SHAPES, Arc, Drawing, DrawingError, Shape, to_metres
from game.levels.importing.source import parse_xml
from game.levels.importing.svg.cascade import Cascade, Style
from game.levels.importing.svg.content import NOTHING
from game.levels.importing.svg.document import Document, data_attributes, role
from game.levels.importing.svg.pages import read_page
from game.levels.importing.svg.style_sheets import StyleSheets
from game.levels.importing.svg.walk import Context, Walk, page_matrix
from game.levels.importing.svg.walls import is_background, shapes

__all__ = ["read_svg"]


def read_svg(raw: bytes, scale: float) -> Drawing:
    """Read an SVG picture. Lengths with a unit are converted at 96 pixels per inch.

    scale : pixels per metre

    Raises ``DrawingError`` if the picture is invalid or exceeds a limit.
    """
    document, drawing = Document(parse_xml(raw)), Drawing()
    drawing.title = document.title
    drawing.ignored.update(document.ignored_kinds())
    drawing.properties = data_attributes(document.root, LEVEL_PROPERTIES)
    fault = document.check_extent()
    sheets = StyleSheets(document.root, document.style_elements())
    with np.errstate(all="ignore"):  # what overflows is too large for a level, which is reported later
        page = _draw(document, Cascade(sheets), drawing)
    drawing.notes = [*sheets.notes, *drawing.notes]
    if fault and not drawing.shapes:
        raise DrawingError(fault)
    middle = 0.5 * np.array(page) if page else _middle(drawing.shapes)
    drawing.shapes = [_in_metres(shape, middle, scale) for shape in drawing.shapes]
    return drawing


def _draw(document: Document, cascade: Cascade, drawing: Drawing) -> tuple[float, float] | None:
    """Add the shapes of a document to a drawing, px, y down; return the size of the page, px, if it has one."""
    root, label = document.root, document.label(document.root)
    style = cascade.style(root, label, Style(), None)
    page, matrix, measures = read_page(root, style, drawing.notes)
    matrix = page_matrix(style, measures).after(matrix)
    properties = data_attributes(root, SHAPE_PROPERTIES)
    context = Context(style, measures, role(root), properties)
    content = NOTHING if style["display"] == "none" else Walk(document, cascade, drawing).draw_children(root, context)
    drawn = [one for one in content.moved(matrix).drawn if one.is_visible]
    drawing.notes = [*cascade.notes, *drawing.notes]
    if len(drawn) > MAX_SHAPES:
        raise DrawingError(f"has too many shapes; allowed: up to {MAX_SHAPES}")
    for one in drawn:
        for shape in shapes(one, drawing.notes):
            if page is not None and is_background(one, shape, page):
                drawing.notes.append(f"{one.label}: is a background as large as the page, not a wall")
            else:
                drawing.add(shape)
    return page


def _middle(shapes: list[Shape]) -> Floats:
    """Return the middle (2,) of all shapes, px."""
    corners = np.concatenate([np.zeros((0, 2)), *(shape.points for shape in shapes)])
    with np.errstate(all="ignore"):
        return 0.5 * (corners.min(axis=0) + corners.max(axis=0)) if len(corners) else np.zeros(2)


def _in_metres(shape: Shape, middle: Floats, scale: float) -> Shape:
    """Return a shape in px, y down, in metres, y up."""
    arc = shape.arc
    if arc is not None:
        arc = Arc(to_metres(arc.center, middle, scale), arc.radius / scale, -arc.start, -arc.sweep)
    return replace(
        shape,
        points=to_metres(shape.points, middle, scale),
        radius=shape.radius / scale,
        thickness=None if shape.thickness is None else shape.thickness / scale,
        curves=tuple(to_metres(item, middle, scale) for item in shape.curves),
        arc=arc,
        holes=tuple(_in_metres(hole, middle, scale) for hole in shape.holes),
    )
