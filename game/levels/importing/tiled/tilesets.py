"""Tilesets of a map, inside it or in files beside it, and the tiles that tile numbers stand for."""

from bisect import bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from components.outline import Floats
from game.levels.importing.composing import SHAPE_PROPERTIES
from game.levels.importing.tiled.nearby_files import NearbyFiles
from game.levels.importing.tiled.outlines import outline_of, placement_of
from game.levels.importing.tiled.placement import Placement, fitted, flipped, moved, turned
from game.levels.importing.tiled.properties import read_properties
from game.levels.importing.tiled.values import Table, flag, number, shortened, table, tables, text, whole
from game.levels.importing.tiled.xml_form import tileset_table

HORIZONTAL, VERTICAL, DIAGONAL = 0x80000000, 0x40000000, 0x20000000
TURNED_60, TURNED_120 = DIAGONAL, 0x10000000
"""What the bits mean in hexagonal maps: clockwise rotations by 60 and 120 degrees, after the flips."""

NUMBER_MASK = 0x0FFFFFFF
"""The bits of a tile number that are not flips or rotations."""

ALIGNMENTS = {
    "topleft": (0.0, 0.0), "top": (0.5, 0.0), "topright": (1.0, 0.0),
    "left": (0.0, 0.5), "center": (0.5, 0.5), "right": (1.0, 0.5),
    "bottomleft": (0.0, 1.0), "bottom": (0.5, 1.0), "bottomright": (1.0, 1.0),
}  # fmt: skip
"""Where the position of a tile object lies in its box, relative to the size of the box."""


@dataclass(frozen=True, slots=True)
class Tile:
    """A tile with the settings of its tileset.

    size : size (2,) of its image, px
    offset : displacement (2,) of all tiles of its tileset, px
    alignment : where the position of an object with this tile lies in its box, relative to its size
    fits_grid, keeps_aspect : whether its image is scaled to a cell of the map, and with its aspect ratio
    kind : its class
    properties : custom properties that a shape can have
    shapes : valid and visible objects of its collision shape
    """

    size: Floats
    offset: Floats
    alignment: tuple[float, float] = (0.0, 1.0)
    fits_grid: bool = False
    keeps_aspect: bool = False
    kind: str = ""
    properties: Mapping[str, object] = field(default_factory=dict)
    shapes: tuple[Table, ...] = ()


def tile_in_cell(tile: Tile, gid: int, cell: Floats, is_hexagonal: bool = False) -> Placement:
    """Return the placement of the image of a tile relative to the lower left corner of a cell of a size (2,)."""
    box = cell if tile.fits_grid else tile.size
    scaled = fitted(tile.size, box, tile.keeps_aspect)
    if is_hexagonal:
        flip, _ = flipped(box, bool(gid & HORIZONTAL), bool(gid & VERTICAL), False)
        angle = 60.0 * bool(gid & TURNED_60) + 120.0 * bool(gid & TURNED_120)
        flip = flip.then(moved(*(-0.5 * box))).then(turned(angle)).then(moved(*(0.5 * box)))
    else:
        flip, box = flipped(box, *_flips(gid))
    offset = tile.offset @ scaled.matrix
    return scaled.then(flip).then(moved(offset[0], offset[1] - box[1]))


def tile_of_object(tile: Tile, gid: int, box: Floats) -> Placement:
    """Return the placement of the image of a tile object of a size (2,) relative to its position, not rotated."""
    scaled = fitted(tile.size, box, tile.keeps_aspect)
    flip, flipped_box = flipped(box, *_flips(gid))
    corner = tile.offset @ scaled.matrix - flipped_box * tile.alignment
    return scaled.then(flip).then(moved(*corner))


def _flips(gid: int) -> tuple[bool, bool, bool]:
    return bool(gid & HORIZONTAL), bool(gid & VERTICAL), bool(gid & DIAGONAL)


class Tilesets:
    """The tilesets of a map or a template.

    entries : the list of tilesets, each with its number ``firstgid``
    files : the files that they may come from
    notes : gets a message for each tileset that is needed and cannot be read
    folder : folder that the paths of tilesets are relative to
    """

    def __init__(self, entries: object, files: NearbyFiles, notes: list[str], folder: Path | None = None) -> None:
        self._files, self._notes, self._folder = files, notes, folder
        self._entries = dict[int, Table]()
        for entry in tables(entries):
            try:
                self._entries[whole(entry, "firstgid", 1, NUMBER_MASK)] = entry
            except ValueError as error:
                notes.append(f"a tileset: {error}")
        self._firsts = sorted(self._entries)
        self._tiles = dict[int, dict[int, Tile] | None]()

    def __bool__(self) -> bool:
        return bool(self._firsts)

    def tile(self, gid: int) -> Tile | None:
        """Return the tile of a number with flips; None if there is none, or its tileset cannot be read."""
        gid &= NUMBER_MASK
        if (k := bisect_right(self._firsts, gid)) == 0:
            return None
        first = self._firsts[k - 1]
        if first not in self._tiles:
            self._tiles[first] = self._read(self._entries[first])
        tiles = self._tiles[first]
        return None if tiles is None else tiles.get(gid - first, tiles[-1])

    def _read(self, entry: Table) -> dict[int, Tile] | None:
        """Return the tiles of a tileset by number, and a plain tile as number -1; None if it cannot be read."""
        source = entry.get("source")
        try:
            if source is not None:
                _, entry = self._files.read(source, tileset_table, self._folder)
            return _read_tiles(entry, self._notes)
        except ValueError as error:
            name, hint = (entry.get("name"), "") if source is None else (source, "; embed it in the map in Tiled")
            self._notes.append(f"tileset {shortened(name)} is not imported: {error}{hint}")
            return None


def _read_tiles(entry: Table, notes: list[str]) -> dict[int, Tile]:
    grid, offset = table(entry.get("grid")), table(entry.get("tileoffset"))
    plain: dict[str, Any] = {
        "offset": np.array([number(offset, "x"), number(offset, "y")]),
        "alignment": ALIGNMENTS.get(text(entry, "objectalignment"), (0.0, 1.0)),
        "fits_grid": text(entry, "tilerendersize") == "grid",
        "keeps_aspect": text(entry, "fillmode") == "preserve-aspect-fit",
    }
    size = _size(entry, "tilewidth", "tileheight", np.zeros(2))
    tiles = {-1: Tile(size, **plain)}
    for number_, item in _numbered(entry.get("tiles")):
        properties = read_properties(item.get("properties"))
        tiles[number_] = Tile(
            _size(item, "width", "height", _size(item, "imagewidth", "imageheight", size)),
            **plain,
            kind=text(item, "type") or text(item, "class"),
            properties={key: value for key, value in properties.items() if key in SHAPE_PROPERTIES},
            shapes=tuple(_valid_shapes(item, number_, notes)),
        )
    if text(grid, "orientation") == "isometric" and any(tile.shapes for tile in tiles.values()):
        raise ValueError("its collision shapes are isometric")
    return tiles


def _valid_shapes(item: Table, number_: int, notes: list[str]) -> Iterator[Table]:
    """Yield the visible objects of the collision shape of a tile; add a note for each invalid one."""
    for shape in tables(table(item.get("objectgroup")).get("objects")):
        if not flag(shape, "visible", True):
            continue
        try:
            outline_of(shape, placement_of(shape))
            read_properties(shape.get("properties"))
        except ValueError as error:
            notes.append(f"collision shape of tile {number_}: {error}")
        else:
            yield shape


def _size(item: Table, width: str, height: str, default: Floats) -> Floats:
    size = np.array([number(item, width, default[0]), number(item, height, default[1])])
    if not (np.isfinite(size).all() and (size >= 0.0).all()):
        raise ValueError(f"{width} and {height} of a tile must not be negative")
    return size


def _numbered(tiles: object) -> list[tuple[int, Table]]:
    """Return the tiles with their numbers. Until Tiled 1.1, they were a table by number in JSON."""
    if isinstance(tiles, Mapping):
        tiles = [{**table(item), "id": key} for key, item in tiles.items()]
    return [(whole(item, "id", 0, NUMBER_MASK), item) for item in tables(tiles)]
