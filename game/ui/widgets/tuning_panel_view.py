"""The look of the panel of sliders."""

from typing import Protocol

import numpy as np

from game.render import theme
from game.render.gl.line_batch import Drawn, LineBatch, strokes
from game.ui import ui_style
from game.ui.ui_style import rgb
from game.ui.widgets.rounded_rect import Box, RoundedRect
from game.ui.widgets.slider import Slider
from game.ui.widgets.text_panel import TextBatch, TextLabel, TextStyle

TITLE = TextStyle(theme.TEXT_SIZE, theme.TEXT, bold=True)
TEXT = TextStyle(theme.SMALL_SIZE, theme.TEXT)
FAINT = TextStyle(theme.SMALL_SIZE, theme.TEXT_FAINT)

HINT, CLOSING = "arrows  ·  Shift: fine  ·  Enter: as in the level", "Tab closes"
BUTTONS = ("reset all", "save as level")

WIDTH, NAME, NUMBER, UNIT = 372.0, 118.0, 46.0, 32.0
"""Of the plate, and of the columns, in units of the look; the tracks take what is left."""

HEAD, ROW, GAP, BUTTON, FOOT = 34.0, 27.0, 10.0, 28.0, 22.0
"""Heights of the title, of a row, of a gap, of the buttons and of the hint."""

OVER = 0.97
"""Of the plate where something else is written below."""

LINE, DONE, HANDLE = 2.5, 3.5, 13.0
"""Widths of a track, of its part up to the handle and of the handle."""


class Layout(Protocol):
    """What is drawn of a panel and where it lies; see `TuningPanel`."""

    is_over_others: bool
    held: Slider | None
    under: Slider | str | None

    @property
    def part(self) -> Slider | str:
        """The chosen slider, or the caption of the chosen button."""
        ...

    @property
    def track(self) -> tuple[float, float]:
        """Left end and length of all tracks, in units of the window's style."""
        ...

    def rows(self) -> list[tuple[Slider, Box]]:
        """Return the visible sliders and their rows."""
        ...

    def buttons(self) -> list[tuple[str, Box]]:
        """Return the buttons and their places."""
        ...


class TuningPanelView:
    """What is drawn of a panel."""

    def __init__(self) -> None:
        self._plate, self._strokes = RoundedRect(), LineBatch()
        self._batch = TextBatch()
        self._title, self._hint, self._closing = (TextLabel(style, self._batch) for style in (TITLE, FAINT, FAINT))
        self._title.text, self._hint.text, self._closing.text = "SetParameter", HINT, CLOSING
        self._closing.anchor_x = "right"
        self._shown: tuple[object, ...] = ()
        self._labels: list[tuple[TextLabel, TextLabel, TextLabel]] = []
        self._captions = [TextLabel(TEXT, self._batch) for _ in BUTTONS]
        for label, caption in zip(self._captions, BUTTONS, strict=True):
            label.text, label.anchor_x = caption, "center"

    def draw(self, panel: Layout, window: tuple[float, float], box: Box) -> None:
        """Draw it into its box of a window of that size."""
        self._plate.draw(window, box, opacity=OVER if panel.is_over_others else theme.GRAPH_OPACITY)
        rows, buttons = panel.rows(), panel.buttons()
        for slider, place in rows:
            if slider is panel.part:
                self._plate.draw(window, place, theme.TEXT, 0.09, 6.0)
            elif slider is panel.under:
                self._plate.draw(window, place, theme.TEXT, 0.04, 6.0)
        for name, place in buttons:
            if name == panel.part:
                self._plate.draw(window, place.expanded(1.5), theme.TEXT_ACCENT, 0.9, 7.5)
            self._plate.draw(window, place, theme.BUTTON_LIT if name == panel.under else theme.BUTTON, 1.0, 6.0)
        shown = (
            ui_style.current(),
            box,
            panel.under,
            panel.held,
            *((slider, slider.value, slider.words, slider.is_tuned) for slider, _ in rows),
        )
        if self._shown != shown:  # to lay out text is slow
            self._shown = shown
            self._write(panel, box)
            drawn = np.concatenate([self._track(panel, slider, place) for slider, place in rows])
            drawn["ends"] -= 0.5 * np.array(window * 2, np.float32)
            self._strokes.write(drawn)
        self._strokes.draw((0.5 * window[0], 0.5 * window[1]))
        self._batch.draw()

    @staticmethod
    def _track(panel: Layout, slider: Slider, row: Box) -> Drawn:
        """Track, the part of it up to the handle, the mark of the level's value, and the handle."""
        left, width = panel.track
        y = row.top - 0.5 * row.height
        low, now, own = (np.array([[left + width * place, y]]) for place in _places(slider))
        high, tall = np.array([[left + width, y]]), np.array([0.0, 5.5])
        faint, bright = rgb(theme.TEXT), rgb(theme.TEXT_ACCENT)
        handle = bright if slider.is_tuned else rgb(theme.TEXT)
        is_held = slider is panel.under or slider is panel.held
        begin = np.array([[left, y]])
        return np.concatenate(
            (
                strokes(begin, high, LINE, faint, 0.20),
                strokes(low, now, DONE, handle, 0.75),
                strokes(own - tall, own + tall, 1.5, faint, 0.60),
                strokes(now, now, HANDLE + (3.0 if is_held else 0.0), rgb(theme.PANEL)),
                strokes(now, now, HANDLE - 3.0 + (3.0 if is_held else 0.0), handle),
            )
        )

    def _write(self, panel: Layout, box: Box) -> None:
        rows = panel.rows()
        if len(self._labels) != len(rows):
            self._labels = [self._row() for _ in rows]
        left = box.left + theme.PADDING
        right = box.left + box.width - theme.PADDING - UNIT
        _place(self._title, left, box.top - 9.0)
        _place(self._closing, box.left + box.width - theme.PADDING, box.top - 10.0)
        for (name, number, unit), (slider, row) in zip(self._labels, rows, strict=True):
            y = row.top - 0.5 * (row.height - 15.0)
            color = theme.TEXT_ACCENT if slider.is_tuned else theme.TEXT_FAINT if slider.is_mixed else theme.TEXT
            _say(name, slider.scale.caption)
            _say(number, slider.words, color)
            _say(unit, slider.scale.unit)
            _place(name, left, y)
            _place(number, right, y)
            _place(unit, right + 5.0, y)
        for label, (_, place) in zip(self._captions, panel.buttons(), strict=True):
            _place(label, place.left + 0.5 * place.width, place.top - 0.5 * (place.height - 15.0))
        _place(self._hint, left, box.top - box.height + FOOT + 1.0)

    def _row(self) -> tuple[TextLabel, TextLabel, TextLabel]:
        name, number, unit = (TextLabel(style, self._batch) for style in (TEXT, TEXT, FAINT))
        number.anchor_x = "right"
        return name, number, unit


def _places(slider: Slider) -> tuple[float, float, float]:
    """Where on its track a slider begins to fill, where its handle is, and where the level's value."""
    zero = slider.own if slider.scale.low < 0.0 and slider.name == "direction" else max(slider.scale.low, 0.0)
    return slider.place(zero), slider.place(slider.value), slider.place(slider.own)


def _say(label: TextLabel, words: str, color: theme.Color | None = None) -> None:
    """Let a text say something; to lay it out anew is slow."""
    if label.text != words:
        label.text = words
    if color and label.color != color:
        label.color = color


def _place(label: TextLabel, x: float, y: float) -> None:
    if label.position != (x, y):
        label.position = x, y
