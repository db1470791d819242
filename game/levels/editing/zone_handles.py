"""The handles of the zones of forces and sensors. Lengths are in m."""

from collections.abc import Iterator
from typing import Any

from game.levels.editing.frame import MIN_SIZE, distance, rounded_point, rounded_size
from game.levels.editing.geometry import ItemGeometry
from game.levels.editing.handle import Handle, box_handles, resize_box
from game.levels.editing.transforms import moved


def handles(geometry: ItemGeometry) -> Iterator[Handle]:
    """Yield the handles of a zone, and that of the target of a sensor."""
    zone, frame = geometry.model.zone, geometry.frame
    if zone is not None and zone.shape == "box":
        yield from box_handles(frame, *zone.half)
    elif zone is not None:
        yield Handle("radius", *frame.to_world(zone.radius, 0.0))
    if (target := getattr(geometry.model, "to", None)) is not None:
        yield Handle("target", *target)


def drag(geometry: ItemGeometry, handle: Handle, x: float, y: float) -> dict[str, Any]:
    """Return the fields that change if a handle is dragged to a point."""
    if handle.role == "target":
        return {"to": rounded_point(x, y)}
    zone, frame = geometry.model.zone, geometry.frame
    if handle.role == "radius":
        return {"zone.radius": rounded_size(distance(frame.center, (x, y)))}
    box = resize_box(frame, zone.half, handle, (x, y), MIN_SIZE)
    center = moved(geometry, box.dx, box.dy)
    return {**center, "zone.width": rounded_size(box.width), "zone.height": rounded_size(box.height)}
