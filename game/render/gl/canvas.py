"""The canvas of `Render` in OpenGL: backdrop, walls and balls."""

import arcade

from components import Table
from game.render.gl.backdrop import Backdrop
from game.render.gl.ball_layer import BallLayer
from game.render.gl.wall_layer import WallLayer
from game.render.theme import WallColors
from systems.render import Poses, View


class OpenGLCanvas:
    """Draws balls and walls into the active framebuffer of the arcade window, in the current esper world.

    balls, walls : tables; a ball gets number and colour from its `Label` when it enters the table
    frame_width : m, width of the frames of containers
    colors : of the walls
    darkness : of shadows, from 0 to 1
    backdrop : is drawn behind the world
    oversampling : framebuffer pixels along one pixel of the final picture; small balls are drawn without details
    """

    def __init__(
        self,
        balls: Table,
        walls: Table,
        frame_width: float,
        colors: WallColors,
        darkness: float,
        backdrop: Backdrop | None = None,
    ) -> None:
        self.oversampling = 1
        self._ctx = arcade.get_window().ctx
        self._balls = BallLayer(balls, darkness)
        self._walls = WallLayer(walls, frame_width, colors, darkness)
        self._backdrop = backdrop
        self._scene: tuple[tuple[float, float], float, int] | None = None

    def draw(self, view: View, balls: Poses, walls: Poses) -> None:
        """Draw everything, see `Canvas.draw`.

        Uploads come before the first draw call: an upload to software OpenGL waits for pending draw calls.
        """
        ctx = self._ctx
        left, right, bottom, top = view
        half_view = 0.5 * (right - left), 0.5 * (top - bottom)
        scene = half_view, (right - left) / ctx.active_framebuffer.viewport[2], self.oversampling
        if scene != self._scene:  # setting uniforms is slow, and the camera mostly stands still
            self._scene = scene
            self._balls.set_scene(*scene)
            self._walls.set_scene(*scene[:2])
        self._walls.upload(walls)
        self._balls.upload(balls)
        if self._backdrop:
            self._backdrop.draw()
        ctx.enable(ctx.BLEND)
        ctx.blend_func = ctx.ONE, ctx.ONE_MINUS_SRC_ALPHA  # colours are premultiplied
        self._walls.draw_grounds()
        self._balls.draw()
        self._walls.draw_metal()
        ctx.blend_func = ctx.BLEND_DEFAULT
