"""Draws the panel of sliders."""

from typing import Protocol

import numpy as np

from game.render import theme
from game.render.gl.line_batch import LineBatch, LineRecords, line_records
from game.ui import ui_style
from game.ui.ui_style import rgb
from game.ui.widgets.rounded_rect import Box, RoundedRect
from game.ui.widgets.slider import Slider
from game.ui.widgets.text_panel import TextBatch, TextLabel, TextStyle

TITLE = TextStyle(theme.TEXT_SIZE, theme.TEXT, bold=True)
TEXT = TextStyle(theme.SMALL_SIZE, theme.TEXT)
FAINT = TextStyle(theme.SMALL_SIZE, theme.TEXT_FAINT)

TITLE_TEXT = "Parameters"
HINT_TEXT, CLOSE_TEXT = "arrows  ·  Shift: fine steps  ·  Enter: reset", "Tab: close"
BUTTONS = ("reset all", "save as level")

WIDTH, CAPTION_WIDTH, VALUE_WIDTH, UNIT_WIDTH = 372.0, 118.0, 46.0, 32.0
"""Widths of the panel and of its columns, in UI units; the tracks take the rest."""

HEADER_HEIGHT, ROW_HEIGHT, GAP, BUTTON_HEIGHT, FOOTER_HEIGHT = 34.0, 27.0, 10.0, 28.0, 22.0
"""Heights of the title, of a row, of the gap above the buttons, of the buttons and of the hint, in UI units."""

CROWDED_OPACITY = 0.97
"""Opacity of a panel that covers other texts."""

TRACK_WIDTH, FILL_WIDTH, HANDLE_DIAMETER = 2.5, 3.5, 13.0
"""Line widths of a track and of its filled part, and diameter of the handle, in UI units."""

TEXT_HEIGHT = 15.0
"""Height of a line of text, in UI units."""


class Layout(Protocol):
    """The state and the geometry of a panel that are drawn; see `TuningPanel`."""

    is_crowded: bool
    dragged: Slider | None
    hovered: Slider | str | None

    @property
    def selected_control(self) -> Slider | str:
        """The selected slider, or the caption of the selected button."""
        ...

    @property
    def track(self) -> tuple[float, float]:
        """Left end and length of all tracks, in UI units."""
        ...

    def slider_rows(self) -> list[tuple[Slider, Box]]:
        """Return the visible sliders and their boxes."""
        ...

    def button_boxes(self) -> list[tuple[str, Box]]:
        """Return the captions of the buttons and their boxes."""
        ...


class TuningPanelView:
    """Draws a panel of sliders."""

    def __init__(self) -> None:
        self._shape, self._strokes = RoundedRect(), LineBatch()
        self._batch = TextBatch()
        self._title, self._hint, self._close = (TextLabel(style, self._batch) for style in (TITLE, FAINT, FAINT))
        self._title.text, self._hint.text, self._close.text = TITLE_TEXT, HINT_TEXT, CLOSE_TEXT
        self._close.anchor_x = "right"
        self._drawn_for: tuple[object, ...] = ()
        self._row_labels: list[tuple[TextLabel, TextLabel, TextLabel]] = []
        self._button_labels = [TextLabel(TEXT, self._batch) for _ in BUTTONS]
        for label, caption in zip(self._button_labels, BUTTONS, strict=True):
            label.text, label.anchor_x = caption, "center"

    def draw(self, panel: Layout, window: tuple[float, float], box: Box) -> None:
        """Draw a panel into its box of a window of that size."""
        self._shape.draw(window, box, opacity=CROWDED_OPACITY if panel.is_crowded else theme.GRAPH_OPACITY)
        rows, buttons = panel.slider_rows(), panel.button_boxes()
        for slider, row in rows:
            if slider is panel.selected_control:
                self._shape.draw(window, row, theme.TEXT, 0.09, 6.0)
            elif slider is panel.hovered:
                self._shape.draw(window, row, theme.TEXT, 0.04, 6.0)
        for caption, button in buttons:
            if caption == panel.selected_control:
                self._shape.draw(window, button.expanded(1.5), theme.TEXT_ACCENT, 0.9, 7.5)
            color = theme.BUTTON_HOVER if caption == panel.hovered else theme.BUTTON
            self._shape.draw(window, button, color, 1.0, 6.0)
        drawn_for = (
            ui_style.current(),
            box,
            panel.hovered,
            panel.dragged,
            *((slider, slider.value, slider.text, slider.is_tuned) for slider, _ in rows),
        )
        if self._drawn_for != drawn_for:  # laying out text is slow
            self._drawn_for = drawn_for
            self._set_labels(panel, box)
            drawn = np.concatenate([self._track(panel, slider, row) for slider, row in rows])
            drawn["ends"] -= 0.5 * np.array(window * 2, np.float32)
            self._strokes.set_lines(drawn)
        self._strokes.draw((0.5 * window[0], 0.5 * window[1]))
        self._batch.draw()

    @staticmethod
    def _track(panel: Layout, slider: Slider, row: Box) -> LineRecords:
        """Return the strokes of a track, its filled part, the mark at the level's value, and the handle."""
        left, width = panel.track
        y = row.top - 0.5 * row.height
        fractions = (slider.fraction(value) for value in (_fill_start(slider), slider.value, slider.level_value))
        fill_start, handle, level_value = (np.array([[left + width * fraction, y]]) for fraction in fractions)
        start, end, half_mark = np.array([[left, y]]), np.array([[left + width, y]]), np.array([0.0, 5.5])
        faint = rgb(theme.TEXT)
        color = rgb(theme.TEXT_ACCENT if slider.is_tuned else theme.TEXT)
        diameter = HANDLE_DIAMETER + (3.0 if slider is panel.hovered or slider is panel.dragged else 0.0)
        return np.concatenate(
            (
                line_records(start, end, TRACK_WIDTH, faint, 0.20),
                line_records(fill_start, handle, FILL_WIDTH, color, 0.75),
                line_records(level_value - half_mark, level_value + half_mark, 1.5, faint, 0.60),
                line_records(handle, handle, diameter, rgb(theme.PANEL)),
                line_records(handle, handle, diameter - 3.0, color),
            )
        )

    def _set_labels(self, panel: Layout, box: Box) -> None:
        """Set texts, colours and positions of all labels."""
        rows = panel.slider_rows()
        if len(self._row_labels) != len(rows):
            self._row_labels = [self._create_row() for _ in rows]
        left = box.left + theme.PADDING
        right = box.left + box.width - theme.PADDING - UNIT_WIDTH
        _set_position(self._title, left, box.top - 9.0)
        _set_position(self._close, box.left + box.width - theme.PADDING, box.top - 10.0)
        for (caption, value, unit), (slider, row) in zip(self._row_labels, rows, strict=True):
            y = row.top - 0.5 * (row.height - TEXT_HEIGHT)
            color = theme.TEXT_ACCENT if slider.is_tuned else theme.TEXT_FAINT if slider.is_mixed else theme.TEXT
            _set_text(caption, slider.scale.caption)
            _set_text(value, slider.text, color)
            _set_text(unit, slider.scale.unit)
            _set_position(caption, left, y)
            _set_position(value, right, y)
            _set_position(unit, right + 5.0, y)
        for label, (_, button) in zip(self._button_labels, panel.button_boxes(), strict=True):
            x, y = button.left + 0.5 * button.width, button.top - 0.5 * (button.height - TEXT_HEIGHT)
            _set_position(label, x, y)
        _set_position(self._hint, left, box.top - box.height + FOOTER_HEIGHT + 1.0)

    def _create_row(self) -> tuple[TextLabel, TextLabel, TextLabel]:
        caption, value, unit = (TextLabel(style, self._batch) for style in (TEXT, TEXT, FAINT))
        value.anchor_x = "right"
        return caption, value, unit


def _fill_start(slider: Slider) -> float:
    """Return the value at which the filled part of a track starts: zero, or the level's value for a direction."""
    if slider.scale.low < 0.0 and slider.name == "direction":
        return slider.level_value
    return max(slider.scale.low, 0.0)


def _set_text(label: TextLabel, text: str, color: theme.Color | None = None) -> None:
    """Set text and colour of a label if they have changed: laying out text is slow."""
    if label.text != text:
        label.text = text
    if color and label.color != color:
        label.color = color


def _set_position(label: TextLabel, x: float, y: float) -> None:
    if label.position != (x, y):
        label.position = x, y
