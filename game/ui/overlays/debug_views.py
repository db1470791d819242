"""The debug views of a simulation: overlays on the world, the history of its energies, and step times."""

from game.levels.model import Level
from game.render import theme
from game.render.camera import Camera
from game.session.energy_history import EnergyHistory
from game.simulation.simulation import Simulation
from game.simulation.view_rect import ViewRect
from game.ui.overlays.overlays import Overlay, Overlays
from game.ui.overlays.selection import Selection
from game.ui.overlays.timing import STRIP_HEIGHT, Timing
from game.ui.widgets.rounded_rect import Box

STATUS_HEIGHT, FACTS_HEIGHT, FACTS_WIDTH = 52.0, 78.0, 240.0
"""Size that is left free for the status at the top right and the facts at the top left, in units of the style."""


class DebugViews:
    """Overlays, energies and step times of the current simulation.

    overlays, timing : the views, all hidden at first
    history : the energies of the last seconds
    selection : the ball or wall that is inspected
    """

    def __init__(self) -> None:
        self.overlays, self.timing, self.selection = Overlays(), Timing(), Selection()
        self._level: Level | None = None
        self._chosen_overlay = Overlay.NONE

    def set_simulation(self, simulation: Simulation) -> None:
        """Show another simulation.

        A new level opens the views that it asks for, and closes the overlay that the level before it asked for.
        """
        level = simulation.level
        if level is not self._level:
            self._level = level
            is_asked_for = level.overlay != Overlay.NONE.value
            self.overlays.active = Overlay(level.overlay) if is_asked_for else self._chosen_overlay
        self.overlays.set_simulation(simulation)
        self.history = EnergyHistory(simulation)
        self.history.sample()
        self.selection.set_simulation(simulation)
        self.timing.set_simulation(simulation)

    def next_overlay(self) -> Overlay:
        """Activate the next overlay, which then stays in other levels; return it."""
        self._chosen_overlay = self.overlays.next_overlay()
        return self._chosen_overlay

    def close(self) -> bool:
        """Close the step times; return whether they were open."""
        was_open = self.timing.is_open
        if was_open:
            self.timing.toggle()
        return was_open

    def close_all(self) -> None:
        """Close the overlay and the step times, and select nothing."""
        self.close()
        self.overlays.active = self._chosen_overlay = Overlay.NONE
        self.selection.clear()

    def update(self, elapsed: float) -> None:
        """Add to the history, and update the step times, ``elapsed`` s of real time after the last call."""
        self.history.sample()
        self.selection.sample()
        self.timing.update(elapsed)

    def boxes(self, window: tuple[float, float]) -> list[Box]:
        """Return the box of the step times in a window of that size, if they are open."""
        return [layout(window, self.timing.size)] if self.timing.is_open else []

    def draw(self, window: tuple[float, float], subject: ViewRect, alpha: float) -> None:
        """Draw over a window of that size.

        subject : the part of the world that the camera shows
        alpha : time since the last step as a part of a step, see `Clock.alpha`
        """
        if self.overlays.active is not Overlay.NONE:
            self.overlays.draw(window, Camera(subject, window).view, alpha)
        self.selection.draw(window, Camera(subject, window).view, alpha)
        if self.timing.is_open:
            self.timing.draw(window, layout(window, self.timing.size))


def layout(window: tuple[float, float], card: tuple[float, float]) -> Box:
    """Return the box of the step times in a window of that size, at the upper right: a strip if there is no room.

    card : width and height of the step times, if they are not a strip
    """
    right, high_up = window[0] - theme.MARGIN, window[1] - theme.MARGIN
    wide, high = card
    top = high_up - (STATUS_HEIGHT if right - wide > FACTS_WIDTH + 2 * theme.MARGIN else FACTS_HEIGHT)
    return Box(right - wide, top, wide, high if high <= top - theme.MARGIN else STRIP_HEIGHT)
