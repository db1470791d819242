"""The heads-up display: facts, status and messages in the corners of the window."""

from math import degrees, fmod
from textwrap import wrap

import esper
import numpy as np

from components import Outline, Spin
from game.files.counted import counted
from game.render import theme
from game.simulation.simulation import Simulation
from game.simulation.view_rect import Insets
from game.ui import ui_style
from game.ui.widgets.rounded_rect import Box
from game.ui.widgets.text_panel import TextPanel, TextStyle

TITLE = TextStyle(theme.TITLE_SIZE, theme.TEXT, bold=True)
TEXT = TextStyle(theme.TEXT_SIZE, theme.TEXT)
FAINT = TextStyle(theme.TEXT_SIZE, theme.TEXT_FAINT)
ACCENT = TextStyle(theme.TEXT_SIZE, theme.TEXT_ACCENT)

MESSAGE_LINES, MAX_LINE_LENGTH = 3, 90
"""Lines of a message, and characters in one of them, at most."""

FIGURE_SPACE = "\N{FIGURE SPACE}"
"""Fills numbers up to a constant width, so that nothing behind them moves."""

CHARACTER_WIDTH = 7.5
"""Width of a typical character of a message, in UI units."""

MAX_SENSORS = 6
"""Sensors that are listed one by one at most."""


NO_BOX = Box(0.0, 0.0, 0.0, 0.0)


class Hud:
    """The level, its balls and sensors at the upper left, a status at the upper right, a message at the lower left.

    Laying out text is slow: call `set_content` a few times a second, and `prepare` and `draw` in every frame.

    facts_box : the place of the facts, as they were prepared last
    """

    def __init__(self) -> None:
        self._facts = TextPanel((TITLE,), (FAINT,), (TEXT,))
        self._status = TextPanel((TEXT,))
        self._message = TextPanel(*[(ACCENT,)] * MESSAGE_LINES)
        self._window = (0.0, 0.0)
        self.facts_box = NO_BOX

    def set_content(self, simulation: Simulation, status: str = "", message: str = "") -> None:
        """Set all texts; an empty text takes no space."""
        counts = f"{ball_count_text(simulation)}  ·  {turn_text(simulation) or time_text(simulation)}"
        facts = (simulation.level.title, counts, sensor_text(simulation))
        self._facts.set_texts(*((fact,) for fact in facts))
        self._status.set_texts((status,))
        width = ui_style.current().window_size[0] - 2.0 * (theme.MARGIN + theme.PADDING)
        line_length = min(max(int(width / CHARACTER_WIDTH), 20), MAX_LINE_LENGTH)
        lines = wrap(message, line_length, max_lines=MESSAGE_LINES, placeholder=" …")
        self._message.set_texts(*((line,) for line in lines + [""] * (MESSAGE_LINES - len(lines))))

    def prepare(self, window: tuple[float, float], covered: Insets, hint: Box = NO_BOX) -> None:
        """Position the panels in a window of that size, before anything else is drawn in a frame.

        At most one panel with changed texts is rendered in a frame, unless the size of the window has changed: see
        `TextPanel` for the reason.

        covered : parts of the window that other things cover, in UI units
        hint : a box that the message does not cover
        """
        width, height = window
        left, top, bottom = theme.MARGIN + covered.left, height - theme.MARGIN, theme.MARGIN + covered.bottom
        if Box(left, bottom + self._message.height, self._message.width, self._message.height).intersects(hint):
            bottom = hint.top + 0.5 * theme.MARGIN
        positions = (
            (self._facts, left, top),
            (self._status, width - theme.MARGIN - self._status.width, top),
            (self._message, left, bottom + self._message.height),
        )
        self.facts_box = Box(left, top, self._facts.width, self._facts.height)
        is_same_size, self._window = window == self._window, window
        for panel, panel_left, panel_top in positions:
            if panel.prepare(window, panel_left, panel_top) and is_same_size:
                break

    def draw(self, card: Box = NO_BOX, visibility: float = 1.0) -> None:
        """Draw all panels as they were prepared.

        card : a box in which the visibility is less than 1
        """
        self._facts.draw_prepared(visibility)
        width, height = self._window
        status = Box(width - theme.MARGIN - self._status.width, height, self._status.width, self._status.height)
        self._status.draw_prepared(visibility if status.intersects(card) else 1.0)
        self._message.draw_prepared()


def ball_count_text(simulation: Simulation) -> str:
    """Return the number of balls, and how many the emitters have still to spawn, if any."""
    balls = count_text(simulation.count)
    return f"{balls}  ·  {simulation.pending} to come" if simulation.pending else balls


def count_text(balls: int) -> str:
    """Return a number of balls with its noun."""
    return counted(balls, "ball")


def turn_text(simulation: Simulation) -> str:
    """Return whole turns and angle of the first container that spins, or an empty text if none does."""
    spin, entities = simulation.walls_table[Spin], simulation.walls_table.entities
    with simulation.world.active():
        for row in np.flatnonzero(spin.rate):
            if esper.component_for_entity(int(entities[row]), Outline).container:
                angle = degrees(spin.angle[row])
                degree = f"{fmod(angle, 360.0):.1f}°".ljust(6, FIGURE_SPACE)
                return f"turn {int(abs(angle) // 360.0)}  ·  {degree}"
    return ""


def time_text(simulation: Simulation) -> str:
    """Return the simulated time."""
    return f"{simulation.time:.1f} s".ljust(7, FIGURE_SPACE)


def sensor_text(simulation: Simulation) -> str:
    """Return the name, count and goal of each sensor, or the total count if there are too many sensors."""
    sensors = simulation.sensors()
    if len(sensors) > MAX_SENSORS:
        return f"{counted(len(sensors), 'sensor')}  ·  total count {sum(sensor.count for sensor in sensors)}"
    goals = [f" of {sensor.goal}" if sensor.goal else "" for sensor in sensors]
    return "  ·  ".join(f"{sensor.name} {sensor.count}{goal}" for sensor, goal in zip(sensors, goals, strict=True))
