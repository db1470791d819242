"""A bar chart of counts by ImPlot."""

from collections.abc import Sequence

import numpy as np
from imgui_bundle import imgui, implot

from game.render import theme
from game.ui.gui import style
from game.ui.gui.line_plot import FIXED, STILL, heading
from game.ui.widgets.axis_ticks import axis_ticks

BAR_WIDTH = 0.82
"""Width of a bar, as a part of the distance of two bars."""

NAME_GAP = 8.0
"""Smallest gap between two names below bars, in UI units."""


def bar_chart(title: str, names: Sequence[str], counts: Sequence[int], colors: Sequence[str], height: float) -> None:
    """Draw a bar for each count, with its name below and the count above, where there is room.

    colors : ``#rrggbb`` of each bar
    height : in UI units
    """
    shared, short = shortened(names)
    heading(f"{title}: {shared}" if shared else title)
    ticks = axis_ticks(0.0, 1.12 * max(*counts, 1), 4)
    imgui.push_style_var(imgui.StyleVar_.frame_border_size, 0.0)
    imgui.push_font(None, style.SMALL_SIZE)
    if implot.begin_plot(f"##{title}", imgui.ImVec2(-1.0, height), STILL):
        implot.setup_axes("", "", FIXED | implot.AxisFlags_.no_grid_lines | implot.AxisFlags_.no_tick_marks, FIXED)
        implot.setup_axis_limits(implot.ImAxis_.x1, -0.5, len(counts) - 0.5, implot.Cond_.always)
        implot.setup_axis_limits(implot.ImAxis_.y1, 0.0, ticks[-1], implot.Cond_.always)
        room = imgui.get_content_region_avail().x / len(counts)
        every = max(1, int(np.ceil((max(imgui.calc_text_size(name).x for name in short) + NAME_GAP) / room)))
        implot.setup_axis_ticks(implot.ImAxis_.x1, list(map(float, range(0, len(counts), every))), short[::every])
        implot.setup_axis_ticks(implot.ImAxis_.y1, [tick for tick in ticks if tick == int(tick)])
        for place, (count, color) in enumerate(zip(counts, colors, strict=True)):
            spec = implot.Spec()
            spec.fill_color = imgui.ImVec4(*style.rgba(color))
            spec.line_color = spec.fill_color
            where, value = np.array([float(place)]), np.array([float(count)])
            implot.plot_bars(f"##{place}", where, value, BAR_WIDTH, spec)
        _draw_counts(counts, room)
        hovered = round(implot.get_plot_mouse_pos().x)
        if implot.is_plot_hovered() and 0 <= hovered < len(counts):
            imgui.set_tooltip(f"{names[hovered]}: {counts[hovered]}")
        implot.end_plot()
    imgui.pop_font()
    imgui.pop_style_var()


def _draw_counts(counts: Sequence[int], room: float) -> None:
    """Draw the counts above the bars, if all have room."""
    if max(imgui.calc_text_size(str(count)).x for count in counts) + 2.0 > room:
        return
    lines, color = implot.get_plot_draw_list(), imgui.get_color_u32(style.rgba(theme.TEXT))
    for place, count in enumerate(counts):
        top = implot.plot_to_pixels(float(place), float(count))
        size = imgui.calc_text_size(str(count))
        lines.add_text((top.x - 0.5 * size.x, top.y - size.y - 1.0), color, str(count))


def shortened(names: Sequence[str]) -> tuple[str, list[str]]:
    """Return what all names have before their last word, and the rest of each: "bin", and "1", "2", "3"."""
    heads = {name.rpartition(" ")[0] for name in names}
    shared = heads.pop() if len(heads) == 1 and len(names) > 1 else ""
    return shared, [name.rpartition(" ")[2] for name in names] if shared else list(names)
