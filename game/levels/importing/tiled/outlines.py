"""Outlines of objects: rectangles, ellipses, capsules, polygons, polylines and points."""

import math
from dataclasses import dataclass

import numpy as np

from components.outline import Floats
from game.levels.importing.drawing import ROUND_CORNERS, ellipse
from game.levels.importing.tiled.placement import Placement, moved, turned
from game.levels.importing.tiled.values import Table, flag, number, shortened, tables

MAX_CORNERS = 10_000
"""Largest number of corners of an object."""


@dataclass(frozen=True, slots=True)
class Outline:
    """An outline, px, y down.

    points : corners (k, 2); the center (1, 2) of a disc; a point (1, 2)
    radius : radius of a disc; 0 of other outlines
    closed : whether the last corner is joined to the first
    """

    points: Floats
    radius: float = 0.0
    closed: bool = True


def placement_of(item: Table) -> Placement:
    """Return the placement of an object: rotated about its position. Raises ``ValueError``."""
    return turned(number(item, "rotation")).then(moved(number(item, "x"), number(item, "y")))


def outline_of(item: Table, placement: Placement) -> Outline:
    """Return the outline of an object without a tile.

    placement : placement of the coordinates relative to the position of the object

    Raises ``ValueError`` if a value is invalid.
    """
    for key, closed in (("polygon", True), ("polyline", False)):
        if item.get(key) is not None:
            return Outline(placement(_corners(item[key], key)), closed=closed)
    size = np.array([number(item, "width"), number(item, "height")])
    if (size < 0.0).any():
        raise ValueError("width and height must not be negative")
    if flag(item, "point") or not size.any():  # until Tiled 1.1, an object without a size was the only marker
        return Outline(placement(np.zeros((1, 2))))
    if flag(item, "ellipse"):
        return _disc_or_ellipse(0.5 * size, placement)
    if not size.all():  # Tiled draws a line
        return Outline(placement(np.array([[0.0, 0.0], size])), closed=False)
    if flag(item, "capsule"):
        return _capsule(size, placement)
    return Outline(placement(size * [(0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0)]))


def disc_within(size: Floats, placement: Placement) -> Outline:
    """Return the largest disc in a rectangle of a size (2,)."""
    radius = 0.5 * float(size.min())
    return _disc_or_ellipse(np.array([radius, radius]), moved(*(0.5 * size - radius)).then(placement))


def _corners(value: object, key: str) -> Floats:
    """Return corners (k, 2) from the text "x,y x,y ..." or a list of tables. Raises ``ValueError``."""
    try:
        if isinstance(value, str):
            pairs = [(float(x), float(y)) for x, y in (pair.split(",") for pair in value.split())]
        else:
            pairs = [(number(corner, "x"), number(corner, "y")) for corner in tables(value)]
        corners = np.array(pairs, np.float64).reshape(-1, 2)
    except ValueError:
        raise ValueError(f"{key} must be pairs of numbers (got {shortened(value)})") from None
    if not 2 <= len(corners) <= MAX_CORNERS:
        raise ValueError(f"{key} must have 2 to {MAX_CORNERS} corners (got {len(corners)})")
    return corners


def _disc_or_ellipse(half: Floats, placement: Placement) -> Outline:
    """Return a disc if the placed ellipse with half axes (2,) from (0, 0) on is one, else its corners."""
    axes = np.diag(half) @ placement.matrix
    if np.isfinite(axes).all():
        longest, shortest = np.linalg.svd(axes, compute_uv=False)
        if math.isclose(longest, shortest, rel_tol=1e-6):
            return Outline(placement(half[None, :]), float(longest))
    return Outline(placement(half + ellipse(*half)))


def _capsule(size: Floats, placement: Placement) -> Outline:
    """Return a rectangle of a size (2,) with half circles at its shorter sides."""
    if math.isclose(*size, rel_tol=1e-6):
        return _disc_or_ellipse(0.5 * size, placement)
    radius, is_wide = 0.5 * size.min(), size[0] > size[1]
    angles = math.pi * np.arange(ROUND_CORNERS // 2 + 1) / (ROUND_CORNERS // 2)
    end = radius * np.column_stack((np.sin(angles), -np.cos(angles)))  # half circle to the right
    along = 0.5 * size.max() - radius
    points = np.concatenate((end, -end)) + np.repeat([[along, 0.0], [-along, 0.0]], len(end), axis=0)
    return Outline(placement(0.5 * size + (points if is_wide else points[:, ::-1])))
