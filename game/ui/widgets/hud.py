"""What is going on, in the corners of the window."""

from math import degrees, fmod
from textwrap import wrap

import numpy as np

from components import Spin
from game.render import theme
from game.simulation.simulation import Simulation
from game.ui import ui_style
from game.ui.widgets.text_panel import TextPanel, TextStyle

TITLE = TextStyle(theme.TITLE_SIZE, theme.TEXT, bold=True)
TEXT = TextStyle(theme.TEXT_SIZE, theme.TEXT)
FAINT = TextStyle(theme.TEXT_SIZE, theme.TEXT_FAINT)
ACCENT = TextStyle(theme.TEXT_SIZE, theme.TEXT_ACCENT)

MESSAGE_LINES, MESSAGE_WIDTH, LETTER = 3, 90, 7.5
"""Lines of a message; characters in a line at most; width of one, in units of the look."""

MOST_SENSORS, MOST_FINISHED = 6, 10
"""Sensors that are told apart, and balls of those that have finished."""


class Hud:
    """Title, balls, turning and sensors at the upper left, status at the upper right, a message at the lower left.

    Laying out text is slow: call `show` a few times a second, and `place` and `draw` in every frame.
    """

    def __init__(self) -> None:
        self._facts = TextPanel((TITLE,), (FAINT,), (TEXT,), (ACCENT,))
        self._status = TextPanel((TEXT,))
        self._message = TextPanel(*[(ACCENT,)] * MESSAGE_LINES)
        self._room = (0.0, 0.0)

    def set_content(self, simulation: Simulation, status: str = "", message: str = "") -> None:
        """Take over what is to be said; what is empty takes no room."""
        counts = ball_count_text(simulation) + wall_angle_text(simulation)
        facts = (simulation.level.title, counts, sensor_text(simulation), finish_text(simulation))
        self._facts.set_texts(*((fact,) for fact in facts))
        self._status.set_texts((status,))
        room = ui_style.current().room[0] - 2.0 * (theme.MARGIN + theme.PADDING)
        letters = min(max(int(room / LETTER), 20), MESSAGE_WIDTH)
        lines = wrap(message, letters, max_lines=MESSAGE_LINES, placeholder=" …")
        self._message.set_texts(*((line,) for line in lines + [""] * (MESSAGE_LINES - len(lines))))

    def prepare(self, window: tuple[float, float], below: float = 0.0) -> None:
        """Find places in a window of that size, before anything else is drawn in a frame.

        What has changed is taken over card by card, in one frame after the other: see `TextPanel`.

        below : height of what lies under the message
        """
        width, height = window
        top, gap = height - theme.MARGIN, theme.MARGIN if below else 0.0
        places = (
            (self._facts, theme.MARGIN, top),
            (self._status, width - theme.MARGIN - self._status.width, top),
            (self._message, theme.MARGIN, theme.MARGIN + below + gap + self._message.height),
        )
        is_same, self._room = window == self._room, window
        for card, left, upper in places:
            if card.prepare(window, left, upper) and is_same:
                break

    def draw(self) -> None:
        """Draw all there is to say."""
        for card in (self._facts, self._status, self._message):
            card.draw_prepared()


def ball_count_text(simulation: Simulation) -> str:
    """Tell how many balls there are, and how many are still to pour in."""
    balls = count_text(simulation.count)
    return f"{balls}  ·  {simulation.pending} to come" if simulation.pending else balls


def count_text(balls: int) -> str:
    """Tell a number of balls."""
    return "1 ball" if balls == 1 else f"{balls} balls"


def wall_angle_text(simulation: Simulation) -> str:
    """Tell angle and whole turns of the first wall that turns; nothing if none does."""
    spin = simulation.walls_table[Spin]
    turns = np.flatnonzero(spin.rate)
    if len(turns) == 0:
        return ""
    angle = degrees(spin.angle[turns[0]])
    degree = f"{fmod(angle, 360.0):.1f}°".ljust(6, "\N{FIGURE SPACE}")  # as wide as a digit, so nothing jumps
    return f"  ·  turn {int(abs(angle) // 360.0)}  ·  {degree}"


def sensor_text(simulation: Simulation) -> str:
    """Tell what every sensor has counted, and what it is to count; of many, only the sum."""
    sensors = simulation.sensors()
    if len(sensors) > MOST_SENSORS:
        return f"{len(sensors)} sensors have counted {sum(sensor.count for sensor in sensors)}"
    goals = [f" of {sensor.goal}" if sensor.goal else "" for sensor in sensors]
    return "  ·  ".join(f"{sensor.name} {sensor.count}{goal}" for sensor, goal in zip(sensors, goals, strict=True))


def finish_text(simulation: Simulation) -> str:
    """Tell the numbers of those who have finished, the first one first."""
    numbers = [str(one.number) for one in simulation.finished if one.number is not None]
    more = "" if len(numbers) <= MOST_FINISHED else f" and {len(numbers) - MOST_FINISHED} more"
    return f"finished: {', '.join(numbers[:MOST_FINISHED])}{more}" if numbers else ""
