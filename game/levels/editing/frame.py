"""Places and numbers of the editor: a frame in the world, and rounding for level files. Lengths are in metres."""

import math
from typing import NamedTuple

from components.portable_math import atan2, sincos

Point = tuple[float, float]

DIGITS = 4
"""Decimals of numbers that the editor writes: 0.1 mm, 0.1 mm/s, 0.0001 deg."""

MIN_SIZE = 1e-3
"""Smallest size that a handle gives, m."""


def rounded(value: float) -> float:
    """Return a number as the editor writes it; never -0.0."""
    return round(float(value), DIGITS) + 0.0


def rounded_point(x: float, y: float) -> list[float]:
    """Return a point or a vector as the editor writes it."""
    return [rounded(x), rounded(y)]


def rounded_size(value: float) -> float:
    """Return a size as the editor writes it, at least MIN_SIZE."""
    return max(rounded(value), MIN_SIZE)


def rounded_angle(degrees: float) -> float:
    """Return an angle as the editor writes it, above -180 and up to 180 deg."""
    return rounded(180.0 - (180.0 - degrees) % 360.0)


def direction(x: float, y: float) -> float:
    """Return the direction of a vector, counter-clockwise from the right, deg."""
    return math.degrees(atan2(y, x))


def distance(a: Point, b: Point) -> float:
    """Return the distance of two points."""
    x, y = b[0] - a[0], b[1] - a[1]
    return math.sqrt(x * x + y * y)


def turned(x: float, y: float, degrees: float) -> Point:
    """Return a vector turned counter-clockwise."""
    sin, cos = sincos(math.radians(degrees))
    return x * cos - y * sin, x * sin + y * cos


class Frame(NamedTuple):
    """Where an item lies: its centre in the world, and its rotation counter-clockwise in deg."""

    x: float
    y: float
    angle: float = 0.0

    @property
    def center(self) -> Point:
        """The centre in the world."""
        return self.x, self.y

    def to_world(self, x: float, y: float) -> Point:
        """Return a point of the frame in the world."""
        dx, dy = turned(x, y, self.angle)
        return self.x + dx, self.y + dy

    def to_local(self, x: float, y: float) -> Point:
        """Return a point of the world in the frame."""
        return turned(x - self.x, y - self.y, -self.angle)
