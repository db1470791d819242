"""Pictures of what the window would show."""

import arcade
import numpy as np
from arcade.gl import BufferDescription, Framebuffer
from numpy.typing import NDArray
from pyglet.math import Mat4

from game.simulation import Simulation
from game.views.hud import Hud
from game.views.stage import Stage

FINER = 2
"""The world is drawn larger by this factor, and then every pixel is the mean of its parts."""

VERTEX = """
#version 330
in vec2 in_corner;
out vec2 place;

void main() {
    place = 0.5 + 0.5 * in_corner;
    gl_Position = vec4(in_corner, 0.0, 1.0);
}
"""
FRAGMENT = """
#version 330
in vec2 place;
uniform sampler2D picture;
out vec4 pixel_color;

void main() { pixel_color = texture(picture, place); }  // between four pixels: their mean
"""


class Offscreen:
    """Draws a simulation into memory. Needs no display if ``ARCADE_HEADLESS`` was set before arcade was imported.

    All pictures of a process share one context, which lives on after `close`.

    size : width and height of the pictures in pixels
    hud : whether title, count and turning are written on them
    """

    def __init__(self, simulation: Simulation, size: tuple[int, int], hud: bool = False) -> None:
        self.simulation = simulation
        self.size = size
        self._ctx = _window().ctx
        width, height = size
        self._fine = self._framebuffer((FINER * width, FINER * height))
        self._picture = self._framebuffer(size)
        self._stage = Stage(simulation)
        self._hud = Hud() if hud else None
        self._program = self._ctx.program(vertex_shader=VERTEX, fragment_shader=FRAGMENT)
        corners = self._ctx.buffer(data=np.array([-1, -1, 3, -1, -1, 3], np.float32))
        self._triangle = self._ctx.geometry(
            [BufferDescription(corners, "2f", ["in_corner"])], mode=self._ctx.TRIANGLES
        )

    def frame(self, alpha: float = 1.0) -> NDArray[np.uint8]:
        """A picture (height, width, 3), top row first, of the world between two steps (see `Render.process`)."""
        with self._fine.activate():
            self._stage.draw(self._fine.size, alpha)
        with self._picture.activate():
            self._ctx.disable(self._ctx.BLEND)
            self._fine.color_attachments[0].use(0)
            self._triangle.render(self._program)
            if self._hud:
                self._draw_hud(self._hud)
        width, height = self.size
        pixels = np.frombuffer(self._picture.read(components=3), np.uint8)
        return pixels.reshape(height, width, 3)[::-1].copy()

    def close(self) -> None:
        """Free the memory of the pictures."""
        for framebuffer in (self._fine, self._picture):
            framebuffer.color_attachments[0].delete()
            framebuffer.delete()
        self._ctx.gc()

    def _draw_hud(self, hud: Hud) -> None:
        before = self._ctx.projection_matrix
        width, height = self.size
        self._ctx.projection_matrix = Mat4.orthogonal_projection(0, width, 0, height, -1, 1)
        hud.show(self.simulation)
        hud.draw(self.size)
        self._ctx.projection_matrix = before

    def _framebuffer(self, size: tuple[int, int]) -> Framebuffer:
        return self._ctx.framebuffer(color_attachments=[self._ctx.texture(size, components=3)])


def _window() -> arcade.Window:
    """The window of this process, or a new one that nobody sees."""
    try:
        return arcade.get_window()
    except RuntimeError:
        return arcade.Window(64, 64, visible=False, antialiasing=False)
