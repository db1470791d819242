"""Walls from the collision shapes of the tiles on a tile layer. Boxes that lie flush become one."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from components.outline import Floats
from game.levels.importing.composing import MATERIAL_PROPERTIES
from game.levels.importing.drawing import DrawingError, Shape, role_from_names
from game.levels.importing.tiled.grid import Grid, Indices
from game.levels.importing.tiled.outlines import Outline, outline_of, placement_of
from game.levels.importing.tiled.properties import read_properties
from game.levels.importing.tiled.tile_data import MAX_CELLS, tile_numbers
from game.levels.importing.tiled.tilesets import Tile, Tilesets, tile_in_cell
from game.levels.importing.tiled.values import Table, text

MAX_PLACED = 100_000
"""Largest number of collision shapes on all layers, before boxes become one."""

MERGED_PROPERTIES = {*MATERIAL_PROPERTIES, "color"}
"""Properties of boxes that can become one; others, such as spin, belong to the single box."""

DIGITS = 6
"""Decimal places of the edges of boxes, px. Edges that are equal after rounding are flush."""


@dataclass(frozen=True, slots=True)
class _CollisionShape:
    """An object of the collision shape of a tile, relative to the lower left corner of the cell, px."""

    outline: Outline
    role: str
    properties: Mapping[str, object]


class TileLayers:
    """Reads the tile layers of a map, which share the limits."""

    def __init__(self, tilesets: Tilesets, grid: Grid) -> None:
        self._tilesets, self._grid = tilesets, grid
        self._cells = self._placed = 0

    def shapes(self, layer: Table) -> Iterator[Shape]:
        """Yield the shapes of a layer, px, y down, without the offset of the layer.

        Raises ``ValueError`` if the tile numbers of the layer cannot be read, ``DrawingError`` if there are too many.
        """
        name = text(layer, "name")
        boxes = defaultdict[tuple[tuple[str, object], ...], list[Floats]](list)
        for gid, columns, rows in self._cells_by_number(layer):
            tile = self._tilesets.tile(gid)
            if tile is None or not tile.shapes:
                continue
            self._placed += len(columns) * len(tile.shapes)
            if self._placed > MAX_PLACED:
                raise DrawingError(f"has too many tiles with collision shapes; allowed: up to {MAX_PLACED}")
            corners = self._grid.lower_left_corners(columns, rows)
            for shape in _collision_shapes(tile, gid, self._grid):
                if (key := _merge_key(shape)) is None:
                    yield from _copies(shape, corners, name)
                    continue
                points = shape.outline.points
                boxes[key].append(np.tile(corners, 2) + np.concatenate((points.min(axis=0), points.max(axis=0))))
        for properties, parts in boxes.items():
            for left, top, right, bottom in merge_boxes(np.concatenate(parts)):
                points = np.array([(left, top), (right, top), (right, bottom), (left, bottom)])
                yield Shape(_label("tiles", name, points[0]), points, properties=dict(properties))

    def _cells_by_number(self, layer: Table) -> Iterator[tuple[int, Indices, Indices]]:
        """Yield each tile number of a layer, and the columns and rows (k,) of its cells."""
        for x, y, numbers in tile_numbers(layer, MAX_CELLS - self._cells):
            self._cells += numbers.size
            flat = numbers.ravel()
            order = np.argsort(flat, kind="stable")
            found, starts = np.unique(flat[order], return_index=True)
            for gid, cells in zip(found.tolist(), np.split(order, starts[1:]), strict=True):
                if gid:
                    yield gid, cells % numbers.shape[1] + x, cells // numbers.shape[1] + y


def merge_boxes(boxes: Floats) -> Floats:
    """Return boxes (k, 4) that cover the same area: those that are flush along x become one, then those along y.

    boxes : left, top, right, bottom
    """
    merged = np.round(boxes, DIGITS).tolist()
    for axis in (0, 1):
        across = 1 - axis
        merged.sort(key=lambda box: (box[across], box[across + 2], box[axis]))
        rows = list[list[float]]()
        for box in merged:
            last = rows[-1] if rows else None
            is_in_row = last is not None and last[across::2] == box[across::2] and box[axis] <= last[axis + 2]
            if last is not None and is_in_row:
                last[axis + 2] = max(last[axis + 2], box[axis + 2])
            else:
                rows.append(box)
        merged = rows
    return np.array(merged, np.float64).reshape(-1, 4)


def _collision_shapes(tile: Tile, gid: int, grid: Grid) -> Iterator[_CollisionShape]:
    image = tile_in_cell(tile, gid, grid.cell, grid.is_hexagonal)
    for item in tile.shapes:
        outline = outline_of(item, placement_of(item).then(image))
        role = role_from_names(text(item, "type"), text(item, "class"), text(item, "name"), tile.kind)
        yield _CollisionShape(outline, role, {**tile.properties, **read_properties(item.get("properties"))})


def _copies(shape: _CollisionShape, corners: Floats, name: str) -> Iterator[Shape]:
    """Yield a shape at the lower left corners (k, 2) of cells."""
    outline = shape.outline
    for points in outline.points + corners[:, None]:
        label = _label("tile", name, points.min(axis=0))
        yield Shape(label, points, outline.radius, outline.closed, role=shape.role, properties=shape.properties)


def _merge_key(shape: _CollisionShape) -> tuple[tuple[str, object], ...] | None:
    """Return what boxes must have in common to become one wall; None if the shape stays one of its own."""
    if shape.role or not shape.properties.keys() <= MERGED_PROPERTIES or not _is_box(shape.outline):
        return None
    return tuple(sorted((key, str(value)) for key, value in shape.properties.items()))


def _is_box(outline: Outline) -> bool:
    """Return whether an outline is a rectangle with sides along x and y."""
    if outline.radius > 0.0 or not outline.closed or outline.points.shape != (4, 2):
        return False
    along = np.abs(np.diff(outline.points, axis=0, append=outline.points[:1])) > 10.0**-DIGITS
    return bool((along.sum(axis=1) == 1).all() and (along[0] == along[2]).all() and (along[0] != along[1]).all())


def _label(what: str, name: str, corner: Floats) -> str:
    return f'{what} of layer "{name[:100]}" at ({corner[0]:g}, {corner[1]:g}) px'
