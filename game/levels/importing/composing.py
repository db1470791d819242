"""Conversion of a drawing to level data: walls, balls, materials, and notes on everything that cannot be used."""

import math
from collections.abc import Mapping
from typing import Any

import numpy as np
from pydantic import TypeAdapter, ValidationError

from components.outline import Floats
from game.levels import placement
from game.levels.importing.containers import with_container
from game.levels.importing.drawing import Drawing, Shape, is_tint
from game.levels.importing.holes import without_holes
from game.levels.importing.items import Item
from game.levels.importing.overlaps import remove_inside_walls, remove_overlapping
from game.levels.importing.paths import Precision, arc_table, chord_tolerance, path_items, rounded
from game.levels.model import Balls, Level, Material, Wall
from game.levels.toml.source import suggest

MATERIAL_PROPERTIES = tuple(Material.model_fields)
FLAGS = ("container", "closed")
SHAPE_PROPERTIES = (
    *(*MATERIAL_PROPERTIES, *FLAGS, "spin", "velocity_x", "velocity_y", "thickness", "radius", "count", "speed"),
    *("direction", "spread", "label", "color"),
)
WORLD_PROPERTIES = ("linear_damping", "angular_damping", "step_rate", "substeps")
LEVEL_PROPERTIES = ("title", "description", "seed", "gravity_x", "gravity_y", *WORLD_PROPERTIES)
INTEGERS = ("count", "seed", "step_rate", "substeps")

FIELDS = {
    "velocity_x": ("velocity", 0),
    "velocity_y": ("velocity", 1),
    "gravity_x": ("gravity", 0),
    "gravity_y": ("gravity", 1),
    "color": ("colors",),
}
"""Where properties with other names are in the data of a level; the color of a wall has its own name."""

FEW_CORNERS = 5_000
"""Number of corners up to which curves of a drawing get finer chords."""

DEFAULT_RADIUS = 0.2
"""Radius of a ball without a radius, m."""

Values = dict[str, Any]


class _Materials:
    """Named materials without duplicates."""

    def __init__(self) -> None:
        self.tables: dict[str, Values] = {}

    def reference(self, values: Values) -> Values:
        """Return the entry ``material`` for the material properties of a shape; {} if it has none."""
        table = {key: values[key] for key in MATERIAL_PROPERTIES if key in values}
        if not table:
            return {}
        name = next((name for name, known in self.tables.items() if known == table), None)
        if name is None:
            name = f"material_{len(self.tables) + 1}"
            Material.model_validate(table)
            self.tables[name] = table
        return {"material": name}


def compose(drawing: Drawing, name: str) -> tuple[Values, list[str]]:
    """Return the data of a level with this name, and notes on what was not imported."""
    notes, materials = list(drawing.notes), _Materials()
    precision = Precision(_decimals(drawing.shapes), drawing.corners <= FEW_CORNERS)
    walls, balls = list[tuple[Shape, Item]](), list[Item]()
    for shape in without_holes(drawing.shapes):
        values = _parse_properties(shape.properties, SHAPE_PROPERTIES, shape.label, notes)
        try:
            item = _valid_item(shape, values, precision, materials, notes)
        except ValueError as error:
            notes.append(f"{shape.label}: {error}")
        else:
            if isinstance(item.model, Balls):
                balls.append(item)
            else:
                walls.append((shape, item))
    rooms = [hole for shape in drawing.shapes for hole in shape.holes]
    wall_items = with_container(walls, balls, rooms, notes)
    level, level_notes = _level_settings(drawing, name)
    ball_items = remove_overlapping(remove_inside_walls(balls, wall_items, notes), level.get("seed", 0), notes)
    if drawing.ignored:
        notes.append(f"ignored: {', '.join(map(_count_text, drawing.ignored.items()))}")
    notes += level_notes
    used = {item.data.get("material") for item in (*wall_items, *ball_items)}
    tables = {name: table for name, table in materials.tables.items() if name in used}
    return level | {
        key: part
        for key, part in (
            ("materials", tables),
            ("walls", [item.data for item in wall_items]),
            ("balls", [item.data for item in ball_items]),
        )
        if part
    }, notes


def _valid_item(shape: Shape, values: Values, precision: Precision, materials: _Materials, notes: list[str]) -> Item:
    """Return a wall or balls. Properties that are out of range are removed from ``values`` with a note.

    Raises ``ValueError`` if the shape itself cannot be one.
    """
    while True:
        try:
            return _item(shape, values, precision, materials)
        except ValidationError as error:
            if not (blamed := _blamed(error, values)):
                raise ValueError(_first_problem(error)) from None
            notes.append(f"{shape.label}: {_first_problem(error)}; {blamed} is not imported")
            del values[blamed]


def _item(shape: Shape, values: Values, precision: Precision, materials: _Materials) -> Item:
    if shape.role in {"ball", "spawn"} or "count" in values:
        data = _balls_table(shape, values, precision.digits)
        return Item(shape.label, data | materials.reference(values), Balls.model_validate(data))
    data = _wall_table(shape, values, precision)
    return Item(shape.label, data | materials.reference(values), TypeAdapter(Wall).validate_python(data))


# -- values ------------------------------


def _parse_properties(properties: Mapping[str, object], names: tuple[str, ...], label: str, notes: list[str]) -> Values:
    """Return the properties with a known name and a valid value; add a note for each other one."""
    values: Values = {}
    for key, value in properties.items():
        if key not in names:
            notes.append(f"{label}: unknown property {key}; {suggest(key, names)}allowed: {', '.join(names)}")
        elif key in {"title", "description", "label", "color"}:
            values[key] = str(value)
        elif key in FLAGS:
            values[key] = value if isinstance(value, bool) else str(value).lower() not in {"false", "no", "0"}
        elif (number := _number(value)) is None:
            notes.append(f"{label}: {key} must be a number (got {str(value)[:40]!r})")
        else:
            values[key] = int(number) if key in INTEGERS and number == int(number) else number
    return values


def _number(value: object) -> float | None:
    try:
        number = float(value)  # type: ignore[arg-type] # values of other types raise TypeError
    except (TypeError, ValueError, OverflowError):
        return None
    return number if math.isfinite(number) else None


def _level_settings(drawing: Drawing, name: str) -> tuple[Values, list[str]]:
    """Return the level data without walls, balls and materials, and notes on invalid properties."""
    notes = list[str]()
    values = _parse_properties(drawing.properties, LEVEL_PROPERTIES, "the map", notes)
    title = drawing.title or name
    while (error := _problem(settings := _settings(values, title))) is not None and values:
        others = (key for key in values if _problem(_settings(_without(values, key), title)) is None)
        blamed = _blamed(error, values) or next(others, [*values][-1])
        notes.append(f"the map: {_first_problem(error)}; {blamed} is not imported")
        values = _without(values, blamed)
    return settings, notes


def _settings(values: Values, title: str) -> Values:
    """Return the level data without walls, balls and materials."""
    settings: Values = {"format": 1, "title": (values.get("title") or title)[:100]}
    settings |= {key: values[key] for key in ("description", "seed") if key in values}
    world = {key: values[key] for key in WORLD_PROPERTIES if key in values}
    if {"gravity_x", "gravity_y"} & values.keys():
        world["gravity"] = [values.get("gravity_x", 0.0), values.get("gravity_y", 0.0)]
    return settings | ({"world": world} if world else {})


def _problem(settings: Values) -> ValidationError | None:
    try:
        Level.model_validate(settings)
    except ValidationError as error:
        return error
    return None


def _without(values: Values, name: str) -> Values:
    return {key: value for key, value in values.items() if key != name}


def _blamed(error: ValidationError, values: Values) -> str:
    """Return the property that the first problem of a table comes from, or "" if it comes from none."""
    path = error.errors(include_url=False)[0]["loc"]
    return next((key for key in values if key in path or (key in FIELDS and {*FIELDS[key]} <= {*path})), "")


def _first_problem(error: ValidationError) -> str:
    """Return field and message of the first problem."""
    problem = error.errors(include_url=False)[0]
    field = ".".join(str(part) for part in problem["loc"] if part not in {"path", "circle"})
    is_ours = problem["type"] == "value_error"
    message = str(problem["ctx"]["error"]) if is_ours else f"{problem['msg'].lower()} (got {problem['input']})"
    return f"{field}: {message}" if field else message


def _count_text(entry: tuple[str, int]) -> str:
    name, number = entry
    return f"{number} {name}{'s' if number > 1 else ''}"


def _decimals(shapes: list[Shape]) -> int:
    """Return the number of decimals of lengths in m, for a precision of about 1e-11 of the drawing's size."""
    points = [shape.points for shape in shapes if np.isfinite(shape.points).all() and np.abs(shape.points).max() < 1e6]
    size = max((float(np.abs(corners).max()) for corners in points), default=1.0)
    return min(max(11 - math.ceil(math.log10(max(size, 1e-6))), 0), 15)


# -- walls and balls ------------------------------


def _check_coordinates(shape: Shape) -> None:
    if not (np.isfinite(shape.points).all() and math.isfinite(shape.radius)):
        raise ValueError("has coordinates that are not finite")
    if np.abs(shape.points).max(initial=0.0) > 1e6:
        raise ValueError(
            f"has coordinates that are too large ({np.abs(shape.points).max():.3g} m); allowed: up to 1e6 m"
        )


def _wall_table(shape: Shape, values: Values, precision: Precision) -> Values:
    """Return the table of a wall. Raises ``ValueError`` if the shape cannot be a wall."""
    digits = precision.digits
    _check_coordinates(shape)
    motion = {"spin": values["spin"]} if "spin" in values else {}
    look: Values = {key: values[key] for key in ("label", "color") if key in values}
    if "color" not in values and is_tint(shape.color):
        look["color"] = shape.color
    if {"velocity_x", "velocity_y"} & values.keys():
        motion["velocity"] = [values.get("velocity_x", 0.0), values.get("velocity_y", 0.0)]
    container = values.get("container", shape.role == "container")
    if shape.radius > 0.0:
        disc = {"shape": "circle", "center": rounded(shape.points[0], digits), "radius": round(shape.radius, digits)}
        return {**disc, "container": container, **motion, **look}
    if len(shape.points) == 1:
        raise ValueError("is a point; only balls can be points")
    closed = values.get("closed", shape.closed)
    thickness = values.get("thickness", shape.thickness)
    thick = {} if thickness is None else {"thickness": round(thickness, digits)}
    if shape.arc is not None and not (closed or container) and (thickness or 0.0) < 2.0 * shape.arc.radius:
        return {**arc_table(shape.arc, digits), **thick, **motion, **look}
    centroid = np.round(_centroid(shape.points, closed) if shape.center is None else shape.center, digits)
    points, meets = path_items(shape, centroid, digits, values.get("closed", True))
    closed = values.get("closed", closed or meets)
    tolerance = chord_tolerance(shape.points, precision.is_fine) if shape.curves else {}
    outline = {"center": rounded(centroid, digits), "points": points, **tolerance}
    if closed:
        return {"shape": "path", **outline, "container": container, **motion, **look}
    if container:
        raise ValueError("is open; a container must be closed")
    return {"shape": "path", "closed": False, **outline, **thick, **motion, **look}


def _centroid(points: Floats, closed: bool) -> Floats:
    """Return the centroid (2,) of the area of a closed outline (k, 2), or of the length of an open one."""
    origin = points[0]
    start = points - origin  # avoids cancellation far from (0, 0)
    end = np.roll(start, -1, axis=0)
    if closed:
        weight = start[:, 0] * end[:, 1] - end[:, 0] * start[:, 1]
        corners = (start + end) / 3.0
    else:
        start, end = start[:-1], end[:-1]
        weight, corners = np.hypot(*(end - start).T), 0.5 * (start + end)
    if abs(weight.sum()) <= 1e-9 * np.abs(weight).sum() or not weight.any():  # the area is negligible
        return np.asarray(points.mean(axis=0))
    return np.asarray(origin + weight @ corners / weight.sum())


def _balls_table(shape: Shape, values: Values, digits: int) -> Values:
    """Return the table of a ball or of a group of balls. Raises ``ValueError`` if the shape cannot be one."""
    _check_coordinates(shape)
    if len(shape.points) != 1:
        raise ValueError("cannot become balls; allowed: circles and points")
    count, center = values.get("count", 1), rounded(shape.points[0], digits)
    color = values.get("color", shape.color)
    colors = {} if color is None else {"colors": [color]}
    if shape.role != "spawn" and count == 1:
        radius = values.get("radius", shape.radius or DEFAULT_RADIUS)
        data: Values = {"radius": round(radius, digits), "position": center}
        if {"velocity_x", "velocity_y"} & values.keys():
            data["velocity"] = [values.get("velocity_x", 0.0), values.get("velocity_y", 0.0)]
        return data | ({"spin": values["spin"]} if "spin" in values else {}) | colors
    radius = values.get("radius", DEFAULT_RADIUS)
    spawn: Values = {"pattern": "disc", "center": center}
    spawn["radius"] = round(shape.radius, digits) if shape.radius > 0.0 else _spawn_radius(count, radius)
    if "speed" in values:
        spawn["speed"] = [0.0, values["speed"]]
    spawn |= {key: values[key] for key in ("direction", "spread") if key in values}
    data = {"count": count, "radius": radius, **colors, "spawn": spawn}
    group = Balls.model_validate(data)
    assert group.spawn is not None
    if (most := placement.capacity(group.spawn, group.radius)) < group.count:
        raise ValueError(f"has too many balls of radius {group.radius:g} m (got {group.count}); allowed: up to {most}")
    return data


def _spawn_radius(count: int, radius: float) -> float:
    """Return the radius of a disc with enough room for a number of balls, m."""
    return round(1.5 * radius * math.sqrt(max(count, 1)) + radius, 3)
