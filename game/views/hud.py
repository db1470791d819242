"""What is going on, in the corners of the window."""

from math import degrees, fmod
from typing import NamedTuple

import arcade
import numpy as np

from components import Spin
from game import theme
from game.simulation import Simulation
from game.views.lettering import lettering
from game.views.panel import Panel

LINE = 1.5
"""Distance of lines in sizes of type."""


class Hud:
    """Title, number of balls and turning of the first wall that turns at the left; a status at the right.

    Text is laid out only when it is shown anew, so do that a few times a second.
    """

    def __init__(self) -> None:
        self._title = lettering(theme.TITLE_SIZE, bold=True)
        self._facts = lettering(theme.TEXT_SIZE, theme.TEXT_FAINT)
        self._status = lettering(theme.TEXT_SIZE, anchor_x="right")
        self._message = lettering(theme.TEXT_SIZE, theme.TEXT_ACCENT)
        self._panel = Panel()
        self._left_width = self._right_width = 0.0

    def show(self, simulation: Simulation, status: str = "", message: str = "") -> None:
        """Take over what there is to say; empty texts are not shown."""
        self._title.text = simulation.level.title
