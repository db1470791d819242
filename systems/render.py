"""Balls and walls on the screen."""

from collections.abc import Callable
from typing import NamedTuple

import arcade
import esper
import numpy as np
from arcade.gl import BufferDescription, Geometry, Program, TextureArray
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont
from pyglet import gl

from components import Collider, Label, Outline, Position, PreviousPose, Spin, Table
from components.rim import HAIRLINE, Rim
from systems.kernels.bound_kernel import BoundKernel, Buffers
from systems.kernels.render import ball_poses
from systems.shader_text import shader_text
from systems.wall_cells import SHADOW_REACH, Cells, cut_ground, cut_metal
from systems.wall_poses import WallPoses

Floats = NDArray[np.float64]

FONT = ":system:fonts/ttf/Liberation/Liberation_Sans_Bold.ttf"
DIGIT, COPIES = (96, 128), 4
"""Width and height of the picture of a digit, in pixels, and how many smaller copies it has, each half as large."""

ROW = 1024
"""Pieces in a row of their texture, as in wall.glsl."""

LEAST_SHADOW = 6.0
"""Radius in pixels below which a ball throws no shadow: nobody would see it."""

LOOK = np.dtype([("color", np.uint8, 4), ("number", np.int32)])
"""What a ball looks like, whatever it does."""


class Render(esper.Processor):
    """Draws balls and walls into the active framebuffer of the arcade window. It changes no component.

    A ball has the number and the colour of its `Label`, read once, when it enters the table. The light stands
    still at the upper left; number and stripe turn with the ball. The frame of a wall lies outside its
    `Outline`, and a bolt on its first corner shows how it has turned. What is one-way has the colour of the bolts.

    dt : s, length of a step
    frame_width : m
    *_color : ``#rrggbb``; ``ball_color`` is that of balls without a label
    darkness : of shadows, from 0 to 1
    behind : draws what is behind the world
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
        darkness: float = 0.5,
        behind: Callable[[], None] = lambda: None,
    ) -> None:
        self.behind = behind
        self.view = (-4.0, 4.0, -4.0, 4.0)
        self.oversampling = 1
        self._scene: _Scene | None = None
        self._balls = _Balls(balls, badge_color, ink_color, ball_color, darkness)
        self._walls = _Walls(walls, dt, frame_width, frame_color, floor_color, marker_color, darkness)

    def process(self, alpha: float = 1.0) -> None:
        """Draw the world between the step before (alpha = 0) and the present one (alpha = 1).

        Balls go straight from their previous to their present pose; those that were put elsewhere (dirty) are
        where they are. Walls are where their motion had them then.
        """
        ctx = arcade.get_window().ctx
        left, right, bottom, top = self.view
        scene = _Scene(
            center=(0.5 * (left + right), 0.5 * (bottom + top)),
            half=(0.5 * (right - left), 0.5 * (top - bottom)),
            pixel=(right - left) / ctx.active_framebuffer.viewport[2],
            oversampling=self.oversampling,
        )
        if scene != self._scene:  # mostly the camera stands still, and to tell the graphics card is slow
            self._scene = scene
            self._balls.show(scene)
            self._walls.show(scene)
        self._walls.place(scene, alpha)  # before anything is drawn: software OpenGL waits for that
        self.behind()
        ctx.enable(ctx.BLEND)
        ctx.blend_func = ctx.ONE, ctx.ONE_MINUS_SRC_ALPHA  # colours come premultiplied
        self._walls.draw_grounds()
        self._balls.draw(scene, alpha)
        self._walls.draw_metal()
        ctx.blend_func = ctx.BLEND_DEFAULT


class _Scene(NamedTuple):
    """The rectangle that is drawn, and the size of a pixel in it, in m."""

    center: tuple[float, float]
    half: tuple[float, float]
    pixel: float
    oversampling: int


class _Balls:
    """The balls of a table on the graphics card: one point each, which a shader makes a square."""

    def __init__(self, table: Table, badge_color: str, ink_color: str, ball_color: str, darkness: float) -> None:
        self._table = table
        self._ball_color = ball_color
        self._ctx = arcade.get_window().ctx
        self._ball = _compile("disc.vert", "ball.frag", "disc.geom")
        self._shadow = _compile("disc.vert", "shadow.frag", "disc.geom")
        self._ball["reach"], self._ball["offset"] = 1.0, (0.0, 0.0)
        self._shadow["reach"], self._shadow["offset"] = 1.45, (0.20, -0.27)
        self._shadow["darkness"] = darkness
        self._ball["badge"] = _rgb(badge_color)
        self._ball["ink"] = _rgb(ink_color)
        self._digits = self._draw_digits()
        self._version = -1
        self._entities: NDArray[np.int64] = np.empty(0, np.int64)
        self._looks = np.empty(0, LOOK)
        self._poses = Buffers()
        self._make_room(64)
        fields = Position.x, Position.y, Spin.angle, PreviousPose.x, PreviousPose.y, PreviousPose.angle, Collider.radius
        self._place = BoundKernel(ball_poses, table.bind(*fields, dirty=True), self._poses)

    def show(self, scene: _Scene) -> None:
        """Take over which rectangle is drawn."""
        for program in (self._shadow, self._ball):
            program["half_view"], program["pixel"] = scene.half, scene.pixel
        self._ball["oversampling"] = scene.oversampling

    def draw(self, scene: _Scene, alpha: float) -> None:
        """Write all poses at once, then draw all shadows, then all balls."""
        if self._version != self._table.version:
            self._read_labels()
        count = len(self._table)
        if count == 0:
            return
        largest = self._place(alpha, *scene.center)
        (poses,) = self._poses.arrays
        self._pose_buffer.orphan()
        self._pose_buffer.write(poses[:count].data)
        self._digits.use(0)
        with_shadows = largest > LEAST_SHADOW * scene.pixel * scene.oversampling
        for program in (self._shadow, self._ball) if with_shadows else (self._ball,):
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
        if count > len(self._poses.arrays[0]):
            self._make_room(2 * count)
        if count:
            self._look_buffer.write(looks.data)

    def _make_room(self, capacity: int) -> None:
        """Make buffers for as many balls: of what changes every frame, and of what does not."""
        poses = np.empty((capacity, 4), np.float32)
        self._poses.arrays = (poses,)
        self._pose_buffer = self._ctx.buffer(reserve=poses.nbytes, usage="stream")
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
        texture.use()
        array = gl.GL_TEXTURE_2D_ARRAY
        gl.glTexParameteri(array, gl.GL_TEXTURE_MAX_LEVEL, COPIES)
        for level in range(1, COPIES + 1):  # made by llvmpipe, it would wait for them at each use
            copy = picture.reduce(2**level)
            form = gl.GL_R8, copy.width, copy.height // 10, 10, 0, gl.GL_RED, gl.GL_UNSIGNED_BYTE
            gl.glTexImage3D(array, level, *form, copy.tobytes())
        return texture


class _Walls:
    """The walls of a table on the graphics card: grounds below the balls, and metal above them.

    The plane about a wall is cut into cells, and each knows the few pieces of the rim that can be the nearest to a
    place in it. A shader finds the exact distance to the rim.
    """

    def __init__(
        self,
        table: Table,
        dt: float,
        width: float,
        frame_color: str,
        floor_color: str,
        marker_color: str,
        darkness: float,
    ) -> None:
        self._table, self._poses = table, WallPoses(table)
        self._dt = dt
        self._width = width
        self._ctx = arcade.get_window().ctx
        self._ground = _compile("wall.vert", "ground.frag")
        self._metal = _compile("wall.vert", "metal.frag")
        self._frame, self._marker = _rgb(frame_color), _rgb(marker_color)
        self._metal["marker_color"] = self._marker
        self._ground["darkness"] = darkness
        self._ground["floor_color"], self._ground["frame_color"] = _rgb(floor_color), self._frame
        for program in (self._ground, self._metal):
            program["width"] = width
            program["walls"], program["pieces"] = 0, 1
        self._version = -1

    def show(self, scene: _Scene) -> None:
        """Take over which rectangle is drawn."""
        for program in (self._ground, self._metal):
            program["half_view"], program["pixel"] = scene.half, scene.pixel

    def place(self, scene: _Scene, alpha: float) -> None:
        """Find out where every wall stands: x, y, cosine and sine."""
        if self._version != self._table.version:
            self._read_outlines()
            self._version = self._table.version
        if len(self._table):
            poses = self._poses.before((1.0 - alpha) * self._dt, scene.center)
            self._walls.write(poses.data, viewport=(0, 0, 1, len(poses)))

    def draw_grounds(self) -> None:
        """Draw the floors inside containers, and the shadows of frames and obstacles."""
        self._draw(self._ground, self._ground_cells)

    def draw_metal(self) -> None:
        """Draw obstacles and frames, each with its bolt."""
        self._draw(self._metal, self._metal_cells)

    def _draw(self, program: Program, cells: Geometry | None) -> None:
        if cells:
            self._walls.use(0)
            self._pieces.use(1)
            cells.render(program)

    def _read_outlines(self) -> None:
        entities = self._table.entities.tolist()
        outlines = [esper.component_for_entity(entity, Outline) for entity in entities]
        rims = [Rim.of(outline, HAIRLINE * self._width) for outline in outlines]
        grounds: list[Cells] = []
        metals: list[Cells] = []
        pieces, first = [np.zeros((0, 4))], 0
        for k, rim in enumerate(rims):
            for cut, of_all in ((cut_ground, grounds), (cut_metal, metals)):
                cells, near = cut(rim, self._width)
                cells.corners["wall"] = k
                cells.corners["pieces"][:, 0] += first
                of_all.append(cells)
                pieces.append(rim.pieces[near])
                first += len(near)
        order = sorted(range(len(rims)), key=lambda k: -rims[k].area)
        containers = [k for k in order if rims[k].container]
        obstacles = [k for k in order if not rims[k].container]
        self._ground_cells = self._upload([grounds[k] for k in containers + obstacles])
        self._metal_cells = self._upload([metals[k] for k in obstacles + containers])
        rows = -(-first // ROW) or 1
        table = np.zeros((rows * ROW, 4), np.float32)
        table[:first] = np.concatenate(pieces)
        self._pieces = self._ctx.texture((ROW, rows), components=4, dtype="f4", data=table.tobytes())
        facts = np.array([self._describe(rim) for rim in rims] or np.zeros((1, 5, 4)), np.float32)
        self._walls = self._ctx.texture((5, len(facts)), components=4, dtype="f4", data=facts.tobytes())

    def _describe(self, rim: Rim) -> Floats:
        """What the shaders know of a wall, (5, 4): room for its pose, and see wall.glsl."""
        low, high = rim.box
        middle, width = 0.5 * (low + high), self._width
        extent = float(0.5 * (high - low).max())
        reach = extent + SHADOW_REACH * width if rim.container else extent
        pivot = (0.0, 0.0) if rim.container else middle
        return np.array(
            (
                (0.0, 0.0, 1.0, 0.0),
                (rim.container, rim.closed, rim.radius, reach),
                (*rim.bolt(width), rim.hub(width)),
                (*pivot, rim.bevel(width), rim.groove(width)),
                (*(self._marker if rim.one_way else self._frame), 0.0),
            )
        )

    def _upload(self, walls: list[Cells]) -> Geometry | None:
        first = np.cumsum([0, *(len(cells.corners) for cells in walls)])
        triangles = [cells.triangles + start for cells, start in zip(walls, first, strict=False)]
        if not sum(map(len, triangles)):
            return None
        corners = self._ctx.buffer(data=np.concatenate([cells.corners for cells in walls]).tobytes())
        order = self._ctx.buffer(data=np.concatenate(triangles).astype(np.uint32).tobytes())
        content = [BufferDescription(corners, "2f i 3i", ["in_corner", "in_wall", "in_pieces"])]
        return self._ctx.geometry(content, index_buffer=order, mode=self._ctx.TRIANGLES)


def _compile(vertex: str, fragment: str, geometry: str | None = None) -> Program:
    """Compile shaders from their files."""
    return arcade.get_window().ctx.program(
        vertex_shader="#version 330\n" + shader_text(vertex),
        fragment_shader="#version 330\n" + shader_text(fragment),
        geometry_shader="#version 330\n" + shader_text(geometry) if geometry else None,
    )


def _rgb(color: str) -> tuple[float, float, float]:
    """Red, green and blue from 0 to 1 of ``#rrggbb``."""
    red, green, blue = bytes.fromhex(color[1:])
    return red / 255.0, green / 255.0, blue / 255.0
