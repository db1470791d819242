"""The inspector: the state of the selected ball or wall, its contacts, and plots of its motion."""

from collections.abc import Callable
from math import degrees, hypot
from typing import NamedTuple

from imgui_bundle import imgui

from game.files.atomic_write import error_text
from game.files.new_file import capture_name, write_new_file
from game.render import theme
from game.session.energy_history import SPAN
from game.session.inspection import Reading, material_name, read_body, touches
from game.session.session import Session
from game.ui import ui_style
from game.ui.gui import style
from game.ui.gui.layer import GuiLayer
from game.ui.gui.line_plot import Curve, line_plot
from game.ui.gui.switches import draw_switches
from game.ui.overlays.selection import Selection

TITLE = "Inspector"
WIDTH, HEIGHT = 390.0, 380.0
"""Width of the panel, and its height without plots, in UI units."""

NAME_WIDTH = 128.0
"""Width of the column of names, in UI units."""

MAX_TOUCHES = 4
"""Contacts that are listed."""

PLOT_HEIGHT, PLOT_FRAME = 74.0, 27.0
"""Heights of a plot and of its heading, in UI units."""

MINUS = "\N{MINUS SIGN}"


class BodyPlot(NamedTuple):
    """A plot of a body: name of the quantity in `Reading`, factor to its unit, the unit, and colour."""

    quantity: str
    factor: float
    unit: str
    color: theme.Color


PLOTS = {
    "speed": BodyPlot("speed", 1.0, "m/s", theme.ORANGE),
    "height": BodyPlot("y", 1.0, "m", theme.SKY),
    "energy": BodyPlot("energy", 1.0, "J", theme.TEXT),
    "spin": BodyPlot("spin", degrees(1.0), "°/s", theme.PURPLE),
}


class InspectorPanel:
    """Shows the selected body, and follows it with the camera on request. A body that is gone is told.

    is_open : whether the panel is drawn; closing it ends the selection
    shown : names of the plots that are drawn
    """

    def __init__(
        self, session: Callable[[], Session], selection: Selection, level_name: Callable[[], str],
        show_message: Callable[[str], None],
    ) -> None:  # fmt: skip
        """Create a closed panel.

        session : returns the running session
        level_name : returns the name of the level, for files
        show_message : shows a line of text
        """
        self._is_open = False
        is_narrow = ui_style.current().window_size[0] < 2.0 * WIDTH
        self.shown = [] if is_narrow else ["speed", "energy"]
        self._session, self._selection = session, selection
        self._level_name, self._show_message = level_name, show_message

    @property
    def is_open(self) -> bool:
        """Whether the panel is drawn."""
        return self._is_open

    @is_open.setter
    def is_open(self, is_open: bool) -> None:
        self._is_open = is_open
        if not is_open:
            self._selection.clear()

    def draw(self, layer: GuiLayer) -> None:
        """Draw the panel."""
        selection, simulation = self._selection, self._session().simulation
        height = HEIGHT + (PLOT_HEIGHT + PLOT_FRAME) * len(self.shown)
        with layer.panel(TITLE, self, (WIDTH, height), takes_keys=False):
            if selection.body is None:
                imgui.text_wrapped("Click a ball or a wall.")
                return
            imgui.push_font(layer.fonts.bold, style.SIZE * 1.2)
            imgui.text(selection.name)
            imgui.pop_font()
            reading = read_body(simulation, selection.body)
            if reading is None:
                imgui.same_line()
                imgui.text_colored(style.rgba(theme.TEXT_ERROR), "is not here now")
            else:
                material = material_name(simulation, selection.body)
                _draw_rows(facts(reading, material, selection.body.is_wall))
                self._draw_touches()
            self._draw_plots()
            self._draw_buttons()

    def _draw_touches(self) -> None:
        """List the contacts of the body."""
        simulation, body = self._session().simulation, self._selection.body
        found = touches(simulation, body) if body else []
        imgui.separator_text(f"contacts: {len(found)}")
        h = simulation.pipeline.h
        rows = [
            (touch.other, f"{_number(1e3 * touch.normal)} mN s  ·  {_number(touch.normal / h)} N")
            for touch in found[:MAX_TOUCHES]
        ]
        blank = [("", "")] * (MAX_TOUCHES - len(rows))  # so that the panel keeps its height
        _draw_rows(rows + blank)

    def _draw_plots(self) -> None:
        """Draw a switch for each plot, and the plots."""
        imgui.separator_text("last 20 s")
        names = [
            name for name in PLOTS if name != "energy" or not (self._selection.body and self._selection.body.is_wall)
        ]
        self.shown = draw_switches(names, self.shown, PLOTS, {}, {})
        history = self._selection.history
        for name in names:
            if name in self.shown:
                plot = PLOTS[name]
                values = plot.factor * history.curve(plot.quantity)
                now = f"{_number(values[-1])} {plot.unit}" if len(values) else ""
                curves = {now: Curve(values, plot.color)}
                line_plot(f"{name} ({plot.unit})", "", history.curve("time"), curves, PLOT_HEIGHT, SPAN, 3)

    def _draw_buttons(self) -> None:
        selection = self._selection
        imgui.separator()
        _, selection.is_followed = imgui.checkbox("follow", selection.is_followed)
        imgui.set_item_tooltip("keep it in the middle of the window")
        imgui.same_line(0.0, 24.0)
        imgui.begin_disabled(not selection.history.readings)
        if imgui.button("Export CSV", (imgui.get_content_region_avail().x, 0.0)):
            self._export()
        imgui.end_disabled()

    def _export(self) -> None:
        """Write the history to a new file beside the screenshots."""
        selection = self._selection
        name = f"{capture_name(self._level_name(), self._session().simulation.time)}-{selection.name.replace(' ', '-')}"
        try:
            self._show_message(f"wrote {write_new_file(name, '.csv', selection.history.write_csv)}")
        except OSError as error:
            self._show_message(f"cannot write the file: {error_text(error)}")


def facts(reading: Reading, material: str, is_wall: bool) -> list[tuple[str, str]]:
    """Return the names and the texts of what is shown of a body."""
    surface = f"{material}  ·  " if material else ""
    surface += f"restitution {reading.restitution:.4g}, friction {reading.friction:.4g}"
    surface += f", rolling {reading.rolling_resistance:.4g}" if reading.rolling_resistance else ""
    rows = [
        ("position", f"{_number(reading.x)}, {_number(reading.y)} m"),
        ("speed", f"{_number(hypot(reading.vx, reading.vy))} m/s   ({_number(reading.vx)}, {_number(reading.vy)})"),
        ("angle, spin", f"{_number(degrees(reading.angle) % 360.0)}°   {_number(degrees(reading.spin))} °/s"),
    ]
    if not is_wall:
        parts = f"{_number(reading.kinetic)} kinetic, {_number(reading.spin_energy)} spin"
        rows += [
            ("energy", f"{_number(reading.energy)} J"),
            ("", f"{parts}, {_number(reading.potential)} potential"),
            ("mass, radius", f"{_number(reading.mass)} kg   {_number(reading.radius)} m"),
        ]
    return [*rows, ("material", surface)]


def _draw_rows(rows: list[tuple[str, str]]) -> None:
    """Draw names at the left, and texts."""
    imgui.push_font(None, style.SMALL_SIZE + 1.0)
    imgui.push_style_var(imgui.StyleVar_.item_spacing, imgui.ImVec2(8.0, 3.0))
    for name, text in rows:
        imgui.text_disabled(name or " ")
        imgui.same_line(NAME_WIDTH if ui_style.current().window_size[0] > WIDTH else 0.0)
        imgui.text(text)
    imgui.pop_style_var()
    imgui.pop_font()


def _number(value: float) -> str:
    """Return a number with three digits after the point, or with three significant ones if it is large."""
    text = f"{value:.3f}" if abs(value) < 100.0 else f"{value:.1f}" if abs(value) < 1e5 else f"{value:.3g}"
    return text.replace("-", MINUS) if text.strip("-0.") else text.replace("-", "")
