"""Balls and walls on the screen."""

import re
from pathlib import Path
from typing import NamedTuple

import arcade
import esper
import numpy as np
from arcade.gl import BufferDescription, Geometry, Program, Texture2D, TextureArray
from arcade.gl.geometry import quad_2d_fs
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from components import Collider, Label, Outline, Position, Previous, Spin, Table, Velocity
from systems.kernels.render import ball_poses, frame_triangles, outline_distances

SHADERS = Path(__file__).parent / "shaders"
FONT = ":system:fonts/ttf/Liberation/Liberation_Sans_Bold.ttf"
DIGIT = (96, 128)
"""Width and height of the picture of a digit, in pixels."""

GRID = 128
"""Samples along a side of the picture of an outline's distances."""

SHADOW_REACH = 4.0
"""How far the picture of a wall goes beyond its outline, in widths of the frame."""

LEAST_SHADOW = 6.0
"""Radius in pixels below which a ball throws no shadow: nobody would see it."""

LOOK = np.dtype([("color", np.uint8, 4), ("number", np.int32)])
"""What a ball looks like, whatever it does."""


class Render(esper.Processor):
    """Draws balls and walls into the active framebuffer of the arcade window. It changes no component.

    A ball has the number and the colour of its `Label`, read once, when it enters the table. The light stands
    still at the upper left; number and stripe turn with the ball. The frame of a wall lies outside its
    `Outline`, and a bolt on its first corner shows how it has turned.

    dt : s, length of a step
    frame_width : m
    *_color : ``#rrggbb``; ``ball_color`` is that of balls without a label
    view : left, right, bottom and top of the rectangle of the world that fills the viewport, m
    oversampling : pixels of the framebuffer along a pixel that is seen at last; small balls lose their details
    """

    def __init__(
        self,
        balls: Table,
        walls: Table,
        dt: float = 1.0 / 60.0,
        frame_width: float = 0.15,
        frame_color: str = "#b9bdc4",
        floor_color: str = "#30363d",
        marker_color: str = "#f39800",
        badge_color: str = "#ffffff",
        ink_color: str = "#202020",
        ball_color: str = "#9aa0a6",
    ) -> None:
        self.view = (-4.0, 4.0, -4.0, 4.0)
        self.oversampling = 1
        self._balls = _Balls(balls, badge_color, ink_color, ball_color)
        self._walls = _Walls(walls, dt, frame_width, frame_color, floor_color, marker_color)

    def process(self, alpha: float = 1.0) -> None:
        """Draw the world between the step before (alpha = 0) and the present one (alpha = 1).

        Balls go straight from their previous to their present pose; those that were put elsewhere (dirty) are
        where they are. Walls move uniformly, so their velocity tells where they were.
        """
        ctx = arcade.get_window().ctx
        left, right, bottom, top = self.view
        scene = _Scene(
            center=(0.5 * (left + right), 0.5 * (bottom + top)),
            half=(0.5 * (right - left), 0.5 * (top - bottom)),
            pixel=(right - left) / ctx.active_framebuffer.viewport[2],
            oversampling=self.oversampling,
        )
        ctx.enable_only(ctx.BLEND)
        ctx.blend_func = ctx.ONE, ctx.ONE_MINUS_SRC_ALPHA  # colours come premultiplied
        self._walls.place(scene, alpha)
        self._walls.draw_grounds()
        self._balls.draw(scene, alpha)
        self._walls.draw_frames()
        ctx.blend_func = ctx.BLEND_DEFAULT


class _Scene(NamedTuple):
    """The rectangle that is drawn, and the size of a pixel in it, in m."""

    center: tuple[float, float]
    half: tuple[float, float]
    pixel: float
    oversampling: int


class _Balls:
    """The balls of a table on the graphics card: one point each, which a shader makes a square."""

    def __init__(self, table: Table, badge_color: str, ink_color: str, ball_color: str) -> None:
        self._table = table
        self._ball_color = ball_color
        self._ctx = arcade.get_window().ctx
        self._ball = _compile("disc.vert", "ball.frag", "disc.geom")
        self._shadow = _compile("disc.vert", "shadow.frag", "disc.geom")
        self._ball["reach"], self._ball["offset"] = 1.0, (0.0, 0.0)
        self._shadow["reach"], self._shadow["offset"] = 1.45, (0.20, -0.27)
        self._ball["badge"] = _rgb(badge_color)
        self._ball["ink"] = _rgb(ink_color)
        self._digits = self._draw_digits()
        self._version = -1
        self._entities: NDArray[np.int64] = np.empty(0, np.int64)
        self._looks = np.empty(0, LOOK)
        self._make_room(64)

    def draw(self, scene: _Scene, alpha: float) -> None:
        """Write all poses at once, then draw all shadows, then all balls."""
        if self._version != self._table.version:
            self._read_labels()
        count = len(self._table)
        if count == 0:
            return
        position, spin, previous = self._table[Position], self._table[Spin], self._table[Previous]
        radius = self._table[Collider].radius
        ball_poses(
            position.x,
            position.y,
            spin.angle,
            previous.x,
            previous.y,
            previous.angle,
            radius,
            self._table.dirty,
            alpha,
            *scene.center,
            self._poses,
        )
        self._pose_buffer.orphan()
        self._pose_buffer.write(self._poses[:count].data)
        self._digits.use(0)
        self._ball["oversampling"] = scene.oversampling
        with_shadows = radius.max() > LEAST_SHADOW * scene.pixel * scene.oversampling
        for program in (self._shadow, self._ball) if with_shadows else (self._ball,):
            program["half_view"] = scene.half
            program["pixel"] = scene.pixel
            self._points.render(program, vertices=count)

    def _read_labels(self) -> None:
        """Look up numbers and colours of newcomers; the others keep theirs."""
        count = len(self._table)
        looks, known = np.empty(count, LOOK), np.zeros(count, np.bool_)
        row = self._table.rows_of(self._entities)
        looks[row[row >= 0]] = self._looks[row >= 0]
        known[row[row >= 0]] = True
        for k in np.flatnonzero(~known):
            label = esper.try_component(int(self._table.entities[k]), Label)
            color, number = (label.color, label.number) if label else (self._ball_color, -1)
            looks[k] = (*bytes.fromhex(color[1:]), 255), number
        self._entities, self._looks, self._version = self._table.entities, looks, self._table.version
        if count > len(self._poses):
            self._make_room(2 * count)
        if count:
            self._look_buffer.write(looks.data)

    def _make_room(self, capacity: int) -> None:
        """Make buffers for as many balls: of what changes every frame, and of what does not."""
        self._poses = np.empty((capacity, 4), np.float32)
        self._pose_buffer = self._ctx.buffer(reserve=self._poses.nbytes, usage="stream")
        self._look_buffer = self._ctx.buffer(reserve=LOOK.itemsize * capacity)
        content = [
            BufferDescription(self._pose_buffer, "4f", ["in_pose"]),
            BufferDescription(self._look_buffer, "4f1 i", ["in_color", "in_number"], normalized=["in_color"]),
        ]
        self._points = self._ctx.geometry(content, mode=self._ctx.POINTS)

    def _draw_digits(self) -> TextureArray:
        """Write 0 to 9 into the layers of a texture, each with smaller and smaller copies."""
        width, height = DIGIT
        font = ImageFont.truetype(arcade.resources.resolve(FONT), 1.28 * height)
        picture = Image.new("L", (width, 10 * height))
        pen = ImageDraw.Draw(picture)
        for digit in range(10):
            pen.text((0.5 * width, (digit + 0.95) * height), str(digit), fill=255, font=font, anchor="ms")
        texture = self._ctx.texture_array((width, height, 10), components=1, data=picture.tobytes())
        texture.filter = self._ctx.LINEAR_MIPMAP_LINEAR, self._ctx.LINEAR
        texture.wrap_x = texture.wrap_y = self._ctx.CLAMP_TO_EDGE
        texture.build_mipmaps()
        return texture


class _Shape(NamedTuple):
    """What was made of one outline; lengths in m, in the wall's own frame.

    middle, reach : of the square that holds the outline, its frame and the frame's shadow
    marker : where the bolt sits
    """

    frame: Geometry
    distances: Texture2D
    middle: tuple[float, float]
    reach: float
    marker: tuple[float, float]


class _Walls:
    """The walls of a table on the graphics card: each a ground below the balls and a frame above them."""

    def __init__(
        self, table: Table, dt: float, width: float, frame_color: str, floor_color: str, marker_color: str
    ) -> None:
        self._table = table
        self._dt = dt
        self._width = width
        self._ctx = arcade.get_window().ctx
        self._ground = _compile("ground.vert", "ground.frag")
        self._frame = _compile("frame.vert", "frame.frag")
        self._frame["marker_color"] = _rgb(marker_color)
        self._ground["floor_color"] = _rgb(floor_color)
        for program in (self._ground, self._frame):
            program["frame_color"] = _rgb(frame_color)
            program["width"] = width
        self._square = quad_2d_fs()
        self._version = -1
        self._shapes: list[_Shape] = []
        self._poses: list[tuple[float, ...]] = []

    def place(self, scene: _Scene, alpha: float) -> None:
        """Find out where every wall stands: x, y, cosine and sine."""
        if self._version != self._table.version:
            self._read_outlines()
        back = (1.0 - alpha) * self._dt
        position, velocity, spin = self._table[Position], self._table[Velocity], self._table[Spin]
        x = position.x - back * velocity.x - scene.center[0]
        y = position.y - back * velocity.y - scene.center[1]
        angle = spin.angle - back * spin.rate
        self._poses = [tuple(pose) for pose in np.column_stack((x, y, np.cos(angle), np.sin(angle))).tolist()]
        for program in (self._ground, self._frame):
            program["half_view"] = scene.half
            program["pixel"] = scene.pixel

    def draw_grounds(self) -> None:
        """Draw the floors inside, and the shadows of the frames on both sides."""
        for shape, pose in zip(self._shapes, self._poses, strict=True):
            shape.distances.use(0)
            self._ground["pose"] = pose
            self._ground["middle"] = shape.middle
            self._ground["reach"] = shape.reach
            self._square.render(self._ground)

    def draw_frames(self) -> None:
        """Draw the frames, each with its bolt."""
        for shape, pose in zip(self._shapes, self._poses, strict=True):
            self._frame["pose"] = pose
            self._frame["marker"] = shape.marker
            self._frame["reach"] = shape.reach
            shape.frame.render(self._frame)

    def _read_outlines(self) -> None:
        entities = self._table.entities.tolist()
        self._shapes = [self._shape(esper.component_for_entity(entity, Outline)) for entity in entities]
        self._version = self._table.version

    def _shape(self, outline: Outline) -> _Shape:
        points, (normals, _) = outline.points, outline.sides
        low, high = points.min(axis=0), points.max(axis=0)
        middle = 0.5 * (low + high)
        reach = float(0.5 * (high - low).max() + SHADOW_REACH * self._width)
        grid = outline_distances(points, normals, middle, reach, GRID)
        distances = self._ctx.texture((GRID, GRID), components=1, dtype="f4", data=grid.tobytes())
        distances.wrap_x = distances.wrap_y = self._ctx.CLAMP_TO_EDGE
        places = self._ctx.buffer(data=frame_triangles(points, normals, self._width).data)
        frame = self._ctx.geometry([BufferDescription(places, "4f", ["in_place"])], mode=self._ctx.TRIANGLES)
        outward = normals[0] + normals[-1]
        x, y = points[0] + 0.5 * self._width * outward / np.hypot(*outward)
        return _Shape(frame, distances, (float(middle[0]), float(middle[1])), reach, (float(x), float(y)))


def _compile(vertex: str, fragment: str, geometry: str | None = None) -> Program:
    """Compile shaders from their files."""
    return arcade.get_window().ctx.program(
        vertex_shader="#version 330\n" + _source(vertex),
        fragment_shader="#version 330\n" + _source(fragment),
        geometry_shader="#version 330\n" + _source(geometry) if geometry else None,
    )


def _source(name: str) -> str:
    """Text of a shader, with the files it includes in their places."""
    text = (SHADERS / name).read_text("utf-8")
    return re.sub(r'#include "(.+)"', lambda include: _source(include[1]), text)


def _rgb(color: str) -> tuple[float, float, float]:
    """Red, green and blue from 0 to 1 of ``#rrggbb``."""
    red, green, blue = bytes.fromhex(color[1:])
    return red / 255.0, green / 255.0, blue / 255.0
