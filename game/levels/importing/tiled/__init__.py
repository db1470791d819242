"""Reading of Tiled maps of versions 0.9 to 1.12.

A map in XML is converted to the form of JSON (`xml_form`), so one `reader` reads both. It takes the objects of object
layers and the collision shapes of tiles. The readers of values accept what any version has written, and refuse no map
for a key that it lacks.
"""

from pathlib import Path

from game.levels.importing.drawing import Drawing, DrawingError
from game.levels.importing.source import parse_json, parse_xml
from game.levels.importing.tiled.reader import read_map
from game.levels.importing.tiled.xml_form import map_table

__all__ = ["read_tmj", "read_tmx"]


def read_tmx(raw: bytes, scale: float, folder: Path | None = None) -> Drawing:
    """Read a map in XML.

    scale : pixels per metre
    folder : folder of the map; tilesets and templates are read from there, or not at all

    Raises ``DrawingError`` if the map is invalid.
    """
    root = parse_xml(raw)
    if root.tag != "map":
        raise DrawingError(f"is not a valid Tiled map: its root element is <{root.tag[:40]}>")
    return read_map(map_table(root), scale, folder)


def read_tmj(raw: bytes, scale: float, folder: Path | None = None) -> Drawing:
    """Read a map in JSON.

    scale : pixels per metre
    folder : folder of the map; tilesets and templates are read from there, or not at all

    Raises ``DrawingError`` if the map is invalid.
    """
    root = parse_json(raw)
    if not isinstance(root, dict):
        raise DrawingError("is not a valid Tiled map: it is not a JSON object")
    return read_map(root, scale, folder)
