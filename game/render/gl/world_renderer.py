"""The world of a simulation on its backdrop: what a window and a picture have in common."""

from game.render.camera import Camera, whole_view
from game.render.gl.backdrop import Backdrop
from game.render.gl.belt_rivets import Belts
from game.render.gl.zone_shapes import ZoneShapes
from game.render.theme import BADGE, BALL, FRAME_WIDTH, INK, SHADOW, Theme, backdrop, coats
from game.simulation.simulation import Simulation
from systems.render import Render


class WorldRenderer:
    """Draws a simulation into the active framebuffer.

    subject : what the camera shows at least (see `ViewRect.of`)
    """

    def __init__(self, simulation: Simulation, theme: Theme = "dark") -> None:
        self.simulation = simulation
        self.subject = whole_view(simulation)
        palette = simulation.level.palette
        paint = coats(palette, theme)
        width = FRAME_WIDTH.of(theme) * self.subject.size
        self._belts, self._veils = Belts(simulation, width), ZoneShapes(simulation, theme)
        self._render = Render(
            simulation.balls,
            simulation.walls_table,
            simulation.dt,
            frame_width=width,
            frame_color=paint.frame,
            floor_color=paint.floor,
            marker_color=paint.marker,
            badge_color=BADGE,
            ink_color=INK,
            ball_color=BALL,
            darkness=SHADOW.of(theme),
            behind=Backdrop(*backdrop(palette.background, theme)).draw,
        )

    def draw(self, size: tuple[int, int], alpha: float, oversampling: int = 1) -> None:
        """Fill a framebuffer of that size with the world between two steps (see `Render.process`)."""
        view = self._render.view = Camera(self.subject, size).view
        self._render.oversampling = oversampling
        with self.simulation.world.active():
            self._render.process(alpha)
        self._belts.draw(view, alpha)
        self._veils.draw(view, (view[1] - view[0]) / size[0], oversampling)
