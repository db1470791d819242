"""Reading of object layers of Tiled maps. pytiled-parser parses a copy without references to other files."""

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
from game.levels.importing.drawing import Drawing, DrawingError, Shape, ellipse, role_from_names, to_metres
from game.levels.importing.source import MAX_DEPTH, parse_json, parse_xml

IGNORED_LAYERS = {"layer": "tile layer", "tilelayer": "tile layer", "imagelayer": "image layer"}
IGNORED_OBJECTS = ("text", "capsule")


def read_tmx(raw: bytes, scale: float) -> Drawing:
    """Read a map in XML.

    scale : pixels per metre

    Raises ``DrawingError`` if the map is invalid.
    """
    root, drawing = parse_xml(raw), Drawing()

    def pruned() -> str:
        if root.tag != "map":
            raise ValueError(f"the root element is <{root.tag[:40]}>")
        _prune_xml(root, drawing)
        return tostring(root, "unicode")

    return _read("map.tmx", pruned, drawing, scale)


def read_tmj(raw: bytes, scale: float) -> Drawing:
    """Read a map in JSON.

    scale : pixels per metre

    Raises ``DrawingError`` if the map is invalid.
    """
    root, drawing = parse_json(raw), Drawing()

    def pruned() -> str:
        layers = _prune_json(root["layers"], drawing, MAX_DEPTH)
        return json.dumps(root | {"layers": layers, "tilesets": []})

    return _read("map.tmj", pruned, drawing, scale)


def _read(name: str, pruned: Callable[[], str], drawing: Drawing, scale: float) -> Drawing:
    """Fill the drawing with the objects of a map.

    name : file name that gives pytiled-parser the format
    pruned : returns the text of the map with objects only
    """
    try:
        with TemporaryDirectory() as folder:
            path = Path(folder, name)
            path.write_text(pruned(), encoding="utf-8")
            tiled = pytiled_parser.parse_map(path)
        size = np.array(tiled.map_size, np.float64) * tiled.tile_size
    except Exception as error:  # pytiled-parser raises exceptions of many types
        reason = f"{type(error).__name__}: {error}"
        raise DrawingError(f"is not a valid Tiled map ({reason[:200]})") from None
    if tiled.orientation == "isometric":
        raise DrawingError("is an isometric map; allowed: orthogonal maps")
    drawing.properties = _with_text_names(tiled.properties)
    for item, offset in _visible_objects(tiled.layers or (), np.zeros(2), drawing):
        properties = _with_text_names(item.properties)
        try:
            with np.errstate(all="ignore"):  # overflows are reported later
                shape = _shape(item)
                points = (
                    shape.points @ _rotation_matrix(item.rotation) + np.array(item.coordinates, np.float64) + offset
                )
        except (TypeError, ValueError, OverflowError):
            drawing.notes.append(f"{_object_label(item.id, item.name)}: has invalid numbers")
            continue
        drawing.add(
            Shape(
                shape.label,
                to_metres(points, 0.5 * size, scale),
                shape.radius / scale,
                shape.closed,
                role=role_from_names(item.class_, item.name),
                properties={key: _text_of_color(value) for key, value in properties.items()},
            )
        )
    return drawing


def _with_text_names(properties: Mapping[Any, object] | None) -> dict[str, object]:
    """Return properties with their names as texts. In an invalid JSON map, names can have other types."""
    return {str(name): value for name, value in (properties or {}).items()}


def _visible_objects(layers: Iterable[Any], offset: Floats, drawing: Drawing) -> Iterator[tuple[TiledObject, Floats]]:
    """Yield each visible object and the offset (2,) of its layer, px."""
    for layer in layers:
        try:
            layer_offset = offset + np.array(layer.offset, np.float64)
        except (TypeError, ValueError, OverflowError):
            raise DrawingError("has a layer whose offset is not a pair of numbers") from None
        if not layer.visible:
            drawing.ignored["hidden layer"] += 1
        elif isinstance(layer, pytiled_parser.LayerGroup):
            yield from _visible_objects(layer.layers or (), layer_offset, drawing)
        else:
            for item in layer.tiled_objects:
                if item.visible:
                    yield item, layer_offset
                else:
                    drawing.ignored["hidden object"] += 1


def _shape(item: TiledObject) -> Shape:
    """Return the shape of an object, px, y down, relative to its center of rotation."""
    label, half = _object_label(item.id, item.name), 0.5 * np.array(item.size, np.float64)
    if isinstance(item, Polygon | Polyline):
        return Shape(label, np.array(item.points, np.float64).reshape(-1, 2), closed=isinstance(item, Polygon))
    if isinstance(item, Point):
        return Shape(label, np.zeros((1, 2)))
    if not isinstance(item, Ellipse):
        return Shape(label, half * [(0.0, 0.0), (2.0, 0.0), (2.0, 2.0), (0.0, 2.0)])
    if math.isclose(*half, rel_tol=1e-6):
        return Shape(label, half[None, :], float(half[0]))
    return Shape(label, half + ellipse(*half))


def _rotation_matrix(degrees: float) -> Floats:
    """Return the matrix that rotates row vectors clockwise (y down)."""
    cosine, sine = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
    return np.array([[cosine, sine], [-sine, cosine]])


def _object_label(number: object, name: object) -> str:
    return f"object {str(number)[:20]}" + (f' "{str(name)[:100]}"' if name else "")


def _text_of_color(value: object) -> object:
    """Return "#rrggbb" for a colour; any other value is returned unchanged."""
    return "#{:02x}{:02x}{:02x}".format(*value[:3]) if isinstance(value, Color) else value


# -- pruning ------------------------------


def _prune_xml(root: Element, drawing: Drawing) -> None:
    """Remove everything but layers with usable objects; count or note what is removed in the drawing."""
    for parent in list(root.iter()):
        for child in list(parent):
            if child.tag == "tileset":
                parent.remove(child)
            elif child.tag in IGNORED_LAYERS:
                drawing.ignored[IGNORED_LAYERS[child.tag]] += 1
                parent.remove(child)
            elif child.tag == "object":
                keys = {part.tag for part in child} | set(child.keys())
                if _is_unusable(keys, child.get("id"), child.get("name"), drawing):
                    parent.remove(child)
                elif {"width", "height"} & keys:  # Tiled omits a width or height of 0
                    child.attrib |= {key: child.get(key, "0") for key in ("width", "height")}


def _prune_json(layers: Iterable[Any], drawing: Drawing, depth: int) -> list[Any]:
    """Return the layers with usable objects only; count or note what is removed in the drawing."""
    if depth == 0:
        raise DrawingError("is nested too deeply")
    kept = []
    for layer in layers:
        if layer["type"] in IGNORED_LAYERS:
            drawing.ignored[IGNORED_LAYERS[layer["type"]]] += 1
            continue
        if layer["type"] == "group":
            layer["layers"] = _prune_json(layer["layers"], drawing, depth - 1)
        else:
            layer["objects"] = [
                item
                for item in layer["objects"]
                if not _is_unusable(item.keys(), item.get("id"), item.get("name"), drawing)
            ]
        kept.append(layer)
    return kept


def _is_unusable(keys: Iterable[str], number: object, name: object, drawing: Drawing) -> bool:
    """Return whether the keys of an object show that it cannot be imported; if so, count or note it."""
    if "template" in keys:
        drawing.notes.append(f"{_object_label(number, name)}: is an instance of a template; detach it in Tiled first")
    elif "gid" in keys:
        drawing.ignored["tile object"] += 1
    else:
        types = [name for name in IGNORED_OBJECTS if name in keys]
        drawing.ignored.update(types)
        return bool(types)
    return True
