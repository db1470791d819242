"""The features of walls in the world, where the walls are at t = 0."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from components.outline import SEGMENT
from components.placed_outline import PlacedOutline
from components.portable_arrays import transform

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]
Interval = tuple[float, float]

TOLERANCE = 1e-7
"""Gaps and steps between walls, m, that count as none."""

FLAT = 1e-6
"""Bends between walls, rad, that count as none."""

KIND, X, Y, DISTANCE, LOW, HIGH, DEPTH, BELT, KICK = range(9)
"""Rows of features, see `Outline.features`."""


class Features(NamedTuple):
    """The features of all walls, where the walls are at t = 0.

    wall : (m,) row of the wall of each feature
    rows : (9, m) see `Outline.features`
    core : (m,) m, distance of the line through the corners of the outline, which is behind the surface of a thick wall
    radius : (m,) m, half of the thickness
    solid : (m,) whether the feature bounds a polygon that keeps balls outside
    joins : (m,) whether the feature has ends that can be joined to others, or is a corner that can
    is_arc : (m,) whether the feature is a side of an arc
    arcs : (7, k) wall, centre x and y, m, radius, m, low, high, rad, and half of the thickness, m, of all arcs
    """

    wall: Ints
    rows: Floats
    core: Floats
    radius: Floats
    solid: Bools
    joins: Bools
    is_arc: Bools
    arcs: Floats

    def of(self, walls: Ints) -> tuple[Ints, Ints]:
        """Return the indices of all features of some walls (k,), and for each which of these walls it belongs to."""
        first = np.searchsorted(self.wall, walls)
        counts = np.searchsorted(self.wall, walls, side="right") - first
        which = np.repeat(np.arange(len(walls)), counts)
        return first[which] + np.arange(len(which)) - (np.cumsum(counts) - counts)[which], which

    def along(self, x: Floats, y: Floats, segments: Ints) -> Floats:
        """Return the coordinates of points (k,) along segments (k,), m."""
        along: Floats = self.rows[X, segments] * y - self.rows[Y, segments] * x
        return along


def place_features(own: list[Floats], placed: list[PlacedOutline]) -> Features:
    """Return the features of all walls in the world."""
    rows = []
    for one, wall in zip(own, placed, strict=True):
        moved, is_segment = one.copy(), one[KIND] == SEGMENT
        (x, y), (nx, ny) = wall.origin, transform(one[X : Y + 1].T, wall.rotation.T).T
        moved[X], moved[Y] = np.where(is_segment, nx, nx + x), np.where(is_segment, ny, ny + y)
        moved[DISTANCE] += np.where(is_segment, nx * x + ny * y, 0.0)
        moved[LOW : HIGH + 1] += np.where(is_segment, nx * y - ny * x, 0.0)
        rows.append(moved)
    outlines, counts = [one.outline for one in placed], [one.shape[1] for one in own]
    table = np.hstack(rows)
    radius = np.repeat([0.0 if one.container else one.radius for one in outlines], counts)
    has_corners = np.repeat([len(one.points) > 1 for one in outlines], counts)
    is_solid = np.repeat([one.closed and not one.container for one in outlines], counts)
    return Features(
        wall=np.repeat(np.arange(len(own)), counts),
        rows=table,
        core=table[DISTANCE] + radius,
        radius=radius,
        solid=has_corners & is_solid,
        joins=has_corners & (np.isfinite(table[LOW]) == (table[KIND] == SEGMENT)) & (table[DEPTH] >= 1.0),
        is_arc=(table[KIND] != SEGMENT) & np.isfinite(table[LOW]) & (table[DEPTH] >= 1.0),
        arcs=_place_arcs(placed),
    )


def _place_arcs(placed: list[PlacedOutline]) -> Floats:
    """Return the arcs in the world (7, k): wall, centre x and y, radius, low, high, half of the thickness."""
    arcs = np.empty((7, 0))
    for row, wall in enumerate(placed):
        if arc := wall.outline.arc:
            low, high = sorted((arc.start + wall.angle, arc.start + arc.sweep + wall.angle))
            column = (row, *wall.origin, arc.radius, low, high, wall.outline.radius)
            arcs = np.column_stack((arcs, column))
    return arcs
