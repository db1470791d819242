"""The handles of balls, groups of balls and emitters. Lengths are in m, angles in deg."""

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
)
from game.levels.editing.geometry import ItemGeometry
from game.levels.editing.handle import VELOCITY_SCALE, Handle, box_handles, resize_box
from game.levels.editing.transforms import moved

MAX_VERTICES = 200
"""Number of balls of a points pattern that have handles."""


def handles(geometry: ItemGeometry, size: float) -> Iterator[Handle]:
    """Yield the handles of a ball, of the pattern of a group, or of an emitter."""
    model, frame = geometry.model, geometry.frame
    if geometry.array == "balls" and model.spawn is not None:
        yield from _pattern_handles(geometry)
        return
    yield Handle("velocity", *_arrow_tip(frame.center, model.velocity, model.radius + size))
    yield Handle("radius", *frame.to_world(0.0, -model.radius))
    if geometry.array == "emitters":
        yield Handle("area", frame.x - model.area - model.radius, frame.y)


def drag(geometry: ItemGeometry, handle: Handle, x: float, y: float) -> dict[str, Any]:
    """Return the fields that change if a handle is dragged to a point."""
    model, frame = geometry.model, geometry.frame
    if geometry.array == "balls" and model.spawn is not None:
        return _drag_pattern(geometry, handle, x, y)
    if handle.role == "velocity":
        start = distance(frame.center, (handle.x, handle.y)) - VELOCITY_SCALE * distance((0.0, 0.0), model.velocity)
        return {"velocity": _velocity(frame.center, (x, y), start)}
    if handle.role == "radius":
        return {"radius": rounded_size(distance(frame.center, (x, y)))}
    return {"area": max(rounded(distance(frame.center, (x, y)) - model.radius), 0.0)}


def _arrow_tip(center: Point, velocity: Point, start: float) -> Point:
    """Return the tip of the arrow of a velocity, which begins at a distance from the centre."""
    speed = distance((0.0, 0.0), velocity)
    x, y = (velocity[0] / speed, velocity[1] / speed) if speed else (1.0, 0.0)
    length = start + VELOCITY_SCALE * speed
    return center[0] + length * x, center[1] + length * y


def _velocity(center: Point, tip: Point, start: float) -> list[float]:
    away = distance(center, tip)
    if away <= start:
        return [0.0, 0.0]
    factor = (away - start) / (VELOCITY_SCALE * away)
    return rounded_point(factor * (tip[0] - center[0]), factor * (tip[1] - center[1]))


def _pattern_handles(geometry: ItemGeometry) -> Iterator[Handle]:
    spawn, frame = geometry.model.spawn, geometry.frame
    if spawn.pattern in ("disc", "ring"):
        yield Handle("radius", *frame.to_world(spawn.radius, 0.0))
    elif spawn.pattern == "grid":
        yield from box_handles(frame, 0.5 * spawn.width, 0.5 * spawn.height)
    elif spawn.pattern == "line":
        yield Handle("length", *frame.to_world(-0.5 * spawn.length, 0.0), 0)
        yield Handle("length", *frame.to_world(0.5 * spawn.length, 0.0), 1)
    else:
        for k, point in enumerate(spawn.points[:MAX_VERTICES]):
            yield Handle("vertex", *frame.to_world(*point), k)


def _drag_pattern(geometry: ItemGeometry, handle: Handle, x: float, y: float) -> dict[str, Any]:
    spawn, frame = geometry.model.spawn, geometry.frame
    if handle.role == "radius":
        return {"spawn.radius": rounded_size(distance(frame.center, (x, y)))}
    if handle.role == "vertex":
        points = [list(point) for point in geometry.fields["spawn"]["points"]]
        points[handle.nth] = rounded_point(x - frame.x, y - frame.y)
        return {"spawn.points": points}
    if handle.role == "length":  # the other end stays
        sign = 1.0 if handle.nth else -1.0
        fixed = frame.to_world(-sign * 0.5 * spawn.length, 0.0)
        length = max(distance(fixed, (x, y)), 2.0 * geometry.model.radius)
        angle = direction(sign * (x - fixed[0]), sign * (y - fixed[1])) if (x, y) != fixed else spawn.angle
        center = moved(geometry, 0.5 * (fixed[0] + x) - frame.x, 0.5 * (fixed[1] + y) - frame.y)
        return {**center, "spawn.length": rounded_size(length), "spawn.angle": rounded_angle(angle)}
    box = resize_box(frame, (0.5 * spawn.width, 0.5 * spawn.height), handle, (x, y), MIN_SIZE)
    center = moved(geometry, box.dx, box.dy)
    return {**center, "spawn.width": rounded_size(box.width), "spawn.height": rounded_size(box.height)}
