"""Drawings become the data of a level: walls, balls, materials; and a line for all that does not become anything."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from pydantic import TypeAdapter, ValidationError

from components.outline import Floats
from game.levels import placement
from game.levels.format import checks, clearance
from game.levels.importing.drawing import Drawing, Shape
from game.levels.model import Balls, Material, Wall, WorldSettings
from game.levels.toml.source import suggest

SURFACE = tuple(Material.model_fields)
FLAGS = ("container", "closed")
PROPERTIES = (*SURFACE, *FLAGS, "spin", "velocity_x", "velocity_y", "thickness", "radius", "count", "speed")
WORLD = ("linear_damping", "angular_damping", "step_rate", "substeps")
SETTINGS = ("title", "description", "seed", "gravity_x", "gravity_y", *WORLD)
WHOLE = ("count", "seed", "step_rate", "substeps")

BALL_RADIUS = 0.2  # m, of a ball that does not say
SLACK = 0.01  # how far a wall may stick out of what is taken for the container, over the size of that
MOST_PLACED = 10_000  # groups that are placed, again and again, to find those that overlap

Values = dict[str, Any]


@dataclass(frozen=True, slots=True)
class _Item:
    """A wall or a group of balls that is right by itself."""

    where: str
    data: Values
    model: Any


class _Materials:
    """Materials by their values; equal ones are one."""

    def __init__(self) -> None:
        self.tables: dict[str, Values] = {}

    def use(self, values: Values) -> Values:
        """Return the entry that names the material of these values, if they say anything of it."""
        table = {key: values[key] for key in SURFACE if key in values}
        if not table:
            return {}
        name = next((name for name, known in self.tables.items() if known == table), None)
        if name is None:
            name = f"material_{len(self.tables) + 1}"
            Material.model_validate(table)
            self.tables[name] = table
        return {"material": name}


def compose(drawing: Drawing, name: str) -> tuple[Values, list[str]]:
    """Return the data of a level of this name, and what is left out of it, or is to be known."""
    notes, materials = list(drawing.notes), _Materials()
    digits = _digits(drawing.shapes)
    walls, balls = list[tuple[Shape, _Item]](), list[_Item]()
    for shape in drawing.shapes:
        values = _values(shape.properties, PROPERTIES, shape.where, notes)
        try:
            if shape.part in {"ball", "spawn"} or "count" in values:
                data = _balls(shape, values, digits)
                material = materials.use(values)
                balls.append(_Item(shape.where, data | material, Balls.model_validate(data)))
            else:
                data = _wall(shape, values, digits)
                wall = TypeAdapter(Wall).validate_python(data)
                walls.append((shape, _Item(shape.where, data | materials.use(values), wall)))
        except ValidationError as problem:
            notes.append(f"{shape.where}: {_told(problem)}")
        except ValueError as problem:
            notes.append(f"{shape.where}: {problem}")
    kept = _with_container(walls, balls, notes)
    level, faults = _settings(drawing, name)
    fitting = _apart(_clear(balls, kept, notes), level.get("seed", 0), notes)
    if drawing.ignored:
        notes.append(f"ignored: {', '.join(map(_counted, drawing.ignored.items()))}")
    notes += faults
    used = {item.data.get("material") for item in (*kept, *fitting)}
    tables = {name: table for name, table in materials.tables.items() if name in used}
    return level | {
        key: part
        for key, part in (
            ("materials", tables),
            ("walls", [item.data for item in kept]),
            ("balls", [item.data for item in fitting]),
        )
        if part
    }, notes


# -- values ------------------------------


def _values(given: Mapping[str, object], names: tuple[str, ...], where: str, notes: list[str]) -> Values:
    """Return the properties that have a known name and a value of the right kind; note the others."""
    values: Values = {}
    for key, value in given.items():
        if key not in names:
            notes.append(f"{where}: unknown property {key}; {suggest(key, names)}allowed: {', '.join(names)}")
        elif key in {"title", "description"}:
            values[key] = str(value)
        elif key in FLAGS:
            values[key] = value if isinstance(value, bool) else str(value).lower() not in {"false", "no", "0"}
        elif (number := _number(value)) is None:
            notes.append(f"{where}: {key} must be a number (got {str(value)[:40]!r})")
        else:
            values[key] = int(number) if key in WHOLE and number == int(number) else number
    return values


def _number(value: object) -> float | None:
    try:
        number = float(value)  # type: ignore[arg-type] # what is no number is a TypeError
    except (TypeError, ValueError, OverflowError):
        return None
    return number if math.isfinite(number) else None


def _settings(drawing: Drawing, name: str) -> tuple[Values, list[str]]:
    """Return the head of the level: version, title, seed, world; and what is wrong with it."""
    notes = list[str]()
    values = _values(drawing.properties, SETTINGS, "the map", notes)
    head: Values = {"format": 1, "title": (values.get("title") or drawing.title or name)[:100]}
    head |= {key: values[key] for key in ("description", "seed") if key in values}
    world = {key: values[key] for key in WORLD if key in values}
    if {"gravity_x", "gravity_y"} & values.keys():
        world["gravity"] = [values.get("gravity_x", 0.0), values.get("gravity_y", 0.0)]
    try:
        WorldSettings.model_validate(world)
    except ValidationError as problem:
        notes.append(f"the map: {_told(problem)}; what it says of the world is left out")
        world = {}
    return head | ({"world": world} if world else {}), notes


def _told(problem: ValidationError) -> str:
    """Return what is wrong first."""
    line = problem.errors(include_url=False)[0]
    field = ".".join(str(part) for part in line["loc"] if part not in {"path", "circle"})
    told = line["type"] == "value_error"
    what = str(line["ctx"]["error"]) if told else f"{line['msg'].lower()} (got {line['input']})"
    return f"{field}: {what}" if field else what


def _counted(entry: tuple[str, int]) -> str:
    what, number = entry
    return f"{number} {what}{'s' if number > 1 else ''}"


def _digits(shapes: list[Shape]) -> int:
    """Return after how many decimals to round lengths in m: to about 1e-5 of the size of the drawing."""
    points = [shape.points for shape in shapes if np.isfinite(shape.points).all() and np.abs(shape.points).max() < 1e6]
    size = max((float(np.abs(corners).max()) for corners in points), default=1.0)
    return min(max(5 - math.ceil(math.log10(max(size, 1e-6))), 0), 9)


def _rounded(point: Floats, digits: int) -> list[float]:
    return [round(float(x), digits) + 0.0 for x in point]  # no -0.0


# -- walls and balls ------------------------------


def _checked(shape: Shape) -> None:
    if not (np.isfinite(shape.points).all() and math.isfinite(shape.radius)):
        raise ValueError("has coordinates that are not finite")
    if np.abs(shape.points).max(initial=0.0) > 1e6:
        raise ValueError(f"reaches too far (to {np.abs(shape.points).max():.3g} m); allowed: up to 1e6 m")


def _wall(shape: Shape, values: Values, digits: int) -> Values:
    """Return the table of a wall; ValueError if the shape cannot be one."""
    _checked(shape)
    motion = {"spin": values["spin"]} if "spin" in values else {}
    if {"velocity_x", "velocity_y"} & values.keys():
        motion["velocity"] = [values.get("velocity_x", 0.0), values.get("velocity_y", 0.0)]
    container = values.get("container", shape.part == "container")
    if shape.radius > 0.0:
        disc = {"shape": "circle", "center": _rounded(shape.points[0], digits), "radius": round(shape.radius, digits)}
        return {**disc, "container": container, **motion}
    if len(shape.points) == 1:
        raise ValueError("is a point, which only balls can be")
    closed = values.get("closed", shape.closed)
    middle = np.round(_middle(shape.points, closed), digits)
    center = _rounded(middle, digits)
    points = [_rounded(point - middle, digits) for point in shape.points]
    points = [point for k, point in enumerate(points) if k == 0 or point != points[k - 1]]
    if len(points) > 1 and points[0] == points[-1]:
        closed = values.get("closed", True)
        points = points[: -1 if closed else None]
    if len(points) < 2 + closed:
        raise ValueError("is too small to tell its corners apart, or has too few of them")
    if len(points) > 1000:
        raise ValueError(f"has too many corners (got {len(points)}); allowed: up to 1000")
    if closed:
        return {"shape": "path", "center": center, "points": points, "container": container, **motion}
    thickness = values.get("thickness", shape.thickness)
    thick = {} if thickness is None else {"thickness": round(thickness, digits)}
    if container:
        raise ValueError("is open and cannot be a container")
    return {"shape": "path", "closed": False, "center": center, "points": points, **thick, **motion}


def _middle(points: Floats, closed: bool) -> Floats:
    """Return the centroid of the area of a closed outline, or of the length of an open one."""
    origin = points[0]
    start = points - origin  # small numbers keep their digits
    end = np.roll(start, -1, axis=0)
    if closed:
        weight = start[:, 0] * end[:, 1] - end[:, 0] * start[:, 1]
        corners = (start + end) / 3.0
    else:
        start, end = start[:-1], end[:-1]
        weight, corners = np.hypot(*(end - start).T), 0.5 * (start + end)
    if abs(weight.sum()) <= 1e-9 * np.abs(weight).sum() or not weight.any():  # no area to speak of
        return np.asarray(points.mean(axis=0))
    return np.asarray(origin + weight @ corners / weight.sum())


def _balls(shape: Shape, values: Values, digits: int) -> Values:
    """Return the table of a ball or a group; ValueError if the shape cannot be one."""
    _checked(shape)
    if len(shape.points) != 1:
        raise ValueError("must be a circle or a point to be balls")
    count, center = values.get("count", 1), _rounded(shape.points[0], digits)
    colors = {} if shape.color is None else {"colors": [shape.color]}
    if shape.part != "spawn" and count == 1:
        radius = values.get("radius", shape.radius or BALL_RADIUS)
        data: Values = {"radius": round(radius, digits), "position": center}
        if {"velocity_x", "velocity_y"} & values.keys():
            data["velocity"] = [values.get("velocity_x", 0.0), values.get("velocity_y", 0.0)]
        return data | ({"spin": values["spin"]} if "spin" in values else {}) | colors
    radius = values.get("radius", BALL_RADIUS)
    spawn: Values = {"pattern": "disc", "center": center}
    spawn["radius"] = round(shape.radius, digits) if shape.radius > 0.0 else _room(count, radius)
    if "speed" in values:
        spawn["speed"] = [0.0, values["speed"]]
    data = {"count": count, "radius": radius, **colors, "spawn": spawn}
    group = Balls.model_validate(data)
    assert group.spawn is not None
    if (most := placement.capacity(group.spawn, group.radius)) < group.count:
        raise ValueError(f"holds only {most} balls of radius {group.radius:g} m (got {group.count})")
    return data


def _room(count: int, radius: float) -> float:
    """Return the radius of a disc that holds so many balls loosely, m."""
    return round(1.5 * radius * math.sqrt(max(count, 1)) + radius, 3)


# -- what fits where ------------------------------


def _with_container(walls: list[tuple[Shape, _Item]], balls: list[_Item], notes: list[str]) -> list[_Item]:
    """Return the walls; the one that has all others within is the container, if the drawing names none."""
    items = [item for _, item in walls]
    if any(item.model.container for item in items):
        return items
    places = np.array([item.data.get("position") or item.data["spawn"]["center"] for item in balls]).reshape(-1, 2)
    for k in sorted(range(len(walls)), key=lambda k: -_size(walls[k][0])):
        shape, item = walls[k]
        if not item.data.get("closed", True) or "container" in shape.properties:
            continue
        wall = TypeAdapter(Wall).validate_python(item.data | {"container": True})
        others = [other.points for other, _ in walls if other is not shape]
        within = np.concatenate([places, *others]) - wall.center
        slack = SLACK * _size(shape)
        if (clearance.free_radius(wall.outline(), within) >= -slack).all():
            items[k] = _Item(item.where, item.data | {"container": True}, wall)
            return items
        break  # what is smaller cannot have the largest within
    if balls:
        notes.append("has no container: nothing closed has all else within; balls may fall for ever")
    return items


def _size(shape: Shape) -> float:
    """Return the diagonal of the bounding box, m."""
    return math.hypot(*np.ptp(shape.points, axis=0)) + 2.0 * math.sqrt(2.0) * shape.radius


def _clear(balls: list[_Item], walls: list[_Item], notes: list[str]) -> list[_Item]:
    """Return the balls that are clear of all walls; note the others."""
    if not (balls and walls):
        return balls
    depths = clearance.intrusion_depths([item.model for item in balls], [item.model for item in walls])
    clear = []
    for item, worst, depth in zip(balls, depths.argmax(axis=0).tolist(), depths.max(axis=0).tolist(), strict=True):
        if depth <= 1e-6 * item.model.radius:
            clear.append(item)
            continue
        wall = walls[worst]
        into = "out of" if wall.model.container else "into"
        notes.append(f"{item.where}: sticks {into} {wall.where} by {depth:.3g} m")
    return clear


def _apart(balls: list[_Item], seed: Any, notes: list[str]) -> list[_Item]:
    """Return the balls and groups that are clear of each other; note the others, of two the one with less in it.

    What is left lies elsewhere, if chance decides where: so that is looked at again, within `MOST_PLACED`.
    """
    seed = seed if isinstance(seed, int) and seed >= 0 else 0
    left = dict(enumerate(balls))
    for _ in range(MOST_PLACED // max(len(left), 1)):
        pairs = list(checks.find_overlapping_groups({k: item.model for k, item in left.items()}, seed))
        for first, second, _ in pairs:
            if first in left and second in left:
                loser, winner = sorted((second, first), key=lambda k: (left[k].model.count, left[k].model.radius))
                notes.append(f"{left.pop(loser).where}: overlaps {left[winner].where}")
        if not pairs:
            break
    return list(left.values())
