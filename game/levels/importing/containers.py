"""The choice of the container among the walls of a drawing, and walls that are drawn hollow."""

import math
from collections.abc import Iterable

import numpy as np
from pydantic import TypeAdapter

from components.outline import Floats
from game.levels.format import clearance
from game.levels.importing.drawing import Shape
from game.levels.importing.items import Item
from game.levels.importing.regions import contains, ring
from game.levels.model import Wall

TOLERANCE = 0.01
"""Largest distance that walls may extend out of a detected container, relative to the container's size."""

Walls = list[tuple[Shape, Item]]


def with_container(walls: Walls, balls: list[Item], rooms: Iterable[Shape], notes: list[str]) -> list[Item]:
    """Return the walls, one of which is a container if possible. A note tells if balls are neither in it nor in a room.

    rooms : holes of the walls

    If none is marked, the wall around everything else becomes one, or else the largest one around all balls.
    Other hollow walls that have a ball inside become lines: balls can be on both sides of them.
    """
    places = np.array([item.data.get("position") or item.data["spawn"]["center"] for item in balls]).reshape(-1, 2)
    items = [item for _, item in walls]
    if not any(item.model.container for item in items):
        k = _enclosing(walls, places)
        if k is not None:
            items[k] = _as_container(items[k])
        elif not _are_inside(places, [*rooms, *(shape for shape, _ in walls if _is_hollow(shape))]):
            notes.append("has no container: no closed shape encloses all others; balls may fall without end")
    return [_as_line(shape, item, places) for (shape, _), item in zip(walls, items, strict=True)]


def _are_inside(places: Floats, rooms: Iterable[Shape]) -> bool:
    inside = np.zeros(len(places), np.bool_)
    for room in rooms:
        inside |= contains(room, places)
    return bool(inside.all())


def _is_hollow(shape: Shape) -> bool:
    """Return whether a shape is a closed line, with nothing inside."""
    return shape.thickness is not None and shape.closed and len(shape.points) + (shape.radius > 0.0) > 1


def _enclosing(walls: Walls, places: Floats) -> int | None:
    """Return the index of the wall around everything, or else of the largest one around all balls, or None."""
    order = sorted(range(len(walls)), key=lambda k: -_size(walls[k][0]))
    free = [k for k in order if walls[k][1].data.get("closed", True) and "container" not in walls[k][0].properties]
    for k in free[:1]:  # a smaller wall cannot enclose the largest one
        others = [other.points for other, _ in walls if other is not walls[k][0]]
        if _encloses(walls[k], np.concatenate([places, *others])):
            return k
    return next((k for k in free if len(places) and _encloses(walls[k], places)), None)


def _encloses(wall: tuple[Shape, Item], points: Floats) -> bool:
    shape, item = wall
    slack = TOLERANCE * _size(shape)
    low, high = shape.points.min(axis=0) - shape.radius - slack, shape.points.max(axis=0) + shape.radius + slack
    if not ((points >= low) & (points <= high)).all():  # most walls: saves the validation of a container
        return False
    model = _as_container(item).model
    return bool((clearance.free_radius(model.outline(), points - model.center) >= -slack).all())


def _as_container(item: Item) -> Item:
    data = item.data | {"container": True}
    return Item(item.label, data, TypeAdapter(Wall).validate_python(data))


def _as_line(shape: Shape, item: Item, places: Floats) -> Item:
    """Return a hollow wall that has a ball inside as a line that ends where it begins; other walls as they are."""
    if item.model.container or shape.thickness is None or not item.data.get("closed", True):
        return item
    if "container" in shape.properties or not contains(shape, places).any():
        return item
    points = item.data.get("points") or (ring(shape) - shape.points[0]).tolist()
    data = {key: value for key, value in item.data.items() if key not in {"radius", "container", "points", "shape"}}
    thick = {"thickness": shape.thickness} if shape.thickness > 0.0 else {}
    ends = points[-1][-1] if isinstance(points[-1][0], list) else None  # a curve may end where the path begins
    joined = points if ends == points[0] else [*points, points[0]]
    data = {"shape": "path", "closed": False, **data, "points": joined, **thick}
    return Item(item.label, data, TypeAdapter(Wall).validate_python(data))


def _size(shape: Shape) -> float:
    """Return the diagonal of the bounding box, m."""
    return math.hypot(*np.ptp(shape.points, axis=0)) + 2.0 * math.sqrt(2.0) * shape.radius
