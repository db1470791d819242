"""A drawing independent of its file format: shapes with positions, roles and properties."""

import math
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np

from components.outline import Floats

ROUND_CORNERS = 48
"""Corners of an ellipse; its sides lie within 0.2 % of the longer radius."""

MAX_SHAPES = 5_000
MAX_CORNERS = 50_000

ROLE = re.compile(r"(ball|spawn|container)s?(?![a-z])", re.IGNORECASE)


class DrawingError(Exception):
    """A file cannot be imported as a level; the message gives the reason."""


class Arc(NamedTuple):
    """A part of a circle.

    center : (2,) m
    radius : m
    start, sweep : rad, direction of the first end from the center, and angle to the last one, from x to y
    """

    center: Floats
    radius: float
    start: float
    sweep: float


@dataclass(frozen=True, slots=True)
class Shape:
    """One object of a drawing.

    label : type and name of the object in the file, for messages
    points : corners (k, 2), m, y up; the center (1, 2) of a disc; a point (1, 2)
    radius : radius of a disc, m; 0 of other shapes
    closed : whether the last corner is joined to the first
    thickness : thickness of the line of an open shape, or of a closed one that is drawn hollow, m; else None
    role : "ball", "spawn", "container", or "" for a wall
    color : "#rrggbb", or None if the drawing has none
    properties : unvalidated custom properties by name
    curves : corners (1, 2) and cubic Bezier curves (3, 2) from the corner before, m, whose chords `points` are; () if
        the shape has no curves
    arc : the arc that an open shape is, whose chords `points` are; None if it is none
    holes : closed shapes within a closed shape where it is not solid; only their points and radii count
    center : center of rotations (2,), m; None for the centroid
    """

    label: str
    points: Floats
    radius: float = 0.0
    closed: bool = True
    thickness: float | None = None
    role: str = ""
    color: str | None = None
    properties: Mapping[str, object] = field(default_factory=dict)
    curves: tuple[Floats, ...] = ()
    arc: Arc | None = None
    holes: "tuple[Shape, ...]" = ()
    center: Floats | None = None


@dataclass(slots=True)
class Drawing:
    """The content of a file.

    shapes : all shapes, in the order of the file
    properties : unvalidated custom properties of the drawing
    title : title of the drawing, or ""
    notes : messages about objects that cannot be imported
    ignored : number of ignored objects of each type, without a note each
    corners : number of corners of all shapes
    """

    shapes: list[Shape] = field(default_factory=list)
    properties: Mapping[str, object] = field(default_factory=dict)
    title: str = ""
    notes: list[str] = field(default_factory=list)
    ignored: Counter[str] = field(default_factory=Counter)
    corners: int = 0

    def add(self, shape: Shape) -> None:
        """Add a shape. Raises ``DrawingError`` if there are too many shapes or corners."""
        self.shapes.append(shape)
        self.corners += len(shape.points) + sum(len(hole.points) for hole in shape.holes)
        if len(self.shapes) > MAX_SHAPES:
            raise DrawingError(f"has too many shapes; allowed: up to {MAX_SHAPES}")
        if self.corners > MAX_CORNERS:
            raise DrawingError(f"has too many corners; allowed: up to {MAX_CORNERS} in all")


def role_from_names(*names: object) -> str:
    """Return the role that the first matching name gives, or "": "ball", "balls", "Ball 3" and "ball-red" are balls."""
    texts = (name for name in names if isinstance(name, str))
    return next((match[1].lower() for text in texts if (match := ROLE.match(text))), "")


def is_tint(color: str | None) -> bool:
    """Return whether a colour "#rrggbb" is none of black, white and the greys, in which programs draw what has none."""
    return color is not None and len({color[1:3], color[3:5], color[5:7]}) > 1


def ellipse(radius_x: float, radius_y: float) -> Floats:
    """Return the corners (k, 2) of an ellipse about the origin. The first one is on the positive x axis."""
    angles = 2.0 * math.pi * np.arange(ROUND_CORNERS) / ROUND_CORNERS
    return np.column_stack((radius_x * np.cos(angles), radius_y * np.sin(angles)))


def to_metres(points: Floats, middle: Floats, scale: float) -> Floats:
    """Convert points (k, 2) from pixels, y down, to metres, y up, relative to the middle of the drawing.

    middle : middle of the drawing (2,), px
    scale : pixels per metre
    """
    with np.errstate(all="ignore"):  # overflows are reported later
        converted: Floats = (points - middle) * [1.0, -1.0] / scale
    return converted
