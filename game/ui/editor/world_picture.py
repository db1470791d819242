"""The picture of the level that is edited: its walls, zones and balls at the start."""

import arcade

from game.levels.model import Level
from game.render.gl.world_renderer import WorldRenderer
from game.simulation.simulation import Simulation
from game.simulation.view_rect import ViewRect
from game.ui import ui_style


class WorldPicture:
    """Draws a level as it is before the first step. Call `close` at the end.

    rect : the rectangle that shows the whole level
    simulation : the level at its start
    """

    def __init__(self, level: Level) -> None:
        self.simulation = Simulation(level)
        self._theme = ui_style.current().theme
        self._renderer = WorldRenderer(self.simulation, self._theme)
        self.rect = self._renderer.subject

    def draw(self, window: arcade.Window, subject: ViewRect) -> None:
        """Fill the window with the world."""
        if ui_style.current().theme != self._theme:
            self._theme = ui_style.current().theme
            self._renderer = WorldRenderer(self.simulation, self._theme)
        self._renderer.subject = subject
        self._renderer.draw(window.get_framebuffer_size(), 1.0)

    def close(self) -> None:
        """Free the simulation."""
        self.simulation.close()
