"""Conversion of what is drawn to shapes: fills are solid, strokes without a fill are walls of their own."""

import math
from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from game.levels.importing.drawing import Shape
from game.levels.importing.regions import contains, find_regions
from game.levels.importing.svg.content import Drawn
from game.levels.importing.svg.curves import Subpath

NEGLIGIBLE = 1e-6
"""Width of an outline that counts as a line, relative to its length."""

ROUND_CORNER = 0.1
"""Distance from the sides within which the corners of a background may be round, relative to the smaller side."""

UNIT_SQUARE = ((0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0))

LARGEST = 1e15
"""Largest coordinate that is calculated with, px: larger ones are too large for a level."""

MARGIN = 2e-3
"""Largest distance between a background and the border of the page, relative to the size of the page; and 1 px more."""


def shapes(drawn: Drawn, notes: list[str]) -> Iterator[Shape]:
    """Yield the shapes of an outline, in the units that its matrix leads to.

    notes : gets what is invisible
    """
    subpaths = [one.transformed(drawn.matrix.linear, drawn.matrix.shift) for one in drawn.subpaths]
    thickness = drawn.stroke_width
    if thickness is not None and not drawn.fixed_stroke:
        thickness *= math.sqrt(drawn.matrix.area)
    plain = Shape(drawn.label, np.zeros((0, 2)), 0.0, True, None, drawn.role, drawn.color, drawn.properties)
    if not all((np.abs(one.controls) < LARGEST).all() for one in subpaths):
        points = np.concatenate([one.controls[:, 3] for one in subpaths])
        yield replace(plain, points=points)  # reported later
        return
    solid = list[Shape]()
    for one in subpaths:
        shape = _outline(plain, one)
        if drawn.filled and _has_area(shape):
            solid.append(replace(shape, closed=True, arc=None))
        elif drawn.stroke_width is not None:
            yield replace(shape, thickness=thickness)
        else:
            notes.append(f"{drawn.label}: is invisible: a line without a stroke")
    yield from find_regions(solid, drawn.even_odd)


def _outline(plain: Shape, subpath: Subpath) -> Shape:
    """Return a subpath as a disc, or with the corners of its chords."""
    if (circle := subpath.circle()) is not None:
        return replace(plain, points=circle.center[None, :], radius=circle.radius)
    corners = subpath.corners()
    meets = len(corners) > 3 and np.allclose(corners[0], corners[-1], rtol=1e-9, atol=1e-9)
    closed = subpath.closed or bool(meets)
    return replace(
        plain,
        points=corners[:-1] if meets else corners,
        closed=closed,
        curves=subpath.items(),
        arc=None if closed else subpath.arc(),
    )


def _has_area(shape: Shape) -> bool:
    """Return whether the points of a shape are not on one line."""
    if shape.radius > 0.0:
        return True
    along, across = np.linalg.svd(np.cov(shape.points.T), compute_uv=False) if len(shape.points) > 2 else (1.0, 0.0)
    return bool(across > NEGLIGIBLE * NEGLIGIBLE * along)


def is_background(drawn: Drawn, shape: Shape, page: tuple[float, float]) -> bool:
    """Return whether a shape is a filled area without a stroke that covers the page, but for round corners.

    page : width and height, px
    """
    is_plain = drawn.stroke_width is None and drawn.has_own_fill and not (shape.role or shape.properties or shape.holes)
    if not is_plain or shape.radius > 0.0 or len(shape.points) < 4:
        return False
    size = np.array(page)
    margin = 1.0 + MARGIN * size
    low, high = shape.points.min(axis=0), shape.points.max(axis=0)
    corners = ROUND_CORNER * min(page) + np.array(UNIT_SQUARE) * (size - 2.0 * ROUND_CORNER * min(page))
    return bool((low <= margin).all() and (high >= size - margin).all() and contains(shape, corners).all())
