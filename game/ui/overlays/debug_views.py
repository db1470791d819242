"""The debug views of a simulation: overlays on the world, graphs and step times."""

from game.levels.model import Level
from game.render import theme
from game.render.camera import Camera
from game.simulation.simulation import Simulation
from game.simulation.view_rect import ViewRect
from game.ui.overlays.overlays import Overlay, Overlays
from game.ui.overlays.timing import GAP, STRIP_HEIGHT, Timing
from game.ui.widgets import graph_panel
from game.ui.widgets.graph_panel import GraphPanel
from game.ui.widgets.rounded_rect import Box

STATUS_HEIGHT, FACTS_HEIGHT, FACTS_WIDTH = 52.0, 78.0, 240.0
"""Size that is left free for the status at the top right and the facts at the top left, in units of the style."""

MIN_GRAPHS_WIDTH, MIN_GRAPHS_HEIGHT = 290.0, 240.0
"""Smallest width of the graphs beside the step times, and height below them, in units of the style."""


class DebugViews:
    """Overlays, graphs and step times of the current simulation.

    overlays, graphs, timing : the views, all hidden at first
    """

    def __init__(self) -> None:
        self.overlays, self.graphs, self.timing = Overlays(), GraphPanel(), Timing()
        self._level: Level | None = None
        self._chosen_overlay = Overlay.NONE

    def set_simulation(self, simulation: Simulation) -> None:
        """Show another simulation.

        A new level opens the views that it asks for, and closes the overlay that the level before it asked for.
        """
        level = simulation.level
        if level is not self._level:
            self._level = level
            self.graphs.is_open = self.graphs.is_open or level.graphs
            is_asked_for = level.overlay != Overlay.NONE.value
            self.overlays.active = Overlay(level.overlay) if is_asked_for else self._chosen_overlay
        self.overlays.set_simulation(simulation)
        self.graphs.set_simulation(simulation)
        self.timing.set_simulation(simulation)

    def next_overlay(self) -> Overlay:
        """Activate the next overlay, which then stays in other levels; return it."""
        self._chosen_overlay = self.overlays.next_overlay()
        return self._chosen_overlay

    def close(self) -> bool:
        """Close graphs or step times; return whether one of them was open."""
        view = next((view for view in (self.timing, self.graphs) if view.is_open), None)
        if view:
            view.toggle()
        return view is not None

    def update(self, elapsed: float) -> None:
        """Update graphs and step times, ``elapsed`` s of real time after the last call."""
        self.graphs.sample()
        self.timing.update(elapsed)

    def boxes(self, window: tuple[float, float]) -> list[Box]:
        """Return the boxes of the open graphs and step times in a window of that size."""
        if not any(self._are_open):
            return []
        return [box for is_open, box in zip(self._are_open, self._layout(window), strict=True) if is_open]

    def draw(self, window: tuple[float, float], subject: ViewRect, alpha: float) -> None:
        """Draw over a window of that size.

        subject : the part of the world that the camera shows
        alpha : time since the last step as a part of a step, see `Clock.alpha`
        """
        if self.overlays.active is not Overlay.NONE:
            self.overlays.draw(window, Camera(subject, window).view, alpha)
        if any(self._are_open):
            graphs, timing = self._layout(window)
            self.graphs.draw(window, graphs)
            self.timing.draw(window, timing)

    @property
    def _are_open(self) -> tuple[bool, bool]:
        return self.graphs.is_open, self.timing.is_open

    def _layout(self, window: tuple[float, float]) -> tuple[Box, Box]:
        return layout(window, self.timing.size, are_both=all(self._are_open))


def layout(window: tuple[float, float], card: tuple[float, float], are_both: bool) -> tuple[Box, Box]:
    """Return the boxes of graphs and step times in a window of that size, so that neither covers the other.

    Both are at the right: the graphs below the times if there is room, else beside them, else below a strip of times.

    card : width and height of the step times, if they are not a strip
    """
    right, high_up = window[0] - theme.MARGIN, window[1] - theme.MARGIN
    width = min(graph_panel.SIZE[0], right - theme.MARGIN)
    top = high_up - (STATUS_HEIGHT if right - width > FACTS_WIDTH + 2 * theme.MARGIN else FACTS_HEIGHT)
    room = top - theme.MARGIN
    wide, high = card
    beside = right - 2 * theme.MARGIN - wide
    if high + are_both * (theme.MARGIN + MIN_GRAPHS_HEIGHT) <= room:
        timing = Box(right - wide, top, wide, high)
        below = high + theme.MARGIN
    elif are_both and beside >= MIN_GRAPHS_WIDTH and high <= high_up - FACTS_HEIGHT - theme.MARGIN:
        width = min(width, beside)
        timing = Box(right - width - theme.MARGIN - wide, theme.MARGIN + high, wide, high)
        below = 0.0
    else:
        timing = Box(right - width, top, width, STRIP_HEIGHT)
        below = STRIP_HEIGHT + GAP
    height = min(graph_panel.SIZE[1], room - are_both * below)
    return Box(right - width, theme.MARGIN + height, width, height), timing
