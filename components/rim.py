"""What of a wall is seen."""

from dataclasses import dataclass
from functools import lru_cache
from math import ceil, pi

import numpy as np
from numpy.typing import ArrayLike, NDArray

from components.outline import Outline

Floats = NDArray[np.float64]

ARC = pi / 48
"""Largest turn, in rad, of one side of what is round."""

THINNEST = 1e-3
"""Half the thickness that a chain without any has, as a part of its extent."""

HAIRLINE = 0.1
"""Half the thickness, at least, at which a chain is drawn, in widths of a frame."""

BOLT, BOLT_DEPTH = 0.42, 1.3
"""Radius of the bolt, and how deep it sits in an obstacle, in widths of a frame."""


@dataclass(frozen=True, slots=True, eq=False)
class Rim:
    """The edge of a wall, in its own frame: the outline itself, but a chain is never thinner than can be seen.

    path : (k, 2) m, corners about which the edge runs counter-clockwise; those of a chain there and back
    radius : m, how far outside of the path the edge lies
    closed : whether the path encloses something
    container : whether the balls are kept inside
    one_way : whether the balls pass from one side
    """

    path: Floats
    radius: float
    closed: bool
    container: bool
    one_way: bool = False

    @classmethod
    def of(cls, outline: Outline, least: float = 0.0) -> "Rim":
        """Return the rim of an outline; half the thickness of a chain is at ``least`` so much, in m."""
        return _rim(outline, least)

    @property
    def box(self) -> tuple[Floats, Floats]:
        """Lower left and upper right corner (2,) in m of what holds it all."""
        return self.path.min(axis=0) - self.radius, self.path.max(axis=0) + self.radius

    @property
    def area(self) -> float:
        """Area of the box in m²: what is larger lies below."""
        low, high = self.box
        return float((high - low).prod())

    @property
    def corners(self) -> Floats:
        """The edge as a polygon (m, 2) in m, counter-clockwise; what is round is at most 0.0006 of its radius off."""
        return _corners(self)

    @property
    def sides(self) -> tuple[Floats, Floats]:
        """Unit normals (k, 2) out of the sides that begin at the corners, and the left turns (k,) there in rad."""
        x, y = (np.roll(self.path, -1, axis=0) - self.path).T
        length = np.hypot(x, y)
        normals = np.column_stack((y, -x)) / length[:, None]
        before = np.roll(normals, 1, axis=0)
        turns = np.arctan2(before[:, 0] * normals[:, 1] - before[:, 1] * normals[:, 0], (before * normals).sum(axis=1))
        if not self.closed:
            turns[[0, len(turns) // 2]] = pi  # at its ends a chain turns back
        return normals, turns

    @property
    def pieces(self) -> Floats:
        """Start and end (m, 4) in m of the straight pieces about which the edge runs; a disc is one of no length."""
        if self.closed:
            return np.hstack((self.path, np.roll(self.path, -1, axis=0)))
        there = self.path[: len(self.path) // 2 + 1]
        return np.hstack((there[:-1] if len(there) > 1 else there, there[-len(there) + 1 :]))

    def distance(self, x: Floats, y: Floats) -> Floats:
        """How far places lie outside of the edge, in m; negative inside. x and y broadcast."""
        shape = np.broadcast_shapes(np.shape(x), np.shape(y))
        nearest, side = np.full(shape, np.inf), np.zeros(shape)
        for piece in self.pieces.tolist():
            away, out_of = _from_piece(piece, x, y)
            is_nearer = (away < nearest) | ((away == nearest) & (np.abs(out_of) > np.abs(side)))
            nearest = np.where(is_nearer, away, nearest)
            side = np.where(is_nearer, out_of, side)  # at a corner that of the piece that is faced
        distance: Floats = np.where((side < 0.0) & self.closed, -nearest, nearest) - self.radius
        return distance

    def apart(self, x: Floats, y: Floats) -> Floats:
        """How far places (n,) are from each piece, (m, n) in m."""
        return np.array([_from_piece(piece, x, y)[0] for piece in self.pieces.tolist()])

    @property
    def depth(self) -> float:
        """How deep the deepest place inside lies, in m; of a polygon within a percent or so."""
        return _depth(self)

    def bevel(self, width: float) -> float:
        """How far its rounding reaches, in m: across a frame, or as deep into an obstacle as there is room.

        width : m, of the frames
        """
        return width if self.container else min(width, self.depth)

    def groove(self, width: float) -> float:
        """How deep the groove along the edge is, from 0 to 1: what has little room for a bolt beside it has none.

        width : m, of the frames
        """
        if self.container:
            return 1.0
        is_chain = not self.closed and len(self.path) > 1
        little, enough = (0.4, 0.95) if is_chain else (1.7, 2.2)
        return float(np.clip((self.depth / width - little) / (enough - little), 0.0, 1.0))

    def bolt(self, width: float) -> tuple[float, float, float]:
        """Place and radius in m of the bolt that shows how the wall has turned, at its first corner.

        width : m, of the frames: a container has its bolt there, an obstacle within itself
        """
        corner = self.path[0]
        if len(self.path) == 1:
            depth = min(BOLT_DEPTH * width, 0.5 * self.radius)
            away = self.radius + 0.5 * width if self.container else self.radius - depth
            radius = BOLT * width if self.container else min(BOLT * width, 0.6 * depth)
            return float(corner[0] + away), float(corner[1]), radius
        if not self.closed:
            return float(corner[0]), float(corner[1]), min(BOLT * width, 0.6 * self.radius)
        normals, turns = self.sides
        outward = normals[0] + normals[-1]
        if self.container:
            reach = 0.5 * width / (np.hypot(*outward) if turns[0] > 0.0 else max(0.5 * outward @ outward, 0.5))
            x, y = corner + reach * outward
            return float(x), float(y), BOLT * width
        outward = outward / np.hypot(*outward)
        wanted = min(BOLT_DEPTH * width, 0.5 * self.depth)
        low, high = self.box
        inward = np.linspace(-self.radius, np.hypot(*(high - low)), 1000)
        x, y = (corner - inward[:, None] * outward).T
        depths = -self.distance(x, y)
        k = int(np.argmax(depths >= wanted)) or int(np.argmax(depths))
        return float(x[k]), float(y[k]), min(BOLT * width, 0.6 * float(depths[k]))

    def hub(self, width: float) -> float:
        """Radius in m of the hub that it turns about; 0 for an obstacle without room for one.

        width : m, of the frames
        """
        if self.container:
            return 0.3 * width
        x, y, radius = self.bolt(width)
        hub = min(0.3 * width, 0.45 * -float(self.distance(np.zeros(1), np.zeros(1))[0]))
        return hub if hub > 0.0 and np.hypot(x, y) > 1.3 * radius + hub else 0.0


@lru_cache(maxsize=4096)
def _rim(outline: Outline, least: float) -> Rim:
    points, radius = outline.points, outline.radius
    if len(points) == 1:
        return Rim(points, radius, False, outline.container)
    if not outline.closed:
        hair = THINNEST * float(np.ptp(points, axis=0).max())
        return Rim(np.vstack((points, points[-2:0:-1])), max(radius, least, hair), False, False, outline.one_way)
    return Rim(points, radius, True, outline.container)


@lru_cache(maxsize=4096)
def _corners(rim: Rim) -> Floats:
    if rim.radius == 0.0:
        return rim.path
    if len(rim.path) == 1:
        return rim.path + rim.radius * _arc(np.array([1.0, 0.0]), 2.0 * pi)[:-1]
    normals, turns = rim.sides
    lengths = np.hypot(*(np.roll(rim.path, -1, axis=0) - rim.path).T)
    edge: list[Floats] = []
    for k, (corner, after, turn) in enumerate(zip(rim.path, normals, turns, strict=True)):
        before = normals[k - 1]
        if turn >= 0.0:
            edge.append(corner + rim.radius * _arc(before, turn))
        elif rim.radius * np.tan(-0.5 * turn) <= min(lengths[k - 1], lengths[k]):
            edge.append((corner + rim.radius * (before + after) / (1.0 + before @ after))[None])
        else:  # a piece too short: what lies within the others is left out
            edge.append(corner + rim.radius * np.array([before, after]))
    corners = np.concatenate(edge)
    return corners[rim.distance(*corners.T) > -1e-6 * rim.radius]


@lru_cache(maxsize=4096)
def _depth(rim: Rim) -> float:
    if not rim.closed:
        return rim.radius
    low, high = rim.box
    for _ in range(5):
        x, y = np.linspace(low, high, 25).T
        distance = rim.distance(x[None, :], y[:, None])
        row, column = np.unravel_index(distance.argmin(), distance.shape)
        around = (high - low) / 12.0
        low, high = np.array([x[column], y[row]]) - around, np.array([x[column], y[row]]) + around
    return float(-distance.min())


def _from_piece(piece: list[float], x: Floats, y: Floats) -> tuple[Floats, Floats]:
    """How far places are from a straight piece, and how far to the right of its line, in m."""
    ax, ay, bx, by = piece
    ex, ey = bx - ax, by - ay
    length = np.hypot(ex, ey) or 1.0
    ex, ey = ex / length, ey / length
    along = (x - ax) * ex + (y - ay) * ey
    is_before, is_behind = along <= 0.0, along >= length
    px = np.where(is_before, x - ax, np.where(is_behind, x - bx, x - ax - along * ex))
    py = np.where(is_before, y - ay, np.where(is_behind, y - by, y - ay - along * ey))
    return np.hypot(px, py), ey * px - ex * py


def _arc(start: ArrayLike, turn: float) -> Floats:
    """Unit vectors (m, 2) from one to the one it becomes by a left turn in rad, in steps of at most `ARC`."""
    x, y = np.asarray(start)
    angle = np.linspace(0.0, turn, ceil(turn / ARC - 1e-9) + 1)
    c, s = np.cos(angle), np.sin(angle)
    return np.column_stack((c * x - s * y, s * x + c * y))
