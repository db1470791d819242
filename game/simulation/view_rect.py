"""Which part of the world is to be seen."""

from math import cos, isnan, sin
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from components import Collider, KinematicMotion, Outline, Position, Spin, Table
from components.kinematic_motion import pose_at
from components.placed_outline import wall_outlines
from game.levels.model import Level

Floats = NDArray[np.float64]

MARGIN = 0.08
"""Room on every side of what is shown, as a part of its size."""

SLIMMEST = 0.2
"""Shorter side of a rectangle, at least, as a part of the longer one: a mere line has room beside it."""


class ViewRect(NamedTuple):
    """A rectangle of the world, in m, that is to be seen whole."""

    center: tuple[float, float]
    width: float
    height: float

    @property
    def size(self) -> float:
        """The length in m that the sizes of drawn things are measured by.

        It is the shorter side, or half the longer one if that is more.
        """
        return max(min(self.width, self.height), 0.5 * max(self.width, self.height))

    def left_of(self, taken: float, window: tuple[float, float]) -> "ViewRect":
        """Return what shows this one beside a panel at the right of a window; ``taken`` is the width of the panel."""
        if taken == 0.0:
            return self
        width, height = window
        scale = min((width - taken) / self.width, height / self.height)
        x, y = self.center
        return ViewRect((x + 0.5 * taken / scale, y), width / scale, height / scale)

    @classmethod
    def around(cls, centers: ArrayLike, radii: ArrayLike) -> "ViewRect":
        """Hold circles, centres (n, 2) and radii (n,) in m, with a margin; a square metre if there are none."""
        center, radius = np.reshape(centers, (-1, 2)).astype(float), np.asarray(radii, float)[:, None]
        return cls.holding(center - radius, center + radius)

    @classmethod
    def holding(cls, low: Floats, high: Floats) -> "ViewRect":
        """Hold boxes, lower left and upper right corners (n, 2) in m, with a margin; a square metre without any."""
        if len(low) == 0:
            return cls((0.0, 0.0), 1.0, 1.0)
        low, high = low.min(axis=0), high.max(axis=0)
        x, y = 0.5 * (low + high)
        size = (1.0 + 2.0 * MARGIN) * (high - low)
        width, height = np.maximum(size, SLIMMEST * size.max())
        return cls((float(x), float(y)), float(width), float(height))


def level_rect(level: Level, balls: Table, walls: Table, time: float) -> ViewRect:
    """Return what is seen of a level at least: its own view, as a square; else all walls.

    A wall that turns is seen at every angle, and one that sways, wherever it sways to. Where no container keeps
    the balls, all balls are seen too. The current esper world must be that of the tables.

    time : s, to which the columns of the walls belong
    """
    if view := level.view:
        return ViewRect(view.center, view.height, view.height)
    outlines = wall_outlines(walls)
    spin, motion = walls[Spin], walls[KinematicMotion]
    sway = np.column_stack((motion.sway_x, motion.sway_y))
    uniform = walls.block(KinematicMotion)[: KinematicMotion.fields.index("sway_x")].T.tolist()
    middle = np.array([pose_at(time, *fields)[:2] for fields in uniform]).reshape(-1, 2)
    turns = (spin.rate != 0.0) | (motion.rate != 0.0) | (motion.swing != 0.0)
    boxes = [_box(*wall) for wall in zip(outlines, np.where(turns, np.nan, spin.angle).tolist(), strict=True)]
    low, high = np.reshape(boxes, (-1, 2, 2)).transpose(1, 0, 2)
    low, high = middle - abs(sway) + low, middle + abs(sway) + high
    if not any(outline.container for outline in outlines):
        center = np.column_stack((balls[Position].x, balls[Position].y))
        radius = balls[Collider].radius[:, None]
        low, high = np.vstack((low, center - radius)), np.vstack((high, center + radius))
    return ViewRect.holding(low, high)


def _box(outline: Outline, angle: float) -> tuple[Floats, Floats]:
    """Return the corners (2,) in m of the box about an outline at an angle in rad; nan is every angle."""
    if isnan(angle):
        reach = np.full(2, np.hypot(*outline.points.T).max() + outline.radius)
        return -reach, reach
    c, s = cos(angle), sin(angle)
    points = outline.points @ np.array([[c, s], [-s, c]])
    return points.min(axis=0) - outline.radius, points.max(axis=0) + outline.radius
