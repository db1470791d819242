"""A few lines of text on a dark, translucent plate."""

from functools import cache
from itertools import zip_longest
from typing import NamedTuple

import arcade
import pyglet
from arcade.types import Color

from game import theme
from game.views.plate import Box, Plate

LEADING = 1.15
"""Height of a row, in heights of its text."""


class Style(NamedTuple):
    """Type of a piece of text; the size is in points."""

    size: int
    color: str
    bold: bool = False
    font: str = theme.FONT


class Card:
    """A table of texts with a style for every cell, as large as its texts; empty rows take no room.

    opacity : of the plate, from 0 to 1
    height : in units of the window, padding included; 0 without any text
    columns : widths of its columns; they may be made wider
    """

    def __init__(self, *rows: tuple[Style, ...], opacity: float = theme.PANEL_OPACITY) -> None:
        self.height = 0.0
        self._batch = pyglet.graphics.Batch()
        self._rows = [[text(style, self._batch) for style in row] for row in rows]
        self.columns: list[float] = []
        self._plate, self._opacity = Plate(), opacity

    def write(self, *rows: tuple[str, ...]) -> None:
        """Replace all texts, row by row."""
        for cells, texts in zip(self._rows, rows, strict=True):
            for cell, words in zip(cells, texts, strict=True):
                cell.text = words
        widths = [[cell.content_width if cell.text else 0 for cell in cells] for cells in self._rows]
        self.columns = [max(column) for column in zip_longest(*widths, fillvalue=0)]
        self.height = sum(map(_height, self._rows)) + 1.5 * theme.PADDING if any(self.columns) else 0.0

    @property
    def width(self) -> float:
        """How wide it is, in units of the window; 0 without any text."""
        return sum(self.columns) + theme.PADDING * (len(self.columns) + 1) if any(self.columns) else 0.0

    def draw(self, window: tuple[float, float], left: float, top: float) -> None:
        """Draw it with the upper left corner at a place in a window of that size."""
        if self.width == 0.0:
            return
        self._plate.draw(window, Box(left, top, self.width, self.height), opacity=self._opacity)
        y = top - 0.75 * theme.PADDING
        for cells in self._rows:
            x = left + theme.PADDING
            for cell, width in zip(cells, self.columns, strict=False):
                cell.position = round(x), round(y)
                x += width + theme.PADDING
            y -= _height(cells)
        self._batch.draw()


def text(style: Style, batch: pyglet.graphics.Batch, width: int | None = None) -> arcade.Text:
    """Return an empty text, to be placed by its upper left corner; it has several lines if it has a width."""
    _load_fonts()
    return arcade.Text(
        "",
        0.0,
        0.0,
        Color.from_hex_string(style.color),
        style.size,
        width,
        font_name=style.font,
        bold=style.bold,
        anchor_y="top",
        multiline=width is not None,
        batch=batch,
    )


def fit(label: arcade.Text, words: str, room: float) -> None:
    """Write as much of the words as there is room for, in units of the window."""
    label.text = words
    while label.content_width > room and len(words) > 1:
        words = words[: max(int(len(words) * room / label.content_width) - 1, 1)]
        label.text = f"{words}…"


def _height(cells: list[arcade.Text]) -> float:
    return LEADING * max(cell.content_height if cell.text else 0 for cell in cells)


@cache
def _load_fonts() -> None:
    for file in theme.FONT_FILES:
        pyglet.font.add_file(arcade.resources.resolve(file).read_bytes())
