"""Pictures without OpenGL: the scene as the window shows it, drawn by Pillow.

Light follows the formulas of the shaders beside `Render`; the shapes are Pillow's, which knows no antialiasing:
edges are drawn larger and reduced. Everything round is a sprite, made once for each of sixteen places between the
pixels, so that slow balls glide. Colours are squared before they are lit, because light adds up in linear space.
"""

from functools import cached_property, lru_cache
from importlib.util import find_spec
from math import ceil, cos, floor, hypot, pi, sin
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from components import Position, Previous, Spin, Velocity
from game import theme
from game.camera import Camera, Subject
from game.simulation import Simulation

Floats = NDArray[np.float64]
Frame = NDArray[np.uint8]
Paint = Image.Image | tuple[int, int, int]

BADGE = 0.60
"""Radius of the disc with the number, in ball radii."""

STRIPE = 0.07
"""Half the width of the stripe, in ball radii."""

BEVEL = np.array([0.0, 0.025, 0.06, 0.11, 0.17, 0.24, 0.70, 0.77, 0.83, 0.88, 0.93, 0.975, 1.0])
"""Where across a frame its colour changes, from the inner edge (0) to the outer (1)."""

CORNER = pi / 9
"""Largest turn, in rad, that one piece of a rounded corner covers."""

METAL = 2
EDGE = 3
"""How many times larger than the picture the metal of frames is drawn, and its edges."""

SOFT = 0.25
"""Size of the cells in which soft light is computed, in widths of the frame."""

PHASES = 4
"""Places of a sprite between two pixels, in x and in y."""

DETAIL = 5.0
"""Radius in pixels from which a ball has a number and a shadow."""

FONT = "resources/system/fonts/ttf/Liberation/Liberation_Sans_Bold.ttf"  # within arcade, which is not imported

LIGHT = np.array([-0.48, -0.66, 0.72]) / hypot(0.48, 0.66, 0.72)  # x right, y down, z to the viewer
GLOSS = (LIGHT + (0.0, 0.0, 1.0)) / np.linalg.norm(LIGHT + (0.0, 0.0, 1.0))


class Painting:
    """Draws a simulation into arrays; it only reads it.

    size : width and height of the picture in pixels
    """

    def __init__(self, simulation: Simulation, size: tuple[int, int]) -> None:
        self.simulation = simulation
        self.size = size
        self._labels = simulation.labels
        subject = _subject(simulation)
        self._camera = Camera(subject, size)
        self._frame_width = theme.FRAME_WIDTH * min(subject.width, subject.height) * self._camera.scale
        self._backdrop = _vignette(size)

    def frame(self, alpha: float = 1.0) -> Frame:
        """Draw the scene between the previous step (alpha = 0) and the present one (alpha = 1).

        Returns (height, width, 3) uint8, the first row at the top.
        """
        canvas = self._backdrop.copy()
        walls = self._walls(alpha)
        for wall in walls:
            wall.paint_ground(canvas)
        self._paint_balls(canvas, alpha)
        for wall in walls:
            wall.paint_frame(canvas)
        return np.asarray(canvas)

    def close(self) -> None:
        """Do nothing: unlike an `Offscreen`, a painting holds no window."""

    def _pixels(self, points: Floats) -> Floats:
        """Places in the picture (n, 2), px from the upper left corner, of points (n, 2) in m."""
        left, _, _, top = self._camera.view
        places: Floats = (points - (left, top)) * (self._camera.scale, -self._camera.scale)
        return places

    def _walls(self, alpha: float) -> list["_Wall"]:
        """Every wall where it stands; its motion is uniform, so its velocity tells where it was."""
        table = self.simulation.walls_table
        position, velocity, spin = table[Position], table[Velocity], table[Spin]
        back = (1.0 - alpha) * self.simulation.dt
        walls = []
        for k, corners in enumerate(self.simulation.walls()):
            pivot = np.array([position.x[k], position.y[k]])
            shift = -back * np.array([velocity.x[k], velocity.y[k]])
            c, s = cos(-back * spin.rate[k]), sin(-back * spin.rate[k])
            turned = pivot + (corners - pivot) @ np.array([[c, s], [-s, c]])
            places = self._pixels(np.vstack((pivot, turned)) + shift)
            walls.append(_Wall(places[0], places[1:], self._frame_width))
        return walls

    def _paint_balls(self, canvas: Image.Image, alpha: float) -> None:
        balls = self.simulation.balls
        now, spin, then = balls[Position], balls[Spin], balls[Previous]
        back = np.where(balls.dirty, 0.0, 1.0 - alpha)  # what was put elsewhere is not seen on the way there
        x, y = now.x - back * (now.x - then.x), now.y - back * (now.y - then.y)
        places = [_Place.of(*place) for place in self._pixels(np.column_stack((x, y))).tolist()]
        angles = (spin.angle - back * (spin.angle - then.angle)).tolist()
        radii = (self.simulation.radii * self._camera.scale).tolist()
        for place, radius in zip(places, radii, strict=True):
            if radius >= DETAIL:
                place.paste(canvas, (0, 0, 0), _shadow(radius, place.phase))
        for place, angle, radius, label in zip(places, angles, radii, self._labels, strict=True):
            light = _ball_light(radius, place.phase)
            if radius >= DETAIL:
                coat = light.turned(_coat(radius, label.color, label.number), angle)
                ball = light.on(np.asarray(coat))
            else:
                ball = _plain_ball(radius, label.color, place.phase)
            place.paste(canvas, ball, light.mask)


class _Place(NamedTuple):
    """A place in the picture: the pixel, and the place in that pixel as one of `PHASES` by `PHASES`."""

    column: int
    row: int
    phase: tuple[int, int]

    @classmethod
    def of(cls, x: float, y: float) -> "_Place":
        """Return the place of a point in px."""
        column, row = floor(x), floor(y)
        return cls(column, row, (int((x - column) * PHASES), int((y - row) * PHASES)))

    def paste(self, canvas: Image.Image, paint: Paint, mask: Image.Image) -> None:
        """Paint a sprite that was made for this phase, its middle here."""
        canvas.paste(paint, (self.column - mask.width // 2, self.row - mask.height // 2), mask)


class _Wall:
    """One wall in the picture: a ground below the balls, and a frame above them.

    middle : (2,) px, what it turns about
    corners : (k, 2) px, counter-clockwise
    width : px, of the frame
    """

    def __init__(self, middle: Floats, corners: Floats, width: float) -> None:
        self.middle = middle
        self.corners = corners
        self.width = width
        self.reach = float(np.hypot(*(corners - middle).T).max())
        along = np.roll(corners, -1, axis=0) - corners
        self.normals = np.column_stack((-along[:, 1], along[:, 0])) / np.hypot(*along.T)[:, None]

    def paint_ground(self, canvas: Image.Image) -> None:
        """Paint the floor, the shadow that the frame throws on both sides, and the hub."""
        box = _Box((0, 0), canvas.size)  # cells that stand still make floors that do, which compress well
        x, y = box.middles(SOFT * self.width)
        behind = self._distances(x + 0.5 * LIGHT[0] * self.width, y + 0.5 * LIGHT[1] * self.width) / self.width
        around = 0.5 * (1.0 - _smoothstep(-0.5, 2.6, behind - 1.0))
        light = (1.0 + 0.25 * self._slope(x, y)) * (1.0 - 0.8 * _smoothstep(-2.2, 1.0, behind))
        inside = self._distances(x, y) < 0.5 * self.width  # this edge and the next are below the frame
        darkness = np.where(inside, 1.0 - np.sqrt(light / 1.25), around)

        floor_mask = Image.new("1", box.size)
        ImageDraw.Draw(floor_mask).polygon(_flat(self._outline(0.5 * self.width)), fill=1)
        canvas.paste(tuple(_screen(1.25 * _linear(theme.FLOOR)).tolist()), box.corner, floor_mask)
        canvas.paste(Image.new("RGB", box.size), box.corner, box.enlarged(darkness))

        place = _Place.of(*self.middle.tolist())
        place.paste(canvas, *_hub(0.3 * self.width, place.phase))

    def paint_frame(self, canvas: Image.Image) -> None:
        """Paint a moulding of metal, and a bolt on the first corner that shows how it has turned."""
        outer = self._outline(self.width)
        box = _Box.around(outer, 1.0, canvas)
        if box.empty:
            return
        band = Image.new("L", (box.size[0] * EDGE, box.size[1] * EDGE))
        pen = ImageDraw.Draw(band)
        pen.polygon(_flat((outer - box.corner) * EDGE), fill=255)
        pen.polygon(_flat((self.corners - box.corner) * EDGE), fill=0)

        metal = self._metal(box)
        light = 1.0 + 0.3 * self._slope(*box.middles(self.width))
        metal.paste(Image.new("RGB", box.size), mask=box.enlarged(1.0 - np.sqrt(light / 1.3)))
        canvas.paste(metal, box.corner, band.reduce(EDGE))

        outward = self.normals[0] + self.normals[-1]
        place = _Place.of(*(self.corners[0] + 0.5 * self.width * outward / hypot(*outward)).tolist())
        place.paste(canvas, *_bolt(0.34 * self.width, place.phase))

    def _metal(self, box: "_Box") -> Image.Image:
        """Bands of one colour each along the sides and around the corners: inner bevel, flat top, rounded edge."""
        ends, directions = self._pieces
        across = 0.5 * (BEVEL[1:] + BEVEL[:-1])
        tilt = 1.6 * (_smoothstep(0.70, 1.0, across) - 1.0 + _smoothstep(0.0, 0.24, across))
        facing = directions.sum(axis=1)
        facing /= np.hypot(*facing.T)[:, None]
        light = _lit(theme.FRAME, tilt[:, None, None] * facing, 0.25) * 1.3
        edge = 0.45 + 0.55 * _smoothstep(0.0, 0.05, np.minimum(across, 1.0 - across))
        colors = _screen(light * edge[:, None, None])

        metal = Image.new("RGB", (box.size[0] * METAL, box.size[1] * METAL))
        pen = ImageDraw.Draw(metal)
        heights = BEVEL * self.width
        heights[0], heights[-1] = -1.0, self.width + 1.0  # the mask cuts the edges
        lines = (ends + heights[:, None, None, None] * directions - box.corner) * METAL
        for inner, outer, row in zip(lines[:-1], lines[1:], colors.tolist(), strict=True):
            quads = np.concatenate((inner, outer[:, ::-1]), axis=1).reshape(len(inner), 8).tolist()
            for quad, color in zip(quads, row, strict=True):
                pen.polygon(quad, fill=tuple(color))
        return metal.reduce(METAL)

    @cached_property
    def _pieces(self) -> tuple[Floats, Floats]:
        """The sides, and between them the corners in small turns: ends (m, 2, 2) px, outward there (m, 2, 2)."""
        ends, directions = [], []
        for k, corner in enumerate(self.corners):
            before, after = self.normals[k - 1], self.normals[k]
            turn = np.arctan2(before[0] * after[1] - before[1] * after[0], before @ after)
            angles = np.arctan2(before[1], before[0]) + turn * np.linspace(0.0, 1.0, ceil(abs(turn) / CORNER) + 1)
            fan = np.column_stack((np.cos(angles), np.sin(angles)))
            ends += [(corner, corner)] * (len(fan) - 1)
            directions += zip(fan[:-1], fan[1:], strict=True)
            ends.append((corner, self.corners[(k + 1) % len(self.corners)]))
            directions.append((after, after))
        return np.array(ends), np.array(directions)

    def _outline(self, distance: float) -> Floats:
        """Corners (m, 2) px of the outline this far outside, its corners round."""
        ends, directions = self._pieces
        return (ends + distance * directions).reshape(-1, 2)

    def _distances(self, x: Floats, y: Floats) -> Floats:
        """How far points lie outside the outline, px; negative inside. Beyond corners a little too short."""
        farthest = np.full(np.broadcast_shapes(x.shape, y.shape), -np.inf)
        for (cx, cy), (nx, ny) in zip(self.corners.tolist(), self.normals.tolist(), strict=True):
            np.maximum(farthest, (nx * x - (nx * cx + ny * cy)) + ny * y, out=farthest)
        return farthest

    def _slope(self, x: Floats, y: Floats) -> Floats:
        """How far points lie towards the light, about -1 to 1."""
        slope: Floats = ((x - self.middle[0]) * LIGHT[0] + (y - self.middle[1]) * LIGHT[1]) / self.reach
        return slope


class _Box(NamedTuple):
    """A rectangle of whole pixels in the picture."""

    corner: tuple[int, int]
    size: tuple[int, int]

    @classmethod
    def around(cls, points: Floats, margin: float, canvas: Image.Image) -> "_Box":
        """Return the part of the canvas that holds these points (n, 2) px and a margin."""
        low = np.clip(np.floor(points.min(axis=0) - margin), 0, canvas.size).astype(int)
        high = np.clip(np.ceil(points.max(axis=0) + margin), 0, canvas.size).astype(int)
        (left, top), (right, bottom) = low.tolist(), high.tolist()
        return cls((left, top), (right - left, bottom - top))

    @property
    def empty(self) -> bool:
        """Whether it has no pixel."""
        return min(self.size) <= 0

    def middles(self, coarse: float) -> tuple[Floats, Floats]:
        """x (1, c) and y (r, 1) in px of the middles of cells that are at most ``coarse`` pixels wide."""
        columns, rows = ceil(self.size[0] / coarse), ceil(self.size[1] / coarse)
        x = self.corner[0] + (np.arange(columns) + 0.5) * self.size[0] / columns
        y = self.corner[1] + (np.arange(rows) + 0.5) * self.size[1] / rows
        return x[None, :], y[:, None]

    def enlarged(self, cells: Floats) -> Image.Image:
        """A mask of the size of the box from a few cells, 0 to 1."""
        return Image.fromarray(_bytes(255.0 * cells)).resize(self.size, Image.Resampling.BILINEAR)


class _Light(NamedTuple):
    """What light does to a ball: a colour c, squared, becomes c² factor + gloss on the screen.

    factor, gloss : (s, s, 1), gloss times 255²
    mask : how much of each pixel is ball
    """

    radius: float
    phase: tuple[int, int]
    factor: NDArray[np.float32]
    gloss: NDArray[np.float32]
    mask: Image.Image

    def on(self, coat: Frame) -> Image.Image:
        """Light up a coat (s, s, 3)."""
        light = np.square(coat, dtype=np.float32)
        light *= self.factor
        light += self.gloss
        return Image.fromarray(np.minimum(np.sqrt(light, out=light), 255.0).astype(np.uint8))

    def turned(self, coat: Image.Image, angle: float) -> Image.Image:
        """A coat of twice the size, turned counter-clockwise by ``angle`` in rad, in place."""
        side = self.mask.width
        x, y = (side // 2 + (phase + 0.5) / PHASES for phase in self.phase)
        c, s = 2.0 * cos(angle), 2.0 * sin(angle)
        inverse = (c, -s, side - c * x + s * y, s, c, side - s * x - c * y)
        return coat.transform((side, side), Image.Transform.AFFINE, inverse, Image.Resampling.BILINEAR)


@lru_cache(maxsize=4096)
def _ball_light(radius: float, phase: tuple[int, int]) -> _Light:
    x, y = _grid(radius, phase)
    far = np.hypot(x, y)
    normal = np.stack(np.broadcast_arrays(x, y, np.sqrt(np.maximum(1.0 - far * far, 0.0))), axis=-1)
    facing = 0.5 + 0.5 * normal @ LIGHT
    glance = normal @ GLOSS
    rim = 0.35 + 0.65 * np.clip((0.96 - far) / max(1.0 / radius, 0.02) + 0.5, 0.0, 1.0)
    factor = rim * (0.20 + 0.95 * facing * facing) * (0.55 + 0.45 * _smoothstep(0.0, 0.55, normal[..., 2]))
    gloss = rim * (0.08 * _smoothstep(0.75, 1.0, glance) + 0.5 * _smoothstep(0.975, 0.995, glance))
    lights = (factor[..., None].astype(np.float32), (255.0**2 * gloss[..., None]).astype(np.float32))
    return _Light(radius, phase, *lights, _disc(radius, far))


@lru_cache(maxsize=4096)
def _plain_ball(radius: float, color: str, phase: tuple[int, int]) -> Image.Image:
    light = _ball_light(radius, phase)
    side = light.mask.width
    return light.on(np.broadcast_to(_bytes(255.0 * np.sqrt(_linear(color))), (side, side, 3)))


@lru_cache(maxsize=4096)
def _coat(radius: float, color: str, number: int) -> Image.Image:
    """What a ball is painted with, twice as large as it is seen: its colour, a stripe, and a badge with its number."""
    fine = 4
    side = 4 * fine * (ceil(radius) + 2)
    r, middle = 2.0 * fine * radius, 0.5 * side
    coat = Image.new("RGB", (side, side), color)
    pen = ImageDraw.Draw(coat)
    pen.rectangle((0, middle - STRIPE * r, side, middle + STRIPE * r), fill=theme.BADGE)
    pen.ellipse((middle - BADGE * r, middle - BADGE * r, middle + BADGE * r, middle + BADGE * r), fill=theme.BADGE)
    text = str(number)
    underlined = set(text) <= set("0689") and not set(text).isdisjoint("69")  # another number upside down
    wide = 0.70 * len(text)
    size = min(1.75 * BADGE / hypot(1.0, wide), 1.1 * BADGE) * r
    base = middle + (0.37 if underlined else 0.45) * size
    pen.text((middle, base), text, fill=theme.INK, font=_font(1.28 * size), anchor="ms")
    if underlined:
        pen.rectangle((middle - 0.4 * wide * size, base + 0.09 * size, middle + 0.4 * wide * size, base + 0.19 * size),
                      fill=theme.INK)  # fmt: skip
    return coat.reduce(fine)


@lru_cache(maxsize=4096)
def _shadow(radius: float, phase: tuple[int, int]) -> Image.Image:
    x, y = _grid(radius, phase, reach=1.8)
    return Image.fromarray(_bytes(127.0 * (1.0 - _smoothstep(0.5, 1.45, np.hypot(x - 0.20, y - 0.27)))))


@lru_cache(maxsize=64)
def _bolt(radius: float, phase: tuple[int, int]) -> tuple[Image.Image, Image.Image]:
    x, y = _grid(radius, phase, reach=1.25)
    far = np.hypot(x, y)
    top = _lit(theme.MARKER, 0.6 * np.stack(np.broadcast_arrays(x, y), axis=-1), 0.35)
    seat = 0.3 * _linear(theme.FRAME)
    cover = np.clip((1.0 - far) * radius + 0.5, 0.0, 1.0)[..., None]
    return Image.fromarray(_screen(seat + cover * (top - seat))), _disc(radius, far - 0.25)


@lru_cache(maxsize=64)
def _hub(radius: float, phase: tuple[int, int]) -> tuple[Image.Image, Image.Image]:
    far = np.hypot(*_grid(radius, phase))
    ring, hole = 0.45 * _linear(theme.FRAME), 0.5 * _linear(theme.FLOOR)
    cover = np.clip((0.55 - far) * radius + 0.5, 0.0, 1.0)[..., None]
    return Image.fromarray(_screen(ring + cover * (hole - ring))), _disc(radius, far)


@lru_cache(maxsize=64)
def _font(size: float) -> ImageFont.ImageFont | ImageFont.FreeTypeFont:
    """The font that arcade brings along, or Pillow's own; arcade itself is not imported."""
    arcade = find_spec("arcade")
    if arcade and arcade.origin and (file := Path(arcade.origin).parent / FONT).is_file():
        return ImageFont.truetype(file, size)
    return ImageFont.load_default(size)


def _subject(simulation: Simulation) -> Subject:
    """What is seen at least: the level's view, or else all walls, or else all balls."""
    if simulation.level.view:
        return Subject(simulation.level.view.center, *[simulation.level.view.height] * 2)
    if not (walls := simulation.walls()):
        return Subject.around(simulation.positions, simulation.radii)
    pivots = simulation.walls_table[Position]
    centers = np.column_stack((pivots.x, pivots.y))
    reach = [np.hypot(*(wall - center).T).max() for wall, center in zip(walls, centers, strict=True)]
    return Subject.around(centers, reach)


def _vignette(size: tuple[int, int]) -> Image.Image:
    """The backdrop, brightest towards the light; noise of one step of brightness hides its bands."""
    x = np.linspace(-1.0, 1.0, size[0])[None, :]
    y = np.linspace(-1.0, 1.0, size[1])[:, None]
    away = _smoothstep(0.0, 1.25, np.hypot(0.80 * (x + 0.10), 0.85 * (y + 0.16)))[..., None]
    middle, edge = (np.sqrt(_linear(color)) for color in (theme.BACKDROP_MIDDLE, theme.BACKDROP_EDGE))
    grain = np.random.default_rng(0).random((size[1], size[0], 1)) - 0.5
    return Image.fromarray(_bytes(255.0 * (middle + away * (edge - middle)) + grain))


def _grid(radius: float, phase: tuple[int, int], reach: float = 1.0) -> tuple[Floats, Floats]:
    """x (1, s) and y (s, 1) of the pixels of a sprite, in radii from its middle."""
    half = ceil(radius * reach) + 2
    ticks = np.arange(2 * half) + 0.5 - half
    x, y = ((ticks - (step + 0.5) / PHASES) / radius for step in phase)
    return x[None, :], y[:, None]


def _disc(radius: float, far: Floats) -> Image.Image:
    """The mask of a disc, from the distances of pixels from its middle, in radii."""
    return Image.fromarray(_bytes(255.0 * np.clip((1.0 - far) * radius + 0.5, 0.0, 1.0)))


def _lit(color: str, slope: Floats, gloss: float) -> Floats:
    """Light (..., 3) from a metal surface that falls off along ``slope`` (..., 2)."""
    normal = np.concatenate((slope, np.ones((*slope.shape[:-1], 1))), axis=-1)
    normal /= np.linalg.norm(normal, axis=-1, keepdims=True)
    facing, glance = np.maximum(normal @ LIGHT, 0.0), np.maximum(normal @ GLOSS, 0.0)
    light: Floats = _linear(color) * (0.12 + 0.95 * facing)[..., None] + gloss * (glance**60.0)[..., None]
    return light


def _linear(color: str) -> Floats:
    """Light (3,), 0 to 1, of a colour ``#rrggbb``."""
    return np.square(np.frombuffer(bytes.fromhex(color[1:]), np.uint8) / 255.0)


def _screen(light: Floats) -> Frame:
    return _bytes(255.0 * np.sqrt(light))


def _bytes(values: Floats) -> Frame:
    return np.clip(np.rint(values), 0.0, 255.0).astype(np.uint8)


def _smoothstep(low: float, high: float, value: Floats) -> Floats:
    t = np.clip((value - low) / (high - low), 0.0, 1.0)
    smooth: Floats = t * t * (3.0 - 2.0 * t)
    return smooth


def _flat(points: Floats) -> list[float]:
    """x, y, x, y ... as Pillow takes them."""
    coordinates: list[float] = points.ravel().tolist()
    return coordinates
