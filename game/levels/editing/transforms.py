"""Moves and rotations of items: the fields that they change, by dotted names. Lengths are in m, angles in deg."""

from typing import Any

from game.levels.editing.frame import Point, rounded_angle, rounded_point, turned
from game.levels.editing.geometry import ItemGeometry
from game.levels.toml.problems import value_at

VECTORS = ("velocity", "sway.offset", "keys.offset", "acceleration", "flow", "repeat.step", "repeat.row_step")
"""Fields that turn with the item they belong to."""


def moved(geometry: ItemGeometry, dx: float, dy: float) -> dict[str, Any]:
    """Return the fields that move an item by a distance."""
    name = position_field(geometry)
    x, y = value_at(dict(geometry.fields), tuple(name.split("."))) or (0.0, 0.0)
    changes: dict[str, Any] = {name: rounded_point(x + dx, y + dy)}
    if geometry.repeat is not None and geometry.repeat.turn:  # the ring moves with its first copy
        about = geometry.repeat.about
        changes["repeat.about"] = rounded_point(about[0] + dx, about[1] + dy)
    return changes


def position_field(geometry: ItemGeometry) -> str:
    """Return the dotted name of the field that holds the position of an item."""
    if geometry.array == "balls":
        return "position" if geometry.model.spawn is None else "spawn.center"
    return "position" if geometry.array == "emitters" else "center"


def turned_fields(geometry: ItemGeometry, degrees: float, about: Point | None = None) -> dict[str, Any]:
    """Return the fields that turn an item counter-clockwise about a point; default: about its own centre.

    About a point, all that has a direction turns with it: velocities, sways, flows and rows of copies. Boxes of zones
    and grids of balls stay upright.
    """
    fields, changes = dict(geometry.fields), dict[str, Any]()
    if about is not None:
        name = position_field(geometry)
        x, y = value_at(fields, tuple(name.split("."))) or (0.0, 0.0)
        dx, dy = turned(x - about[0], y - about[1], degrees)
        changes[name] = rounded_point(about[0] + dx, about[1] + dy)
        if geometry.repeat is not None and geometry.repeat.turn:
            x, y = geometry.repeat.about
            dx, dy = turned(x - about[0], y - about[1], degrees)
            changes["repeat.about"] = rounded_point(about[0] + dx, about[1] + dy)
        for vector in VECTORS:
            if (value := value_at(fields, tuple(vector.split(".")))) is not None:
                changes[vector] = rounded_point(*turned(value[0], value[1], degrees))
    spawn = fields.get("spawn") or {}
    if spawn.get("pattern") == "points":
        changes["spawn.points"] = [rounded_point(*turned(x, y, degrees)) for x, y in spawn["points"]]
    elif spawn.get("pattern") == "line":
        changes["spawn.angle"] = rounded_angle(spawn.get("angle", 0.0) + degrees)
    if spawn.get("direction") is not None:
        changes["spawn.direction"] = rounded_angle(spawn["direction"] + degrees)
    if geometry.array == "walls" or (geometry.array == "balls" and not spawn):
        changes["angle"] = rounded_angle(fields.get("angle", 0.0) + degrees)
    return changes


def stays_upright(geometry: ItemGeometry) -> bool:
    """Whether an item has sides that the format keeps horizontal and vertical."""
    if geometry.array == "balls":
        return geometry.model.spawn is not None and geometry.model.spawn.pattern == "grid"
    zone = getattr(geometry.model, "zone", None)
    return zone is not None and zone.shape == "box"
