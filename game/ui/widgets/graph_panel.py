"""The panel that plots energies and momentum over the last seconds."""

from itertools import zip_longest
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from game.render import theme
from game.render.gl.line_batch import LINE_RECORD, LineBatch, LineRecords, line_records
from game.session.energy_history import CURVES, SPAN, EnergyHistory
from game.simulation.simulation import Simulation
from game.ui import ui_style
from game.ui.ui_style import UiStyle, rgb
from game.ui.widgets.axis_ticks import axis_ticks, si_prefix
from game.ui.widgets.rounded_rect import Box, RoundedRect
from game.ui.widgets.text_panel import TextBatch, TextLabel, TextStyle

Floats = NDArray[np.float64]

HEADING = TextStyle(theme.SMALL_SIZE, theme.TEXT, bold=True)
FAINT = TextStyle(theme.SMALL_SIZE, theme.TEXT_FAINT)
TEXT = TextStyle(theme.SMALL_SIZE, theme.TEXT)

WIDTH, ENERGY_HEIGHT, MOMENTUM_HEIGHT = 430.0, 190.0, 70.0
"""Width of the panel and heights of its two plots, in UI units."""

TICK_LABEL_WIDTH, CURVE_LABEL_WIDTH = 48.0, 100.0
"""Widths of the columns for tick labels (left) and curve labels (right), in UI units."""

TITLE_HEIGHT, LINE_HEIGHT = 30.0, 15.0
"""Height of the space above a plot for its title, and of a line of text, in UI units."""

MAX_TICKS = 12
"""Tick labels beside a plot, at most."""

CURVE_WIDTH, SUM_WIDTH = 1.6, 2.4
"""Line widths of a curve and of the curve of the sum, in UI units."""

LEADER_LENGTH, DOT_DIAMETER = 12.0, 6.0
"""Length of the leader line from the end of a curve to its label, and diameter of the dot there, in UI units."""

GRID_OPACITY, ZERO_OPACITY = 0.16, 0.45
"""Opacities of grid lines and of the line at zero."""

GRID_PERIOD = 5.0
"""Time between two vertical grid lines, s."""

TIME_LABELS = "\N{MINUS SIGN}20 s", "\N{MINUS SIGN}10 s", "now"
"""Evenly spaced labels of the time axis, from left to right."""


class _PlotSpec(NamedTuple):
    """What one plot shows: the curves that share its axes, and its full height in UI units.

    max_intervals : intervals between horizontal grid lines, see `axis_ticks`
    """

    title: str
    unit: str
    curves: tuple[str, ...]
    height: float
    max_intervals: int


PLOTS = (
    _PlotSpec("energy", "J", CURVES[:-1], ENERGY_HEIGHT, 6),
    _PlotSpec("momentum", "N s", CURVES[-1:], MOMENTUM_HEIGHT, 2),
)
FIXED_HEIGHT = TITLE_HEIGHT * len(PLOTS) + LINE_HEIGHT + 2.2 * theme.PADDING
"""Height of the parts of the panel that do not shrink in a small window, in UI units."""

SIZE = WIDTH, FIXED_HEIGHT + sum(plot.height for plot in PLOTS)
"""Width and height of the panel in a window that is large enough, in UI units."""


class GraphPanel:
    """A panel that plots the energy history of a simulation over the last 20 s.

    The history is sampled while the panel is closed, too.

    is_open : whether the panel is drawn
    history : the history that is plotted, available after `set_simulation`
    """

    def __init__(self) -> None:
        self.is_open = False
        self._background, self._strokes = RoundedRect(), LineBatch()
        self._batch = TextBatch()
        self._plots = [_Plot(spec, self._batch) for spec in PLOTS]
        self._time_labels = [_anchored("center", FAINT, self._batch) for _ in TIME_LABELS]
        self._drawn_for: tuple[UiStyle, Box] | None = None

    def set_simulation(self, simulation: Simulation) -> None:
        """Start a new history, of this simulation."""
        self.history = EnergyHistory(simulation)
        self.history.sample()
        self._drawn_for = None

    def toggle(self) -> None:
        """Open or close the panel."""
        self.is_open = not self.is_open
        self._drawn_for = None

    def sample(self) -> None:
        """Add a sample to the history if one is due; call it after each frame's steps."""
        if self.history.sample():
            self._drawn_for = None

    def draw(self, window: tuple[float, float], box: Box) -> None:
        """Draw the panel into a box of a window of that size, if it is open."""
        if not self.is_open:
            return
        if self._drawn_for != (ui_style.current(), box):
            self._drawn_for = ui_style.current(), box
            drawn = self._lay_out(box)
            drawn["ends"] -= 0.5 * np.array(window * 2, np.float32)
            self._strokes.set_lines(drawn)
        self._background.draw(window, box, opacity=theme.GRAPH_OPACITY)
        self._strokes.draw((0.5 * window[0], 0.5 * window[1]))
        self._batch.draw()

    def _lay_out(self, box: Box) -> LineRecords:
        """Set all labels and return the line_records, in UI units."""
        top = box.top - theme.PADDING
        left = box.left + TICK_LABEL_WIDTH
        width = box.width - TICK_LABEL_WIDTH - CURVE_LABEL_WIDTH - theme.PADDING
        shrink = (box.height - FIXED_HEIGHT) / (SIZE[1] - FIXED_HEIGHT)
        drawn = [np.empty(0, LINE_RECORD)]
        for plot in self._plots:
            top -= TITLE_HEIGHT
            height = shrink * plot.spec.height
            drawn += plot.lay_out(self.history.samples, Box(left, top, width, height))
            top -= height
        for k, label in enumerate(self._time_labels):
            _set_label(label, TIME_LABELS[k], left + k * width / (len(TIME_LABELS) - 1), top - 8)
        return np.concatenate(drawn)


class _Plot:
    """One pair of axes with its curves and labels."""

    def __init__(self, spec: _PlotSpec, batch: TextBatch) -> None:
        self.spec = spec
        self._columns = [1 + CURVES.index(curve) for curve in spec.curves]
        self._title = TextLabel(HEADING, batch)
        self._tick_labels = [_anchored("right", FAINT, batch) for _ in range(MAX_TICKS)]
        self._curve_labels = [TextLabel(TEXT, batch) for _ in spec.curves]

    def lay_out(self, samples: Floats, box: Box) -> list[LineRecords]:
        """Set the labels around the plot area ``box`` and return the strokes in it, in UI units.

        samples : rows of the energy history, see `EnergyHistory.samples`
        """
        curves = samples[:, self._columns]
        max_intervals = max(1, min(self.spec.max_intervals, int(box.height / LINE_HEIGHT)))
        ticks = axis_ticks(float(curves.min(initial=0.0)), float(curves.max(initial=0.0)), max_intervals)
        divisor, prefix = si_prefix(max(abs(ticks[0]), abs(ticks[-1])))
        _set_label(self._title, f"{self.spec.title} ({prefix}{self.spec.unit})", box.left, box.top + LINE_HEIGHT + 5)
        low, high = ticks[0], ticks[-1]
        bottom = box.top - box.height

        def y_of(value: Floats) -> Floats:
            return bottom + box.height * (value - low) / (high - low)

        right = box.left + box.width
        now = float(samples[-1, 0])
        tick_y = y_of(np.array(ticks))
        for label, tick, y in zip_longest(self._tick_labels, ticks, tick_y):
            text = "" if tick is None else f"{tick / divisor:.6g}".replace("-", "\N{MINUS SIGN}")
            _set_label(label, text, box.left - 6, 0.0 if y is None else y + 0.5 * LINE_HEIGHT)
        opacity = np.where(np.abs(ticks) < 1e-9 * (high - low), ZERO_OPACITY, GRID_OPACITY)
        drawn = [line_records(_points(box.left, tick_y), _points(right, tick_y), 1.0, rgb(theme.TEXT), opacity)]
        x = box.left + box.width * np.arange(0.0, SPAN + 1e-9, GRID_PERIOD) / SPAN
        drawn.append(line_records(_points(x, bottom), _points(x, box.top), 1.0, rgb(theme.TEXT), GRID_OPACITY))
        visible = samples[:, 0] > now - SPAN
        x = right - box.width * (now - samples[visible, 0]) / SPAN
        ends: list[float] = []
        for name, curve in zip(self.spec.curves, curves[visible].T, strict=True):
            path = np.column_stack((x, y_of(curve)))
            width = SUM_WIDTH if name == "sum" else CURVE_WIDTH
            drawn.append(line_records(path[:-1], path[1:], width, rgb(theme.CURVES[name])))
            drawn.append(line_records(path[-1:], path[-1:], 2.5 * width, rgb(theme.CURVES[name])))
            ends.append(path[-1, 1])
        label_y = separated_positions(np.array(ends), LINE_HEIGHT - 1.0, bottom, box.top)
        for label, name, end, y in zip(self._curve_labels, self.spec.curves, ends, label_y, strict=True):
            _set_label(label, name, right + LEADER_LENGTH + 7, y + 0.5 * LINE_HEIGHT)
            leader = _points((right, right + LEADER_LENGTH), (end, y))
            drawn.append(line_records(leader[:1], leader[1:], CURVE_WIDTH, rgb(theme.CURVES[name])))
            drawn.append(line_records(leader[1:], leader[1:], DOT_DIAMETER, rgb(theme.CURVES[name])))
        return drawn


def separated_positions(targets: Floats, gap: float, low: float, high: float) -> Floats:
    """Return positions (n,) close to the targets (n,), with at least ``gap`` between any two.

    The positions lie between ``low`` and ``high`` if there is enough room, and else from ``low`` upwards. Before this
    limit they minimize the sum of squared distances from the targets (isotonic regression by the
    pool-adjacent-violators algorithm).
    """
    order = np.argsort(targets, kind="stable")
    offsets = gap * np.arange(len(targets))
    pools: list[list[float]] = []  # mean and size of each run of positions exactly one gap from each other
    for value in targets[order] - offsets:
        pools.append([float(value), 1.0])
        while len(pools) > 1 and pools[-2][0] > pools[-1][0]:
            mean, size = pools.pop()
            mean_before, size_before = pools[-1]
            total = size_before + size
            pools[-1] = [(mean_before * size_before + mean * size) / total, total]
    means = np.repeat([mean for mean, _ in pools], [int(size) for _, size in pools])
    positions = np.empty(len(targets))
    positions[order] = np.clip(means, low, max(high - offsets[-1], low)) + offsets
    return positions


def _anchored(side: str, style: TextStyle, batch: TextBatch) -> TextLabel:
    """Return an empty label that is positioned by the top of that side."""
    label = TextLabel(style, batch)
    label.anchor_x = side
    return label


def _set_label(label: TextLabel, text: str, x: float, y: float) -> None:
    """Set the text, if it has changed, and the position of a label. A new text is slow: pyglet lays it out again."""
    if label.text != text:
        label.text = text
    label.position = x, y


def _points(x: ArrayLike, y: ArrayLike) -> Floats:
    return np.column_stack(np.broadcast_arrays(x, y))
