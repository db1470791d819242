"""Pictures of a simulation, drawn by OpenGL without a visible window."""

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

OVERSAMPLING = 2
"""The world is drawn larger by this factor and then reduced: each pixel is the mean of 2 × 2 pixels."""

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

void main() { pixel_color = texture(picture, place); }  // in the middle of four pixels: their mean
"""


class OffscreenRenderer:
    """Draws a simulation into arrays; without a display, if ``ARCADE_HEADLESS`` was set before arcade was imported.

    All renderers of a process share one OpenGL context, which stays open after `close`.

    size : width and height of the pictures in pixels
    """

    def __init__(
        self,
        simulation: Simulation,
        size: tuple[int, int],
        draw_overlay: Callable[[tuple[int, int]], None] | None = None,
        theme: Theme = "dark",
        subject: ViewRect | None = None,
    ) -> None:
        """Create framebuffers of the size.

        draw_overlay : draws over the world, into the active framebuffer; it gets the size
        subject : the rectangle of the world that the pictures show at least, by default that of the level
        """
        self.simulation = simulation
        self.size = size
        self._ctx = hidden_window().ctx
        width, height = size
        self._large = self._framebuffer((OVERSAMPLING * width, OVERSAMPLING * height))
        self._picture = self._framebuffer(size)
        self._world = WorldRenderer(simulation, theme)
        self._world.subject = subject or self._world.subject
        self._draw_over = draw_overlay
        self._program = self._ctx.program(vertex_shader=VERTEX, fragment_shader=FRAGMENT)
        self._quad = quad_2d_fs()

    def frame(self, alpha: float = 1.0) -> NDArray[np.uint8]:
        """Draw the world between the previous step (alpha = 0) and the present one (alpha = 1).

        Returns (height, width, 3) uint8, the first row at the top.
        """
        with self._large.activate():
            self._world.draw(self._large.size, alpha, OVERSAMPLING)
        with self._picture.activate():
            self._ctx.enable_only()
            self._large.color_attachments[0].use(0)
            self._quad.render(self._program)
            if self._draw_over:
                self._draw_over(self.size)
        width, height = self.size
        pixels = np.frombuffer(self._picture.read(components=3), np.uint8)
        return pixels.reshape(height, width, 3)[::-1].copy()

    def close(self) -> None:
        """Free the framebuffers."""
        del self._large, self._picture
        self._ctx.gc()

    def _framebuffer(self, size: tuple[int, int]) -> Framebuffer:
        return self._ctx.framebuffer(color_attachments=[self._ctx.texture(size, components=3)])


def hidden_window() -> arcade.Window:
    """Return the window of this process, or open an invisible one."""
    try:
        return arcade.get_window()
    except RuntimeError:
        return arcade.Window(64, 64, visible=False, antialiasing=False)
