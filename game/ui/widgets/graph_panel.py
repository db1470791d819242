"""Energies and momentum of the last seconds, drawn as curves."""

from itertools import zip_longest
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from game.render import theme
from game.render.gl.line_batch import STROKE, Drawn, LineBatch, strokes
from game.session.energy_history import CURVES, SPAN, EnergyHistory
from game.simulation.simulation import Simulation
from game.ui import ui_style
from game.ui.ui_style import UiStyle, rgb
from game.ui.widgets.axis_ticks import prefix, ticks
from game.ui.widgets.rounded_rect import Box, RoundedRect
from game.ui.widgets.text_panel import TextBatch, TextLabel, TextStyle

Floats = NDArray[np.float64]

HEADING = TextStyle(theme.SMALL_SIZE, theme.TEXT, bold=True)
FAINT = TextStyle(theme.SMALL_SIZE, theme.TEXT_FAINT)
NAME = TextStyle(theme.SMALL_SIZE, theme.TEXT)

WIDTH, TALL, LOW = 430.0, 190.0, 70.0
"""Of the plate, and heights of the two plots on it, in units of the look."""

SCALE, NAMES, ABOVE, LINE = 48.0, 100.0, 30.0, 15.0
"""Room for numbers on the left, names on the right and the title above a plot; height of a line of text."""

MOST_TICKS = 12
"""Numbers beside a plot at most."""

THIN, WIDE = 1.6, 2.4
"""Widths of curves, and of that of the sum."""

LEADER, SWATCH = 12.0, 6.0
"""Width of the lines from the ends of the curves to the dots beside their names, and of those dots."""

GRID_OPACITY, ZERO_OPACITY = 0.16, 0.45
"""Of the lines at ticks, and of that at zero."""

EVERY = 5.0
"""Time between two lines across, in s."""

TIMES = "\N{MINUS SIGN}20 s", "\N{MINUS SIGN}10 s", "now"
"""What is written below them, from end to end."""


class _Plot(NamedTuple):
    """Some of the curves on one pair of axes, as high as that if there is room."""

    title: str
    unit: str
    curves: tuple[str, ...]
    height: float
    spaces: int


PLOTS = (_Plot("energy", "J", CURVES[:-1], TALL, 6), _Plot("momentum", "N s", CURVES[-1:], LOW, 2))
REST = ABOVE * len(PLOTS) + LINE + 2.2 * theme.PADDING
SIZE = WIDTH, REST + sum(plot.height for plot in PLOTS)
"""Height of all that are no plots, and size of the plate if there is room."""


class GraphPanel:
    """A plate with the curves of the last 20 s; what they show is noted whether it is open or not.

    is_open : whether it is shown
    chronicle : what it shows
    """

    def __init__(self) -> None:
        self.is_open = False
        self._plate, self._strokes = RoundedRect(), LineBatch()
        self._batch = TextBatch()
        self._panels = [_Panel(plot, self._batch) for plot in PLOTS]
        self._times = [_anchored("center", FAINT, self._batch) for _ in TIMES]
        self._drawn_for: tuple[UiStyle, Box] | None = None

    def begin(self, simulation: Simulation) -> None:
        """Show this simulation from now on."""
        self.chronicle = EnergyHistory(simulation)
        self.chronicle.sample()
        self._drawn_for = None

    def toggle(self) -> None:
        """Show it, or hide it."""
        self.is_open = not self.is_open
        self._drawn_for = None

    def watch(self) -> None:
        """Note what is to be shown, after steps."""
        if self.chronicle.sample():
            self._drawn_for = None

    def draw(self, window: tuple[float, float], box: Box) -> None:
        """Draw into a box of a window of that size."""
        if not self.is_open:
            return
        if self._drawn_for != (ui_style.current(), box):
            self._drawn_for = ui_style.current(), box
            drawn = self._lay_out(box)
            drawn["ends"] -= 0.5 * np.array(window * 2, np.float32)
            self._strokes.write(drawn)
        self._plate.draw(window, box, opacity=theme.GRAPH_OPACITY)
        self._strokes.draw((0.5 * window[0], 0.5 * window[1]))
        self._batch.draw()

    def _lay_out(self, box: Box) -> Drawn:
        """Write all words, and return the lines, in units of the look."""
        top = box.top - theme.PADDING
        width = box.width - SCALE - NAMES - theme.PADDING
        share = (box.height - REST) / (SIZE[1] - REST)
        drawn = [np.empty(0, STROKE)]
        for panel in self._panels:
            top -= ABOVE
            height = share * panel.plot.height
            drawn += panel.lay_out(self.chronicle.samples, Box(box.left + SCALE, top, width, height))
            top -= height
        for k, label in enumerate(self._times):
            _write(label, TIMES[k], box.left + SCALE + k * width / (len(TIMES) - 1), top - 8)
        return np.concatenate(drawn)


class _Panel:
    """One pair of axes and its words."""

    def __init__(self, plot: _Plot, batch: TextBatch) -> None:
        self.plot = plot
        self._columns = [1 + CURVES.index(curve) for curve in plot.curves]
        self._title = TextLabel(HEADING, batch)
        self._numbers = [_anchored("right", FAINT, batch) for _ in range(MOST_TICKS)]
        self._names = [TextLabel(NAME, batch) for _ in plot.curves]

    def lay_out(self, entries: Floats, box: Box) -> list[Drawn]:
        """Write the words about a box of the window, and return the lines in it, in units of the look."""
        curves = entries[:, self._columns]
        spaces = max(1, min(self.plot.spaces, int(box.height / LINE)))
        marks = ticks(float(curves.min(initial=0.0)), float(curves.max(initial=0.0)), spaces)
        factor, letter = prefix(max(abs(marks[0]), abs(marks[-1])))
        _write(self._title, f"{self.plot.title}, {letter}{self.plot.unit}", box.left, box.top + LINE + 5)
        low, high = marks[0], marks[-1]
        bottom = box.top - box.height

        def height(value: Floats) -> Floats:
            return bottom + box.height * (value - low) / (high - low)

        right = box.left + box.width
        now = float(entries[-1, 0])
        level = height(np.array(marks))
        for number, mark, y in zip_longest(self._numbers, marks, level):
            words = "" if mark is None else f"{mark / factor:.6g}".replace("-", "\N{MINUS SIGN}")
            _write(number, words, box.left - 6, 0.0 if y is None else y + 0.5 * LINE)
        opacity = np.where(np.abs(marks) < 1e-9 * (high - low), ZERO_OPACITY, GRID_OPACITY)
        lines = [strokes(_points(box.left, level), _points(right, level), 1.0, rgb(theme.TEXT), opacity)]
        x = box.left + box.width * np.arange(0.0, SPAN + 1e-9, EVERY) / SPAN
        lines.append(strokes(_points(x, bottom), _points(x, box.top), 1.0, rgb(theme.TEXT), GRID_OPACITY))
        shown = entries[:, 0] > now - SPAN
        x = right - box.width * (now - entries[shown, 0]) / SPAN
        ends: list[float] = []
        for name, curve in zip(self.plot.curves, curves[shown].T, strict=True):
            path = np.column_stack((x, height(curve)))
            width = WIDE if name == "sum" else THIN
            lines.append(strokes(path[:-1], path[1:], width, rgb(theme.CURVES[name])))
            lines.append(strokes(path[-1:], path[-1:], 2.5 * width, rgb(theme.CURVES[name])))
            ends.append(path[-1, 1])
        places = apart(np.array(ends), LINE - 1.0, bottom, box.top)
        for label, name, end, y in zip(self._names, self.plot.curves, ends, places, strict=True):
            _write(label, name, right + LEADER + 7, y + 0.5 * LINE)
            leader = _points((right, right + LEADER), (end, y))
            lines.append(strokes(leader[:1], leader[1:], THIN, rgb(theme.CURVES[name])))
            lines.append(strokes(leader[1:], leader[1:], SWATCH, rgb(theme.CURVES[name])))
        return lines


def apart(wanted: Floats, gap: float, low: float, high: float) -> Floats:
    """Return places (n,) near the wanted ones, at least a gap from each other, from low to high if there is room."""
    order = np.argsort(wanted, kind="stable")
    steps = gap * np.arange(len(wanted))
    blocks: list[list[float]] = []  # mean and number of those that stand as close as may be
    for value in wanted[order] - steps:
        blocks.append([float(value), 1.0])
        while len(blocks) > 1 and blocks[-2][0] > blocks[-1][0]:
            mean, many = blocks.pop()
            before, few = blocks[-1]
            blocks[-1] = [(before * few + mean * many) / (few + many), few + many]
    places = np.repeat([mean for mean, _ in blocks], [int(many) for _, many in blocks])
    result = np.empty(len(wanted))
    result[order] = np.clip(places, low, max(high - steps[-1], low)) + steps
    return result


def _anchored(side: str, style: TextStyle, batch: TextBatch) -> TextLabel:
    """An empty text, to be placed by the upper end of that side."""
    label = TextLabel(style, batch)
    label.anchor_x = side
    return label


def _write(label: TextLabel, words: str, x: float, y: float) -> None:
    """Let a text say something somewhere; to lay it out anew is slow."""
    if label.text != words:
        label.text = words
    label.position = x, y


def _points(x: ArrayLike, y: ArrayLike) -> Floats:
    return np.column_stack(np.broadcast_arrays(x, y))
