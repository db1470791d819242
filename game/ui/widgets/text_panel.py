"""Text in the window, and a few lines of it on a translucent plate."""

from functools import cache
from itertools import zip_longest
from math import ceil, floor
from typing import NamedTuple

import arcade
import pyglet
from arcade.gl import Framebuffer
from arcade.types import Color
from pyglet.math import Mat4

from game.render import theme
from game.ui import ui_style
from game.ui.ui_style import UiStyle
from game.ui.widgets.rounded_rect import Box, RoundedRect, Writing

LEADING = 1.15
"""Height of a row, in heights of its text."""


class TextStyle(NamedTuple):
    """Type of a piece of text; the size is in points."""

    size: int
    color: theme.Color
    bold: bool = False
    font: str = theme.FONT


class TextBatch(pyglet.graphics.Batch):
    """Texts that are drawn with one call, in the look that is worn."""

    def __init__(self) -> None:
        super().__init__()
        self.words: list[TextLabel] = []

    def draw(self, begin: tuple[int, int] = (0, 0)) -> None:
        """Draw them into the active framebuffer, which begins at a pixel of the window, pixel by pixel."""
        for words in self.words:
            words.follow()
        ctx = arcade.get_window().ctx
        before, (left, bottom), (width, height) = ctx.projection_matrix, begin, ctx.active_framebuffer.size
        ctx.projection_matrix = Mat4.orthogonal_projection(left, left + width, bottom, bottom + height, -1, 1)
        super().draw()
        ctx.projection_matrix = before


class TextLabel:
    """A piece of text, placed by its upper left corner; all its measures are in units of the look.

    It is laid out in pixels of the framebuffer, so it is crisp however large a unit is.
    """

    def __init__(self, style: TextStyle, batch: TextBatch, width: float | None = None) -> None:
        _load_fonts()
        self._style, self._width = style, width
        self._position = (0.0, 0.0)
        self._look = ui_style.current()
        self._label = arcade.Text(
            "",
            0.0,
            0.0,
            self._color,
            self._look.pixels * style.size,
            None if width is None else round(self._look.pixels * width),
            font_name=style.font,
            bold=style.bold,
            anchor_y="top",
            multiline=width is not None,
            batch=batch,
        )
        batch.words.append(self)

    def follow(self) -> None:
        """Take over the look that is worn now."""
        if self._look is ui_style.current():
            return
        before, self._look = self._look, ui_style.current()
        if before[:-1] == self._look[:-1]:
            return  # another room
        self._label.color = self._color
        self._label.font_size = self._look.pixels * self._style.size
        if self._width is not None:
            self.width = self._width
        self.position = self._position

    @property
    def text(self) -> str:
        """What it says."""
        return self._label.text

    @text.setter
    def text(self, text: str) -> None:
        self._label.text = text

    @property
    def color(self) -> theme.Color:
        """Its colour, of which the look takes what it needs."""
        return self._style.color

    @color.setter
    def color(self, color: theme.Color) -> None:
        self._style = self._style._replace(color=color)
        self._label.color = self._color

    @property
    def position(self) -> tuple[float, float]:
        """Where it is; it is drawn at the nearest pixel."""
        return self._position

    @position.setter
    def position(self, position: tuple[float, float]) -> None:
        self._position = position
        x, y = position
        self._label.position = round(self._look.pixels * x), round(self._look.pixels * y)

    @property
    def anchor_x(self) -> str:
        """Which side of it is placed: left, center or right."""
        return self._label.anchor_x

    @anchor_x.setter
    def anchor_x(self, side: str) -> None:
        self._label.anchor_x = side

    @property
    def width(self) -> float | None:
        """Where lines are broken, if they are."""
        return self._width

    @width.setter
    def width(self, width: float) -> None:
        self._width = width
        self._label.width = round(self._look.pixels * width)

    @property
    def content_width(self) -> float:
        """How much room it takes."""
        self.follow()
        return self._label.content_width / self._look.pixels

    @property
    def content_height(self) -> float:
        """How much room it takes."""
        self.follow()
        return self._label.content_height / self._look.pixels

    @property
    def _color(self) -> Color:
        return Color.from_hex_string(ui_style.pick(self._style.color))


class TextPanel:
    """A table of texts with a style for every cell, as large as its texts; empty rows take no room.

    To draw texts is slow. They are drawn into a picture when they change, or their place, and else only that is drawn.
    Software OpenGL waits for all that it has drawn in a frame before it draws such a picture, and some of it even when
    it shows one that was drawn so: a card that is seen all the time is better put in its `place` when a frame begins.

    opacity : of the plate, from 0 to 1
    """

    def __init__(
        self, *rows: tuple[TextStyle, ...], opacity: float | theme.Themed[float] = theme.PANEL_OPACITY
    ) -> None:
        self._batch = TextBatch()
        self._rows = [[TextLabel(style, self._batch) for style in row] for row in rows]
        self._texts: tuple[tuple[str, ...], ...] = ()
        self._columns: list[float] = []
        self._heights: list[float] = []
        self._look: UiStyle | None = None
        self._plate, self._opacity = RoundedRect(), opacity
        self._paper: Framebuffer | None = None
        self._place: tuple[object, ...] = ()
        self._laid: tuple[tuple[float, float], Box, Writing] | None = None

    @property
    def width(self) -> float:
        """In units of the look, padding included; 0 without any text."""
        self._measure()
        width = sum(self._columns)
        return width + theme.PADDING * (len(self._columns) + 1) if width else 0.0

    @property
    def height(self) -> float:
        """In units of the look, padding included; 0 without any text."""
        self._measure()
        height = sum(self._heights)
        return height + 1.5 * theme.PADDING if height else 0.0

    def set_texts(self, *rows: tuple[str, ...]) -> None:
        """Replace all texts, row by row."""
        if rows == self._texts:
            return
        self._texts = rows
        for cells, texts in zip(self._rows, rows, strict=True):
            for cell, words in zip(cells, texts, strict=True):
                cell.text = words
        self._look, self._place = None, ()

    @property
    def columns(self) -> list[float]:
        """Widths of its columns in units of the look; they may be made wider, until the look changes."""
        self._measure()
        return self._columns

    @columns.setter
    def columns(self, widths: list[float]) -> None:
        self._measure()
        self._columns, self._place = widths, ()

    def draw(self, window: tuple[float, float], left: float, top: float) -> None:
        """Draw it with the upper left corner at a place in a window of that size."""
        self.prepare(window, left, top)
        self.draw_prepared()

    def prepare(self, window: tuple[float, float], left: float, top: float) -> bool:
        """Put the upper left corner at a place in a window of that size; return whether a picture was drawn for it."""
        place = ui_style.current(), window, left, top
        if place == self._place:
            return False
        box = Box(left, top, self.width, self.height)
        self._laid = (window, box, self._write(box)) if box.width else None
        self._place = place
        return self._laid is not None

    def draw_prepared(self) -> None:
        """Draw it where it was placed."""
        if self._laid:
            window, box, writing = self._laid
            self._plate.draw(window, box, opacity=self._opacity, writing=writing)

    def _write(self, box: Box) -> Writing:
        """Draw the texts into a picture, where they are in that box of the window."""
        y = box.top - 0.75 * theme.PADDING
        for cells, height in zip(self._rows, self._heights, strict=True):
            x = box.left + theme.PADDING
            for cell, width in zip(cells, self._columns, strict=False):
                cell.position = x, y
                x += width + theme.PADDING
            y -= height
        pixels, ctx = ui_style.current().pixels, arcade.get_window().ctx
        width, height = ctx.active_framebuffer.size  # nobody sees what is beyond, which may be larger than a texture
        left, right = max(floor(pixels * box.left), 0), min(ceil(pixels * (box.left + box.width)), width)
        bottom, top = max(floor(pixels * (box.top - box.height)), 0), min(ceil(pixels * box.top), height)
        before = self._paper.size if self._paper else (1, 1)
        size = max(right - left, before[0]), max(top - bottom, before[1])
        if self._paper is None or size != before:
            self._paper = ctx.framebuffer(color_attachments=[ctx.texture(size, components=4)])
        with self._paper.activate() as paper:
            paper.clear()
            self._batch.draw((left, bottom))
        return Writing(self._paper.color_attachments[0], (left, bottom))

    def _measure(self) -> None:
        """Find out how large the texts are, unless that is known."""
        if self._look is ui_style.current():
            return
        self._look, self._place = ui_style.current(), ()
        widths = [[cell.content_width if cell.text else 0.0 for cell in cells] for cells in self._rows]
        self._columns = [max(column) for column in zip_longest(*widths, fillvalue=0.0)]
        heights = [[cell.content_height if cell.text else 0.0 for cell in cells] for cells in self._rows]
        self._heights = [LEADING * max(row) for row in heights]


def set_truncated(label: TextLabel, words: str, room: float) -> None:
    """Write as much of the words as there is room for, in units of the look."""
    label.text = words
    while label.content_width > room and len(words) > 1:
        words = words[: max(int(len(words) * room / label.content_width) - 1, 1)]
        label.text = f"{words}…"


@cache
def _load_fonts() -> None:
    for file in theme.FONT_FILES:
        pyglet.font.add_file(arcade.resources.resolve(file).read_bytes())
