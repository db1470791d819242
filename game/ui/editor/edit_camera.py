"""The camera of the edit mode, which shows the level between the panels."""

from game.render.camera import Camera, zoom_factor
from game.simulation.view_rect import Insets, ViewRect
from game.ui import ui_style

Point = tuple[float, float]

MIN_HEIGHT, MAX_HEIGHT = 1e-3, 2e5
"""Lowest and highest view, in m."""


class EditCamera:
    """Maps the world to the window, whose free part between the panels shows the subject.

    subject : the rectangle of the world that is shown at least
    insets : what the panels cover, in UI units
    """

    def __init__(self, subject: ViewRect, insets: Insets) -> None:
        self.subject, self.insets = subject, insets

    @property
    def window_subject(self) -> ViewRect:
        """The rectangle of the world that the whole window shows, panels included."""
        return self.subject.clear_of(self.insets, ui_style.current().window_size)

    @property
    def view(self) -> tuple[float, float, float, float]:
        """Left, right, bottom and top of the visible part of the world, in m."""
        return self._camera().view

    @property
    def metres_per_unit(self) -> float:
        """Size of a UI unit in the world, in m."""
        return self.window_subject.height / ui_style.current().window_size[1]

    def to_world(self, x: float, y: float) -> Point:
        """Return the point of the world, in m, at a point of the window, in units of the window."""
        return self._camera().to_world(*ui_style.current().to_units(x, y))

    def to_panel(self, point: Point) -> Point:
        """Return where a point of the world lies in a frame of Dear ImGui: in UI units, y downwards."""
        x, y = self._camera().to_window(*point)
        return x, ui_style.current().window_size[1] - y

    def pan(self, right: float, up: float) -> None:
        """Move the camera by a distance in units of the window."""
        right, up = ui_style.current().to_units(right, up)
        (x, y), width, height = self.subject
        metres = self.metres_per_unit
        self.subject = ViewRect((x + right * metres, y + up * metres), width, height)

    def zoom(self, x: float, y: float, notches: float) -> None:
        """Enlarge; the point of the world at a point of the window stays there."""
        height = self.subject.height
        factor = min(max(zoom_factor(notches), MIN_HEIGHT / height), MAX_HEIGHT / height)
        self.subject = self.subject.scaled_about(self.to_world(x, y), factor)

    def _camera(self) -> Camera:
        return Camera(self.window_subject, ui_style.current().window_size)
