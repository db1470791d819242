"""All that shows more of a simulation than the world itself: overlays, graphs, timing."""

from game.levels.model import Level
from game.render import theme
from game.render.camera import Camera
from game.simulation.simulation import Simulation
from game.simulation.view_rect import ViewRect
from game.ui.overlays.overlays import Overlay, Overlays
from game.ui.overlays.timing import GAP, STRIP, Timing
from game.ui.widgets import graph_panel
from game.ui.widgets.graph_panel import GraphPanel
from game.ui.widgets.rounded_rect import Box

STATUS, FACTS, BROAD = 52.0, 78.0, 240.0
"""Heights that are left to the status above and to the facts at the left, and width of these, in units of the look."""

NARROWEST, LOWEST = 290.0, 240.0
"""Width of the graphs that is enough beside the timing, and height that is enough below it, in units of the look."""


class DebugViews:
    """Keeps them at one simulation after the other.

    overlays, graphs, timing : each hidden at first
    """

    def __init__(self) -> None:
        self.overlays, self.graphs, self.timing = Overlays(), GraphPanel(), Timing()
        self._level: Level | None = None

    def begin(self, simulation: Simulation) -> None:
        """Show this simulation from now on, and what its level wants shown; what is known of another is forgotten."""
        level = simulation.level
        if level is not self._level:
            self._level = level
            self.graphs.is_open = self.graphs.is_open or level.graphs
            if level.overlay != Overlay.NONE.value:
                self.overlays.shown = Overlay(level.overlay)
        self.overlays.begin(simulation)
        self.graphs.set_simulation(simulation)
        self.timing.begin(simulation)

    def watch(self, elapsed: float) -> None:
        """Note what there is to know after steps, ``elapsed`` s of real time after the last call."""
        self.graphs.sample()
        self.timing.watch(elapsed)

    def boxes(self, window: tuple[float, float]) -> list[Box]:
        """Where graphs and timing are in a window of that size, as far as they are shown."""
        if not any(self._shown):
            return []
        return [box for is_open, box in zip(self._shown, self._places(window), strict=True) if is_open]

    def draw(self, window: tuple[float, float], subject: ViewRect, alpha: float) -> None:
        """Draw over a window of that size that shows a subject between two steps."""
        if self.overlays.shown is not Overlay.NONE:
            self.overlays.draw(window, Camera(subject, window).view, alpha)
        if any(self._shown):
            below, above = self._places(window)
            self.graphs.draw(window, below)
            self.timing.draw(window, above)

    @property
    def _shown(self) -> tuple[bool, bool]:
        return self.graphs.is_open, self.timing.is_open

    def _places(self, window: tuple[float, float]) -> tuple[Box, Box]:
        return places(window, self.timing.size, are_both=all(self._shown))


def places(window: tuple[float, float], card: tuple[float, float], are_both: bool) -> tuple[Box, Box]:
    """Return where graphs and timing are in a window of that size, so that neither covers the other.

    They are at the right, the graphs below; else side by side; else the timing is a strip above the graphs.

    card : width and height of the timing where there is room
    """
    right, high_up = window[0] - theme.MARGIN, window[1] - theme.MARGIN
    width = min(graph_panel.SIZE[0], right - theme.MARGIN)
    top = high_up - (STATUS if right - width > BROAD + 2 * theme.MARGIN else FACTS)
    room = top - theme.MARGIN
    wide, high = card
    beside = right - 2 * theme.MARGIN - wide
    if high + are_both * (theme.MARGIN + LOWEST) <= room:
        timing = Box(right - wide, top, wide, high)
        below = high + theme.MARGIN
    elif are_both and beside >= NARROWEST and high <= high_up - FACTS - theme.MARGIN:
        width = min(width, beside)
        timing = Box(right - width - theme.MARGIN - wide, theme.MARGIN + high, wide, high)
        below = 0.0
    else:
        timing = Box(right - width, top, width, STRIP)
        below = STRIP + GAP
    height = min(graph_panel.SIZE[1], room - are_both * below)
    return Box(right - width, theme.MARGIN + height, width, height), timing
