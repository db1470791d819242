"""The handles of an item: points to drag, and the fields that a drag changes. Lengths are in m, angles in deg."""

from collections.abc import Iterator
from typing import Any

from game.levels.editing import ball_handles, repeat_handles, wall_handles, zone_handles
from game.levels.editing.frame import direction, rounded_angle
from game.levels.editing.geometry import ItemGeometry
from game.levels.editing.handle import Handle
from game.levels.editing.transforms import moved, turned_fields

SPACE = 2.0
"""Distance of the rotate handle from the outline, in sizes of a handle."""


def handles(geometry: ItemGeometry, size: float) -> tuple[Handle, ...]:
    """Return the handles of an item, the topmost first: those that change its shape, then those of the whole item.

    size : radius of a handle, m
    """
    return tuple(_handles(geometry, size))


def _handles(geometry: ItemGeometry, size: float) -> Iterator[Handle]:
    if geometry.array == "walls":
        yield from wall_handles.handles(geometry)
    elif geometry.array in ("balls", "emitters"):
        yield from ball_handles.handles(geometry, size)
    else:
        yield from zone_handles.handles(geometry)
    yield from repeat_handles.handles(geometry)
    if can_turn(geometry):
        yield Handle("rotate", *geometry.frame.to_world(0.0, geometry.reach + SPACE * size))
    yield Handle("move", *geometry.frame.center)


def can_turn(geometry: ItemGeometry) -> bool:
    """Whether a rotation changes how an item looks."""
    if geometry.array == "walls":
        return bool(geometry.model.shape != "circle")
    spawn = geometry.model.spawn if geometry.array == "balls" else None
    return geometry.array == "balls" and (spawn is None or spawn.pattern == "line")


def handle_at(handles: tuple[Handle, ...], x: float, y: float, reach: float) -> Handle | None:
    """Return the handle at a point: the nearest within reach, the topmost of those at the same place."""
    near = [(one.distance(x, y), k, one) for k, one in enumerate(handles)]
    found = min(near, default=(reach, 0, None))
    return found[2] if found[0] <= reach else None


def drag(geometry: ItemGeometry, handle: Handle, x: float, y: float, angle_step: float = 0.0) -> dict[str, Any]:
    """Return the changed fields, by dotted names, if a handle is dragged from its place to a point; none at its place.

    angle_step : the angle of a rotated item is rounded to multiples of this, deg; 0: it is not
    """
    if (x, y) == (handle.x, handle.y):
        return {}
    if handle.role == "move":
        return moved(geometry, x - handle.x, y - handle.y)
    if handle.role == "rotate":
        center = geometry.frame.center
        by = direction(x - center[0], y - center[1]) - direction(handle.x - center[0], handle.y - center[1])
        if angle_step:
            angle = geometry.frame.angle
            by = angle_step * round((angle + by) / angle_step) - angle
        return turned_fields(geometry, rounded_angle(by))
    if handle.role in repeat_handles.ROLES:
        return repeat_handles.drag(geometry, handle, x, y)
    if geometry.array == "walls":
        return wall_handles.drag(geometry, handle, x, y)
    if geometry.array in ("balls", "emitters"):
        return ball_handles.drag(geometry, handle, x, y)
    return zone_handles.drag(geometry, handle, x, y)
