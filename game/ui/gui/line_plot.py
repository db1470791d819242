"""A plot of curves over the last seconds by ImPlot, with the names of the curves at their ends."""

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
from imgui_bundle import imgui, implot
from numpy.typing import NDArray

from game.render import theme
from game.ui.gui import style
from game.ui.widgets.axis_ticks import axis_ticks, si_prefix

Floats = NDArray[np.float64]

LABEL_WIDTH, LEADER_LENGTH, LINE_HEIGHT = 104.0, 12.0, 15.0
"""Width of the column of names, length of the line from a curve to its name, and height of a name, in UI units."""

LINE_WIDTH, BOLD_WIDTH = 1.6, 2.6
"""Line widths of curves, and of those that stand out, in UI units."""

MINUS = "\N{MINUS SIGN}"
FIXED = implot.AxisFlags_.no_menus | implot.AxisFlags_.no_highlight | implot.AxisFlags_.lock
STILL = implot.Flags_.no_menus | implot.Flags_.no_box_select | implot.Flags_.no_legend | implot.Flags_.no_mouse_text
"""Flags of axes and plots that show what they are given, and are not dragged."""


class Curve(NamedTuple):
    """The values (n,) of a curve, and how it is drawn."""

    values: Floats
    color: theme.Color
    is_bold: bool = False


def heading(text: str) -> None:
    """Draw the small heading of a plot."""
    imgui.push_font(None, style.SMALL_SIZE)
    imgui.text(text)
    imgui.pop_font()


def line_plot(
    title: str, unit: str, times: Floats, curves: Mapping[str, Curve], height: float, span: float, intervals: int = 5
) -> None:
    """Draw a plot as wide as there is room.

    unit : of the values, without prefix; if it is empty, the axis has no SI prefix, and the title says the unit
    times : (n,) s, of the values; the last is now
    height : in UI units
    span : time that the plot shows, s
    intervals : between horizontal grid lines, about
    """
    lows = [float(curve.values.min(initial=0.0)) for curve in curves.values()]
    highs = [float(curve.values.max(initial=0.0)) for curve in curves.values()]
    ticks = axis_ticks(min(lows, default=0.0), max(highs, default=0.0), intervals)
    divisor, prefix = si_prefix(max(abs(ticks[0]), abs(ticks[-1]))) if unit else (1.0, "")
    heading(f"{title} ({prefix}{unit})" if unit else title)
    width = imgui.get_content_region_avail().x - LABEL_WIDTH
    imgui.push_style_var(imgui.StyleVar_.frame_border_size, 0.0)
    imgui.push_font(None, style.SMALL_SIZE)
    if implot.begin_plot(f"##{title}", imgui.ImVec2(width, height), STILL):
        implot.setup_axes("", "", FIXED, FIXED)
        implot.setup_axis_limits(implot.ImAxis_.x1, -span, 0.0, implot.Cond_.always)
        implot.setup_axis_limits(implot.ImAxis_.y1, ticks[0], ticks[-1], implot.Cond_.always)
        past = [-span, -0.5 * span, 0.0]
        names = [f"{MINUS}{span:g} s", f"{MINUS}{0.5 * span:g} s", "now"]
        implot.setup_axis_ticks(implot.ImAxis_.x1, past, names)
        texts = [f"{tick / divisor:.6g}".replace("-", MINUS) for tick in ticks]
        implot.setup_axis_ticks(implot.ImAxis_.y1, ticks, texts)
        implot.setup_finish()
        ends = {name: _plot_curve(name, times, curve) for name, curve in curves.items()}
        if len(times) and implot.is_plot_hovered():
            _show_values(times, curves, divisor, f"{prefix}{unit}")
        low, high = implot.get_plot_pos(), implot.get_plot_size()
        implot.end_plot()
        _draw_names(ends, curves, (low.x + high.x, low.y, low.y + high.y))
    imgui.pop_font()
    imgui.pop_style_var()


def _plot_curve(name: str, times: Floats, curve: Curve) -> float:
    """Plot a curve; return the height of its end in the window, in UI units."""
    if len(times) == 0:
        return float(implot.plot_to_pixels(0.0, 0.0).y)
    spec = implot.Spec()
    spec.line_color = imgui.ImVec4(*style.rgba(curve.color))
    spec.line_weight = BOLD_WIDTH if curve.is_bold else LINE_WIDTH
    implot.plot_line(name, times - times[-1], np.ascontiguousarray(curve.values), spec)
    return float(implot.plot_to_pixels(0.0, float(curve.values[-1])).y)


def _show_values(times: Floats, curves: Mapping[str, Curve], divisor: float, unit: str) -> None:
    """Show the values at the time under the mouse."""
    row = int(np.abs(times - times[-1] - implot.get_plot_mouse_pos().x).argmin())
    if imgui.begin_tooltip():
        imgui.text_disabled(f"{times[row]:.1f} s")
        for name, curve in curves.items():
            imgui.text_colored(style.rgba(curve.color), f"{name}: {curve.values[row] / divisor:.4g} {unit}")
        imgui.end_tooltip()


def _draw_names(ends: Mapping[str, float], curves: Mapping[str, Curve], area: tuple[float, float, float]) -> None:
    """Draw a line from the end of each curve to its name.

    area : right end, top and bottom of the area of the plot, in UI units
    """
    right, top, bottom = area
    places = separated_positions(np.array(list(ends.values())), LINE_HEIGHT, top, bottom)
    lines = imgui.get_window_draw_list()
    for (name, end), y in zip(ends.items(), places.tolist(), strict=True):
        color = imgui.get_color_u32(style.rgba(curves[name].color))
        lines.add_line((right + 1.0, end), (right + LEADER_LENGTH, y), color, LINE_WIDTH)
        lines.add_circle_filled((right + LEADER_LENGTH, y), 3.0, color)
        place = right + LEADER_LENGTH + 7.0, y - 0.5 * imgui.get_text_line_height()
        lines.add_text(place, imgui.get_color_u32(style.rgba(theme.TEXT)), name)


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
