"""Small maps for tests, and what the reader makes of them, in px, y down, from the upper left corner of the map."""

from dataclasses import replace

from game.levels.importing.tiled import read_tmx

SIZE = (640.0, 480.0)
MAP = '<map version="1.10" orientation="orthogonal" width="20" height="15" tilewidth="32" tileheight="32">{}</map>'


def drawing(content, folder=None):
    """Return the drawing of a whole map in XML, or of the content of a map of 20 x 15 tiles of 32 px."""
    text = content if content.startswith("<map") else MAP.format(content)
    return read_tmx(text.encode(), 1.0, folder)


def on_page(shape, size=SIZE):
    """Return a shape with its points on a map of a size, px."""
    return replace(shape, points=shape.points * [1.0, -1.0] + [0.5 * size[0], 0.5 * size[1]])


def shapes(content, folder=None, size=SIZE):
    """Return the shapes of a map."""
    return [on_page(shape, size) for shape in drawing(content, folder).shapes]


def of_object(attributes, children=""):
    """Return the only shape of a map with one object."""
    (shape,) = shapes(f'<objectgroup><object id="1" {attributes}>{children}</object></objectgroup>')
    return shape


def box(shape):
    """Return left, top, right and bottom of a shape."""
    low, high = shape.points.min(axis=0) - shape.radius, shape.points.max(axis=0) + shape.radius
    return [*low.tolist(), *high.tolist()]


def properties(*named):
    """Return properties in XML from triples (name, type, value)."""
    inner = "".join(f'<property name="{name}" type="{kind}" value="{value}"/>' for name, kind, value in named)
    return f"<properties>{inner}</properties>"
