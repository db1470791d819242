"""Pictures of what the window would show."""

from collections.abc import Callable

import arcade
import numpy as np
from arcade.gl import Framebuffer
from arcade.gl.geometry import quad_2d_fs
from numpy.typing import NDArray

from game.render.gl.world_renderer import WorldRenderer
from game.render.theme import Theme
from game.simulation.simulation import Simulation
from game.simulation.view_rect import ViewRect

FINER = 2
"""The world is drawn larger by this factor, and then every pixel is the mean of its parts."""

VERTEX = """
#version 330
in vec2 in_vert;
in vec2 in_uv;
out vec2 place;

void main() {
    place = in_uv;
    gl_Position = vec4(in_vert, 0.0, 1.0);
}
"""
FRAGMENT = """
#version 330
in vec2 place;
uniform sampler2D picture;
out vec4 pixel_color;

void main() { pixel_color = texture(picture, place); }  // between four pixels: their mean
"""


class OffscreenRenderer:
    """Draws a simulation into memory: without a display, if ``ARCADE_HEADLESS`` was set before arcade came.

    All pictures of a process share one context, which lives on after `close`.

    size : width and height of the pictures in pixels
    draw_over : draws over the world, into the active framebuffer of ``size``
    subject : what they show, the level if that is not told
    """

    def __init__(
        self,
        simulation: Simulation,
        size: tuple[int, int],
        draw_over: Callable[[tuple[int, int]], None] | None = None,
        theme: Theme = "dark",
        subject: ViewRect | None = None,
    ) -> None:
        self.simulation = simulation
        self.size = size
        self._ctx = _window().ctx
        width, height = size
        self._fine = self._framebuffer((FINER * width, FINER * height))
        self._picture = self._framebuffer(size)
        self._stage = WorldRenderer(simulation, theme)
        self._stage.subject = subject or self._stage.subject
        self._draw_over = draw_over
        self._program = self._ctx.program(vertex_shader=VERTEX, fragment_shader=FRAGMENT)
        self._everything = quad_2d_fs()

    def frame(self, alpha: float = 1.0) -> NDArray[np.uint8]:
        """Return a picture (height, width, 3), top row first; ``alpha`` as in `Render.process`."""
        with self._fine.activate():
            self._stage.draw(self._fine.size, alpha, FINER)
        with self._picture.activate():
            self._ctx.enable_only()
            self._fine.color_attachments[0].use(0)
            self._everything.render(self._program)
            if self._draw_over:
                self._draw_over(self.size)
        width, height = self.size
        pixels = np.frombuffer(self._picture.read(components=3), np.uint8)
        return pixels.reshape(height, width, 3)[::-1].copy()

    def close(self) -> None:
        """Free the memory of the pictures."""
        del self._fine, self._picture
        self._ctx.gc()

    def _framebuffer(self, size: tuple[int, int]) -> Framebuffer:
        return self._ctx.framebuffer(color_attachments=[self._ctx.texture(size, components=3)])


def _window() -> arcade.Window:
    """Return the window of this process, or open one that nobody sees."""
    try:
        return arcade.get_window()
    except RuntimeError:
        return arcade.Window(64, 64, visible=False, antialiasing=False)
