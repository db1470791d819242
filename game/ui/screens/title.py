"""The title screen, which is shown while the kernels are loaded."""

from math import cos, pi, sin

import arcade
import pyglet
from arcade.types import Color

from game.render import theme
from game.render.gl.backdrop import Backdrop
from game.ui import ui_style
from game.ui.kernel_loading import KernelLoading
from game.ui.widgets.text_panel import TextBatch, TextLabel, TextStyle

NAME, TEXT = "Heptagon", "Preparing for first use (some seconds, once)"

LARGE = TextStyle(3 * theme.TITLE_SIZE, theme.TEXT, bold=True)
FAINT = TextStyle(theme.TEXT_SIZE, theme.TEXT_FAINT)

SIDES = 7
RADIUS, LINE = 0.14, 0.012
"""Radius and line width of the heptagon, as parts of the shorter side of the window."""

BAR_WIDTH, BAR_HEIGHT, BAR_GAP = 240.0, 4.0, 12.0
"""Size of the progress bar, and its distance from the text, in UI units."""

PROGRESS_INTERVAL = 0.1
"""Time between two updates of the progress bar, s."""

SPIN = 0.4
"""Angular velocity of the heptagon, in rad/s."""


class TitleView(arcade.View):
    """Shows the name of the game and a turning heptagon, and exits the event loop when the kernels are loaded.

    time : time since the screen was opened, s
    """

    def __init__(self, loading: KernelLoading) -> None:
        super().__init__()
        self.time = 0.0
        self._loading = loading
        self._progress, self._next_time = 0.0, 0.0
        self._backdrop = Backdrop(*theme.backdrop(theme=ui_style.current().theme))
        self._batch = TextBatch()
        self._name, self._text = (TextLabel(style, self._batch) for style in (LARGE, FAINT))
        self._name.text, self._text.text = NAME, TEXT

    def on_update(self, delta_time: float) -> None:
        """Advance the time, and exit the event loop if the kernels are loaded."""
        self.time += delta_time
        if self.time >= self._next_time:
            self._progress, self._next_time = self._loading.progress, self.time + PROGRESS_INTERVAL
        if self._loading.is_done:
            pyglet.app.exit()

    def on_draw(self) -> None:
        """Draw the heptagon and the text in the middle of the window."""
        self._backdrop.draw()
        window_width, window_height = self.window.get_size()
        side = min(window_width, window_height)
        self._draw_heptagon(0.5 * window_width, 0.62 * window_height, RADIUS * side, LINE * side)
        width, height = ui_style.fit_to_window(self.window)
        y = (0.62 - 1.6 * RADIUS) * height
        for label in (self._name, self._text):
            label.position = 0.5 * (width - label.content_width), y
            y -= 1.2 * label.content_height
        self._batch.draw()
        self._draw_bar(0.5 * width, y - BAR_GAP)

    def on_key_press(self, symbol: int, modifiers: int) -> None:  # noqa: ARG002  (arcade calls it so)
        """Close the window on Escape."""
        if symbol == arcade.key.ESCAPE:
            self.window.close()

    def _draw_bar(self, x: float, y: float) -> None:
        """Draw the progress of the compilation, with the middle of its upper edge at (x, y)."""
        unit = ui_style.current().unit
        left, bottom = unit * (x - 0.5 * BAR_WIDTH), unit * (y - BAR_HEIGHT)
        for part, color in ((1.0, theme.TEXT_FAINT), (self._progress, theme.BALL)):
            filled = Color.from_hex_string(ui_style.pick(color))
            arcade.draw_lbwh_rectangle_filled(left, bottom, unit * part * BAR_WIDTH, unit * BAR_HEIGHT, filled)

    def _draw_heptagon(self, x: float, y: float, radius: float, line: float) -> None:
        time = 0.0 if ui_style.current().reduced_motion else self.time
        angles = [SPIN * time + 2.0 * pi * k / SIDES for k in range(SIDES)]
        corners = [(x + radius * cos(angle), y + radius * sin(angle)) for angle in angles]
        arcade.draw_polygon_outline(corners, Color.from_hex_string(ui_style.pick(theme.FRAME)), line)
        ball = 0.45 * radius * sin(2.3 * time)
        arcade.draw_circle_filled(x + ball, y - 0.3 * radius, 0.18 * radius, Color.from_hex_string(theme.BALL))
