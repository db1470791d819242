"""The edge of a wall as a path with a radius: its polygon, its segments, and signed distances from it."""

from dataclasses import dataclass
from functools import cached_property, lru_cache
from math import ceil, inf, pi, sqrt

import numpy as np
from numpy.typing import ArrayLike, NDArray

from components.outline import Outline
from components.portable_arrays import directions, lengths, unit_vectors
from components.portable_math import sincos

Floats = NDArray[np.float64]

ARC_STEP = pi / 48
"""Largest turn, in rad, between two corners of the polygon that replaces an arc."""

MIN_THICKNESS = 1e-3
"""Half the thickness of a chain without thickness, as a part of its extent."""


@dataclass(frozen=True, eq=False)
class OutlineEdge:
    """The edge of an `Outline`, in the local frame of the wall: all points at a distance from a path.

    path : (k, 2) m, a point, a closed polygon (counter-clockwise), or the corners of an open chain there and back
    radius : m, distance of the edge from the path
    closed : whether the path encloses an area
    """

    path: Floats
    radius: float
    closed: bool

    @classmethod
    def from_outline(cls, outline: Outline, min_radius: float = 0.0) -> "OutlineEdge":
        """Return the edge of an outline. Half the thickness of an open chain is at least ``min_radius``, in m."""
        return _cached_edge(outline, min_radius)

    @property
    def bounds(self) -> tuple[Floats, Floats]:
        """Lower left and upper right corner, (2,) in m, of the bounding box."""
        return self.path.min(axis=0) - self.radius, self.path.max(axis=0) + self.radius

    @property
    def bounds_area(self) -> float:
        """Area of the bounding box in m²."""
        low, high = self.bounds
        return float((high - low).prod())

    @cached_property
    def corners(self) -> Floats:
        """The edge as a polygon (m, 2) in m, counter-clockwise; an arc deviates by at most 0.0006 of its radius."""
        if self.radius == 0.0:
            return self.path
        if len(self.path) == 1:
            return self.path + self.radius * _arc(np.array([1.0, 0.0]), 2.0 * pi)[:-1]
        normals, turns = self.normals_and_turns
        sides = lengths(*(np.roll(self.path, -1, axis=0) - self.path).T)
        edge: list[Floats] = []
        for k, (corner, after, turn) in enumerate(zip(self.path, normals, turns, strict=True)):
            before = normals[k - 1]
            if turn >= 0.0:
                edge.append(corner + self.radius * _arc(before, turn))
            elif self.radius * _mitre(turn) <= min(sides[k - 1], sides[k]):
                aligned = before[0] * after[0] + before[1] * after[1]
                edge.append((corner + self.radius * (before + after) / (1.0 + aligned))[None])
            else:  # the segment is too short for a mitre: points inside other segments are removed below
                edge.append(corner + self.radius * np.array([before, after]))
        corners = np.concatenate(edge)
        return corners[self.signed_distance(*corners.T) > -1e-6 * self.radius]

    @property
    def normals_and_turns(self) -> tuple[Floats, Floats]:
        """Outward unit normals (k, 2) of the sides that start at the corners, and left turns (k,) there in rad."""
        x, y = (np.roll(self.path, -1, axis=0) - self.path).T
        normals = np.column_stack((y, -x)) / lengths(x, y)[:, None]
        (ax, ay), (bx, by) = np.roll(normals, 1, axis=0).T, normals.T
        turns = directions(ax * bx + ay * by, ax * by - ay * bx)
        if not self.closed:
            turns[[0, len(turns) // 2]] = pi  # an open chain turns back at its ends
        return normals, turns

    @property
    def segments(self) -> Floats:
        """Start and end (m, 4) in m of the straight segments of the path; a circle has one of length 0."""
        if self.closed:
            return np.hstack((self.path, np.roll(self.path, -1, axis=0)))
        there = self.path[: len(self.path) // 2 + 1]
        return np.hstack((there[:-1] if len(there) > 1 else there, there[-len(there) + 1 :]))

    def signed_distance(self, x: Floats, y: Floats) -> Floats:
        """Return the distance of points from the edge in m, negative inside. x and y broadcast."""
        shape = np.broadcast_shapes(np.shape(x), np.shape(y))
        nearest, side = np.full(shape, np.inf), np.zeros(shape)
        for segment in self.segments.tolist():
            distance, offset = _from_segment(segment, x, y)
            is_nearer = (distance < nearest) | ((distance == nearest) & (np.abs(offset) > np.abs(side)))
            nearest = np.where(is_nearer, distance, nearest)
            side = np.where(is_nearer, offset, side)  # at a corner, the segment that faces the point decides
        signed: Floats = np.where((side < 0.0) & self.closed, -nearest, nearest) - self.radius
        return signed

    def segment_distances(self, x: Floats, y: Floats) -> Floats:
        """Return the distances (m, n) in m of points (n,) from each of the segments."""
        return np.array([_from_segment(segment, x, y)[0] for segment in self.segments.tolist()])


@lru_cache(maxsize=4096)
def _cached_edge(outline: Outline, min_radius: float) -> OutlineEdge:
    points, radius = outline.points, outline.radius
    if outline.closed:
        return OutlineEdge(points, radius, closed=len(points) > 1)
    thinnest = MIN_THICKNESS * float(np.ptp(points, axis=0).max())
    return OutlineEdge(np.vstack((points, points[-2:0:-1])), max(radius, min_radius, thinnest), closed=False)


def _from_segment(segment: list[float], x: Floats, y: Floats) -> tuple[Floats, Floats]:
    """Return the distances of points from a segment, and their offsets to the right of its line, in m."""
    ax, ay, bx, by = segment
    ex, ey = bx - ax, by - ay
    length = sqrt(ex * ex + ey * ey) or 1.0
    ex, ey = ex / length, ey / length
    along = (x - ax) * ex + (y - ay) * ey
    is_before, is_behind = along <= 0.0, along >= length
    px = np.where(is_before, x - ax, np.where(is_behind, x - bx, x - ax - along * ex))
    py = np.where(is_before, y - ay, np.where(is_behind, y - by, y - ay - along * ey))
    return lengths(px, py), ey * px - ex * py


def _mitre(turn: float) -> float:
    """Return how much of a side the mitre of a right turn in rad takes, as a part of the radius."""
    sin, cos = sincos(-0.5 * turn)
    return sin / cos if cos > 0.0 else inf


def _arc(start: ArrayLike, turn: float) -> Floats:
    """Return unit vectors (m, 2) from ``start`` through a left turn in rad, in steps of at most `ARC_STEP`."""
    x, y = np.asarray(start)
    pieces = max(ceil(turn / ARC_STEP - 1e-9), 0)
    c, s = unit_vectors(turn * np.arange(pieces + 1) / max(pieces, 1)).T
    return np.column_stack((c * x - s * y, s * x + c * y))
