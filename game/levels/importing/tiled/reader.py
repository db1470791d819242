"""Conversion of the layers of a map to a drawing."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np

from components.outline import Floats
from game.levels.importing.drawing import Drawing, DrawingError, Shape, role_from_names, to_metres
from game.levels.importing.source import MAX_DEPTH
from game.levels.importing.tiled.grid import Grid, check_orientation, read_grid
from game.levels.importing.tiled.nearby_files import NearbyFiles
from game.levels.importing.tiled.outlines import Outline, disc_within, outline_of, placement_of
from game.levels.importing.tiled.placement import Placement, moved
from game.levels.importing.tiled.properties import read_properties
from game.levels.importing.tiled.templates import Templates
from game.levels.importing.tiled.tile_layers import TileLayers
from game.levels.importing.tiled.tilesets import Tile, Tilesets, tile_of_object
from game.levels.importing.tiled.values import Table, flag, number, shortened, tables, text, whole

IGNORED_LAYERS = {"imagelayer": "image layer"}
LARGEST_GID = 0xFFFFFFFF


def read_map(root: Table, scale: float, folder: Path | None) -> Drawing:
    """Return the drawing of a map in the form that it has in JSON.

    scale : pixels per metre
    folder : folder of the map, from which it may read tilesets and templates; without one, it reads no other file

    Raises ``DrawingError`` if the map is invalid. Invalid layers, objects and tilesets cost a note each.
    """
    check_orientation(root)
    try:
        if not isinstance(layers := root.get("layers"), list):
            raise ValueError(f"it has no list of layers, and its type is {shortened(root.get('type'))}")
        grid, properties = read_grid(root), read_properties(root.get("properties"))
    except ValueError as error:
        raise DrawingError(f"is not a valid Tiled map: {error}") from None
    drawing = Drawing(properties=properties)
    reader = _Reader(drawing, NearbyFiles(folder), root, grid)
    with np.errstate(all="ignore"):  # overflows are reported later
        reader.read_layers(layers, np.zeros(2), "", MAX_DEPTH)
        middle = _middle(drawing.shapes) if flag(root, "infinite") else 0.5 * grid.size()
        drawing.shapes = [
            replace(shape, points=to_metres(shape.points, middle, scale), radius=shape.radius / scale)
            for shape in drawing.shapes
        ]
    return drawing


def _middle(shapes: list[Shape]) -> Floats:
    """Return the middle (2,) of the box around all shapes. A map without ends has no middle of its own."""
    corners = np.concatenate([np.zeros((0, 2)), *(shape.points for shape in shapes)])
    corners = corners[np.isfinite(corners).all(axis=1)]
    return 0.5 * (corners.min(axis=0) + corners.max(axis=0)) if len(corners) else np.zeros(2)


class _Reader:
    """Adds the shapes of layers to a drawing, px, y down."""

    def __init__(self, drawing: Drawing, files: NearbyFiles, root: Table, grid: Grid) -> None:
        self._drawing = drawing
        self._tilesets = Tilesets(root.get("tilesets"), files, drawing.notes)
        self._templates = Templates(files, drawing.notes)
        self._tile_layers = TileLayers(self._tilesets, grid)

    def read_layers(self, layers: object, offset: Floats, role: str, depth: int) -> None:
        """Add the shapes of layers and of the layers in groups.

        offset : displacement (2,) of the group
        role : role of objects whose own names give none
        depth : how deep groups may be nested
        """
        if depth == 0:
            raise DrawingError("is nested too deeply")
        for layer in tables(layers):
            kind = text(layer, "type")
            if _is_hidden(layer):
                self._drawing.ignored["hidden layer"] += 1
                continue
            if kind in IGNORED_LAYERS:
                self._drawing.ignored[IGNORED_LAYERS[kind]] += 1
                continue
            name = f'layer "{text(layer, "name")[:100]}"'
            try:
                inner = offset + np.array([number(layer, "offsetx"), number(layer, "offsety")])
                if number(layer, "parallaxx", 1.0) != 1.0 or number(layer, "parallaxy", 1.0) != 1.0:
                    self._drawing.ignored["parallax"] += 1
                if kind == "tilelayer":
                    self._read_tiles(layer, inner)
            except ValueError as error:
                self._drawing.notes.append(f"{name}: {error}")
                continue
            own_role = role_from_names(text(layer, "class"), text(layer, "name")) or role
            if kind == "group":
                self.read_layers(layer.get("layers"), inner, own_role, depth - 1)
            elif kind == "objectgroup":
                for item in tables(layer.get("objects")):
                    self._read_object(item, inner, own_role)
            elif kind != "tilelayer":
                self._drawing.notes.append(f"{name}: its type {shortened(layer.get('type'))} is not known")

    def _read_tiles(self, layer: Table, offset: Floats) -> None:
        count = len(self._drawing.shapes)
        if self._tilesets:
            for shape in self._tile_layers.shapes(layer):
                self._drawing.add(replace(shape, points=shape.points + offset))
        if len(self._drawing.shapes) == count:
            self._drawing.ignored["tile layer"] += 1

    def _read_object(self, item: Table, offset: Floats, role: str) -> None:
        label = _object_label(item)
        try:
            item, tilesets = self._templates.expand(item, self._tilesets)
            label = _object_label(item)
            if _is_hidden(item):
                self._drawing.ignored["hidden object"] += 1
            elif item.get("text") is not None:
                self._drawing.ignored["text"] += 1
            elif item.get("unknown") is not None:
                raise ValueError(f"its shape {shortened(item['unknown'])} is not known")
            else:
                for shape in self._shapes(item, label, tilesets, role):
                    self._drawing.add(replace(shape, points=shape.points + offset))
        except ValueError as error:
            self._drawing.notes.append(f"{label}: {error}")

    def _shapes(self, item: Table, label: str, tilesets: Tilesets, role: str) -> Iterator[Shape]:
        names, properties = _names(item), read_properties(item.get("properties"))
        if item.get("gid") is None:
            yield _shape(label, outline_of(item, placement_of(item)), role_from_names(*names) or role, properties)
            return
        gid = whole(item, "gid", 0, LARGEST_GID)
        tile = tilesets.tile(gid) or Tile(np.zeros(2), np.zeros(2))
        properties = {**tile.properties, **properties}
        role = role_from_names(*names, tile.kind) or role
        box = np.array([number(item, key) or size for key, size in zip(("width", "height"), tile.size, strict=True)])
        place = placement_of(item)
        parts = list(_collision_outlines(tile, gid, box, place))
        if role in {"ball", "spawn"}:
            discs = [outline for _, outline in parts if outline.radius > 0.0]
            corner = moved(*(-box * tile.alignment))
            outline = discs[0] if len(parts) == len(discs) == 1 else disc_within(box, corner.then(place))
            yield _shape(label, outline, role, properties)
            return
        for part, outline in parts:
            own = read_properties(part.get("properties"))
            yield _shape(label, outline, role_from_names(*_names(part)) or role, {**own, **properties})
        if not parts:
            self._drawing.ignored["tile object"] += 1


def _collision_outlines(tile: Tile, gid: int, box: Floats, place: Placement) -> Iterator[tuple[Table, Outline]]:
    image = tile_of_object(tile, gid, box)
    for part in tile.shapes:
        yield part, outline_of(part, placement_of(part).then(image).then(place))


def _shape(label: str, outline: Outline, role: str, properties: dict[str, object]) -> Shape:
    return Shape(label, outline.points, outline.radius, outline.closed, role=role, properties=properties)


def _names(item: Table) -> tuple[str, str, str]:
    """Return what gives an object its role: its class, which was its type in most versions, and its name."""
    return text(item, "type"), text(item, "class"), text(item, "name")


def _is_hidden(item: Table) -> bool:
    """Return whether a layer or an object is hidden or transparent."""
    return not flag(item, "visible", True) or str(item.get("opacity", 1)).strip() in {"0", "0.0"}


def _object_label(item: Table) -> str:
    number_, name = item.get("id"), item.get("name")
    words = ["object" if number_ is not None or name else "an object without a name"]
    words += [str(number_)[:20]] if number_ is not None else []
    return " ".join([*words, *([f'"{str(name)[:100]}"'] if name else [])])
