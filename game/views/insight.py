"""All that shows more of a simulation than the world itself: overlays, graphs, timing."""

from game import theme
from game.camera import Camera, Subject
from game.level import Level
from game.simulation import Simulation
from game.views.graphs import Graphs
from game.views.overlays import Overlay, Overlays
from game.views.plate import Box
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

    def boxes(self, window: tuple[float, float]) -> list[Box]:
        """Where graphs and timing are in a window of that size, as far as they are shown."""
        graphs = [self.graphs.box(window)] if self.graphs.is_open else []
        return [*graphs, self.timing.box(window, STATUS, self._beside(window))] if self.timing.is_open else graphs

    def draw(self, window: tuple[float, float], subject: Subject, alpha: float) -> None:
        """Draw over a window of that size that shows a subject between two steps."""
        if self.overlays.shown is not Overlay.NONE:
            self.overlays.draw(window, Camera(subject, window).view, alpha)
        self.graphs.draw(window)
        if self.timing.is_open:
            self.timing.draw(window, STATUS, self._beside(window))

    def _beside(self, window: tuple[float, float]) -> float:
        """How far to the left the timing is: beside graphs that leave too little room below it."""
        if not self.graphs.is_open:
            return 0.0
        graphs, timing = self.graphs.box(window), self.timing.box(window, STATUS)
        collide = timing.top - timing.height < graphs.top + theme.MARGIN
        return graphs.width + theme.MARGIN if collide else 0.0
