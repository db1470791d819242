"""The grid of cells of a map: orthogonal, staggered or hexagonal."""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from components.outline import Floats
from game.levels.importing.drawing import DrawingError
from game.levels.importing.tiled.values import Table, number, shortened, text

Indices = NDArray[np.int64]

ORIENTATIONS = ("orthogonal", "staggered", "hexagonal")
PROJECTIONS = ("isometric", "oblique")
"""Orientations that draw a view from above or aside, where objects have other places and shapes than on the screen."""


@dataclass(frozen=True, slots=True)
class Grid:
    """The cells of a map.

    count : columns and rows
    cell : size (2,) of a cell, px
    advance : distance (2,) from a column and a row to the next, px
    stagger : 0 if every second column is shifted along y, 1 if every second row along x; None in orthogonal maps
    shift : displacement of these columns or rows, px
    shifts_even : whether they are those with an even index
    is_hexagonal : whether tiles are turned by 60 and 120 degrees instead of flipped diagonally
    """

    count: tuple[float, float]
    cell: Floats
    advance: Floats
    stagger: int | None = None
    shift: float = 0.0
    shifts_even: bool = False
    is_hexagonal: bool = False

    def size(self) -> Floats:
        """Return the size (2,) of the map, px."""
        count = np.array(self.count)
        size = (count - 1.0) * self.advance + self.cell
        if self.stagger is not None and count[self.stagger] > 1.0:
            size[1 - self.stagger] += self.shift
        return np.where(count > 0.0, size, 0.0)

    def lower_left_corners(self, columns: Indices, rows: Indices) -> Floats:
        """Return the lower left corners (k, 2) of the cells in columns (k,) and rows (k,), px."""
        cells = np.column_stack((columns, rows)).astype(np.float64)
        corners = cells * self.advance
        if self.stagger is not None:
            is_odd = cells[:, self.stagger] % 2.0 == 1.0
            corners[:, 1 - self.stagger] += np.where(is_odd != self.shifts_even, self.shift, 0.0)
        corners[:, 1] += self.cell[1]
        return corners


def read_grid(root: Table) -> Grid:
    """Return the grid of a map. Raises ``ValueError`` if it is invalid."""
    sizes = [number(root, key, math.nan) for key in ("width", "height", "tilewidth", "tileheight")]
    if not all(math.isfinite(size) and size >= 0.0 for size in sizes):
        raise ValueError("width, height, tilewidth and tileheight must be numbers from 0 on")
    count, cell = (sizes[0], sizes[1]), np.array(sizes[2:])
    if orientation_of(root) == "orthogonal":
        return Grid(count, cell, cell)
    cell = 2.0 * np.floor(0.5 * cell)  # as Tiled does
    axis = 0 if text(root, "staggeraxis") == "x" else 1
    side = np.zeros(2)
    is_hexagonal = orientation_of(root) == "hexagonal"
    if is_hexagonal:
        side[axis] = number(root, "hexsidelength")
    slope = 0.5 * (cell - side)
    advance = cell + side
    advance[axis] = slope[axis] + side[axis]
    shift = float(slope[1 - axis] + side[1 - axis])
    return Grid(count, cell, advance, axis, shift, text(root, "staggerindex") == "even", is_hexagonal)


def orientation_of(root: Table) -> str:
    """Return the orientation of a map."""
    return text(root, "orientation") or "orthogonal"


def check_orientation(root: Table) -> None:
    """Raise ``DrawingError`` if the orientation of a map is not one of `ORIENTATIONS`."""
    if (orientation := orientation_of(root)) in PROJECTIONS:
        raise DrawingError(f"is an {orientation} map; allowed: {', '.join(ORIENTATIONS)} maps")
    if orientation not in ORIENTATIONS:
        raise DrawingError(f"has the unknown orientation {shortened(orientation)}; allowed: {', '.join(ORIENTATIONS)}")
