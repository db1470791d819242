"""What tests of drawing may ask for."""

import numpy as np
import pytest

from tests.canvas import FRAME, SIZE, VIEW
from tests.machine import lacking


@pytest.fixture(scope="module")
def gl():
    """A context without a display."""
    try:
        from game.render.gl.offscreen import _window  # noqa: PLC0415

        return _window().ctx
    except Exception as problem:
        lacking(f"OpenGL ({problem})")


@pytest.fixture
def shoot(gl, balls, walls):
    """A function that draws the tables of the test; it returns floats (SIZE, SIZE, 3), lowest row first."""
    from systems.render import Render  # noqa: PLC0415

    canvas = gl.framebuffer(color_attachments=[gl.texture((SIZE, SIZE), components=3)])
    render = Render(balls, walls, dt=0.1, frame_width=FRAME, ball_color="#0000ff")

    def draw(alpha=1.0, view=VIEW):
        balls.sync()
        walls.sync()
        render.view = view
        with canvas.activate():
            canvas.clear()
            render.process(alpha)
        return np.frombuffer(canvas.read(components=3), np.uint8).reshape(SIZE, SIZE, 3) / 255.0

    draw.render = render
    return draw
