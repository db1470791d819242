"""The camera: a mapping between the world and a window."""

from dataclasses import dataclass

from game.simulation.simulation import Simulation
from game.simulation.view_rect import ViewRect, level_rect

ZOOM_STEP = 1.15
"""Factor by which a notch of the wheel enlarges."""

MAX_NOTCHES = 100.0
"""Notches of the wheel that count at once at most."""


def zoom_factor(notches: float) -> float:
    """Return the factor of the size of a view after the wheel was turned; positive notches enlarge what it shows."""
    factor: float = ZOOM_STEP ** -min(max(notches, -MAX_NOTCHES), MAX_NOTCHES)
    return factor


def whole_view(simulation: Simulation) -> ViewRect:
    """Return the rectangle that the camera shows at the start, see `level_rect`."""
    with simulation.world.active():
        return level_rect(simulation.level, simulation.balls, simulation.walls_table, simulation.time)


@dataclass(frozen=True, slots=True)
class Camera:
    """Maps a rectangle of the world to a window: in the middle, as large as fits, with equal scales along x and y.

    subject : the rectangle
    window : width and height of the window, in its own units
    pixel_ratio : framebuffer pixels per unit of the window, 2 on many high-resolution screens
    """

    subject: ViewRect
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
        """Left, right, bottom and top of the visible part of the world, in m."""
        x, y = self.subject.center
        half_width, half_height = (0.5 * side / self.scale for side in self.window)
        return x - half_width, x + half_width, y - half_height, y + half_height

    def to_window(self, x: float, y: float) -> tuple[float, float]:
        """Return a point of the world, in m, in units of the window from its lower left corner."""
        left, _, bottom, _ = self.view
        return (x - left) * self.scale, (y - bottom) * self.scale

    def to_world(self, x: float, y: float) -> tuple[float, float]:
        """Return the point of the world, in m, at a point of the window."""
        left, _, bottom, _ = self.view
        return left + x / self.scale, bottom + y / self.scale
