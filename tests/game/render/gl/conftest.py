"""Fixtures of tests that draw with OpenGL."""

import numpy as np
import pytest

from tests.canvas import FRAME, SIZE, VIEW
from tests.machine import needs_opengl


@pytest.fixture(scope="module")
def gl():
    """An OpenGL context without a display."""
    with needs_opengl():
        from game.render.gl.offscreen import hidden_window  # noqa: PLC0415

        return hidden_window().ctx


@pytest.fixture
def shoot(gl, balls, walls):
    """A function that draws the tables of the test; it returns floats (SIZE, SIZE, 3), bottom row first."""
    from game.render.gl.canvas import OpenGLCanvas  # noqa: PLC0415
    from game.render.theme import WallColors  # noqa: PLC0415
    from systems.render import Render  # noqa: PLC0415

    framebuffer = gl.framebuffer(color_attachments=[gl.texture((SIZE, SIZE), components=3)])
    colors = WallColors(frame="#b9bdc4", floor="#30363d", marker="#f39800")
    render = Render(balls, walls, OpenGLCanvas(balls, walls, FRAME, colors, darkness=0.5), dt=0.1)

    def draw(alpha=1.0, view=VIEW):
        balls.sync()
        walls.sync()
        with framebuffer.activate():
            framebuffer.clear()
            render.process(view, alpha)
        return np.frombuffer(framebuffer.read(components=3), np.uint8).reshape(SIZE, SIZE, 3) / 255.0

    return draw
