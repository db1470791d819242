"""The shape of a wall."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from components.portable_arrays import directions, lengths, ordered_sum, unit_vectors

Floats = NDArray[np.float64]

SEGMENT, CIRCLE, INVERTED_CIRCLE = range(3)
"""Kinds of features: straight segments, circles touched from outside, circles touched from inside."""

SHALLOW = 0.01
"""A ball deeper in a one-way wall than this, in radii, is passing through it."""

BLOCK = 64
"""Segments that points are compared with at a time: few calls for short outlines, little memory for long ones."""

MAX_PIECE = math.radians(3.0)
"""Largest angle, in rad, between two corners of an arc, for what needs straight pieces, such as drawing."""

SEAM = 1e-9
"""Overlap, in rad, of corners that are not touched from everywhere with the segments beside them: it leaves no gap."""


class Arc(NamedTuple):
    """A part of a circle about the origin.

    radius : m
    start, sweep : rad, direction of the first end from the centre, and the angle to the last, counter-clockwise
    """

    radius: float
    start: float
    sweep: float

    @property
    def points(self) -> Floats:
        """Points (k, 2) on the arc from its start to its end, m, at most MAX_PIECE apart."""
        count = math.ceil(abs(self.sweep) / MAX_PIECE - 1e-9)
        return self.radius * unit_vectors(self.start + self.sweep * np.arange(count + 1) / count)


@dataclass(frozen=True, slots=True, eq=False)
class Outline:
    """The shape of a wall in its local frame: a circle, an arc, an open chain of segments, or a closed polygon.

    points : (k, 2) m, the centre of a circle, or the corners; those of a closed polygon are counter-clockwise
    radius : m, distance of the surface from the points: the radius of a circle, half the thickness of a chain
    closed : whether the last corner is joined to the first, k >= 3
    container : whether balls are kept inside (of a circle, or of a polygon without thickness) instead of outside
    one_way : whether an open chain stops only balls that come from its left; balls from the right pass freely
    belt : m/s, speed of a conveyor belt along the surface: counter-clockwise on a closed outline; on an open chain
        forwards on its left side and backwards on its right side
    kick : m/s, speed that an impact adds to that with which the ball leaves
    arc : what balls feel of an open chain whose corners are `Arc.points`

    Raises ``ValueError`` if corners are not finite, if they repeat, cross or are clockwise, if a container is not
    closed, or if a closed outline is one-way.
    """

    points: Floats
    radius: float = 0.0
    closed: bool = True
    container: bool = True
    one_way: bool = False
    belt: float = 0.0
    arc: Arc | None = None
    kick: float = 0.0

    if TYPE_CHECKING:  # type checkers would not let points be a list

        def __init__(
            self,
            points: Floats | Sequence[tuple[float, float]],
            radius: float = 0.0,
            closed: bool = True,
            container: bool = True,
            one_way: bool = False,
            belt: float = 0.0,
            arc: Arc | None = None,
            kick: float = 0.0,
        ) -> None: ...

    def __post_init__(self) -> None:
        points = np.array(self.points, dtype=np.float64)
        if points.ndim != 2 or points.shape[1] != 2 or len(points) < 1:
            raise ValueError(f"an outline needs corners (k, 2), got shape {points.shape}")
        if not (np.isfinite(points).all() and np.isfinite(self.radius) and self.radius >= 0.0):
            raise ValueError("the corners and the radius of an outline must be finite, and the radius not negative")
        if not np.isfinite(self.belt):
            raise ValueError("the belt of an outline must be finite")
        if not (np.isfinite(self.kick) and self.kick >= 0.0):
            raise ValueError("the kick of an outline must be finite and not negative")
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
        if crossed := find_crossing(points, self.closed):
            which = "the segments from corners {} and {}".format(*crossed)
            raise ValueError(f"the corners of an outline must not repeat, and its segments must not meet: {which} do")
        if self.closed and doubled_area(points) <= 0.0:
            raise ValueError("the corners of a closed outline must run counter-clockwise")

    @property
    def is_convex(self) -> bool:
        """Whether the outline is closed and turns left at every corner; a circle is convex."""
        return len(self.points) == 1 or (self.closed and bool(np.all(self._turning_angles() > 0.0)))

    @property
    def has_wrong_side(self) -> bool:
        """Whether a ball can end up behind the outline. Features of a convex container push it back from anywhere."""
        return self.closed and len(self.points) > 1 and not (self.container and self.is_convex)

    @property
    def features(self) -> Floats:
        """What a ball can touch, one feature a column, (9, m): kind, x, y, distance, low, high, depth, belt, kick.

        SEGMENT : (x, y) is the unit normal n that points away from the balls; the segment is where n · p = distance and
            low <= t · p <= high, where t is n rotated by +90 degrees; a segment of a convex container has no ends
        CIRCLE, INVERTED_CIRCLE : centre (x, y) and radius, touched from outside, or from inside; a corner is a CIRCLE;
            the sides of an arc and the corners of a one-way chain are touched only in directions from low to high, rad
        depth : a ball deeper than this, in radii, is behind a feature with ends
        belt, kick : m/s, speed of the surface along t, and speed that an impact adds
        """
        geometry = self._geometry()
        depth = np.where(np.isinf(geometry[4]), np.inf, SHALLOW if self.one_way else 1.0)
        belt = -self.belt if self.closed and not self.container else self.belt
        return np.vstack((geometry, depth, np.full(len(depth), belt), np.full(len(depth), self.kick)))

    def _geometry(self) -> Floats:
        """Kind, position and ends (6, m) of the features: the first six rows of `features`."""
        if len(self.points) == 1:
            kind = INVERTED_CIRCLE if self.container else CIRCLE
            return np.array([[kind], *self.points.T, [self.radius], [-np.inf], [np.inf]], np.float64)
        if self.arc:
            return self._arc_sides(self.arc)
        start, end = self._segments()
        if self.one_way:
            return np.hstack((_segment_features(start, end, self.radius), self._convex_corners()))
        if self.container:
            segments = [_segment_features(start, end, 0.0)]
        else:
            segments = [_segment_features(end, start, self.radius)]
            if not self.closed:
                segments.append(_segment_features(start, end, self.radius))
        if self.container and self.is_convex:
            segments[0][4:] = [[-np.inf], [np.inf]]
        turns = self._turning_angles()
        if not self.closed:
            turns = np.array([np.inf, *np.abs(turns), np.inf])
        corners = self.points[turns < 0.0 if self.container else turns > 0.0].T
        count = corners.shape[1]
        radius, endless = np.full(count, self.radius), np.full(count, np.inf)
        circles = np.vstack((np.full(count, CIRCLE), corners, radius, -endless, endless))
        return np.hstack((*segments, circles))

    def _arc_sides(self, arc: Arc) -> Floats:
        """INVERTED_CIRCLE and CIRCLE features of the sides of an arc, and CIRCLE features of its ends."""
        low, high = sorted((arc.start, arc.start + arc.sweep))
        ends = low - SEAM, high + SEAM
        inside = np.array([[INVERTED_CIRCLE, 0.0, 0.0, arc.radius - self.radius, *ends]]).T
        outside = np.array([[CIRCLE, 0.0, 0.0, arc.radius + self.radius, *ends]]).T
        if self.one_way:
            return inside if arc.sweep > 0.0 else outside
        caps = [[CIRCLE, *corner, self.radius, -np.inf, np.inf] for corner in self.points[[0, -1]].tolist()]
        sides = (inside, outside) if arc.radius > self.radius else (outside,)
        return np.hstack((*sides, np.array(caps).T))

    def _convex_corners(self) -> Floats:
        """CIRCLE features where a one-way chain turns right, which fill the gaps between its segments."""
        along, turns = np.diff(self.points, axis=0), self._turning_angles()
        convex = turns < 0.0
        before = along[:-1][convex]
        high = directions(-before[:, 1], before[:, 0])
        low, (x, y) = high + turns[convex], self.points[1:-1][convex].T
        return np.vstack((np.full(len(x), CIRCLE), x, y, np.full(len(x), self.radius), low - SEAM, high + SEAM))

    @property
    def contact_range(self) -> tuple[float, float]:
        """Distances (near, far) from the origin of the wall, m, between which balls can touch it.

        A ball that is wholly nearer than near or wholly farther than far touches nothing, and is on the right side.
        """
        if not self.container:
            return 0.0, float(lengths(*self.points.T).max()) + self.radius
        if not self.allows(np.zeros(1), np.zeros(1))[0]:
            return 0.0, np.inf
        kind, x, y, distance, low, high = self._geometry()
        away = lengths(x, y)
        to_segment = np.where(np.isinf(low), distance, lengths(distance, np.clip(0.0, low, high)))
        to_circle = np.where(kind == CIRCLE, away - distance, distance - away)
        return max(float(np.where(kind == SEGMENT, to_segment, to_circle).min()), 0.0), np.inf

    def allows(self, x: Floats, y: Floats) -> NDArray[np.bool_]:
        """Whether points may be centres of balls, (n,): inside a container, or outside an obstacle.

        x, y : (n,) m
        """
        inside: NDArray[np.bool_]
        if len(self.points) == 1:
            inside = lengths(x - self.points[0, 0], y - self.points[0, 1]) <= self.radius
        elif not self.closed:
            return np.ones(len(x), np.bool_)
        else:
            inside = np.zeros(len(x), np.bool_)
            start, end = self._segments()
            for some in range(0, len(start), BLOCK):  # Jordan curve theorem: count the sides to the right
                (ax, ay), (bx, by) = (corner[some : some + BLOCK, :, None].swapaxes(0, 1) for corner in (start, end))
                with np.errstate(divide="ignore", invalid="ignore"):
                    crossed = x < ax + (y - ay) / (by - ay) * (bx - ax)
                inside ^= np.logical_xor.reduce(((ay <= y) != (by <= y)) & crossed)
        return inside if self.container else ~inside

    def _segments(self) -> tuple[Floats, Floats]:
        """Starts and ends (m, 2) of the segments, m."""
        end = np.roll(self.points, -1, axis=0)
        return (self.points, end) if self.closed else (self.points[:-1], end[:-1])

    def _turning_angles(self) -> Floats:
        """Left turn at each corner, in rad; of an open chain, at each inner corner."""
        start, end = self._segments()
        turns = _turning(end - start)
        return turns if self.closed else turns[1:]


def find_crossing(points: Floats, closed: bool) -> tuple[int, int] | None:
    """Return the indices of two segments that cross or touch, or None. BroadPhase may share their common corner.

    Segment k starts at corner k. A segment of (almost) no length crosses itself. A repeated corner makes two segments
    touch, and so does a corner where the outline turns straight back.
    """
    end = np.roll(points, -1, axis=0)
    start, end = (points, end) if closed else (points[:-1], end[:-1])
    length = lengths(*(end - start).T)
    for k in np.flatnonzero(length <= 1e-9 * length.max()).tolist():
        return k, k
    turns = _turning(end - start)
    for k in np.flatnonzero(np.abs(turns[0 if closed else 1 :]) > np.pi - 1e-9).tolist():
        return ((k - 1) % len(points), k) if closed else (k, k + 1)
    (left, bottom), (right, top) = np.minimum(start, end).T, np.maximum(start, end).T
    is_ring = np.array_equal(end[-1], start[0])
    for first in range(0, len(start), BLOCK):
        one, rest = slice(first, first + BLOCK), slice(first, None)
        near = (right[rest] >= left[one, None]) & (left[rest] <= right[one, None])  # their boxes meet
        near &= (top[rest] >= bottom[one, None]) & (bottom[rest] <= top[one, None])
        one_of, other_of = (nth + first for nth in np.nonzero(np.triu(near, 2)))
        if is_ring:  # the first and the last segment share a corner
            apart = (one_of > 0) | (other_of < len(start) - 1)
            one_of, other_of = one_of[apart], other_of[apart]
        meets = _meets(start[one_of], end[one_of], start[other_of], end[other_of])
        for found in np.flatnonzero(meets).tolist():
            return int(one_of[found]), int(other_of[found])
    return None


def _meets(a: Floats, b: Floats, start: Floats, end: Floats) -> NDArray[np.bool_]:
    """Whether each of the segments start -> end (m, 2) meets one of a -> b (m, 2), if their bounding boxes meet."""
    apart = _side(a, b, start) * _side(a, b, end) > 0.0
    apart |= _side(start, end, a) * _side(start, end, b) > 0.0
    return ~apart


def _side(a: Floats, b: Floats, p: Floats) -> Floats:
    """1 where p lies to the left of a -> b, -1 to the right, 0 on the line."""
    ab, ap = b - a, p - a
    side: Floats = np.sign(ab[..., 0] * ap[..., 1] - ab[..., 1] * ap[..., 0])
    return side


def _turning(along: Floats) -> Floats:
    """Left turn in rad from the previous to each of the vectors (m, 2); for the first, from the last."""
    (x, y), (before_x, before_y) = along.T, np.roll(along, 1, axis=0).T
    turns = directions(before_x * x + before_y * y, before_x * y - before_y * x)
    turns[np.abs(turns) < 1e-12] = 0.0  # a seam in a straight wall
    return turns


def _segment_features(start: Floats, end: Floats, radius: float) -> Floats:
    """SEGMENT features (6, m) with the balls to the left of start -> end."""
    x, y = (end - start).T
    length = lengths(x, y)
    tx, ty = x / length, y / length
    distance = ty * start[:, 0] - tx * start[:, 1] - radius
    low, high = tx * start[:, 0] + ty * start[:, 1], tx * end[:, 0] + ty * end[:, 1]
    return np.vstack((np.full(len(x), SEGMENT), ty, -tx, distance, low, high))


def doubled_area(points: Floats) -> float:
    """Return twice the area of a polygon in m², positive if it is counter-clockwise."""
    x, y = points.T
    return ordered_sum(x * np.roll(y, -1) - np.roll(x, -1) * y)
