"""What a drawing says, whatever drew it: shapes with a place, a part to play, and properties."""

import math
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from components.outline import Floats

ROUND_CORNERS = 48
"""Corners of an ellipse; its sides lie within 0.2 % of the longer radius."""

MAX_SHAPES = 5_000
MAX_CORNERS = 50_000

PART = re.compile(r"(ball|spawn|container)s?(?![a-z])", re.IGNORECASE)


class DrawingError(Exception):
    """A file of which no level can be made; the message tells why."""


@dataclass(frozen=True, slots=True)
class Shape:
    """One thing in a drawing.

    where      : how the file calls it, for messages
    points     : (k, 2) m, y up: the corners, or the one center of a disc or a mere point
    radius     : m, of a disc; 0 of all else
    closed     : whether the last corner is joined to the first
    thickness  : m, of an open one; None if the drawing does not say
    part       : "ball", "spawn", "container", or "" for a wall as it comes
    color      : "#rrggbb", or None if the drawing does not say
    properties : custom properties by name, as they came
    """

    where: str
    points: Floats
    radius: float = 0.0
    closed: bool = True
    thickness: float | None = None
    part: str = ""
    color: str | None = None
    properties: Mapping[str, object] = field(default_factory=dict)


@dataclass(slots=True)
class Drawing:
    """All shapes of a file, in its order."""

    shapes: list[Shape] = field(default_factory=list)
    properties: Mapping[str, object] = field(default_factory=dict)  # of the whole
    title: str = ""
    notes: list[str] = field(default_factory=list)  # what was left out
    ignored: Counter[str] = field(default_factory=Counter)  # how many of what were left out without a note
    corners: int = 0

    def add(self, shape: Shape) -> None:
        """Add a shape; DrawingError if it is one too many."""
        self.shapes.append(shape)
        self.corners += len(shape.points)
        if len(self.shapes) > MAX_SHAPES:
            raise DrawingError(f"has too many shapes; allowed: up to {MAX_SHAPES}")
        if self.corners > MAX_CORNERS:
            raise DrawingError(f"has too many corners; allowed: up to {MAX_CORNERS} in all")


def part_of(*names: object) -> str:
    """Return the part that the first telling name tells: "ball", "balls", "Ball 3", "ball-red" are all balls."""
    texts = (name for name in names if isinstance(name, str))
    return next((match[1].lower() for text in texts if (match := PART.match(text))), "")


def ellipse(radius_x: float, radius_y: float) -> Floats:
    """Return the corners (k, 2) of an ellipse about the origin, from the right."""
    angles = 2.0 * math.pi * np.arange(ROUND_CORNERS) / ROUND_CORNERS
    return np.column_stack((radius_x * np.cos(angles), radius_y * np.sin(angles)))


def upright(points: Floats, middle: Floats, scale: float) -> Floats:
    """Return points (k, 2), px and y down, in m and y up as seen from the middle of the drawing."""
    with np.errstate(all="ignore"):  # what overflows is told later
        placed: Floats = (points - middle) * [1.0, -1.0] / scale
    return placed
