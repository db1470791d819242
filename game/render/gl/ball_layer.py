"""Balls in OpenGL."""

import arcade
import esper
import numpy as np
from arcade.gl import BufferDescription, TextureArray
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont
from pyglet import gl

from components import Label, Table
from game.render.gl.shader_program import compile_program, to_rgb
from game.render.theme import BADGE, BALL, INK
from systems.render import Poses

FONT = ":system:fonts/ttf/Liberation/Liberation_Sans_Bold.ttf"

DIGIT_SIZE = (96, 128)
"""Width and height of the picture of a digit, in pixels."""

MIPMAP_LEVELS = 4
"""Reduced copies of the pictures of the digits, each half as large as the one before."""

MIN_SHADOW_RADIUS = 6.0
"""Radius in pixels of the largest ball below which no shadows are drawn, because they would be invisible."""

APPEARANCE = np.dtype([("color", np.uint8, 4), ("number", np.int32)])
"""What the shader needs of the label of a ball; a ball without a number has -1."""


class BallLayer:
    """Draws the balls of a table: a geometry shader makes a square of each point, and the light stands still.

    Number and colour come from the `Label` of a ball. They are read once, when the ball enters the table.
    """

    def __init__(self, balls: Table, darkness: float) -> None:
        """Draw shadows of a darkness from 0 to 1."""
        self._table = balls
        self._ctx = arcade.get_window().ctx
        self._ball = compile_program("disc.vert", "ball.frag", "disc.geom")
        self._shadow = compile_program("disc.vert", "shadow.frag", "disc.geom")
        self._ball["reach"], self._ball["offset"] = 1.0, (0.0, 0.0)
        self._shadow["reach"], self._shadow["offset"] = 1.45, (0.20, -0.27)
        self._shadow["darkness"] = darkness
        self._ball["badge"], self._ball["ink"] = to_rgb(BADGE), to_rgb(INK)
        self._digits = self._draw_digits()
        self._min_radius = 0.0
        self._count, self._has_shadows = 0, False
        self._version = -1
        self._entities: NDArray[np.int64] = np.empty(0, np.int64)
        self._appearances = np.empty(0, APPEARANCE)
        self._allocate(64)

    def set_scene(self, half_view: tuple[float, float], pixel: float, oversampling: int) -> None:
        """Set the uniforms: half the size of the view and the width of a framebuffer pixel, in m."""
        for program in (self._shadow, self._ball):
            program["half_view"], program["pixel"] = half_view, pixel
        self._ball["oversampling"] = oversampling
        self._min_radius = MIN_SHADOW_RADIUS * pixel * oversampling

    def upload(self, poses: Poses) -> None:
        """Write the poses of all balls, as in `Canvas.draw`, and the appearance of balls that are new."""
        if self._version != self._table.version:
            self._read_labels()
        self._count = len(poses)
        if self._count:
            self._has_shadows = bool(poses[:, 2].max() > self._min_radius)
            self._pose_buffer.orphan()
            self._pose_buffer.write(poses.data)

    def draw(self) -> None:
        """Draw all shadows, then all balls."""
        if self._count == 0:
            return
        self._digits.use(0)
        for program in (self._shadow, self._ball) if self._has_shadows else (self._ball,):
            self._points.render(program, vertices=self._count)

    def _read_labels(self) -> None:
        """Read numbers and colours of new balls; the other balls keep theirs."""
        count = len(self._table)
        appearances, is_known = np.empty(count, APPEARANCE), np.zeros(count, np.bool_)
        row = self._table.rows_of(self._entities)
        appearances[row[row >= 0]] = self._appearances[row >= 0]
        is_known[row[row >= 0]] = True
        for k in np.flatnonzero(~is_known):
            label = esper.try_component(int(self._table.entities[k]), Label)
            color, number = (label.color, label.number) if label else (BALL, -1)
            appearances[k] = (*bytes.fromhex(color[1:]), 255), number
        self._entities, self._appearances, self._version = self._table.entities, appearances, self._table.version
        if count > self._capacity:
            self._allocate(2 * count)
        if count:
            self._appearance_buffer.write(appearances.data)

    def _allocate(self, capacity: int) -> None:
        """Create buffers for a number of balls: poses change every frame, appearances do not."""
        self._capacity = capacity
        self._pose_buffer = self._ctx.buffer(reserve=4 * np.dtype(np.float32).itemsize * capacity, usage="stream")
        self._appearance_buffer = self._ctx.buffer(reserve=APPEARANCE.itemsize * capacity)
        content = [
            BufferDescription(self._pose_buffer, "4f", ["in_pose"]),
            BufferDescription(self._appearance_buffer, "4f1 i", ["in_color", "in_number"], normalized=["in_color"]),
        ]
        self._points = self._ctx.geometry(content, mode=self._ctx.POINTS)

    def _draw_digits(self) -> TextureArray:
        """Draw the digits 0 to 9 into the layers of a texture, with mipmaps."""
        width, height = DIGIT_SIZE
        font = ImageFont.truetype(arcade.resources.resolve(FONT), 1.28 * height)
        picture = Image.new("L", (width, 10 * height))
        pen = ImageDraw.Draw(picture)
        for digit in range(10):
            pen.text((0.5 * width, (digit + 0.95) * height), str(digit), fill=255, font=font, anchor="ms")
        texture = self._ctx.texture_array((width, height, 10), components=1, data=picture.tobytes())
        texture.filter = self._ctx.LINEAR_MIPMAP_LINEAR, self._ctx.LINEAR
        texture.wrap_x = texture.wrap_y = self._ctx.CLAMP_TO_EDGE
        texture.use()
        array = gl.GL_TEXTURE_2D_ARRAY
        gl.glTexParameteri(array, gl.GL_TEXTURE_MAX_LEVEL, MIPMAP_LEVELS)
        for level in range(1, MIPMAP_LEVELS + 1):  # llvmpipe would wait at each use for mipmaps that it makes itself
            copy = picture.reduce(2**level)
            form = gl.GL_R8, copy.width, copy.height // 10, 10, 0, gl.GL_RED, gl.GL_UNSIGNED_BYTE
            gl.glTexImage3D(array, level, *form, copy.tobytes())
        return texture
