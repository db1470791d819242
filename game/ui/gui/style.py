"""The fonts and colours of the game in Dear ImGui and ImPlot."""

import arcade
from imgui_bundle import imgui, implot

from game.render import theme
from game.ui import ui_style
from game.ui.ui_style import rgb

POINT = 4.0 / 3.0
"""UI units of a point."""

SIZE, SMALL_SIZE = POINT * theme.TEXT_SIZE, POINT * theme.SMALL_SIZE
"""Sizes of a line of text and of a line of small text, in UI units."""

Rgba = tuple[float, float, float, float]


class Fonts:
    """The fonts of the game, loaded from the files that come with arcade.

    text, bold, monospace : for `imgui.push_font`
    """

    def __init__(self) -> None:
        atlas = imgui.get_io().fonts
        regular, bold, monospace = (str(arcade.resources.resolve(file)) for file in theme.FONT_FILES)
        self.text = atlas.add_font_from_file_ttf(regular, SIZE)
        self.bold = atlas.add_font_from_file_ttf(bold, SIZE)
        self.monospace = atlas.add_font_from_file_ttf(monospace, SIZE)


def rgba(color: theme.Color, opacity: float = 1.0) -> Rgba:
    """Return a colour of the current theme with an opacity, each part from 0 to 1."""
    red, green, blue = (part / 255.0 for part in rgb(color))
    return red, green, blue, opacity


def apply() -> None:
    """Set sizes and colours for the current style of the window. Sizes are in UI units."""
    style = imgui.get_style()
    style.font_size_base = SIZE
    style.window_rounding = style.child_rounding = style.popup_rounding = theme.CORNER
    style.frame_rounding = style.grab_rounding = style.tab_rounding = style.scrollbar_rounding = 0.5 * theme.CORNER
    style.window_padding = imgui.ImVec2(theme.PADDING, theme.PADDING)
    style.frame_padding = imgui.ImVec2(8.0, 5.0)
    style.item_spacing = imgui.ImVec2(8.0, 7.0)
    style.scrollbar_size, style.grab_min_size = 11.0, 14.0
    style.window_border_size = style.popup_border_size = ui_style.pick(theme.PANEL_EDGE)
    style.frame_border_size = ui_style.pick(theme.PANEL_EDGE)
    style.separator_text_border_size = 1.0
    for part, color in _widget_colors().items():
        style.set_color_(part, imgui.ImVec4(*color))
    plot = implot.get_style()
    for plot_part, color in _plot_colors().items():
        plot.set_color_(plot_part, imgui.ImVec4(*color))


def _widget_colors() -> dict[imgui.Col_, Rgba]:
    """Return the colours of windows and widgets in the current theme."""
    part, accent = imgui.Col_, theme.TEXT_ACCENT
    panel = rgba(theme.PANEL, ui_style.pick(theme.GRAPH_OPACITY))
    clear = rgba(theme.PANEL, 0.0)
    return {
        part.text: rgba(theme.TEXT),
        part.text_disabled: rgba(theme.TEXT_FAINT),
        part.window_bg: panel,
        part.child_bg: clear,
        part.popup_bg: rgba(theme.PANEL, 0.97),
        part.border: rgba(theme.TEXT_FAINT, 0.5),
        part.frame_bg: rgba(theme.BUTTON),
        part.frame_bg_hovered: rgba(theme.BUTTON_HOVER),
        part.frame_bg_active: rgba(theme.BUTTON_HOVER),
        part.title_bg: panel,
        part.title_bg_active: panel,
        part.title_bg_collapsed: panel,
        part.menu_bar_bg: panel,
        part.scrollbar_bg: clear,
        part.scrollbar_grab: rgba(theme.BUTTON_HOVER),
        part.scrollbar_grab_hovered: rgba(theme.TEXT_FAINT),
        part.scrollbar_grab_active: rgba(accent),
        part.check_mark: rgba(accent),
        part.checkbox_selected_bg: rgba(theme.BUTTON),
        part.slider_grab: rgba(accent),
        part.slider_grab_active: rgba(accent),
        part.button: rgba(theme.BUTTON),
        part.button_hovered: rgba(theme.BUTTON_HOVER),
        part.button_active: rgba(accent, 0.6),
        part.header: rgba(accent, 0.25),
        part.header_hovered: rgba(accent, 0.35),
        part.header_active: rgba(accent, 0.5),
        part.separator: rgba(theme.TEXT_FAINT, 0.35),
        part.resize_grip: clear,
        part.resize_grip_hovered: rgba(accent, 0.4),
        part.resize_grip_active: rgba(accent, 0.7),
        part.input_text_cursor: rgba(theme.TEXT),
        part.tab: rgba(theme.BUTTON),
        part.tab_hovered: rgba(theme.BUTTON_HOVER),
        part.tab_selected: rgba(accent, 0.4),
        part.table_header_bg: rgba(theme.BUTTON),
        part.table_border_strong: rgba(theme.TEXT_FAINT, 0.4),
        part.table_border_light: rgba(theme.TEXT_FAINT, 0.2),
        part.table_row_bg_alt: rgba(theme.TEXT, 0.03),
        part.text_selected_bg: rgba(accent, 0.35),
        part.nav_cursor: rgba(accent),
        part.modal_window_dim_bg: rgba(theme.SCRIM, 0.5),
    }


def _plot_colors() -> dict[implot.Col_, Rgba]:
    """Return the colours of plots in the current theme."""
    part, clear = implot.Col_, rgba(theme.PANEL, 0.0)
    return {
        part.frame_bg: clear,
        part.plot_bg: clear,
        part.plot_border: clear,
        part.legend_bg: clear,
        part.legend_border: clear,
        part.legend_text: rgba(theme.TEXT),
        part.axis_text: rgba(theme.TEXT_FAINT),
        part.axis_grid: rgba(theme.TEXT, 0.16),
    }
