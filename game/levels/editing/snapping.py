"""Snapping of the mouse to points of other items, to a grid and to angles. Lengths are in m, angles in deg."""

from collections.abc import Collection, Iterator
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from game.levels.editing.frame import Point, direction, rounded, turned
from game.levels.editing.geometry import ItemGeometry
from game.levels.editing.level_document import Item, LevelDocument

ANGLE_STEP = 15.0
"""Angles are snapped to multiples of this, deg."""

GRID_STEPS = (1, 2, 5)
"""Grid sizes are these times a power of ten."""

Kind = Literal["corner", "end", "middle", "center", "grid", "angle", "nothing"]


class SnapPoint(NamedTuple):
    """A point of an item to snap to."""

    x: float
    y: float
    kind: Kind
    item: Item


class Snapped(NamedTuple):
    """Where the mouse snaps to, and to what.

    x, y : m
    kind : what is there
    item : the item with this point; None for the grid and for angles
    """

    x: float
    y: float
    kind: Kind = "nothing"
    item: Item | None = None


class Snapper:
    """The points of a level to snap to, gathered once for many moves of the mouse."""

    def __init__(self, document: LevelDocument, without: Collection[Item] = ()) -> None:
        """Gather the points of all items, but for those that are dragged."""
        self.points = [
            point
            for item, geometry in document.geometries.items()
            if item not in without
            for one in (geometry, *document.copies.get(item, ()))
            for point in snap_points(item, one)
        ]
        self._places: NDArray[np.float64] = np.array([point[:2] for point in self.points]).reshape(-1, 2)

    def snap(
        self, x: float, y: float, reach: float, *, grid: float = 0.0, start: Point | None = None, to_items: bool = True
    ) -> Snapped:
        """Return where a point snaps to: a point of an item within reach, else an angle, else the grid.

        grid : size of a cell, m; 0: none
        start : the point from which a line is drawn, in directions of multiples of ANGLE_STEP; None: any direction
        """
        if to_items and len(self.points) and (found := self._nearest(x, y, reach)) is not None:
            return Snapped(*found)
        if start is not None:
            return self._snap_direction(x, y, grid, start)
        if grid > 0.0:
            return Snapped(rounded(grid * round(x / grid)), rounded(grid * round(y / grid)), "grid")
        return Snapped(x, y)

    def _nearest(self, x: float, y: float, reach: float) -> SnapPoint | None:
        gap = self._places - (x, y)
        squares = gap[:, 0] * gap[:, 0] + gap[:, 1] * gap[:, 1]
        k = int(squares.argmin())
        return self.points[k] if squares[k] <= reach * reach else None

    @staticmethod
    def _snap_direction(x: float, y: float, grid: float, start: Point) -> Snapped:
        dx, dy = x - start[0], y - start[1]
        along = turned(1.0, 0.0, snap_angle(direction(dx, dy)))
        length = dx * along[0] + dy * along[1]
        if grid > 0.0:
            length = grid * round(length / grid)
        return Snapped(rounded(start[0] + length * along[0]), rounded(start[1] + length * along[1]), "angle")


def snap_angle(degrees: float, step: float = ANGLE_STEP) -> float:
    """Return the nearest multiple of an angle."""
    return step * round(degrees / step)


def snap_points(item: Item, geometry: ItemGeometry) -> Iterator[SnapPoint]:
    """Yield the points of an item to snap to: its centre, its ends or corners, and the middles of its sides."""
    if not geometry.is_everywhere:
        yield SnapPoint(*geometry.frame.center, "center", item)
    outline = geometry.outline
    if outline is not None and len(outline.points) > 1:
        points = [geometry.frame.to_world(*point) for point in outline.points.tolist()]
        if outline.arc is not None:
            points = [points[0], points[-1]]
        for k, point in enumerate(points):
            is_end = not outline.closed and k in (0, len(points) - 1)
            yield SnapPoint(*point, "end" if is_end else "corner", item)
        if outline.arc is None:
            following = points[1:] + points[:1] if outline.closed else points[1:]
            for a, b in zip(points, following, strict=False):
                yield SnapPoint(0.5 * (a[0] + b[0]), 0.5 * (a[1] + b[1]), "middle", item)
    elif outline is None:
        for stroke in geometry.strokes:
            if len(stroke.points) == 4 or not stroke.closed:
                yield from (SnapPoint(*point, "corner", item) for point in stroke.points)


def grid_size(pixels_per_meter: float, least_pixels: float = 12.0) -> float:
    """Return the smallest cell of a grid in m, 1, 2 or 5 times a power of ten, with a number of pixels at least."""
    least = least_pixels / pixels_per_meter
    sizes = (float(f"{step}e{power}") for power in range(-6, 7) for step in GRID_STEPS)
    return next((size for size in sizes if size >= least), 1e7)
