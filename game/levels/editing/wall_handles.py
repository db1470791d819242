"""The handles of walls of every shape. Lengths are in m, angles in deg."""

import math
from collections.abc import Iterator
from typing import Any

from game.levels.editing.frame import (
    MIN_SIZE,
    Point,
    direction,
    distance,
    rounded,
    rounded_angle,
    rounded_point,
    rounded_size,
    turned,
)
from game.levels.editing.geometry import ItemGeometry
from game.levels.editing.handle import Handle, box_handles, resize_box
from game.levels.editing.transforms import moved
from game.levels.format.curves import is_curve

MAX_SWEEP = 359.9
"""Largest angle that a handle gives to an arc, deg."""


def handles(geometry: ItemGeometry) -> Iterator[Handle]:
    """Yield the handles of the shape of a wall, and that of its sway."""
    model, frame = geometry.model, geometry.frame
    if model.shape == "box":
        yield from box_handles(frame, 0.5 * model.width, 0.5 * model.height)
    elif model.shape == "circle":
        yield Handle("radius", *frame.to_world(model.radius, 0.0))
    elif model.shape == "polygon":
        yield Handle("radius", *frame.to_world(*model.outline().points[0].tolist()))
    elif model.shape == "arc":
        middle = turned(1.0, 0.0, model.start + 0.5 * model.sweep)
        outer = model.radius + 0.5 * model.thickness
        yield Handle("start", *frame.to_world(*turned(model.radius, 0.0, model.start)))
        yield Handle("end", *frame.to_world(*turned(model.radius, 0.0, model.start + model.sweep)))
        yield Handle("radius", *frame.to_world(model.radius * middle[0], model.radius * middle[1]))
        yield Handle("thickness", *frame.to_world(outer * middle[0], outer * middle[1]))
    else:
        yield from _path_handles(geometry)
    if model.sway is not None:
        yield Handle("sway", model.center[0] + model.sway.offset[0], model.center[1] + model.sway.offset[1])


def drag(geometry: ItemGeometry, handle: Handle, x: float, y: float) -> dict[str, Any]:
    """Return the fields that change if a handle of the shape is dragged to a point."""
    model, frame = geometry.model, geometry.frame
    if handle.role in ("corner", "side"):
        box = resize_box(frame, (0.5 * model.width, 0.5 * model.height), handle, (x, y), MIN_SIZE)
        center = moved(geometry, box.dx, box.dy)
        return {**center, "width": rounded_size(box.width), "height": rounded_size(box.height)}
    if handle.role == "radius":
        return {"radius": rounded_size(distance(frame.center, (x, y)))}
    if handle.role in ("start", "end"):
        return _drag_arc_end(geometry, handle, x, y)
    if handle.role == "thickness":
        return {"thickness": rounded_size(2.0 * _distance_from_center_line(geometry, x, y))}
    if handle.role == "sway":
        return {"sway.offset": rounded_point(x - model.center[0], y - model.center[1])}
    points = path_points(geometry)
    corner = rounded_point(*frame.to_local(x, y))
    if handle.role == "insert":
        return {"points": [*points[: handle.nth], corner, *points[handle.nth :]]}
    item = points[handle.nth]
    item = [*item[:2], corner] if is_curve(item) else corner
    return {"points": [*points[: handle.nth], item, *points[handle.nth + 1 :]]}


def path_points(geometry: ItemGeometry) -> list[list[Any]]:
    """Return the corners and curves of a path in its frame, in the order of the file."""
    return [list(point) for point in geometry.fields["points"]]


def without_corner(geometry: ItemGeometry, index: int) -> dict[str, Any]:
    """Return the fields that remove a corner of a path."""
    points = path_points(geometry)
    return {"points": points[:index] + points[index + 1 :]}


def _path_handles(geometry: ItemGeometry) -> Iterator[Handle]:
    items, frame, closed = path_points(geometry), geometry.frame, geometry.model.closed
    points = [_end(item) for item in items]
    for k, (x, y) in enumerate(points):
        yield Handle("vertex", *frame.to_world(x, y), k)
    sides = list(zip(points, points[1:] + points[:1] if closed else points[1:], strict=False))
    for k, ((ax, ay), (bx, by)) in enumerate(sides):
        if not is_curve(items[(k + 1) % len(items)]):
            yield Handle("insert", *frame.to_world(0.5 * (ax + bx), 0.5 * (ay + by)), k + 1)
    if not closed:
        (ax, ay), (bx, by) = sides[0]
        half = 0.5 * geometry.model.thickness / max(distance((ax, ay), (bx, by)), MIN_SIZE)
        x, y = 0.75 * ax + 0.25 * bx, 0.75 * ay + 0.25 * by
        yield Handle("thickness", *frame.to_world(x - half * (by - ay), y + half * (bx - ax)))


def _end(item: list[Any]) -> list[float]:
    """Return a corner of a path, or the corner at the end of a curve."""
    return list(item[2]) if is_curve(item) else item


def _drag_arc_end(geometry: ItemGeometry, handle: Handle, x: float, y: float) -> dict[str, Any]:
    """Return start and sweep of an arc one of whose ends is dragged; the other end stays."""
    start, sweep = geometry.model.start, geometry.model.sweep
    lx, ly = geometry.frame.to_local(x, y)
    old = start if handle.role == "start" else start + sweep
    by = rounded_angle(direction(lx, ly) - old)
    if handle.role == "start":
        return {"start": rounded_angle(start + by), "sweep": _sweep(sweep - by, sweep)}
    return {"sweep": _sweep(sweep + by, sweep)}


def _sweep(sweep: float, old: float) -> float:
    """Return a valid sweep in the direction of the old one."""
    size = min(max(abs(sweep), 0.1), MAX_SWEEP) if sweep * old > 0.0 else 0.1
    return rounded(math.copysign(size, old))


def _distance_from_center_line(geometry: ItemGeometry, x: float, y: float) -> float:
    lx, ly = geometry.frame.to_local(x, y)
    if geometry.model.shape == "arc":
        return abs(distance((0.0, 0.0), (lx, ly)) - float(geometry.model.radius))
    a, b = map(_end, path_points(geometry)[:2])
    return abs(_cross(a, b, (lx, ly))) / max(distance((a[0], a[1]), (b[0], b[1])), MIN_SIZE)


def _cross(a: list[float], b: list[float], point: Point) -> float:
    return (b[0] - a[0]) * (point[1] - a[1]) - (b[1] - a[1]) * (point[0] - a[0])
