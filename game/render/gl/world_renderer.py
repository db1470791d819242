"""A simulation drawn by OpenGL: backdrop, walls, balls, belts, zones and labels, in the window and in pictures."""

from game.render import theme as look
from game.render.camera import Camera, whole_view
from game.render.gl.backdrop import Backdrop
from game.render.gl.belt_rivets import BeltRivets
from game.render.gl.canvas import OpenGLCanvas
from game.render.gl.label_layer import LabelLayer
from game.render.gl.zone_shapes import ZoneShapes
from game.render.theme import Theme
from game.simulation.simulation import Simulation
from systems.render import Render


class WorldRenderer:
    """Draws a simulation into the active framebuffer.

    subject : the rectangle of the world that the camera shows at least
    """

    def __init__(self, simulation: Simulation, theme: Theme = "dark") -> None:
        self.simulation = simulation
        self.subject = whole_view(simulation)
        palette = simulation.level.palette
        width = look.frame_width(palette, self.subject.size, theme)
        self._canvas = OpenGLCanvas(
            simulation.balls,
            simulation.walls_table,
            width,
            look.wall_colors(palette, theme),
            look.SHADOW.variant(theme),
            Backdrop(*look.backdrop(palette, theme)),
        )
        self._render = Render(simulation.balls, simulation.walls_table, self._canvas, simulation.dt)
        self._rivets, self._zones = BeltRivets(simulation, width), ZoneShapes(simulation, theme)
        self._labels = LabelLayer(simulation, theme)

    def draw(self, size: tuple[int, int], alpha: float, oversampling: int = 1) -> None:
        """Fill a framebuffer with the world between the previous step (alpha = 0) and the present one (alpha = 1).

        size : width and height of the framebuffer, in its own units
        oversampling : framebuffer pixels along one pixel of the final picture
        """
        view = Camera(self.subject, size).view
        alpha = alpha if self.simulation.time > 0.0 else 1.0  # walls do not move before the start
        self._canvas.oversampling = oversampling
        with self.simulation.world.active():
            self._render.process(view, alpha)
        time = self.simulation.time - (1.0 - alpha) * self.simulation.dt
        self._rivets.draw(view, time, self._render.walls)
        self._zones.draw(view, (view[1] - view[0]) / size[0], oversampling)
        self._labels.draw(view, self._render.walls, size, oversampling)
