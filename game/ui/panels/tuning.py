"""The panel of sliders for parameters that can change while a level runs."""

from collections.abc import Callable

from imgui_bundle import imgui

from game.render import theme
from game.session.session import Session
from game.simulation.commands import SetParameter
from game.simulation.simulation import Simulation
from game.ui.gui import style
from game.ui.gui.layer import GuiLayer
from game.ui.gui.slider import reset_button, slider
from game.ui.panels.parameter import Parameter
from systems.material_overrides import PROPERTIES

TITLE = "Parameters"
WIDTH, HEIGHT = 390.0, 470.0
"""Width of the panel, and its usual height, in UI units."""

CAPTION_WIDTH = 128.0
"""Width of the column of captions, in UI units."""

HINT = "arrows, Shift: fine steps  ·  double click: reset  ·  Enter or Ctrl click: type a number"


class TuningPanel:
    """Sliders for the parameters of the simulation, and for those of single materials if there are several.

    The sliders show the values of the simulation, also after a rewind.

    is_open : whether the panel is drawn
    parameters : one for each slider
    """

    def __init__(self, session: Callable[[], Session], save: Callable[[], object]) -> None:
        """Create a closed panel for the session that ``session`` returns; ``save`` saves its level."""
        self.is_open = False
        self.parameters: list[Parameter] = []
        self._session, self._save = session, save
        self._simulation: Simulation | None = None
        self._changing: Parameter | None = None  # whose slider is held

    def draw(self, layer: GuiLayer) -> None:
        """Draw the panel."""
        self._refresh()
        with layer.panel(TITLE, self, (WIDTH, HEIGHT), hint=HINT):
            self._draw_group([one for one in self.parameters if one.material is None and one.name not in PROPERTIES])
            general = [one for one in self.parameters if one.material is None and one.name in PROPERTIES]
            materials = dict.fromkeys(one.material for one in self.parameters if one.material is not None)
            imgui.separator_text("all materials" if materials else "material")
            self._draw_group(general)
            for material in materials:
                self._draw_material(str(material), [one for one in self.parameters if one.material == material])
            imgui.separator()
            self._draw_buttons()

    def _draw_material(self, material: str, parameters: list[Parameter]) -> None:
        """Draw the sliders of a material, which can be folded."""
        is_tuned = any(one.is_tuned for one in parameters)
        imgui.push_style_color(imgui.Col_.text, style.rgba(theme.TEXT_ACCENT if is_tuned else theme.TEXT))
        is_unfolded = imgui.tree_node_ex(material, imgui.TreeNodeFlags_.span_avail_width)
        imgui.pop_style_color()
        if is_unfolded:
            self._draw_group(parameters)
            imgui.tree_pop()

    def _draw_group(self, parameters: list[Parameter]) -> None:
        indent = imgui.get_cursor_pos_x() - imgui.get_style().window_padding.x
        for parameter in parameters:
            imgui.push_id(f"{parameter.name} {parameter.material}")
            imgui.align_text_to_frame_padding()
            color = theme.TEXT_ACCENT if parameter.is_tuned else theme.TEXT
            imgui.text_colored(style.rgba(color), parameter.scale.caption)
            imgui.same_line(CAPTION_WIDTH + imgui.get_style().window_padding.x + indent)
            change = slider(parameter, parameter.scale)
            if change.is_made:
                is_continued = parameter is self._changing or not imgui.is_any_item_active()  # by keys or wheel
                self._request(parameter, change.value, continues=is_continued)
                self._changing = parameter
            imgui.same_line()
            if reset_button(parameter.is_tuned):
                self._request(parameter, None)
            imgui.pop_id()

    def _draw_buttons(self) -> None:
        width = 0.5 * (imgui.get_content_region_avail().x - imgui.get_style().item_spacing.x)
        if imgui.button("Reset all", (width, 0.0)):
            for parameter in self.parameters:
                if parameter.is_tuned:
                    self._request(parameter, None, "resetting the sliders", continues=True)
        imgui.same_line()
        if imgui.button("Save level", (width, 0.0)):
            self._save()

    def _request(self, parameter: Parameter, value: float | None, action: str = "", *, continues: bool = False) -> None:
        """Set a parameter; None restores the level's value.

        action : name of the action, see `Session.enqueue`; default: that of a change of this parameter
        continues : whether it goes on with the last action, if that is recent and has the same name
        """
        action = action or " ".join(filter(None, ("changing", parameter.scale.caption, parameter.material)))
        command = SetParameter(parameter.name, value, parameter.material)
        self._session().enqueue(command, action, continues=continues)
        parameter.update_value()

    def _refresh(self) -> None:
        """Let the sliders show the values of the present simulation."""
        simulation = self._session().simulation
        parameters = simulation.parameters
        if not imgui.is_any_item_active():
            self._changing = None
        if simulation is not self._simulation:
            self._simulation = simulation
            self.parameters = [Parameter(parameters, name) for name in parameters.names]
            self.parameters += [
                Parameter(parameters, name, material) for material in parameters.materials for name in PROPERTIES
            ]
        for parameter in self.parameters:
            parameter.update_value()
