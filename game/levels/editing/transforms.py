"""Moves and rotations of items: the fields that they change, by dotted names. Lengths are in m, angles in deg."""

from collections.abc import Mapping
from typing import Any

from game.levels.editing.frame import Point, rounded_angle, rounded_point, turned
from game.levels.editing.geometry import ItemGeometry
from game.levels.toml.problems import value_at

VECTORS = ("velocity", "sway.offset", "acceleration", "flow")
"""Fields that turn with the item they belong to."""


def moved(array: str, fields: Mapping[str, Any], dx: float, dy: float) -> dict[str, Any]:
    """Return the fields that move an item by a distance."""
    name = position_field(array, fields)
    x, y = value_at(dict(fields), tuple(name.split("."))) or (0.0, 0.0)
    return {name: rounded_point(x + dx, y + dy)}


def position_field(array: str, fields: Mapping[str, Any]) -> str:
    """Return the dotted name of the field that holds the position of an item."""
    if array == "balls":
        return "position" if fields.get("position") is not None else "spawn.center"
    return "position" if array == "emitters" else "center"


def turned_fields(geometry: ItemGeometry, degrees: float, about: Point | None = None) -> dict[str, Any]:
    """Return the fields that turn an item counter-clockwise about a point; default: about its own centre.

    What has a direction turns with it: velocities, sways, flows. Boxes of zones and grids of balls stay upright.
    """
    fields, changes = dict(geometry.fields), dict[str, Any]()
    if about is not None:
        name = position_field(geometry.array, fields)
        x, y = value_at(fields, tuple(name.split("."))) or (0.0, 0.0)
        dx, dy = turned(x - about[0], y - about[1], degrees)
        changes[name] = rounded_point(about[0] + dx, about[1] + dy)
        for vector in VECTORS:
            if (value := value_at(fields, tuple(vector.split(".")))) is not None:
                changes[vector] = rounded_point(*turned(value[0], value[1], degrees))
    spawn = fields.get("spawn") or {}
    if spawn.get("pattern") == "points":
        changes["spawn.points"] = [rounded_point(*turned(x, y, degrees)) for x, y in spawn["points"]]
    elif spawn.get("pattern") == "line":
        changes["spawn.angle"] = rounded_angle(spawn.get("angle", 0.0) + degrees)
    elif geometry.array == "walls" or (geometry.array == "balls" and not spawn):
        changes["angle"] = rounded_angle(fields.get("angle", 0.0) + degrees)
    return changes


def stays_upright(geometry: ItemGeometry) -> bool:
    """Whether an item has sides that the format keeps horizontal and vertical."""
    if geometry.array == "balls":
        return geometry.model.spawn is not None and geometry.model.spawn.pattern == "grid"
    zone = getattr(geometry.model, "zone", None)
    return zone is not None and zone.shape == "box"
