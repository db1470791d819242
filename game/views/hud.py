"""What is going on, in the corners of the window."""

from math import degrees, fmod
from textwrap import wrap

import numpy as np

from components import Spin
from game import theme
from game.simulation import Simulation
from game.views import look
from game.views.card import Card, Style

TITLE = Style(theme.TITLE_SIZE, theme.TEXT, bold=True)
TEXT = Style(theme.TEXT_SIZE, theme.TEXT)
FAINT = Style(theme.TEXT_SIZE, theme.TEXT_FAINT)
ACCENT = Style(theme.TEXT_SIZE, theme.TEXT_ACCENT)

MESSAGE_LINES, MESSAGE_WIDTH, LETTER = 3, 90, 7.5
"""Lines of a message; characters in a line at most; width of one, in units of the look."""

MOST_SENSORS, MOST_FINISHED = 6, 10
"""Sensors that are told apart, and balls of those that have finished."""


class Hud:
    """Title, balls, turning and sensors at the upper left, status at the upper right, a message at the lower left.

    Laying out text is slow: call `show` a few times a second, and `draw` in every frame.
    """

    def __init__(self) -> None:
        self._facts = Card((TITLE,), (FAINT,), (TEXT,), (ACCENT,))
        self._status = Card((TEXT,))
        self._message = Card(*[(ACCENT,)] * MESSAGE_LINES)

    def show(self, simulation: Simulation, status: str = "", message: str = "") -> None:
        """Take over what is to be said; what is empty takes no room."""
        counts = present(simulation) + turning(simulation)
        facts = (simulation.level.title, counts, sensed(simulation), finished(simulation))
        self._facts.write(*((fact,) for fact in facts))
        self._status.write((status,))
        room = look.now().room[0] - 2.0 * (theme.MARGIN + theme.PADDING)
        letters = min(max(int(room / LETTER), 20), MESSAGE_WIDTH)
        lines = wrap(message, letters, max_lines=MESSAGE_LINES, placeholder=" …")
        self._message.write(*((line,) for line in lines + [""] * (MESSAGE_LINES - len(lines))))

    def draw(self, window: tuple[float, float], below: float = 0.0) -> None:
        """Draw into a window of that size; ``below`` is the height of what lies under the message."""
        width, height = window
        top = height - theme.MARGIN
        self._facts.draw(window, theme.MARGIN, top)
        self._status.draw(window, width - theme.MARGIN - self._status.width, top)
        gap = theme.MARGIN if below else 0.0
        self._message.draw(window, theme.MARGIN, theme.MARGIN + below + gap + self._message.height)


def present(simulation: Simulation) -> str:
    """Tell how many balls there are, and how many are still to pour in."""
    balls = "1 ball" if simulation.count == 1 else f"{simulation.count} balls"
    return f"{balls}  ·  {simulation.unborn} to come" if simulation.unborn else balls


def turning(simulation: Simulation) -> str:
    """Tell angle and whole turns of the first wall that turns; nothing if none does."""
    spin = simulation.walls_table[Spin]
    turns = np.flatnonzero(spin.rate)
    if len(turns) == 0:
        return ""
    angle = degrees(spin.angle[turns[0]])
    degree = f"{fmod(angle, 360.0):.1f}°".ljust(6, "\N{FIGURE SPACE}")  # as wide as a digit, so nothing jumps
    return f"  ·  turn {int(abs(angle) // 360.0)}  ·  {degree}"


def sensed(simulation: Simulation) -> str:
    """Tell what every sensor has counted, and what it is to count; of many, only the sum."""
    sensors = simulation.sensors()
    if len(sensors) > MOST_SENSORS:
        return f"{len(sensors)} sensors have counted {sum(sensor.count for sensor in sensors)}"
    goals = [f" of {sensor.goal}" if sensor.goal else "" for sensor in sensors]
    return "  ·  ".join(f"{sensor.name} {sensor.count}{goal}" for sensor, goal in zip(sensors, goals, strict=True))


def finished(simulation: Simulation) -> str:
    """Tell the numbers of those who have finished, the first one first."""
    numbers = [str(one.number) for one in simulation.finished if one.number is not None]
    more = "" if len(numbers) <= MOST_FINISHED else f" and {len(numbers) - MOST_FINISHED} more"
    return f"finished: {', '.join(numbers[:MOST_FINISHED])}{more}" if numbers else ""
