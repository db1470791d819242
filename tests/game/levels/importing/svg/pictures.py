"""Small pictures for tests: what `read_svg` makes of the content of a page of 640 x 480 px, in px, y down."""

import re
from dataclasses import replace

import numpy as np

from game.levels.importing.svg import read_svg

PAGE = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="640" height="480" \
viewBox="0 0 640 480">{}</svg>'


def drawing(text):
    """Return the drawing of a whole picture, or of the content of a page."""
    whole = text if text.startswith("<svg xmlns=") else PAGE.format(text)
    return read_svg(whole.encode(), 1.0)


def shapes(text):
    """Return the shapes by id."""
    found = {}
    for shape in drawing(text).shapes:
        name = re.search(r'"(.*)"', shape.label)
        found[name[1] if name else shape.label] = replace(shape, points=shape.points * [1.0, -1.0] + [320.0, 240.0])
    return found


def boxes(text):
    """Return left, top, right and bottom of the shapes by id."""
    return {name: box(shape) for name, shape in shapes(text).items()}


def box(shape):
    low, high = shape.points.min(axis=0) - shape.radius, shape.points.max(axis=0) + shape.radius
    return np.round([*low, *high], 9).tolist()


def fills(text):
    """Return the colours of the fills by id."""
    return {name: shape.color for name, shape in shapes(text).items()}
