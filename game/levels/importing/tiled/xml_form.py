"""Conversion of maps, tilesets and templates in XML to the form that Tiled gives them in JSON.

Attributes stay texts. Elements that Tiled adds in later versions become tables that nothing reads.
"""

from typing import Any
from xml.etree.ElementTree import Element

LAYERS = {"layer": "tilelayer", "objectgroup": "objectgroup", "imagelayer": "imagelayer", "group": "group"}
"""The type of a layer in JSON by its element."""

MARKS = {"ellipse", "point", "capsule", "text"}
CORNERS = {"polygon", "polyline"}


def map_table(root: Element) -> dict[str, Any]:
    """Return a map: its attributes, ``properties``, ``tilesets`` and ``layers``."""
    tilesets = [tileset_table(child) for child in root if child.tag == "tileset"]
    return {**_with_properties(root), "tilesets": tilesets, "layers": _layers(root)}


def tileset_table(root: Element) -> dict[str, Any]:
    """Return a tileset: its attributes, ``properties``, ``tileoffset``, ``grid``, and ``tiles`` with what they hold."""
    table = _with_properties(root)
    for name in ("tileoffset", "grid"):
        if (child := root.find(name)) is not None:
            table[name] = dict(child.attrib)
    return {**table, "tiles": [_tile(child) for child in root if child.tag == "tile"]}


def template_table(root: Element) -> dict[str, Any]:
    """Return a template: its ``object``, and ``tileset`` if it has one."""
    table: dict[str, Any] = {}
    for child in root:
        if child.tag == "object":
            table["object"] = _object(child)
        elif child.tag == "tileset":
            table["tileset"] = tileset_table(child)
    return table


def _with_properties(element: Element) -> dict[str, Any]:
    table: dict[str, Any] = dict(element.attrib)
    if (properties := element.find("properties")) is not None:
        table["properties"] = [_property(child) for child in properties if child.tag == "property"]
    return table


def _property(element: Element) -> dict[str, Any]:
    """Return a property. The members of a class are properties below it; long texts are the content of the element."""
    table: dict[str, Any] = dict(element.attrib)
    if (members := element.find("properties")) is not None:
        table["value"] = [_property(child) for child in members if child.tag == "property"]
    elif (items := element.findall("item")) and "value" not in table:
        table["value"] = [item.get("value") for item in items]
    else:
        table.setdefault("value", element.text or "")
    return table


def _layers(parent: Element) -> list[dict[str, Any]]:
    return [_layer(child, LAYERS[child.tag]) for child in parent if child.tag in LAYERS]


def _layer(element: Element, kind: str) -> dict[str, Any]:
    table = {**_with_properties(element), "type": kind}
    if kind == "group":
        table["layers"] = _layers(element)
    elif kind == "objectgroup":
        table["objects"] = [_object(child) for child in element if child.tag == "object"]
    elif kind == "tilelayer" and (data := element.find("data")) is not None:
        table |= {key: data.get(key) for key in ("encoding", "compression")}
        table["data"] = _tiles(data)
        if chunks := data.findall("chunk"):
            table["chunks"] = [{**chunk.attrib, "data": _tiles(chunk)} for chunk in chunks]
    return table


def _tiles(element: Element) -> object:
    """Return the encoded text, or a list of tile numbers where each tile is an element."""
    tiles = [tile.get("gid", "0") for tile in element if tile.tag == "tile"]
    return tiles or (element.text or "")


def _object(element: Element) -> dict[str, Any]:
    table = _with_properties(element)
    for child in element:
        if child.tag in MARKS:
            table[child.tag] = True
        elif child.tag in CORNERS:
            table[child.tag] = child.get("points", "")
        elif child.tag != "properties":
            table["unknown"] = str(child.tag)
    return table


def _tile(element: Element) -> dict[str, Any]:
    table = _with_properties(element)
    if (image := element.find("image")) is not None:
        table |= {f"image{key}": image.get(key) for key in ("width", "height")}
    if (group := element.find("objectgroup")) is not None:
        table["objectgroup"] = _layer(group, "objectgroup")
    return table
