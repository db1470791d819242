"""Which part of the world a window shows."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import esper
import numpy as np
from numpy.typing import ArrayLike

from components import Outline, Position

if TYPE_CHECKING:
    from game.simulation import Simulation

MARGIN = 0.08
"""Room on every side of a subject, as a part of its size."""


class Subject(NamedTuple):
    """A rectangle of the world, in m, that is to be seen whole."""

    center: tuple[float, float]
    width: float
    height: float

    @classmethod
    def of(cls, simulation: "Simulation") -> "Subject":
        """What is seen of a simulation at least: the level's view, as a square; else all walls; else all balls."""
        if view := simulation.level.view:
            return cls(view.center, view.height, view.height)
        walls = simulation.walls_table
        if len(walls) == 0:
            return cls.around(simulation.positions, simulation.radii)
        with simulation.world.active():
            outlines = [esper.component_for_entity(entity, Outline) for entity in walls.entities.tolist()]
        reach = [np.hypot(*outline.points.T).max() for outline in outlines]
        return cls.around(np.column_stack((walls[Position].x, walls[Position].y)), reach)

    @classmethod
    def around(cls, centers: ArrayLike, radii: ArrayLike) -> "Subject":
        """Hold circles, centres (n, 2) and radii (n,) in m, with a margin; or a square metre without any."""
        center, radius = np.reshape(centers, (-1, 2)).astype(float), np.asarray(radii, float)[:, None]
        if len(center) == 0:
            return cls((0.0, 0.0), 1.0, 1.0)
        low, high = (center - radius).min(axis=0), (center + radius).max(axis=0)
        x, y = 0.5 * (low + high)
        width, height = (1.0 + 2.0 * MARGIN) * (high - low)
        return cls((float(x), float(y)), float(width), float(height))


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
