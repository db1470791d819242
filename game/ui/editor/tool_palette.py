"""The panel of the tools, with the options of the chosen one."""

from typing import get_args

from imgui_bundle import imgui

from game.levels.format.zones import Sensor
from game.render import theme
from game.ui import ui_style
from game.ui.editor import layout
from game.ui.editor.editor import Editor
from game.ui.editor.tool_icons import draw_icon
from game.ui.editor.toolbox import Toolbox
from game.ui.gui.style import rgba

ROW_HEIGHT = 27.0
"""Height of the button of a tool, in UI units."""

ICON_SIZE = 18.0
"""Width of an icon, in UI units."""

FLAGS = (
    imgui.WindowFlags_.no_title_bar
    | imgui.WindowFlags_.no_resize
    | imgui.WindowFlags_.no_move
    | imgui.WindowFlags_.no_saved_settings
    | imgui.WindowFlags_.no_bring_to_front_on_focus
    | imgui.WindowFlags_.no_nav
)

ACTIONS: tuple[str, ...] = get_args(Sensor.model_fields["action"].annotation)
"""What a sensor can do."""

OPTION_LABELS = {
    "thickness": "thickness (m)",
    "sides": "sides",
    "ball_radius": "radius (m)",
    "count": "balls",
    "rate": "balls per s",
    "acceleration": "m/s\N{SUPERSCRIPT TWO}",
    "is_round": "round",
    "action": "action",
    "is_container": "container",
    "material": "material",
}


class ToolPalette:
    """Buttons that choose a tool, and fields for what it draws."""

    def __init__(self, toolbox: Toolbox, editor: Editor) -> None:
        self._toolbox, self._editor = toolbox, editor

    def draw(self) -> None:
        """Declare the panel."""
        height = ui_style.current().window_size[1]
        imgui.set_next_window_pos((0.0, layout.BAR_HEIGHT))
        imgui.set_next_window_size((layout.TOOLS_WIDTH, height - layout.BAR_HEIGHT - layout.STATUS_HEIGHT))
        imgui.push_style_var(imgui.StyleVar_.window_rounding, 0.0)
        imgui.begin("tools", None, FLAGS)
        imgui.pop_style_var()
        for name in self._toolbox.names:
            self._draw_button(name)
        if options := self._toolbox.option_names:
            imgui.separator()
            for name in options:
                self._draw_option(name)
        imgui.end()

    def _draw_button(self, name: str) -> None:
        is_chosen = name == self._toolbox.name
        imgui.push_style_var(imgui.StyleVar_.button_text_align, (0.0, 0.5))
        imgui.push_style_var(imgui.StyleVar_.item_spacing, (8.0, 3.0))
        ground = theme.TEXT_ACCENT if is_chosen else theme.PANEL
        imgui.push_style_color(imgui.Col_.button, rgba(ground, 0.35 if is_chosen else 0.0))
        corner = imgui.get_cursor_screen_pos()
        if imgui.button(f"        {name}##tool", (-1.0, ROW_HEIGHT)):
            self._toolbox.choose(name)
        imgui.pop_style_color()
        imgui.pop_style_var(2)
        color = theme.TEXT_ACCENT if is_chosen else theme.TEXT
        draw_icon(name, (corner.x + 7.0 + 0.5 * ICON_SIZE, corner.y + 0.5 * ROW_HEIGHT), ICON_SIZE, color)

    def _draw_option(self, name: str) -> None:
        options = self._toolbox.options
        value = getattr(options, name)
        if isinstance(value, bool):
            setattr(options, name, imgui.checkbox(OPTION_LABELS[name], value)[1])
            return
        imgui.text_disabled(OPTION_LABELS[name])
        imgui.set_next_item_width(-1.0)
        label = f"##{name}"
        if name == "action":
            options.action = ACTIONS[imgui.combo(label, ACTIONS.index(value), list(ACTIONS))[1]]
        elif name == "material":
            self._draw_material(label)
        elif name == "acceleration":
            x, y = imgui.input_float2(label, list(value), "%.1f")[1]
            options.acceleration = x, y
        elif isinstance(value, int):
            least, most = (3, 100) if name == "sides" else (1, 100_000)
            setattr(options, name, min(max(imgui.input_int(label, value, 1)[1], least), most))
        else:
            setattr(options, name, max(round(imgui.input_float(label, value, 0.0, 0.0, "%.3g")[1], 6), 1e-3))

    def _draw_material(self, label: str) -> None:
        options, known = self._toolbox.options, list(self._editor.document.data.get("materials", {}))
        names = ["default", *known]
        chosen = names.index(options.material) if options.material in known else 0
        chosen = imgui.combo(label, chosen, names)[1]
        options.material = names[chosen] if chosen else ""
