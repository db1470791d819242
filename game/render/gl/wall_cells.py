"""Cuts the plane around a wall into square cells that know the few segments of the edge that can be the nearest.

The file ``cells.js`` of the web page does the same.
"""

from collections.abc import Sequence
from math import ceil
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from game.render.outlines import RenderOutline

Floats = NDArray[np.float64]
Corners = NDArray[np.void]
Mask = NDArray[np.bool_]
Indices = NDArray[np.int64]

SHADOW_REACH = 4.0
"""Distance from the edge up to which the shadow of a wall reaches, in bevels."""

CORNER = np.dtype([("position", np.float32, 2), ("wall", np.int32), ("segments", np.int32, 3)])
"""A corner of a cell: position in the frame of the wall in m, row of the wall, and the segments of one cell."""

MAX_CELLS = 48
"""Largest number of cells along a side of the square around a wall."""

GROUND_FINENESS, METAL_FINENESS = 4.0, 8.0
"""Cells along a side of that square, per square root of the number of segments."""

ALL_FLOOR, NO_FLOOR = 0, -1
"""Instead of a number of segments: the whole cell is floor, or none of it."""


class Cells(NamedTuple):
    """Square cells of the plane around a wall.

    corners : (n,) `CORNER`
    triangles : (2 k, 3) corners of two triangles for each of k cells; the last corner knows the segments of the cell
    """

    corners: Corners
    triangles: Indices

    @classmethod
    def on_grid(cls, lines: Floats, segments: Sequence[Indices], is_visible: Mask) -> "Cells":
        """Build the visible cells of a grid.

        lines : (2, m) m, x and y of the grid lines
        segments : of each cell, row by row: first segment, number of segments, number of nearest ones
        is_visible : of each cell
        """
        side = lines.shape[1] - 1
        corners = np.zeros((side + 1, side + 1), CORNER)
        corners["position"] = np.stack(np.meshgrid(*lines), axis=-1)
        corners["segments"][:-1, :-1] = np.column_stack(segments).reshape(side, side, 3)
        first = np.arange(corners.size).reshape(corners.shape)[:-1, :-1].ravel()[is_visible]
        return cls(corners.ravel(), np.add.outer(first, [[1, side + 2, 0], [side + 2, side + 1, 0]]).reshape(-1, 3))


class _Grid:
    """The square around an edge and its shadow, cut into cells.

    lines : (2, m) m, x and y of the grid lines
    nearest, farthest : (k,) m, bounds of the signed distances from the edge of the points of each cell
    first : (k,) of each cell, its first segment in ``near``
    count, few : (k,) number of segments that can be nearest within a frame width of the cell, and within the cell
    near : segments of all cells, cell after cell
    """

    def __init__(self, outline: RenderOutline, fineness: float) -> None:
        edge, width = outline.edge, outline.width
        low, high = edge.bounds
        reach = float(0.5 * (high - low).max()) + SHADOW_REACH * outline.bevel
        side = min(ceil(2.0 * reach / width) + 3, ceil(fineness * len(edge.segments) ** 0.5), MAX_CELLS)
        self.lines = 0.5 * (low + high)[:, None] + reach * (2.0 * np.arange(side + 1) / side - 1.0)
        x, y = (axis.ravel() for axis in np.meshgrid(*(self.lines[:, :-1] + reach / side)))
        half_diagonal, distance = 2.0**0.5 * reach / side, edge.signed_distance(x, y)
        self.nearest, self.farthest = distance - half_diagonal, distance + half_diagonal
        is_plain = self.farthest < -3.0 * width  # so deep inside that every pixel looks the same
        distances = edge.segment_distances(x, y)
        self.near, self.first, self.count, self.few = near_segments(
            distances, is_plain, half_diagonal, half_diagonal + width
        )


def cut_ground(outline: RenderOutline) -> tuple[Cells, Indices]:
    """Return the cells of the ground that a wall changes by its floor or its shadow, and the segments that they use."""
    grid = _Grid(outline, GROUND_FINENESS)
    edge = 0.5 * outline.width if outline.outline.container else -np.inf
    floor = np.where(grid.farthest < edge, ALL_FLOOR, np.where(grid.nearest > edge, NO_FLOOR, grid.few))
    is_visible = grid.nearest < SHADOW_REACH * outline.bevel
    return Cells.on_grid(grid.lines, (grid.first, grid.count, floor), is_visible), grid.near


def cut_metal(outline: RenderOutline) -> tuple[Cells, Indices]:
    """Return the cells of a frame or an obstacle, and the segments that they use.

    They are finer than those of the ground: metal is narrow, and its shader is expensive.
    """
    grid = _Grid(outline, METAL_FINENESS)
    if outline.outline.container:
        is_visible = (grid.nearest < outline.width) & (grid.farthest > 0.0)
    else:
        is_visible = grid.nearest < 0.0
    return Cells.on_grid(grid.lines, (grid.first, grid.count, grid.few), is_visible), grid.near


def near_segments(
    distances: Floats, is_plain: Mask, near: float, far: float
) -> tuple[Indices, Indices, Indices, Indices]:
    """Find the segments that can be the nearest one to a point in a cell, and to a point around the cell.

    distances : (k, n) m, of k segments from the centres of n cells
    is_plain : (n,) cells that need no segments
    near, far : m, largest distances of those points from the centre of the cell
    Returns segments (m,), cell after cell, and within a cell the nearest first; and for each cell (n,) the index of its
    first segment, their number, and how many of them are enough for points within ``near``.
    """
    order = np.argsort(distances, axis=0, kind="stable")
    excess = np.take_along_axis(distances, order, axis=0) - distances.min(axis=0)
    excess[:, is_plain] = np.inf
    count, few = ((excess <= 2.0 * reach).sum(axis=0) for reach in (far, near))
    return order.T[(excess <= 2.0 * far).T], np.cumsum(count) - count, count, few
