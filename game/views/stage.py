"""The world of a simulation on its backdrop: what a window and a picture have in common."""

from game import theme
from game.camera import Camera, Subject
from game.simulation import Simulation
from game.views.backdrop import Backdrop
from systems.render import Render


class Stage:
    """Draws a simulation into the active framebuffer.

    subject : what the camera shows at least (see `Subject.of`)
    """

    def __init__(self, simulation: Simulation) -> None:
        self.simulation = simulation
        self.subject = Subject.of(simulation)
        self._backdrop = Backdrop()
        self._render = Render(
            simulation.balls,
            simulation.walls_table,
            simulation.dt,
            frame_width=theme.FRAME_WIDTH * self.subject.size,
            frame_color=theme.FRAME,
            floor_color=theme.FLOOR,
            marker_color=theme.MARKER,
            badge_color=theme.BADGE,
            ink_color=theme.INK,
            ball_color=theme.BALL,
        )

    def draw(self, size: tuple[int, int], alpha: float, oversampling: int = 1) -> None:
        """Fill a framebuffer of that size with the world between two steps (see `Render.process`)."""
        self._backdrop.draw()
        self._render.view = Camera(self.subject, size).view
        self._render.oversampling = oversampling
        self._render.time = self.simulation.time
        with self.simulation.world.active():
            self._render.process(alpha)
