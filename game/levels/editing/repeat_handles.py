"""The handles of a `repeat`: the second copy, the second row, and the center of a ring. Lengths are in m."""

from collections.abc import Iterator
from typing import Any

from game.levels.editing.frame import Point, rounded_point, turned
from game.levels.editing.geometry import ItemGeometry
from game.levels.editing.handle import Handle
from game.levels.format.repeat import Repeat

ROLES = ("step", "row_step", "about")
"""The roles of these handles."""


def handles(geometry: ItemGeometry) -> Iterator[Handle]:
    """Yield the handles of the copies of an item."""
    repeat = geometry.repeat
    if repeat is None:
        return
    if repeat.count > 1:
        x, y = _turned_center(geometry, repeat)
        yield Handle("step", x + repeat.step[0], y + repeat.step[1])
    if repeat.rows > 1:
        x, y = geometry.model.center
        yield Handle("row_step", x + repeat.row_step[0], y + repeat.row_step[1])
    if repeat.turn:
        yield Handle("about", *repeat.about)


def drag(geometry: ItemGeometry, handle: Handle, x: float, y: float) -> dict[str, Any]:
    """Return the fields that change if a handle is dragged to a point."""
    if handle.role == "about":
        return {"repeat.about": rounded_point(x, y)}
    start = geometry.model.center
    if handle.role == "step" and geometry.repeat is not None:
        start = _turned_center(geometry, geometry.repeat)
    return {f"repeat.{handle.role}": rounded_point(x - start[0], y - start[1])}


def _turned_center(geometry: ItemGeometry, repeat: Repeat) -> Point:
    """Return the center of the second copy without its step."""
    x, y = geometry.model.center
    dx, dy = turned(x - repeat.about[0], y - repeat.about[1], repeat.turn)
    return repeat.about[0] + dx, repeat.about[1] + dy
