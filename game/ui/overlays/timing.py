"""How long a step takes, part by part, and what state it has led to."""

import numpy as np
from numpy.typing import NDArray

from game.batch.profiler import AVERAGING_TIME, Profiler, StepTimes
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

NAME, NUMBER, BAR = 104.0, 48.0, 96.0
"""Widths of the columns, in units of the look."""

WIDTH = NAME + NUMBER + BAR + 3 * theme.PADDING
"""Of the card."""

ROW, GAP = 16.0, 8.0
"""Height of a row, and of the gap below and above all rows."""

STRIP = ROW + 2 * theme.PADDING
"""Height of what has no room for rows."""

THICK = 6.0
"""Height of a bar."""


class Timing:
    """A card with the ms of every part of a step, and with the hash of the state; a strip has only the whole.

    Both are found out anew twice a second, and only while it is open.

    is_open : whether it is shown
    times : what it tells; None as long as nothing is known
    hash : hex digest of the state, see `Simulation.hash`
    """

    def __init__(self) -> None:
        self.is_open = False
        self.times: StepTimes | None = None
        self.hash = ""
        self._plate, self._strokes = RoundedRect(), LineBatch()
        self._profiler: Profiler | None = None

    def begin(self, simulation: Simulation) -> None:
        """Show this simulation from now on."""
        self._simulation = simulation
        self._profiler = Profiler(simulation.pipeline)
        self._heads, self._rows = TextBatch(), TextBatch()
        self._title, self._code = TextLabel(TITLE, self._heads), TextLabel(CODE, self._heads)
        self._names = [TextLabel(TEXT, self._rows) for _ in self._profiler.part_names]
        self._numbers = [TextLabel(TEXT, self._rows) for _ in self._profiler.part_names]
        self._when = TextLabel(FAINT, self._rows)
        for label, name in zip(self._names, self._profiler.part_names, strict=True):
            label.text = name
        for number in self._numbers:
            number.anchor_x = "right"
        self._placed_for: tuple[UiStyle, Box] | None = None
        self.times = None
        if self.is_open:
            self._open()

    def toggle(self) -> None:
        """Show it, or hide it."""
        self.is_open = not self.is_open
        if self.is_open:
            self._open()
        elif self._profiler:
            self._profiler.stop()

    def watch(self, elapsed: float) -> None:
        """Find out what is new, ``elapsed`` s of real time after the last call."""
        if not self.is_open:
            return
        self._since += elapsed
        if self._since >= 0.5 * AVERAGING_TIME:
            self._look()

    @property
    def size(self) -> tuple[float, float]:
        """Width and height of the card, in units of the look."""
        return WIDTH, 2 * theme.PADDING + 1.5 * ROW + ROW * len(self._names) + GAP + 2 * ROW

    def draw(self, window: tuple[float, float], box: Box) -> None:
        """Draw into a box of a window of that size: a card, or a strip where that is lower."""
        if not self.is_open:
            return
        if self._placed_for != (ui_style.current(), box):
            self._placed_for = ui_style.current(), box
            self._place(box, window)
        self._plate.draw(window, box, opacity=theme.GRAPH_OPACITY)
        self._heads.draw()
        if box.height > STRIP:
            self._strokes.draw((0.5 * window[0], 0.5 * window[1]))
            self._rows.draw()

    def _open(self) -> None:
        if self._profiler:
            self._profiler.start()
        self._look()

    def _look(self) -> None:
        """Read the profiler and the hash of the state."""
        self._since = 0.0
        self.times = self._profiler.mean_times() if self._profiler else None
        self.hash = self._simulation.hash()
        self._title.text = f"a step  ·  {self.times.total:.3f} ms" if self.times else "no step yet"
        values = self.times.parts.values() if self.times else [None] * len(self._numbers)
        for number, ms in zip(self._numbers, values, strict=True):
            number.text = "" if ms is None else f"{max(ms, 0.0):.3f}"
        self._when.text = f"state after {self._simulation.steps} steps"
        self._code.text = self.hash
        self._placed_for = None

    def _place(self, box: Box, window: tuple[float, float]) -> None:
        left, top = box.left + theme.PADDING, box.top - theme.PADDING
        self._title.position = left, top
        self._code.anchor_x = "left" if box.height > STRIP else "right"
        if box.height <= STRIP:
            self._code.position = box.left + box.width - theme.PADDING, top - 2
            return
        top -= 1.5 * ROW
        rows: Floats = top - ROW * np.arange(float(len(self._names)))
        for label, number, y in zip(self._names, self._numbers, rows, strict=True):
            label.position = left, y
            number.position = left + NAME + NUMBER, y
        end = top - ROW * len(self._names) - GAP
        self._when.position = left, end
        self._code.position = left, end - ROW
        self._strokes.set_lines(self._bars(left + NAME + NUMBER + theme.PADDING, rows - 0.5 * ROW, window))

    def _bars(self, left: float, y: Floats, window: tuple[float, float]) -> LineRecords:
        """A bar for every part, as long as it takes of the whole step."""
        if not self.times:
            return np.empty(0, LINE_RECORD)
        part = np.clip(np.array(list(self.times.parts.values())) / max(self.times.total, 1e-9), 0.0, 1.0)
        begin = np.column_stack((np.full(len(y), left + 0.5 * THICK), y)) - 0.5 * np.array(window)
        whole, long = begin.copy(), begin.copy()
        whole[:, 0] += BAR - THICK
        long[:, 0] += (BAR - THICK) * part
        shown = part > 0.5 / BAR
        faint, bright = rgb(theme.TEXT), rgb(theme.TEXT_ACCENT)
        return np.concatenate(
            (
                line_records(begin, whole, THICK, faint, 0.10),
                line_records(begin[shown], long[shown], THICK, bright, 0.9),
            )
        )
