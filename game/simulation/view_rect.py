"""Rectangles of the world that a view shows."""

from math import isnan
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from components import Collider, KinematicMotion, Outline, Position, Spin, Table
from components.kinematic_motion import pose_at
from components.placed_outline import wall_outlines
from components.portable_arrays import lengths, transform
from components.portable_math import sincos
from game.levels.model import Level

Floats = NDArray[np.float64]

MARGIN = 0.08
"""Margin on every side, as a fraction of the size of the contents."""

MIN_ASPECT = 0.2
"""Smallest ratio of the shorter to the longer side, so that a view of a single line has an area."""


class Insets(NamedTuple):
    """Parts of a window that something covers at its edges."""

    left: float = 0.0
    bottom: float = 0.0
    right: float = 0.0
    top: float = 0.0

    def scaled(self, factor: float) -> "Insets":
        """Return the insets in units that are smaller by a factor."""
        return Insets(*(factor * part for part in self))


class ViewRect(NamedTuple):
    """A rectangle of the world, in m, that a view shows entirely."""

    center: tuple[float, float]
    width: float
    height: float

    @property
    def size(self) -> float:
        """Unit for the sizes of drawn things, m: the shorter side, or half the longer side if that is more."""
        return max(min(self.width, self.height), 0.5 * max(self.width, self.height))

    def clear_of(self, covered: "Insets", window: tuple[float, float]) -> "ViewRect":
        """Return the rectangle of a whole window that shows this one in its free part.

        It is in the middle beside what covers the right of the window, and moves no more than other parts demand.

        covered, window : covered parts, and size of the window, in pixels
        """
        if not any(covered):
            return self
        width, height = window
        left, right = covered.left, width - covered.right
        bottom, top = covered.bottom, height - covered.top
        scale = min(max(right - left, 1.0) / self.width, max(top - bottom, 1.0) / self.height)
        half_width, half_height = 0.5 * scale * self.width, 0.5 * scale * self.height
        across = min(max(0.5 * right, left + half_width), right - half_width)
        up = min(max(0.5 * height, bottom + half_height), top - half_height)
        x, y = self.center
        center = x + (0.5 * width - across) / scale, y + (0.5 * height - up) / scale
        return ViewRect(center, width / scale, height / scale)

    def scaled_about(self, fixed: tuple[float, float], factor: float) -> "ViewRect":
        """Return a rectangle of another size; a point of the world, in m, stays where it is in the view."""
        (x, y), (fixed_x, fixed_y) = self.center, fixed
        center = fixed_x + factor * (x - fixed_x), fixed_y + factor * (y - fixed_y)
        return ViewRect(center, factor * self.width, factor * self.height)

    @classmethod
    def around_circles(cls, centers: ArrayLike, radii: ArrayLike) -> "ViewRect":
        """Return a rectangle around circles with centres (n, 2) and radii (n,) in m, as `around_boxes` does."""
        center, radius = np.reshape(centers, (-1, 2)).astype(float), np.asarray(radii, float)[:, None]
        return cls.around_boxes(center - radius, center + radius)

    @classmethod
    def around_boxes(cls, low: Floats, high: Floats) -> "ViewRect":
        """Return a rectangle around boxes with a margin; without boxes, a square metre at the origin.

        low, high : lower left and upper right corners (n, 2), m
        """
        if len(low) == 0:
            return cls((0.0, 0.0), 1.0, 1.0)
        low, high = low.min(axis=0), high.max(axis=0)
        x, y = 0.5 * (low + high)
        size = (1.0 + 2.0 * MARGIN) * (high - low)
        width, height = np.maximum(size, MIN_ASPECT * size.max())
        return cls((float(x), float(y)), float(width), float(height))


def level_rect(level: Level, balls: Table, walls: Table, time: float) -> ViewRect:
    """Return the rectangle that shows a whole level: its own view as a square, or else a rectangle around all walls.

    It has room for turning walls at every angle and for other moving walls on their whole way. If there is no
    container, it contains all balls. The current esper world must be that of the tables.

    time : simulated time of the columns of the walls, s
    """
    if view := level.view:
        return ViewRect(view.center, view.height, view.height)
    outlines = wall_outlines(walls)
    spin, motion = walls[Spin], walls[KinematicMotion]
    sway = np.column_stack((motion.sway_x, motion.sway_y))
    uniform = walls.block(KinematicMotion)[: KinematicMotion.fields.index("sway_x")].T.tolist()
    middle = np.array([pose_at(time, *fields)[:2] for fields in uniform]).reshape(-1, 2)
    turns = (spin.rate != 0.0) | (motion.rate != 0.0) | (motion.swing != 0.0) | (motion.stroke_angle != 0.0)
    boxes = [_box(*wall) for wall in zip(outlines, np.where(turns, np.nan, spin.angle).tolist(), strict=True)]
    low, high = np.reshape(boxes, (-1, 2, 2)).transpose(1, 0, 2)
    stroke = np.column_stack((motion.stroke_x, motion.stroke_y))
    low = middle - abs(sway) + np.minimum(stroke, 0.0) + low
    high = middle + abs(sway) + np.maximum(stroke, 0.0) + high
    if not any(outline.container for outline in outlines):
        center = np.column_stack((balls[Position].x, balls[Position].y))
        radius = balls[Collider].radius[:, None]
        low, high = np.vstack((low, center - radius)), np.vstack((high, center + radius))
    return ViewRect.around_boxes(low, high)


def _box(outline: Outline, angle: float) -> tuple[Floats, Floats]:
    """Return two corners (2,) in m of the bounding box of an outline at an angle in rad, or at all angles for nan."""
    if isnan(angle):
        reach = np.full(2, lengths(*outline.points.T).max() + outline.radius)
        return -reach, reach
    s, c = sincos(angle)
    points = transform(outline.points, np.array([[c, s], [-s, c]]))
    return points.min(axis=0) - outline.radius, points.max(axis=0) + outline.radius
