"""Text labels, and panels with a table of texts."""

from collections.abc import Iterable
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
from game.ui.widgets.rounded_rect import Box, RoundedRect, TextImage

ROW_HEIGHT = 1.15
"""Height of a table row, as a multiple of the height of its text."""


class TextStyle(NamedTuple):
    """Font, size in points, weight and colour of a text."""

    size: int
    color: theme.Color
    bold: bool = False
    font: str = theme.FONT


StyledLine = tuple[TextStyle, str]
"""A line of text and its style."""


class TextBatch(pyglet.graphics.Batch):
    """Labels that are drawn together with one call, in the current UI style."""

    def __init__(self) -> None:
        super().__init__()
        self.labels: list[TextLabel] = []

    def draw(self, origin: tuple[int, int] = (0, 0)) -> None:
        """Draw the labels into the active framebuffer, pixel by pixel.

        origin : pixel of the window that the lower left pixel of the framebuffer covers
        """
        for label in self.labels:
            label.apply_ui_style()
        ctx = arcade.get_window().ctx
        before, (left, bottom), (width, height) = ctx.projection_matrix, origin, ctx.active_framebuffer.size
        ctx.projection_matrix = Mat4.orthogonal_projection(left, left + width, bottom, bottom + height, -1, 1)
        super().draw()
        ctx.projection_matrix = before


class TextLabel:
    """A text that is positioned by its upper left corner; all measures are in UI units.

    The text is laid out in framebuffer pixels, so that it is sharp at every scale of the UI.
    """

    def __init__(self, style: TextStyle, batch: TextBatch, width: float | None = None) -> None:
        _load_fonts()
        self._style, self._width = style, width
        self._position = (0.0, 0.0)
        self._ui_style = ui_style.current()
        self._label = arcade.Text(
            "",
            0.0,
            0.0,
            self._color,
            self._ui_style.pixels * style.size,
            None if width is None else max(round(self._ui_style.pixels * width), 1),
            font_name=style.font,
            bold=style.bold,
            anchor_y="top",
            multiline=width is not None,
            batch=batch,
        )
        batch.labels.append(self)

    def apply_ui_style(self) -> None:
        """Adapt colour, size and position to the current UI style, if it has changed."""
        if self._ui_style is ui_style.current():
            return
        before, self._ui_style = self._ui_style, ui_style.current()
        if before[:-1] == self._ui_style[:-1]:
            return  # only the size of the window has changed
        self._label.color = self._color
        self._label.font_size = self._ui_style.pixels * self._style.size
        if self._width is not None:
            self.width = self._width
        self.position = self._position

    @property
    def text(self) -> str:
        """The text; assigning it is slow, because it is laid out again."""
        return self._label.text

    @text.setter
    def text(self, text: str) -> None:
        self._label.text = text

    @property
    def color(self) -> theme.Color:
        """The colour: one for all themes, or one for each."""
        return self._style.color

    @color.setter
    def color(self, color: theme.Color) -> None:
        self._style = self._style._replace(color=color)
        self._label.color = self._color

    @property
    def position(self) -> tuple[float, float]:
        """Position of the anchor; the label is drawn at the nearest pixel."""
        return self._position

    @position.setter
    def position(self, position: tuple[float, float]) -> None:
        self._position = position
        x, y = position
        self._label.position = round(self._ui_style.pixels * x), round(self._ui_style.pixels * y)

    @property
    def anchor_x(self) -> str:
        """The side of the text that is at the position: left, center or right."""
        return self._label.anchor_x

    @anchor_x.setter
    def anchor_x(self, side: str) -> None:
        self._label.anchor_x = side

    @property
    def width(self) -> float | None:
        """Width at which lines are wrapped; None for a single line."""
        return self._width

    @width.setter
    def width(self, width: float) -> None:
        self._width = width
        self._label.width = max(round(self._ui_style.pixels * width), 1)

    @property
    def content_width(self) -> float:
        """Width of the laid out text."""
        self.apply_ui_style()
        return self._label.content_width / self._ui_style.pixels

    @property
    def content_height(self) -> float:
        """Height of the laid out text."""
        self.apply_ui_style()
        return self._label.content_height / self._ui_style.pixels

    @property
    def _color(self) -> Color:
        return Color.from_hex_string(ui_style.pick(self._style.color))


class TextPanel:
    """A table of texts on a translucent rectangle that is as large as the texts. Empty rows take no space.

    Drawing text is slow. So the texts are rendered into a texture when they or their position change, and every frame
    draws only this texture. Software OpenGL finishes all earlier drawing of a frame before it renders into a texture.
    Call `prepare` at the start of a frame for a panel that is always visible.

    opacity : opacity of the rectangle, from 0 to 1
    """

    def __init__(
        self, *rows: tuple[TextStyle, ...], opacity: float | theme.Themed[float] = theme.PANEL_OPACITY
    ) -> None:
        self._batch = TextBatch()
        self._rows = [[TextLabel(style, self._batch) for style in row] for row in rows]
        self._texts: tuple[tuple[str, ...], ...] = ()
        self._column_widths: list[float] = []
        self._row_heights: list[float] = []
        self._measured_for: UiStyle | None = None
        self._background, self._opacity = RoundedRect(), opacity
        self._framebuffer: Framebuffer | None = None
        self._prepared_for: tuple[object, ...] = ()
        self._prepared: tuple[tuple[float, float], Box, TextImage] | None = None

    @classmethod
    def from_lines(cls, lines: Iterable[StyledLine], opacity: float | theme.Themed[float]) -> "TextPanel":
        """Return a panel with a single column that shows these lines."""
        styles, texts = zip(*lines, strict=True)
        panel = cls(*((style,) for style in styles), opacity=opacity)
        panel.set_texts(*((text,) for text in texts))
        return panel

    @property
    def width(self) -> float:
        """Width in UI units, padding included; 0 without any text."""
        self._measure()
        width = sum(self._column_widths)
        return width + theme.PADDING * (len(self._column_widths) + 1) if width else 0.0

    @property
    def height(self) -> float:
        """Height in UI units, padding included; 0 without any text."""
        self._measure()
        height = sum(self._row_heights)
        return height + 1.5 * theme.PADDING if height else 0.0

    def set_texts(self, *rows: tuple[str, ...]) -> None:
        """Replace all texts, row by row."""
        if rows == self._texts:
            return
        self._texts = rows
        for labels, texts in zip(self._rows, rows, strict=True):
            for label, text in zip(labels, texts, strict=True):
                label.text = text
        self._measured_for, self._prepared_for = None, ()

    def set_color(self, row: int, column: int, color: theme.Color) -> None:
        """Change the colour of a text."""
        label = self._rows[row][column]
        if label.color != color:
            label.color, self._prepared_for = color, ()

    @property
    def column_widths(self) -> list[float]:
        """Widths of the columns in UI units; assigned widths hold until a text or the UI style changes."""
        self._measure()
        return self._column_widths

    @column_widths.setter
    def column_widths(self, widths: list[float]) -> None:
        self._measure()
        self._column_widths, self._prepared_for = widths, ()

    def draw(self, window: tuple[float, float], left: float, top: float) -> None:
        """Draw the panel with its upper left corner at a point of a window of that size."""
        self.prepare(window, left, top)
        self.draw_prepared()

    def prepare(self, window: tuple[float, float], left: float, top: float) -> bool:
        """Move the upper left corner to a point of a window of that size; return whether the texts were rendered."""
        prepared_for = ui_style.current(), window, left, top
        if prepared_for == self._prepared_for:
            return False
        box = Box(left, top, self.width, self.height)
        self._prepared = (window, box, self._render(box)) if box.width else None
        self._prepared_for = prepared_for
        return self._prepared is not None

    def draw_prepared(self, visibility: float = 1.0) -> None:
        """Draw the panel as it was prepared last, with its texts more transparent below a visibility of 1."""
        if self._prepared and visibility > 0.0:
            window, box, text = self._prepared
            self._background.draw(window, box, opacity=self._opacity, text=text, visibility=visibility)

    def _render(self, box: Box) -> TextImage:
        """Render the texts into the part of a texture that lies in both the box and the window."""
        y = box.top - 0.75 * theme.PADDING
        for labels, height in zip(self._rows, self._row_heights, strict=True):
            x = box.left + theme.PADDING
            for label, width in zip(labels, self._column_widths, strict=False):
                label.position = x, y
                x += width + theme.PADDING
            y -= height
        pixels, ctx = ui_style.current().pixels, arcade.get_window().ctx
        width, height = ctx.active_framebuffer.size  # a panel that is larger may exceed the largest texture
        left, right = max(floor(pixels * box.left), 0), min(ceil(pixels * (box.left + box.width)), width)
        bottom, top = max(floor(pixels * (box.top - box.height)), 0), min(ceil(pixels * box.top), height)
        before = self._framebuffer.size if self._framebuffer else (1, 1)
        size = max(right - left, before[0]), max(top - bottom, before[1])
        if self._framebuffer is None or size != before:
            self._framebuffer = ctx.framebuffer(color_attachments=[ctx.texture(size, components=4)])
        with self._framebuffer.activate() as framebuffer:
            framebuffer.clear()
            self._batch.draw((left, bottom))
        return TextImage(self._framebuffer.color_attachments[0], (left, bottom))

    def _measure(self) -> None:
        """Compute widths of columns and heights of rows, if texts or UI style have changed."""
        if self._measured_for is ui_style.current():
            return
        self._measured_for, self._prepared_for = ui_style.current(), ()
        widths = [[label.content_width if label.text else 0.0 for label in labels] for labels in self._rows]
        self._column_widths = [max(column) for column in zip_longest(*widths, fillvalue=0.0)]
        heights = [[label.content_height if label.text else 0.0 for label in labels] for labels in self._rows]
        self._row_heights = [ROW_HEIGHT * max(row) for row in heights]


def set_truncated(label: TextLabel, text: str, max_width: float) -> None:
    """Set the text of a label, cut off with an ellipsis where it is wider than ``max_width`` UI units."""
    label.text = text
    while label.content_width > max_width and len(text) > 1:
        text = text[: max(int(len(text) * max_width / label.content_width) - 1, 1)]
        label.text = f"{text}…"


@cache
def _load_fonts() -> None:
    for file in theme.FONT_FILES:
        pyglet.font.add_file(arcade.resources.resolve(file).read_bytes())
