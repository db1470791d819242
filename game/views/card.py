"""A few lines of text on a dark, translucent plate."""

from functools import cache
from typing import NamedTuple

import arcade
import numpy as np
import pyglet
from arcade.gl import BufferDescription
from arcade.types import Color

from game import theme

VERTEX = """
#version 330
in vec2 in_corner;
uniform vec2 window;
uniform vec2 middle;
uniform vec2 half_size;
out vec2 place;

void main() {
    place = in_corner * half_size;
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


class Style(NamedTuple):
    """Type of a piece of text; the size is in points."""

    size: int
    color: str
    bold: bool = False


class Card:
    """A table of texts with a style for every cell. It is as large as its texts, and nothing if they are empty.

    width, height : in units of the window, padding included
    """

    def __init__(self, *rows: tuple[Style, ...]) -> None:
        _load_fonts()
        self.width = self.height = 0.0
        self._batch = pyglet.graphics.Batch()
        self._cells = [[_text(style, self._batch) for style in row] for row in rows]
        self._lines = [1.6 * max(style.size for style in row) for row in rows]
        self._make_plate()

    def write(self, *rows: tuple[str, ...]) -> None:
        """Replace all texts; a cell may have several lines."""
        for cells, texts in zip(self._cells, rows, strict=True):
            for cell, text in zip(cells, texts, strict=True):
                if cell.text != text:
                    cell.text = text
        self._measure()

    def draw(self, window: tuple[float, float], left: float, top: float) -> None:
        """Draw with the upper left corner at a place in a window of that size."""
        if self.width == 0.0:
            return
        ctx = arcade.get_window().ctx
        ctx.enable_only(ctx.BLEND)
        self._program["window"] = window
        self._program["middle"] = left + 0.5 * self.width, top - 0.5 * self.height
        self._program["half_size"] = 0.5 * self.width, 0.5 * self.height
        self._plate.render(self._program)
        y = top - theme.PADDING
        for cells, height in zip(self._cells, self._heights, strict=True):
            x = left + theme.PADDING
            for cell, width in zip(cells, self._widths, strict=False):
                cell.position = round(x), round(y)
                x += width + theme.PADDING
            y -= height
        self._batch.draw()

    def _measure(self) -> None:
        ...


@cache
def _load_fonts() -> None:
    for file in theme.FONT_FILES:
        pyglet.font.add_file(arcade.resources.resolve(file).read_bytes())
