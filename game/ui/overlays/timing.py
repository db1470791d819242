"""A panel with the time of a step, part by part, and the hash of the state."""

import numpy as np
from numpy.typing import NDArray

from game.batch.profiler import AVERAGING_TIME, Profiler, StepTimes
from game.files.counted import counted
from game.render import theme
from game.render.gl.line_batch import LINE_RECORD, LineBatch, LineRecords, line_records
from game.simulation.simulation import Simulation
from game.ui import ui_style
from game.ui.ui_style import UiStyle, rgb
from game.ui.widgets.rounded_rect import Box, RoundedRect
from game.ui.widgets.text_panel import TextBatch, TextLabel, TextStyle

Floats = NDArray[np.float64]

TITLE = TextStyle(theme.TEXT_SIZE, theme.TEXT, bold=True)
TEXT = TextStyle(theme.SMALL_SIZE, theme.TEXT)
FAINT = TextStyle(theme.SMALL_SIZE, theme.TEXT_FAINT)
CODE = TextStyle(theme.SMALL_SIZE, theme.TEXT_ACCENT, font=theme.MONOSPACE_FONT)

NAME_WIDTH, NUMBER_WIDTH, BAR_WIDTH = 104.0, 48.0, 96.0
"""Widths of the columns, in units of the style."""

WIDTH = NAME_WIDTH + NUMBER_WIDTH + BAR_WIDTH + 3 * theme.PADDING
"""Width of the panel, in units of the style."""

ROW, GAP = 16.0, 8.0
"""Height of a row, and of the gap below the rows, in units of the style."""

STRIP_HEIGHT = ROW + 2 * theme.PADDING
"""Height of the strip that is drawn where rows have no room, in units of the style."""

BAR_HEIGHT = 6.0
"""Height of a bar, in units of the style."""


class Timing:
    """A panel with the time of every part of a step, and the hash of the state; a strip has only the total time.

    Both are measured twice a second, and only while the panel is open.

    is_open : whether the panel is drawn
    times : the measured times; None before the first measurement
    hash : hex digest of the state, see `Simulation.hash`
    """

    def __init__(self) -> None:
        self.is_open = False
        self.times: StepTimes | None = None
        self.hash = ""
        self._rect, self._strokes = RoundedRect(), LineBatch()
        self._profiler: Profiler | None = None

    def set_simulation(self, simulation: Simulation) -> None:
        """Measure another simulation."""
        self._simulation = simulation
        self._profiler = Profiler(simulation.pipeline)
        self._head_batch, self._row_batch = TextBatch(), TextBatch()
        self._title, self._hash_label = TextLabel(TITLE, self._head_batch), TextLabel(CODE, self._head_batch)
        self._names = [TextLabel(TEXT, self._row_batch) for _ in self._profiler.part_names]
        self._numbers = [TextLabel(TEXT, self._row_batch) for _ in self._profiler.part_names]
        self._step_label = TextLabel(FAINT, self._row_batch)
        for label, name in zip(self._names, self._profiler.part_names, strict=True):
            label.text = name
        for number in self._numbers:
            number.anchor_x = "right"
        self._laid_out_for: tuple[UiStyle, Box] | None = None
        self.times = None
        if self.is_open:
            self._start()

    def toggle(self) -> None:
        """Open or close the panel."""
        self.is_open = not self.is_open
        if self.is_open:
            self._start()
        elif self._profiler:
            self._profiler.stop()

    def update(self, elapsed: float) -> None:
        """Refresh the measurements if they are due, ``elapsed`` s of real time after the last call."""
        if not self.is_open:
            return
        self._refresh_age += elapsed
        if self._refresh_age >= 0.5 * AVERAGING_TIME:
            self._refresh()

    @property
    def size(self) -> tuple[float, float]:
        """Width and height of the panel, in units of the style."""
        return WIDTH, 2 * theme.PADDING + 1.5 * ROW + ROW * len(self._names) + GAP + 2 * ROW

    def draw(self, window: tuple[float, float], box: Box) -> None:
        """Draw into a box of a window of that size: the panel, or the strip if the box is only as high as that."""
        if not self.is_open:
            return
        if self._laid_out_for != (ui_style.current(), box):
            self._laid_out_for = ui_style.current(), box
            self._lay_out(box, window)
        self._rect.draw(window, box, opacity=theme.GRAPH_OPACITY)
        self._head_batch.draw()
        if box.height > STRIP_HEIGHT:
            self._strokes.draw((0.5 * window[0], 0.5 * window[1]))
            self._row_batch.draw()

    def _start(self) -> None:
        if self._profiler:
            self._profiler.start()
        self._refresh()

    def _refresh(self) -> None:
        """Read the profiler and the hash of the state."""
        self._refresh_age = 0.0
        self.times = self._profiler.mean_times() if self._profiler else None
        self.hash = self._simulation.hash()
        self._title.text = f"one step  ·  {self.times.total:.3f} ms" if self.times else "no step yet"
        values = self.times.parts.values() if self.times else [None] * len(self._numbers)
        for number, ms in zip(self._numbers, values, strict=True):
            number.text = "" if ms is None else f"{max(ms, 0.0):.3f}"
        self._step_label.text = f"state after {counted(self._simulation.steps, 'step')}"
        self._hash_label.text = self.hash
        self._laid_out_for = None

    def _lay_out(self, box: Box, window: tuple[float, float]) -> None:
        left, top = box.left + theme.PADDING, box.top - theme.PADDING
        self._title.position = left, top
        self._hash_label.anchor_x = "left" if box.height > STRIP_HEIGHT else "right"
        if box.height <= STRIP_HEIGHT:
            self._hash_label.position = box.left + box.width - theme.PADDING, top - 2
            return
        top -= 1.5 * ROW
        rows: Floats = top - ROW * np.arange(float(len(self._names)))
        for label, number, y in zip(self._names, self._numbers, rows, strict=True):
            label.position = left, y
            number.position = left + NAME_WIDTH + NUMBER_WIDTH, y
        end = top - ROW * len(self._names) - GAP
        self._step_label.position = left, end
        self._hash_label.position = left, end - ROW
        self._strokes.set_lines(self._bars(left + NAME_WIDTH + NUMBER_WIDTH + theme.PADDING, rows - 0.5 * ROW, window))

    def _bars(self, left: float, y: Floats, window: tuple[float, float]) -> LineRecords:
        """Return a bar for every part of a step; its length is the share of the part in the time of the step."""
        if not self.times:
            return np.empty(0, LINE_RECORD)
        share = np.clip(np.array(list(self.times.parts.values())) / max(self.times.total, 1e-9), 0.0, 1.0)
        start = np.column_stack((np.full(len(y), left + 0.5 * BAR_HEIGHT), y)) - 0.5 * np.array(window)
        full, end = start.copy(), start.copy()
        full[:, 0] += BAR_WIDTH - BAR_HEIGHT
        end[:, 0] += (BAR_WIDTH - BAR_HEIGHT) * share
        is_visible = share > 0.5 / BAR_WIDTH
        faint, bright = rgb(theme.TEXT), rgb(theme.TEXT_ACCENT)
        return np.concatenate(
            (
                line_records(start, full, BAR_HEIGHT, faint, 0.10),
                line_records(start[is_visible], end[is_visible], BAR_HEIGHT, bright, 0.9),
            )
        )
