"""The shape of an item in the world, as it is at the start: for outlines, hit tests and handles. Lengths are in m."""

import math
from collections.abc import Iterator, Mapping
from contextlib import suppress
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np
from pydantic import TypeAdapter, ValidationError

from components.outline import Outline
from components.placed_outline import PlacedOutline
from components.portable_arrays import unit_vectors
from game.levels.editing.frame import Frame, Point, distance
from game.levels.format import clearance
from game.levels.format.balls import Balls, Emitter
from game.levels.format.repeat import REPEATED, Repeat
from game.levels.format.walls import Wall
from game.levels.format.zones import Force, Sensor

CIRCLE_CORNERS = 64
"""Corners of a circle in an outline."""

MAX_CIRCLES = 500
"""Number of balls of a points pattern that are outlined one by one."""

MODELS: dict[str, TypeAdapter[Any]] = {
    "walls": TypeAdapter(Wall),
    "balls": TypeAdapter(Balls),
    "emitters": TypeAdapter(Emitter),
    "forces": TypeAdapter(Force),
    "sensors": TypeAdapter(Sensor),
}
"""The model of the items of each array."""


class Stroke(NamedTuple):
    """A line in the world to draw.

    points : corners (x, y)
    closed : whether the last corner is joined to the first
    thickness : of the material along an open wall or a line of balls; 0 for an edge
    """

    points: tuple[Point, ...]
    closed: bool
    thickness: float = 0.0


class ItemGeometry:
    """The shape of a valid item.

    array : of the item
    model : its validated fields, of the format's models
    fields : its fields as in the file, those of its template included
    repeat : of the item, if it has a valid one
    """

    def __init__(self, array: str, fields: Mapping[str, Any], model: Any, repeat: Repeat | None) -> None:
        self.array, self.fields, self.model, self.repeat = array, fields, model, repeat

    @cached_property
    def frame(self) -> Frame:
        """The centre, about which the item turns, and its rotation."""
        if self.array == "walls":
            pose = self.model.pose()
            return Frame(pose.x, pose.y, math.degrees(pose.angle))
        if self.array == "balls":
            spawn = self.model.spawn
            if spawn is None:
                x, y = self.model.position
                return Frame(x, y, self.model.angle)
            x, y = spawn.center
            return Frame(x, y, spawn.angle if spawn.pattern == "line" else 0.0)
        return Frame(*(self.model.position if self.array == "emitters" else self.model.center))

    @property
    def is_everywhere(self) -> bool:
        """Whether the item is a force that acts everywhere, and so has no outline."""
        return self.array == "forces" and self.model.zone is None

    @property
    def is_container(self) -> bool:
        """Whether the item is a wall that keeps balls inside: only its edge is hit, not its inside."""
        return self.array == "walls" and bool(self.model.container)

    @cached_property
    def outline(self) -> Outline | None:
        """The outline of a wall in its frame; None for other items."""
        return self.model.outline() if self.array == "walls" else None

    @cached_property
    def strokes(self) -> tuple[Stroke, ...]:
        """The lines to draw: the edge of the item, or its center line with its thickness."""
        return tuple(self._strokes())

    def _strokes(self) -> Iterator[Stroke]:
        frame = self.frame
        if (outline := self.outline) is not None:
            if len(outline.points) == 1:
                yield circle(frame.center, outline.radius)
            else:
                points = tuple(frame.to_world(x, y) for x, y in outline.points.tolist())
                yield Stroke(points, outline.closed, 2.0 * outline.radius)
        elif self.array == "balls" and self.model.spawn is not None:
            yield from self._group_strokes()
        elif self.array in ("balls", "emitters"):
            yield circle(frame.center, self.model.radius + getattr(self.model, "area", 0.0))
        elif (zone := self.model.zone) is not None:
            yield circle(frame.center, zone.radius) if zone.shape == "circle" else box(frame, *zone.half)

    def _group_strokes(self) -> Iterator[Stroke]:
        spawn, radius, frame = self.model.spawn, self.model.radius, self.frame
        if spawn.pattern == "disc":
            yield circle(frame.center, spawn.radius)
        elif spawn.pattern == "ring":
            yield circle(frame.center, spawn.radius + radius)
        elif spawn.pattern == "grid":
            yield box(frame, 0.5 * spawn.width, 0.5 * spawn.height)
        elif spawn.pattern == "line":
            end = max(0.5 * spawn.length - radius, 0.0)
            yield Stroke((frame.to_world(-end, 0.0), frame.to_world(end, 0.0)), False, 2.0 * radius)
        elif len(spawn.points) <= MAX_CIRCLES:
            yield from (circle(frame.to_world(*point), radius) for point in spawn.points)
        else:
            low_x, low_y, high_x, high_y = clearance.bounding_box(self.model)
            middle = Frame(0.5 * (low_x + high_x), 0.5 * (low_y + high_y))
            yield box(middle, 0.5 * (high_x - low_x), 0.5 * (high_y - low_y))

    @cached_property
    def reach(self) -> float:
        """Largest distance of the outline from the centre."""
        return max(
            (distance(self.frame.center, point) + 0.5 * one.thickness for one in self.strokes for point in one.points),
            default=0.0,
        )

    def depth_at(self, x: float, y: float) -> float:
        """Return how deep a point lies inside the item; negative: how far outside. For containers, of their edge."""
        if (outline := self.outline) is not None:
            pose = self.frame
            placed = PlacedOutline.at(outline, pose.x, pose.y, math.radians(pose.angle))
            free = float(clearance.free_radius(outline, placed.to_local(np.array([(x, y)])))[0])
            return -abs(free) if self.is_container else -free
        return max((_depth_in(one, x, y) for one in self.strokes), default=-math.inf)


def item_geometry(array: str, fields: Mapping[str, Any]) -> ItemGeometry | None:
    """Return the shape of an item that may not be in any document; None if its fields are invalid.

    fields : as in a level file, those of a template included
    """
    table = {key: value for key, value in fields.items() if key != "repeat"}
    try:
        model = MODELS[array].validate_python(table)
    except ValidationError:
        return None
    repeat = None
    if "repeat" in fields and array in REPEATED:
        with suppress(ValidationError):
            repeat = Repeat.model_validate(fields["repeat"])
    return ItemGeometry(array, fields, model, repeat)


def circle(center: Point, radius: float) -> Stroke:
    """Return the edge of a circle."""
    angles = 2.0 * math.pi * np.arange(CIRCLE_CORNERS) / CIRCLE_CORNERS
    return Stroke(tuple(map(tuple, (np.array(center) + radius * unit_vectors(angles)).tolist())), True)


def box(frame: Frame, half_width: float, half_height: float) -> Stroke:
    """Return the edge of a rectangle about the centre of a frame."""
    signs = ((-1.0, -1.0), (1.0, -1.0), (1.0, 1.0), (-1.0, 1.0))
    return Stroke(tuple(frame.to_world(sx * half_width, sy * half_height) for sx, sy in signs), True)


def _depth_in(stroke: Stroke, x: float, y: float) -> float:
    """Return how deep a point lies inside a closed stroke, or in the thickness of an open one."""
    a = np.array(stroke.points)
    b = np.roll(a, -1, axis=0) if stroke.closed else a[1:]
    a = a if stroke.closed else a[:-1]
    along, to = b - a, np.array((x, y)) - a
    squares = np.maximum((along * along)[:, 0] + (along * along)[:, 1], 1e-300)
    part = np.clip((to[:, 0] * along[:, 0] + to[:, 1] * along[:, 1]) / squares, 0.0, 1.0)
    gap = to - part[:, None] * along
    nearest = math.sqrt(float((gap[:, 0] * gap[:, 0] + gap[:, 1] * gap[:, 1]).min()))
    if not stroke.closed:
        return 0.5 * stroke.thickness - nearest
    crossed = (a[:, 1] > y) != (b[:, 1] > y)
    left = to[:, 0] * along[:, 1] - to[:, 1] * along[:, 0]
    inside = np.count_nonzero(crossed & ((left < 0.0) == (along[:, 1] > 0.0))) % 2 == 1
    return nearest if inside else -nearest
