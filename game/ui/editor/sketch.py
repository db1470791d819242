"""Lines, dots and text over the world, below the panels of Dear ImGui."""

from collections.abc import Sequence

from imgui_bundle import imgui

from game.render import theme
from game.ui import ui_style
from game.ui.editor.edit_camera import EditCamera, Point
from game.ui.gui.style import rgba

SEGMENTS = 48
"""Sides of the polygons that are drawn as circles."""

TEXT_MARGIN = 8.0
"""Space between a text and the panels, in UI units."""

TEXT_OFFSET = (10.0, -22.0)
"""Distance of a text from its point, in UI units, y downwards."""


class Sketch:
    """Draws over the world within a frame of Dear ImGui; positions are in m, widths and radii of dots in UI units."""

    def __init__(self, camera: EditCamera) -> None:
        self._camera, self._list = camera, imgui.get_background_draw_list()

    @property
    def metres_per_unit(self) -> float:
        """Size of a UI unit in the world, in m."""
        return self._camera.metres_per_unit

    def line(self, start: Point, end: Point, color: theme.Color, width: float = 1.5, opacity: float = 1.0) -> None:
        """Draw a line."""
        self._list.add_line(self._at(start), self._at(end), _packed(color, opacity), width)

    def path(
        self,
        points: Sequence[Point],
        color: theme.Color,
        width: float = 1.5,
        is_closed: bool = False,
        opacity: float = 1.0,
    ) -> None:
        """Draw lines from point to point."""
        corners: list[imgui.ImVec2Like] = [self._at(point) for point in points]
        flags = imgui.ImDrawFlags_.closed if is_closed else imgui.ImDrawFlags_.none
        self._list.add_polyline(corners, _packed(color, opacity), width, flags)

    def circle(self, center: Point, radius: float, color: theme.Color, width: float = 1.5) -> None:
        """Draw a circle with a radius in m."""
        radius /= self._camera.metres_per_unit
        self._list.add_circle(self._at(center), radius, _packed(color, 1.0), SEGMENTS, width)

    def dot(self, center: Point, radius: float, color: theme.Color, opacity: float = 1.0) -> None:
        """Draw a dot with a dark rim."""
        self._list.add_circle_filled(self._at(center), radius + 1.5, _packed(theme.INK, 0.6 * opacity))
        self._list.add_circle_filled(self._at(center), radius, _packed(color, opacity))

    def square(self, center: Point, half: float, color: theme.Color) -> None:
        """Draw a square with a dark rim."""
        x, y = self._camera.to_panel(center)
        for side, paint in ((half + 1.5, _packed(theme.INK, 0.6)), (half, _packed(color, 1.0))):
            self._list.add_rect_filled((x - side, y - side), (x + side, y + side), paint)

    def text(self, point: Point, text: str, color: theme.Color, offset: Point = TEXT_OFFSET) -> None:
        """Write a text beside a point, on a dark ground, between the panels at the sides."""
        x, y = self._camera.to_panel(point)
        width, height = imgui.calc_text_size(text)
        insets, (window_width, _) = self._camera.insets, ui_style.current().window_size
        rightmost = window_width - insets.right - width - TEXT_MARGIN
        x, y = max(min(x + offset[0], rightmost), insets.left + TEXT_MARGIN), y + offset[1]
        ground = _packed(theme.PANEL, 0.8)
        self._list.add_rect_filled((x - 5.0, y - 3.0), (x + width + 5.0, y + height + 3.0), ground, 5.0)
        self._list.add_text((x, y), _packed(color, 1.0), text)

    def _at(self, point: Point) -> imgui.ImVec2:
        return imgui.ImVec2(*self._camera.to_panel(point))


def _packed(color: theme.Color, opacity: float) -> int:
    return imgui.color_convert_float4_to_u32(imgui.ImVec4(*rgba(color, opacity)))
