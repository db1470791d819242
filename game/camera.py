"""Which part of the world a window shows."""

from dataclasses import dataclass
from math import cos, isnan, sin
from typing import TYPE_CHECKING, NamedTuple

import esper
import numpy as np
from numpy.typing import ArrayLike, NDArray

from components import KinematicMotion, Outline, Position, Spin

if TYPE_CHECKING:
    from game.simulation import Simulation

Floats = NDArray[np.float64]

MARGIN = 0.08
"""Room on every side of a subject, as a part of its size."""

SLIMMEST = 0.2
"""Shorter side of a subject, at least, as a part of the longer one: there is something to see beside a mere line."""


class Subject(NamedTuple):
    """A rectangle of the world, in m, that is to be seen whole."""

    center: tuple[float, float]
    width: float
    height: float

    @property
    def size(self) -> float:
        """What the look of things is measured by, in m: the shorter side, or half the longer one if that is more."""
        return max(min(self.width, self.height), 0.5 * max(self.width, self.height))

    def left_of(self, taken: float, window: tuple[float, float]) -> "Subject":
        """Return what shows this one beside something at the right of a window that is so wide, in the same units."""
        if taken == 0.0:
            return self
        width, height = window
        scale = min((width - taken) / self.width, height / self.height)
        x, y = self.center
        return Subject((x + 0.5 * taken / scale, y), width / scale, height / scale)

    @classmethod
    def of(cls, simulation: "Simulation") -> "Subject":
        """What is seen of a simulation at least: the level's view, as a square; else all walls.

        A wall that turns is seen at every angle, and one that sways, wherever it sways to. Where no container keeps
        them, all balls are seen too.
        """
        if view := simulation.level.view:
            return cls(view.center, view.height, view.height)
        walls = simulation.walls_table
        with simulation.world.active():
            outlines = [esper.component_for_entity(entity, Outline) for entity in walls.entities.tolist()]
        position, spin, drive = walls[Position], walls[Spin], walls[KinematicMotion]
        sway = np.column_stack((drive.sway_x, drive.sway_y))
        away = sway * np.sin(drive.sway_rate * simulation.time + drive.sway_phase)[:, None]
        middle = np.column_stack((position.x, position.y)) - away
        turns = (spin.rate != 0.0) | (drive.rate != 0.0) | (drive.swing != 0.0)
        boxes = [_box(*wall) for wall in zip(outlines, np.where(turns, np.nan, spin.angle).tolist(), strict=True)]
        low, high = np.reshape(boxes, (-1, 2, 2)).transpose(1, 0, 2)
        low, high = middle - abs(sway) + low, middle + abs(sway) + high
        if not any(outline.container for outline in outlines):
            center, radius = simulation.positions, simulation.radii[:, None]
            low, high = np.vstack((low, center - radius)), np.vstack((high, center + radius))
        return cls.holding(low, high)

    @classmethod
    def around(cls, centers: ArrayLike, radii: ArrayLike) -> "Subject":
        """Hold circles, centres (n, 2) and radii (n,) in m, with a margin; or a square metre without any."""
        center, radius = np.reshape(centers, (-1, 2)).astype(float), np.asarray(radii, float)[:, None]
        return cls.holding(center - radius, center + radius)

    @classmethod
    def holding(cls, low: Floats, high: Floats) -> "Subject":
        """Hold boxes, lower left and upper right corners (n, 2) in m, with a margin; or a square metre without any."""
        if len(low) == 0:
            return cls((0.0, 0.0), 1.0, 1.0)
        low, high = low.min(axis=0), high.max(axis=0)
        x, y = 0.5 * (low + high)
        size = (1.0 + 2.0 * MARGIN) * (high - low)
        width, height = np.maximum(size, SLIMMEST * size.max())
        return cls((float(x), float(y)), float(width), float(height))


def _box(outline: Outline, angle: float) -> tuple[Floats, Floats]:
    """Lower left and upper right corner (2,) in m of what holds an outline at an angle in rad; nan is every angle."""
    if isnan(angle):
        reach = np.full(2, np.hypot(*outline.points.T).max() + outline.radius)
        return -reach, reach
    c, s = cos(angle), sin(angle)
    points = outline.points @ np.array([[c, s], [-s, c]])
    return points.min(axis=0) - outline.radius, points.max(axis=0) + outline.radius


@dataclass(frozen=True, slots=True)
class Camera:
    """Maps the world onto a window: its subject in the middle, as large as fits, and undistorted.

    window : width and height of the window, in its own units
    pixel_ratio : pixels a unit of the window, 2 on many high-resolution screens
    """

    subject: Subject
    window: tuple[float, float]
    pixel_ratio: float = 1.0

    @property
    def scale(self) -> float:
        """Units of the window per metre."""
        width, height = self.window
        return min(width / self.subject.width, height / self.subject.height)

    @property
    def pixels_per_metre(self) -> float:
        """Pixels of the framebuffer per metre."""
        return self.scale * self.pixel_ratio

    @property
    def view(self) -> tuple[float, float, float, float]:
        """Left, right, bottom and top of what the window shows, in m."""
        x, y = self.subject.center
        half_width, half_height = (0.5 * side / self.scale for side in self.window)
        return x - half_width, x + half_width, y - half_height, y + half_height

    def to_window(self, x: float, y: float) -> tuple[float, float]:
        """Return where a point of the world (m) is, in units of the window from its lower left corner."""
        left, _, bottom, _ = self.view
        return (x - left) * self.scale, (y - bottom) * self.scale

    def to_world(self, x: float, y: float) -> tuple[float, float]:
        """Return the point of the world (m) at a place in the window."""
        left, _, bottom, _ = self.view
        return left + x / self.scale, bottom + y / self.scale
