"""The panel of graphs: energies, powers, momentum, Jacobi integral, and the counts of the sensors."""

from collections.abc import Callable
from typing import NamedTuple

from imgui_bundle import imgui

from game.levels.model import GRAPHS, Level
from game.render import theme
from game.session.energy_history import SPAN, EnergyHistory
from game.simulation.simulation import Simulation
from game.ui import ui_style
from game.ui.gui import style
from game.ui.gui.bar_chart import bar_chart
from game.ui.gui.layer import GuiLayer
from game.ui.gui.line_plot import Curve, line_plot
from game.ui.gui.switches import draw_switches

TITLE = "Graphs"
WIDTH = 450.0
"""Width of the panel, in UI units."""

FIXED_HEIGHT, PLOT_FRAME = 120.0, 50.0
"""Heights of what is not a plot: title bar and switches, and the heading and the axis of each plot, in UI units."""

MIN_PLOT_HEIGHT = 50.0
"""Smallest height of a plot, in UI units."""


class PlotSpec(NamedTuple):
    """What one plot shows: the curves that share its axes, and its full height in UI units.

    bold : the curve that stands out
    intervals : intervals between horizontal grid lines, see `axis_ticks`
    """

    title: str
    unit: str
    curves: tuple[str, ...]
    height: float
    bold: str = ""
    intervals: int = 5


PLOTS = {
    "energy": PlotSpec("energy", "J", ("kinetic", "potential", "spin", "sum"), 150.0, "sum"),
    "power": PlotSpec("power, mean of half a second", "W", ("work of walls", "work of fields", "heat"), 110.0, "", 4),
    "momentum": PlotSpec("momentum", "N s", ("momentum",), 60.0, "", 2),
    "jacobi": PlotSpec(
        "energy in the turning frame", "J", ("sum", "spin of walls × angular momentum", "Jacobi integral"), 150.0,
        "Jacobi integral",
    ),
}  # fmt: skip
SENSORS_HEIGHT = 170.0
"""Full height of the bar chart of the sensors, in UI units."""

NAMES = {"spin of walls × angular momentum": "spin of walls\n× ang. momentum"}
"""Names of curves that are written otherwise beside a plot."""

CAPTIONS = {"jacobi": "Jacobi"}
"""Names of graphs that are written otherwise at their switches."""

TIPS = {
    "energy": "kinetic, potential and spin energy of all balls, and their sum",
    "power": "what walls and fields add, and what impacts, friction and drag turn into heat",
    "momentum": "magnitude of the sum of all momenta",
    "jacobi": "the energy minus the spin of the walls times the angular momentum:\n"
    "smooth elastic balls in a turning container keep it",
    "sensors": "how many balls each sensor has counted",
}


class GraphPanel:
    """Plots of the last 20 s, and a bar chart of the sensors. A level chooses which, and the player changes that.

    is_open : whether the panel is drawn
    shown : names of the graphs that are drawn
    """

    def __init__(self, history: Callable[[], EnergyHistory]) -> None:
        """Create a closed panel of the history that ``history`` returns."""
        self.is_open = False
        self.shown: list[str] = []
        self._history = history
        self._level: Level | None = None

    def draw(self, layer: GuiLayer) -> None:
        """Draw the panel."""
        history = self._history()
        level = history.simulation.level
        if level is not self._level:
            self._level, self.shown = level, list(dict.fromkeys(level.graphs)) or default_graphs(level)
        heights = plot_heights(self.shown, ui_style.current().window_size[1] - 2.0 * theme.MARGIN)
        size = WIDTH, FIXED_HEIGHT + sum(heights.values()) + PLOT_FRAME * len(heights)
        with layer.panel(TITLE, self, size, takes_keys=False):
            imgui.push_font(None, style.SMALL_SIZE)
            self.shown = draw_switches(available_graphs(level), self.shown, GRAPHS, CAPTIONS, TIPS)
            imgui.pop_font()
            for name, height in heights.items():
                if name == "sensors":
                    draw_sensors(history.simulation, height)
                else:
                    draw_plot(PLOTS[name], history, height)


def default_graphs(level: Level) -> list[str]:
    """Return the graphs of a level that asks for none."""
    return ["sensors", "energy"] if len(level.sensors) > 2 else ["energy", "power"]


def available_graphs(level: Level) -> list[str]:
    """Return the graphs that a level can show."""
    needed = {"jacobi": bool(level.walls), "sensors": bool(level.sensors)}
    return [name for name in GRAPHS if needed.get(name, True)]


def plot_heights(shown: list[str], room: float) -> dict[str, float]:
    """Return the heights of the plots of graphs in UI units; they shrink if there is not enough room for the panel."""
    full = {name: SENSORS_HEIGHT if name == "sensors" else PLOTS[name].height for name in shown}
    free = room - FIXED_HEIGHT - PLOT_FRAME * len(full)
    shrink = min(1.0, free / max(sum(full.values()), 1.0))
    return {name: max(shrink * height, MIN_PLOT_HEIGHT) for name, height in full.items()}


def draw_plot(spec: PlotSpec, history: EnergyHistory, height: float) -> None:
    """Draw a plot of the history; work of fields is left out where there are none."""
    curves = {
        NAMES.get(name, name): Curve(history.curve(name), theme.CURVES[name], name == spec.bold) for name in spec.curves
    }
    if "work of fields" in curves and not curves["work of fields"].values.any():
        del curves["work of fields"]
    line_plot(spec.title, spec.unit, history.times, curves, height, SPAN, spec.intervals)


def draw_sensors(simulation: Simulation, height: float) -> None:
    """Draw a bar for the count of each sensor, in their colours."""
    sensors, level = simulation.sensors(), simulation.level
    if sensors:
        colors = [one.color or ui_style.pick(theme.SENSOR[one.action]) for one in level.sensors]
        names = [one.label or one.name for one in level.sensors]
        bar_chart("counts of the sensors", names, [one.count for one in sensors], colors, height)
