"""Tiled maps: object layers become shapes. pytiled-parser reads them, but never sees what refers to other files."""

import json
import math
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from xml.etree.ElementTree import Element, tostring

import numpy as np
import pytiled_parser
from pytiled_parser.common_types import Color
from pytiled_parser.tiled_object import Ellipse, Point, Polygon, Polyline, TiledObject

from components.outline import Floats
from game.levels.importing.drawing import Drawing, DrawingError, Shape, ellipse, part_of, upright
from game.levels.importing.source import MAX_DEPTH, parse_json, parse_xml

LAYERS = {"layer": "tile layer", "tilelayer": "tile layer", "imagelayer": "image layer"}
UNUSED = ("text", "capsule")


def read_tmx(raw: bytes, scale: float) -> Drawing:
    """Read a map in XML; DrawingError if it is none."""
    root, drawing = parse_xml(raw), Drawing()

    def pruned() -> str:
        if root.tag != "map":
            raise ValueError(f"it begins with <{root.tag[:40]}>")
        _prune_xml(root, drawing)
        return tostring(root, "unicode")

    return _read("map.tmx", pruned, drawing, scale)


def read_tmj(raw: bytes, scale: float) -> Drawing:
    """Read a map in JSON; DrawingError if it is none."""
    root, drawing = parse_json(raw), Drawing()

    def pruned() -> str:
        layers = _prune_json(root["layers"], drawing, MAX_DEPTH)
        return json.dumps(root | {"layers": layers, "tilesets": []})

    return _read("map.tmj", pruned, drawing, scale)


def _read(name: str, pruned: Callable[[], str], drawing: Drawing, scale: float) -> Drawing:
    """Fill the drawing from a copy of the map that holds objects only."""
    try:
        with TemporaryDirectory() as folder:
            path = Path(folder, name)
            path.write_text(pruned(), encoding="utf-8")
            tiled = pytiled_parser.parse_map(path)
        size = np.array(tiled.map_size, np.float64) * tiled.tile_size
    except Exception as problem:  # pytiled-parser raises whatever comes
        what = f"{type(problem).__name__}: {problem}"
        raise DrawingError(f"is not a map as Tiled writes it ({what[:200]})") from None
    if tiled.orientation == "isometric":
        raise DrawingError("is an isometric map; allowed: orthogonal ones")
    drawing.properties = _named(tiled.properties)
    for item, offset in _objects(tiled.layers or (), np.zeros(2), drawing):
        properties = _named(item.properties)
        try:
            with np.errstate(all="ignore"):  # what overflows is told later
                shape = _shape(item)
                turned = shape.points @ _turn(item.rotation) + np.array(item.coordinates, np.float64) + offset
        except (TypeError, ValueError, OverflowError):
            drawing.notes.append(f"{_where(item.id, item.name)}: has numbers that cannot be drawn")
            continue
        drawing.add(
            Shape(
                shape.where,
                upright(turned, 0.5 * size, scale),
                shape.radius / scale,
                shape.closed,
                part=part_of(item.class_, item.name),
                color=_color(properties.pop("color", None)),
                properties=properties,
            )
        )
    return drawing


def _named(properties: Mapping[Any, object] | None) -> dict[str, object]:
    """Return properties by names that are texts, as those of a map in JSON need not be."""
    return {str(name): value for name, value in (properties or {}).items()}


def _objects(layers: Iterable[Any], offset: Floats, drawing: Drawing) -> Iterator[tuple[TiledObject, Floats]]:
    """Yield every visible object, and the offset of its layer, px."""
    for layer in layers:
        try:
            moved = offset + np.array(layer.offset, np.float64)
        except (TypeError, ValueError, OverflowError):
            raise DrawingError("has a layer whose offset is no pair of numbers") from None
        if not layer.visible:
            drawing.ignored["hidden layer"] += 1
        elif isinstance(layer, pytiled_parser.LayerGroup):
            yield from _objects(layer.layers or (), moved, drawing)
        else:
            for item in layer.tiled_objects:
                if item.visible:
                    yield item, moved
                else:
                    drawing.ignored["hidden object"] += 1


def _shape(item: TiledObject) -> Shape:
    """Return the shape of an object in px, y down, as seen from the point it turns about."""
    where, half = _where(item.id, item.name), 0.5 * np.array(item.size, np.float64)
    if isinstance(item, Polygon | Polyline):
        return Shape(where, np.array(item.points, np.float64).reshape(-1, 2), closed=isinstance(item, Polygon))
    if isinstance(item, Point):
        return Shape(where, np.zeros((1, 2)))
    if not isinstance(item, Ellipse):
        return Shape(where, half * [(0.0, 0.0), (2.0, 0.0), (2.0, 2.0), (0.0, 2.0)])
    if math.isclose(*half, rel_tol=1e-6):
        return Shape(where, half[None, :], float(half[0]))
    return Shape(where, half + ellipse(*half))


def _turn(rotation: float) -> Floats:
    """Return the matrix that turns row vectors, y down, clockwise by degrees."""
    cosine, sine = math.cos(math.radians(rotation)), math.sin(math.radians(rotation))
    return np.array([[cosine, sine], [-sine, cosine]])


def _where(number: object, name: object) -> str:
    return f"object {str(number)[:20]}" + (f' "{str(name)[:100]}"' if name else "")


def _color(value: object) -> str | None:
    return "#{:02x}{:02x}{:02x}".format(*value[:3]) if isinstance(value, Color) else None


# -- pruning ------------------------------


def _prune_xml(root: Element, drawing: Drawing) -> None:
    """Take out of a map all that is no object with a shape of its own."""
    for parent in list(root.iter()):
        for child in list(parent):
            if child.tag == "tileset":
                parent.remove(child)
            elif child.tag in LAYERS:
                drawing.ignored[LAYERS[child.tag]] += 1
                parent.remove(child)
            elif child.tag == "object":
                kinds = {part.tag for part in child} | set(child.keys())
                if _is_unused(kinds, child.get("id"), child.get("name"), drawing):
                    parent.remove(child)
                elif {"width", "height"} & kinds:  # Tiled leaves out a 0
                    child.attrib |= {key: child.get(key, "0") for key in ("width", "height")}


def _prune_json(layers: Iterable[Any], drawing: Drawing, depth: int) -> list[Any]:
    """Return layers without all that is no object with a shape of its own."""
    if depth == 0:
        raise DrawingError("is nested too deeply")
    kept = []
    for layer in layers:
        if layer["type"] in LAYERS:
            drawing.ignored[LAYERS[layer["type"]]] += 1
            continue
        if layer["type"] == "group":
            layer["layers"] = _prune_json(layer["layers"], drawing, depth - 1)
        else:
            layer["objects"] = [
                item
                for item in layer["objects"]
                if not _is_unused(item.keys(), item.get("id"), item.get("name"), drawing)
            ]
        kept.append(layer)
    return kept


def _is_unused(kinds: Iterable[str], number: object, name: object, drawing: Drawing) -> bool:
    """Whether an object is told by its keys to be of a kind that is left out; note that."""
    if "template" in kinds:
        drawing.notes.append(f"{_where(number, name)}: is an instance of a template; detach it in Tiled first")
    elif "gid" in kinds:
        drawing.ignored["tile object"] += 1
    else:
        unused = [kind for kind in UNUSED if kind in kinds]
        drawing.ignored.update(unused)
        return bool(unused)
    return True
