"""All that shows more of a simulation than the world itself: overlays, graphs, timing."""

from game import theme
from game.camera import Camera, Subject
from game.level import Level
from game.simulation import Simulation
from game.views.graphs import Graphs
from game.views.overlays import Overlay, Overlays
from game.views.timing import Timing

STATUS = 52.0
"""Height that is left to the status above the timing, in units of the look."""


class Insight:
    """Keeps them at one simulation after the other.

    overlays, graphs, timing : each hidden at first
    """

    def __init__(self) -> None:
        self.overlays, self.graphs, self.timing = Overlays(), Graphs(), Timing()
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
        self.graphs.begin(simulation)
        self.timing.begin(simulation)

    def watch(self, elapsed: float) -> None:
        """Note what there is to know after steps, ``elapsed`` s of real time after the last call."""
        self.overlays.watch()
        self.graphs.watch()
        self.timing.watch(elapsed)

    def draw(self, window: tuple[float, float], subject: Subject, alpha: float) -> None:
        """Draw over a window of that size that shows a subject between two steps."""
        self.overlays.draw(window, Camera(subject, window).view, alpha)
        self.graphs.draw(window)
        graphs = self.graphs.box(window) if self.graphs.is_open else None
        timing = self.timing.box(window, STATUS)
        collide = graphs and timing.top - timing.height < graphs.top + theme.MARGIN
        self.timing.draw(window, STATUS, graphs.width + theme.MARGIN if graphs and collide else 0.0)
