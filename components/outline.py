"""The shape of a wall."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

FACE, DISC, BOWL = range(3)
"""What a surface is made of: straight pieces, discs seen from outside, circles seen from inside."""


@dataclass(frozen=True, slots=True, eq=False)
class Outline:
    """A disc, a chain of straight pieces or a closed polygon, in the wall's own frame.

    points : (k, 2) m, the centre of one disc, or the corners; those of a closed polygon run counter-clockwise
    radius : m, how far the surface lies from the points: radius of the disc, half the thickness of the chain
    closed : whether the last corner is joined to the first, k >= 3
    container : whether the balls are kept inside (of a disc, or of a polygon without thickness) or outside

    Raises ``ValueError`` for corners that are not finite, that repeat or cross each other, that run clockwise, or
    for a container that is not closed.
    """

    points: Floats
    radius: float = 0.0
    closed: bool = True
    container: bool = True

    def __post_init__(self) -> None:
        points = np.array(self.points, dtype=np.float64)
        if points.ndim != 2 or points.shape[1] != 2 or len(points) < 1:
            raise ValueError(f"an outline needs corners (k, 2), got shape {points.shape}")
        if not (np.isfinite(points).all() and np.isfinite(self.radius) and self.radius >= 0.0):
            raise ValueError("the corners and the radius of an outline must be finite, and the radius not negative")
        points.flags.writeable = False
        object.__setattr__(self, "points", points)
        if len(points) == 1:
            if self.radius == 0.0:
                raise ValueError("a disc needs a radius")
            object.__setattr__(self, "closed", True)
            return
        if self.closed and len(points) < 3:
            raise ValueError(f"a closed outline needs at least three corners, got {len(points)}")
        if self.container and (not self.closed or self.radius > 0.0):
            raise ValueError("a container must be closed and, but for a disc, without a radius")
        if _crosses(*self._pieces()):
            raise ValueError("the corners of an outline must not repeat, and its pieces must not cross")
        if self.closed and _area(points) <= 0.0:
            raise ValueError("the corners of a closed outline must run counter-clockwise")

    @property
    def is_convex(self) -> bool:
        """Whether the outline is closed and turns left at every corner; a disc is convex."""
        return len(self.points) == 1 or (self.closed and bool(np.all(self._turns() > 0.0)))

    @property
    def surface(self) -> Floats:
        """What a ball can touch, (6, m): kind, x, y, distance, low, high.

        FACE : unit normal (x, y) out of the balls' room; the face lies at normal · p = distance, where
            low <= t · p <= high, t being the normal turned by +90 degrees; the face of a convex container has no end
        DISC, BOWL : centre (x, y) and radius, touched from outside and from inside; a corner is a DISC
        """
        if len(self.points) == 1:
            kind = BOWL if self.container else DISC
            return np.array([[kind], *self.points.T, [self.radius], [-np.inf], [np.inf]], np.float64)
        start, end = self._pieces()
        if self.container:
            faces = [_faces(start, end, 0.0)]
        else:
            faces = [_faces(end, start, self.radius)]
            if not self.closed:
                faces.append(_faces(start, end, self.radius))
        if self.container and self.is_convex:
            faces[0][4:] = [[-np.inf], [np.inf]]
        turns = self._turns()
        if not self.closed:
            turns = np.array([np.inf, *np.abs(turns), np.inf])
        corners = self.points[turns < 0.0 if self.container else turns > 0.0].T
        count = corners.shape[1]
        radius, nothing = np.full(count, self.radius), np.zeros(count)
        discs = np.vstack((np.full(count, DISC), corners, radius, nothing, nothing))
        return np.hstack((*faces, discs))

    @property
    def ring(self) -> tuple[float, float]:
        """A ball wholly nearer to the wall's origin than the first distance (m), or further than the second, is free."""
        if not self.container:
            return 0.0, float(np.hypot(*self.points.T).max()) + self.radius
        kind, x, y, distance, low, high = self.surface
        away = np.hypot(x, y)
        to_face = np.where(np.isinf(low), distance, np.hypot(distance, np.clip(0.0, low, high)))
        to_disc = np.where(kind == DISC, away - distance, distance - away)
        return max(float(np.where(kind == FACE, to_face, to_disc).min()), 0.0), np.inf

    def allows(self, x: Floats, y: Floats) -> NDArray[np.bool_]:
        """Whether points may be centres of balls: (n,) inside a container, or outside of an obstacle; m."""
        if len(self.points) == 1:
            inside = np.hypot(x - self.points[0, 0], y - self.points[0, 1]) <= self.radius
        elif not self.closed:
            return np.ones(len(x), np.bool_)
        else:
            inside = np.zeros(len(x), np.bool_)
            for (ax, ay), (bx, by) in zip(*self._pieces(), strict=True):  # Jordan: count the sides to the right
                with np.errstate(divide="ignore", invalid="ignore"):
                    crossed = x < ax + (y - ay) / (by - ay) * (bx - ax)
                inside ^= ((ay <= y) != (by <= y)) & crossed
        return inside if self.container else ~inside

    def _pieces(self) -> tuple[Floats, Floats]:
        """Starts and ends (m, 2) of the straight pieces."""
        end = np.roll(self.points, -1, axis=0)
        return (self.points, end) if self.closed else (self.points[:-1], end[:-1])

    def _turns(self) -> Floats:
        """Angle in rad by which the outline turns left at each corner; an open one, at each inner corner."""
        start, end = self._pieces()
        x, y = (end - start).T
        if self.closed:
            before_x, before_y = np.roll(x, 1), np.roll(y, 1)
        else:
            before_x, before_y, x, y = x[:-1], y[:-1], x[1:], y[1:]
        turns: Floats = np.arctan2(before_x * y - before_y * x, before_x * x + before_y * y)
        return np.where(np.abs(turns) < 1e-12, 0.0, turns)  # a seam in a straight wall


def _faces(start: Floats, end: Floats, radius: float) -> Floats:
    """Columns of FACEs with the balls to the left of start -> end."""
    x, y = (end - start).T
    length = np.hypot(x, y)
    tx, ty = x / length, y / length
    distance = ty * start[:, 0] - tx * start[:, 1] - radius
    low, high = tx * start[:, 0] + ty * start[:, 1], tx * end[:, 0] + ty * end[:, 1]
    return np.vstack((np.full(len(x), FACE), ty, -tx, distance, low, high))


def _area(points: Floats) -> float:
    """Area of a polygon in m², positive when it runs counter-clockwise."""
    x, y = points.T
    return 0.5 * float(np.dot(x, np.roll(y, -1)) - np.dot(np.roll(x, -1), y))


def _crosses(start: Floats, end: Floats) -> bool:
    """Whether a corner repeats, or two pieces that are not neighbours meet."""
    if np.any(np.all(start == end, axis=1)):
        return True

    def side(a: Floats, b: Floats, p: Floats) -> Floats:
        (ax, ay), (bx, by), (px, py) = np.moveaxis(a, -1, 0), np.moveaxis(b, -1, 0), np.moveaxis(p, -1, 0)
        return np.sign((bx - ax) * (py - ay) - (by - ay) * (px - ax))

    for k in range(len(start) - 2):
        last = len(start) - 1 if k == 0 and np.array_equal(end[-1], start[0]) else len(start)
        a, b, others, ends = start[k], end[k], start[k + 2 : last], end[k + 2 : last]
        apart = side(a, b, others) * side(a, b, ends) > 0.0
        apart |= side(others, ends, a[None]) * side(others, ends, b[None]) > 0.0
        apart |= (np.maximum(others, ends) < np.minimum(a, b)).any(axis=1)
        apart |= (np.minimum(others, ends) > np.maximum(a, b)).any(axis=1)
        if not apart.all():
            return True
    return False
