"""The shape of a wall."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

FACE, DISC, BOWL = range(3)
"""What a surface is made of: straight pieces, discs seen from outside, circles seen from inside."""

SHALLOW = 0.1
"""A ball deeper in a one-way wall than this part of its radius is on its way through."""

BLOCK = 64
"""Pieces that points are compared with at a time: few calls for short outlines, little memory for long ones."""

SEAM = 1e-9
"""By how much, in rad, the ridges of a one-way chain reach over the faces beside them: nothing slips between."""


@dataclass(frozen=True, slots=True, eq=False)
class Outline:
    """A disc, a chain of straight pieces or a closed polygon, in the wall's own frame.

    points : (k, 2) m, the centre of one disc, or the corners; those of a closed polygon run counter-clockwise
    radius : m, how far the surface lies from the points: radius of the disc, half the thickness of the chain
    closed : whether the last corner is joined to the first, k >= 3
    container : whether the balls are kept inside (of a disc, or of a polygon without thickness) or outside
    one_way : whether an open chain holds only what comes from the left of its way; from the right balls pass freely
    belt : m/s, how fast the surface runs: counter-clockwise round what is closed; on the left of an open chain with
        its way, and on the right back

    Raises ``ValueError`` for corners that are not finite, that repeat or cross each other, that run clockwise, for
    a container that is not closed, or for a closed outline that is one-way.
    """

    points: Floats
    radius: float = 0.0
    closed: bool = True
    container: bool = True
    one_way: bool = False
    belt: float = 0.0

    def __post_init__(self) -> None:
        points = np.array(self.points, dtype=np.float64)
        if points.ndim != 2 or points.shape[1] != 2 or len(points) < 1:
            raise ValueError(f"an outline needs corners (k, 2), got shape {points.shape}")
        if not (np.isfinite(points).all() and np.isfinite(self.radius) and self.radius >= 0.0):
            raise ValueError("the corners and the radius of an outline must be finite, and the radius not negative")
        if not np.isfinite(self.belt):
            raise ValueError("the belt of an outline must be finite")
        if self.one_way and (self.closed or len(points) == 1):
            raise ValueError("only an open chain can be one-way")
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
        if meeting := crossing(points, self.closed):
            which = "the pieces from corners {} and {}".format(*meeting)
            raise ValueError(f"the corners of an outline must not repeat, and its pieces must not meet: {which} do")
        if self.closed and _area(points) <= 0.0:
            raise ValueError("the corners of a closed outline must run counter-clockwise")

    @property
    def is_convex(self) -> bool:
        """Whether the outline is closed and turns left at every corner; a disc is convex."""
        return len(self.points) == 1 or (self.closed and bool(np.all(self._turns() > 0.0)))

    @property
    def has_wrong_side(self) -> bool:
        """Whether a ball can be lost behind the outline: of a convex container every place has a way back."""
        return self.closed and len(self.points) > 1 and not (self.container and self.is_convex)

    @property
    def surface(self) -> Floats:
        """What a ball can touch, (8, m): kind, x, y, distance, low, high, depth, belt.

        FACE : unit normal (x, y) out of the balls' room; the face lies at normal · p = distance, where
            low <= t · p <= high, t being the normal turned by +90 degrees; the face of a convex container has no end
        DISC, BOWL : centre (x, y) and radius, touched from outside and from inside; a corner is a DISC, that of a
            one-way chain only in directions from low to high, in rad
        depth : a ball deeper than this part of its radius is behind what has ends
        belt : m/s, how fast the surface runs along t
        """
        parts = self._parts()
        depth = np.where(np.isinf(parts[4]), np.inf, SHALLOW if self.one_way else 1.0)
        belt = -self.belt if self.closed and not self.container else self.belt
        return np.vstack((parts, depth, np.full(len(depth), belt)))

    def _parts(self) -> Floats:
        """Kind, place and ends (6, m) of what a ball can touch."""
        if len(self.points) == 1:
            kind = BOWL if self.container else DISC
            return np.array([[kind], *self.points.T, [self.radius], [-np.inf], [np.inf]], np.float64)
        start, end = self._pieces()
        if self.one_way:
            return np.hstack((_faces(start, end, self.radius), self._ridges()))
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
        radius, endless = np.full(count, self.radius), np.full(count, np.inf)
        discs = np.vstack((np.full(count, DISC), corners, radius, -endless, endless))
        return np.hstack((*faces, discs))

    def _ridges(self) -> Floats:
        """Columns of DISCs where a one-way chain turns right: they fill the gaps between what lies before its faces."""
        along, turns = np.diff(self.points, axis=0), self._turns()
        ridge = turns < 0.0
        high = np.arctan2(along[:-1, 0], -along[:-1, 1])[ridge]
        low, (x, y) = high + turns[ridge], self.points[1:-1][ridge].T
        return np.vstack((np.full(len(x), DISC), x, y, np.full(len(x), self.radius), low - SEAM, high + SEAM))

    @property
    def ring(self) -> tuple[float, float]:
        """Near and far, m: a ball wholly nearer to the wall's origin than `near`, or further than `far`, is free.

        It touches nothing, and is inside a container or outside an obstacle.
        """
        if not self.container:
            return 0.0, float(np.hypot(*self.points.T).max()) + self.radius
        if not self.allows(np.zeros(1), np.zeros(1))[0]:
            return 0.0, np.inf
        kind, x, y, distance, low, high = self._parts()
        away = np.hypot(x, y)
        to_face = np.where(np.isinf(low), distance, np.hypot(distance, np.clip(0.0, low, high)))
        to_disc = np.where(kind == DISC, away - distance, distance - away)
        return max(float(np.where(kind == FACE, to_face, to_disc).min()), 0.0), np.inf

    def allows(self, x: Floats, y: Floats) -> NDArray[np.bool_]:
        """Whether points may be centres of balls: (n,) inside a container, or outside of an obstacle; m."""
        inside: NDArray[np.bool_]
        if len(self.points) == 1:
            inside = np.hypot(x - self.points[0, 0], y - self.points[0, 1]) <= self.radius
        elif not self.closed:
            return np.ones(len(x), np.bool_)
        else:
            inside = np.zeros(len(x), np.bool_)
            start, end = self._pieces()
            for some in range(0, len(start), BLOCK):  # Jordan: count the sides to the right
                (ax, ay), (bx, by) = (corner[some : some + BLOCK, :, None].swapaxes(0, 1) for corner in (start, end))
                with np.errstate(divide="ignore", invalid="ignore"):
                    crossed = x < ax + (y - ay) / (by - ay) * (bx - ax)
                inside ^= np.logical_xor.reduce(((ay <= y) != (by <= y)) & crossed)
        return inside if self.container else ~inside

    def _pieces(self) -> tuple[Floats, Floats]:
        """Starts and ends (m, 2) of the straight pieces."""
        end = np.roll(self.points, -1, axis=0)
        return (self.points, end) if self.closed else (self.points[:-1], end[:-1])

    def _turns(self) -> Floats:
        """Angle in rad by which the outline turns left at each corner; an open one, at each inner corner."""
        start, end = self._pieces()
        turns = _turning(end - start)
        return turns if self.closed else turns[1:]


def crossing(points: Floats, closed: bool) -> tuple[int, int] | None:
    """Two pieces that meet other than the end of one the start of the next, or None.

    Piece k starts at corner k. A piece whose ends are (all but) the same meets itself, a corner that comes again makes
    two pieces meet, and so does a corner that folds back.
    """
    end = np.roll(points, -1, axis=0)
    start, end = (points, end) if closed else (points[:-1], end[:-1])
    length = np.hypot(*(end - start).T)
    for k in np.flatnonzero(length <= 1e-9 * length.max()).tolist():
        return k, k
    turns = _turning(end - start)
    for k in np.flatnonzero(np.abs(turns[0 if closed else 1 :]) > np.pi - 1e-9).tolist():
        return ((k - 1) % len(points), k) if closed else (k, k + 1)
    for k in range(len(start) - 2):
        last = len(start) - 1 if k == 0 and np.array_equal(end[-1], start[0]) else len(start)
        for other in np.flatnonzero(_meets(start[k], end[k], start[k + 2 : last], end[k + 2 : last])).tolist():
            return k, k + 2 + other
    return None


def _meets(a: Floats, b: Floats, start: Floats, end: Floats) -> NDArray[np.bool_]:
    """Whether each of the pieces start -> end (m, 2) has a point in common with a -> b."""
    apart = _side(a, b, start) * _side(a, b, end) > 0.0
    apart |= _side(start, end, a) * _side(start, end, b) > 0.0
    apart |= (np.maximum(start, end) < np.minimum(a, b)).any(axis=1)
    apart |= (np.minimum(start, end) > np.maximum(a, b)).any(axis=1)
    return ~apart


def _side(a: Floats, b: Floats, p: Floats) -> Floats:
    """1 where p lies to the left of a -> b, -1 to the right, 0 on the line."""
    ab, ap = b - a, p - a
    side: Floats = np.sign(ab[..., 0] * ap[..., 1] - ab[..., 1] * ap[..., 0])
    return side


def _turning(along: Floats) -> Floats:
    """Angle in rad by which each piece (m, 2) turns left from the one before it; the first, from the last."""
    (x, y), (before_x, before_y) = along.T, np.roll(along, 1, axis=0).T
    turns: Floats = np.arctan2(before_x * y - before_y * x, before_x * x + before_y * y)
    turns[np.abs(turns) < 1e-12] = 0.0  # a seam in a straight wall
    return turns


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
