"""A few lines of text on a dark, translucent plate."""

from functools import cache
from itertools import zip_longest
from typing import NamedTuple

import arcade
import pyglet
from arcade.gl.geometry import quad_2d_fs
from arcade.types import Color

from game import theme

VERTEX = """
#version 330
in vec2 in_vert;
uniform vec2 window;
uniform vec2 middle;
uniform vec2 half_size;
out vec2 place;

void main() {
    place = in_vert * half_size;
    gl_Position = vec4((middle + place) / window * 2.0 - 1.0, 0.0, 1.0);
}
"""
FRAGMENT = """
#version 330
in vec2 place;
uniform vec2 half_size;
uniform float corner;
uniform vec4 color;
out vec4 pixel_color;

void main() {
    vec2 beyond = abs(place) - half_size + corner;
    float distance = length(max(beyond, 0.0)) + min(max(beyond.x, beyond.y), 0.0) - corner;
    pixel_color = vec4(color.rgb, color.a * clamp(0.5 - distance / fwidth(place.x), 0.0, 1.0));
}
"""


LEADING = 1.15
"""Height of a row, in heights of its text."""


class Style(NamedTuple):
    """Type of a piece of text; the size is in points."""

    size: int
    color: str
    bold: bool = False


class Card:
    """A table of texts with a style for every cell, as large as its texts; empty rows take no room.

    width, height : in units of the window, padding included; 0 without any text
    """

    def __init__(self, *rows: tuple[Style, ...]) -> None:
        _load_fonts()
        self.width = self.height = 0.0
        self._batch = pyglet.graphics.Batch()
        self._rows = [[_text(style, self._batch) for style in row] for row in rows]
        self._columns: list[float] = []
        self._plate = _Plate()

    def write(self, *rows: tuple[str, ...]) -> None:
        """Replace all texts, row by row."""
        for cells, texts in zip(self._rows, rows, strict=True):
            for cell, text in zip(cells, texts, strict=True):
                cell.text = text
        widths = [[cell.content_width if cell.text else 0 for cell in cells] for cells in self._rows]
        self._columns = [max(column) for column in zip_longest(*widths, fillvalue=0)]
        width, height = sum(self._columns), sum(map(_height, self._rows))
        gaps = theme.PADDING * (len(self._columns) + 1)
        self.width, self.height = (width + gaps, height + 1.5 * theme.PADDING) if width else (0.0, 0.0)

    def draw(self, window: tuple[float, float], left: float, top: float) -> None:
        """Draw it with the upper left corner at a place in a window of that size."""
        if self.width == 0.0:
            return
        self._plate.draw(window, left, top, self.width, self.height)
        y = top - 0.75 * theme.PADDING
        for cells in self._rows:
            x = left + theme.PADDING
            for cell, width in zip(cells, self._columns, strict=False):
                cell.position = round(x), round(y)
                x += width + theme.PADDING
            y -= _height(cells)
        self._batch.draw()


class _Plate:
    """Draws a rectangle with round corners into the active framebuffer."""

    def __init__(self) -> None:
        self._ctx = arcade.get_window().ctx
        self._program = self._ctx.program(vertex_shader=VERTEX, fragment_shader=FRAGMENT)
        self._program["color"] = *Color.from_hex_string(theme.PANEL).normalized[:3], theme.PANEL_OPACITY
        self._program["corner"] = theme.CORNER
        self._square = quad_2d_fs()

    def draw(self, window: tuple[float, float], left: float, top: float, width: float, height: float) -> None:
        """Draw it into a window of that size; all in units of the window."""
        self._ctx.enable_only(self._ctx.BLEND)
        self._program["window"] = window
        self._program["middle"] = left + 0.5 * width, top - 0.5 * height
        self._program["half_size"] = 0.5 * width, 0.5 * height
        self._square.render(self._program)


def _text(style: Style, batch: pyglet.graphics.Batch) -> arcade.Text:
    color = Color.from_hex_string(style.color)
    return arcade.Text(
        "", 0.0, 0.0, color, style.size, font_name=theme.FONT, bold=style.bold, anchor_y="top", batch=batch
    )


def _height(cells: list[arcade.Text]) -> float:
    return LEADING * max(cell.content_height if cell.text else 0 for cell in cells)


@cache
def _load_fonts() -> None:
    for file in theme.FONT_FILES:
        pyglet.font.add_file(arcade.resources.resolve(file).read_bytes())
