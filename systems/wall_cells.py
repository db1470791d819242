"""The plane about a wall in cells, each of which knows the few pieces of the rim that can be the nearest to it."""

from collections.abc import Sequence
from math import ceil
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from components.rim import Rim

Floats = NDArray[np.float64]
Corners = NDArray[np.void]
Mask = NDArray[np.bool_]
Whole = NDArray[np.int64]

SHADOW_REACH = 4.0
"""How far the shadow of a wall goes beyond its rim, in widths of the frames."""

CORNER = np.dtype([("place", np.float32, 2), ("wall", np.int32), ("pieces", np.int32, 3)])
"""Of square cells of the plane about a wall: its place; whose; the pieces (see wall.glsl) that one of them knows."""

FINEST, GROUND, METAL = 48, 4.0, 8.0
"""Cells, at most, along a side of the square about a wall: about any, and by the root of the number of its pieces."""

ALL_FLOOR, NO_FLOOR = 0, -1


class Cells(NamedTuple):
    """Square cells of the plane about a wall.

    corners : (n,) `CORNER`
    triangles : (2 k, 3) two for each of k cells; their last corner is the one that knows the pieces of the cell
    """

    corners: Corners
    triangles: Whole

    @classmethod
    def between(cls, lines: Floats, pieces: Sequence[Whole], is_there: Mask) -> "Cells":
        """Take those that are there of all between lines (2, m) across and along; pieces are told row by row."""
        side = lines.shape[1] - 1
        corners = np.zeros((side + 1, side + 1), CORNER)
        corners["place"] = np.stack(np.meshgrid(*lines), axis=-1)
        corners["pieces"][:-1, :-1] = np.column_stack(pieces).reshape(side, side, 3)
        own = np.arange(corners.size).reshape(corners.shape)[:-1, :-1].ravel()[is_there]
        return cls(corners.ravel(), np.add.outer(own, [[1, side + 2, 0], [side + 2, side + 1, 0]]).reshape(-1, 3))


class _Grid:
    """The square about a rim and its shadow, cut into square cells: at most so many times the root of its pieces.

    lines : (2, m) m, across and along the cells
    nearest, farthest : (k,) m, how far out of the rim a place in each cell is at least, and at most
    pieces : of each cell (k,) the first that can be near, how many within a frame's width, how many at a place itself
    near : all of them, one cell's after the other's
    """

    def __init__(self, rim: Rim, width: float, fineness: float) -> None:
        low, high = rim.box
        reach = float(0.5 * (high - low).max()) + SHADOW_REACH * rim.bevel(width)
        side = min(ceil(2.0 * reach / width) + 3, ceil(fineness * len(rim.pieces) ** 0.5), FINEST)
        self.lines = 0.5 * (low + high)[:, None] + reach * (2.0 * np.arange(side + 1) / side - 1.0)
        x, y = (axis.ravel() for axis in np.meshgrid(*(self.lines[:, :-1] + reach / side)))
        corner, distance = 2.0**0.5 * reach / side, rim.distance(x, y)
        self.nearest, self.farthest = distance - corner, distance + corner
        is_plain = self.farthest < -3.0 * width  # so deep inside that all is the same
        self.near, *self.pieces = near_pieces(rim.apart(x, y), is_plain, corner, corner + width)


def cut_ground(rim: Rim, width: float) -> tuple[Cells, Whole]:
    """Cut the ground that a rim changes into cells; return them and their pieces, for frames of a width in m."""
    grid = _Grid(rim, width, GROUND)
    first, many, few = grid.pieces
    edge = 0.5 * width if rim.container else -np.inf
    floor = np.where(grid.farthest < edge, ALL_FLOOR, np.where(grid.nearest > edge, NO_FLOOR, few))
    is_there = grid.nearest < SHADOW_REACH * rim.bevel(width)
    return Cells.between(grid.lines, (first, many, floor), is_there), grid.near


def cut_metal(rim: Rim, width: float) -> tuple[Cells, Whole]:
    """Cut the metal about or within a rim into cells, likewise: it is slim, and dear."""
    grid = _Grid(rim, width, METAL)
    is_there = (grid.nearest < width) & (grid.farthest > 0.0) if rim.container else grid.nearest < 0.0
    return Cells.between(grid.lines, grid.pieces, is_there), grid.near


def near_pieces(apart: Floats, is_plain: Mask, near: float, far: float) -> tuple[Whole, Whole, Whole, Whole]:
    """Find the pieces of a rim that can be the nearest one to a place in a cell, and to one around it.

    apart : (k, n) m, from k pieces to the middles of n cells
    is_plain : (n,) cells that need to know none
    near, far : m, how far those places can be from the middle of the cell
    Returns the numbers of the pieces (m,), cell after cell, in each the nearest first; and for every cell (n,) where
    its own begin, how many they are, and how many of them are enough for the places within ``near``.
    """
    order = np.argsort(apart, axis=0, kind="stable")
    lead = np.take_along_axis(apart, order, axis=0) - apart.min(axis=0)
    lead[:, is_plain] = np.inf
    many, few = ((lead <= 2.0 * reach).sum(axis=0) for reach in (far, near))
    return order.T[(lead <= 2.0 * far).T], np.cumsum(many) - many, many, few
