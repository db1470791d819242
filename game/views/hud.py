"""What is going on, in the corners of the window."""

from math import degrees, fmod
from textwrap import wrap

import numpy as np

from components import Spin
from game import theme
from game.simulation import Simulation
from game.views.card import Card, Style

TITLE = Style(theme.TITLE_SIZE, theme.TEXT, bold=True)
TEXT = Style(theme.TEXT_SIZE, theme.TEXT)
FAINT = Style(theme.TEXT_SIZE, theme.TEXT_FAINT)
ACCENT = Style(theme.TEXT_SIZE, theme.TEXT_ACCENT)

MESSAGE_LINES, MESSAGE_WIDTH = 3, 90
"""Lines of a message, and characters in a line."""


class Hud:
    """Title, balls and turning at the upper left, status at the upper right, a message at the lower left.

    Laying out text is slow: call `show` a few times a second, and `draw` in every frame.
    """

    def __init__(self) -> None:
        self._facts = Card((TITLE,), (FAINT,))
        self._status = Card((TEXT,))
        self._message = Card(*[(ACCENT,)] * MESSAGE_LINES)

    def show(self, simulation: Simulation, status: str = "", message: str = "") -> None:
        """Take over what is to be said; what is empty takes no room."""
        balls = "1 ball" if simulation.count == 1 else f"{simulation.count} balls"
        self._facts.write((simulation.level.title,), (f"{balls}{turning(simulation)}",))
        self._status.write((status,))
        lines = wrap(message, MESSAGE_WIDTH, max_lines=MESSAGE_LINES)
        self._message.write(*((line,) for line in lines + [""] * (MESSAGE_LINES - len(lines))))

    def draw(self, window: tuple[float, float]) -> None:
        """Draw into a window of that size."""
        width, height = window
        top = height - theme.MARGIN
        self._facts.draw(window, theme.MARGIN, top)
        self._status.draw(window, width - theme.MARGIN - self._status.width, top)
        self._message.draw(window, theme.MARGIN, theme.MARGIN + self._message.height)


def turning(simulation: Simulation) -> str:
    """Tell angle and whole turns of the first wall that turns; nothing if none does."""
    spin = simulation.walls_table[Spin]
    turns = np.flatnonzero(spin.rate)
    if len(turns) == 0:
        return ""
    angle = degrees(spin.angle[turns[0]])
    degree = f"{fmod(angle, 360.0):.1f}°".ljust(6, "\N{FIGURE SPACE}")  # as wide as a digit, so nothing jumps
    return f"  ·  turn {int(abs(angle) // 360.0)}  ·  {degree}"
