"""Pictures without OpenGL: the scene as the window shows it, drawn by Pillow.

Light follows the formulas of the shaders beside `Render`; the shapes are Pillow's. It knows no antialiasing:
edges are drawn larger and reduced, and what is round is a sprite, made once for each of sixteen places between
the pixels, so that slow balls glide. Colours are squared before they are lit: light adds up in linear space.
"""

from functools import cached_property, lru_cache
from importlib.util import find_spec
from itertools import pairwise
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
Phase = tuple[int, int]
Color = tuple[int, int, int]

BLACK = (0, 0, 0)

LIGHT = np.array([-0.48, -0.66, 0.72]) / hypot(0.48, 0.66, 0.72)  # x right, y down, z to the viewer
LAMP = np.array([-0.40, -0.56, 0.76]) / hypot(0.40, 0.56, 0.76)  # where a ball mirrors it ...
GLOSS = (LIGHT + np.array([0.0, 0.0, 1.0])) / np.linalg.norm(LIGHT + np.array([0.0, 0.0, 1.0]))  # ... and metal
BRIGHTEST = 1.25  # light on the near side of a wall; 1 in the middle

BADGE, STRIPE = 0.60, 0.07  # radius of the disc with the number, and half the width of the stripe, in radii
DETAIL = 6.0  # px, radius from which a ball has a number and a shadow
PHASES = 4  # places of a sprite between two pixels, in x and in y

BANDS = np.array([0, 3, 8, 13, 18, 23, 27, 31, 35, 40, 55, 72, 78, 84, 89, 94, 97, 100]) / 100.0
"""Where the light on a frame changes, from its inner edge (0) to the outer (1)."""

CORNER = pi / 9  # rad, largest turn that one piece of a rounded corner covers
METAL, EDGE = 2, 3  # how many times larger than in the picture frames are drawn, and their edges
SOFT = 4  # cells of soft light across a frame

FONT = "resources/system/fonts/ttf/Liberation/Liberation_Sans_Bold.ttf"  # in arcade, which is not imported


class Painting:
    """Draws a simulation, which it only reads, into arrays.

    size : width and height of the pictures in pixels
    """

    def __init__(self, simulation: Simulation, size: tuple[int, int]) -> None:
        self.simulation = simulation
        self.size = size
        self._labels = simulation.labels
        self._camera = Camera(Subject.of(simulation), size)
        self._backdrop = _vignette(size)

    def frame(self, alpha: float = 1.0) -> Frame:
        """Draw the world between the step before (alpha = 0) and the present one (alpha = 1).

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
        """Do nothing: unlike an `Offscreen`, a painting holds no memory of a graphics card."""

    def _pixels(self, points: Floats) -> Floats:
        """Return the places (n, 2) in px from the upper left corner of points (n, 2) in m."""
        left, _, _, top = self._camera.view
        places: Floats = (points - (left, top)) * (self._camera.scale, -self._camera.scale)
        return places

    def _walls(self, alpha: float) -> list["_Wall"]:
        """Return every wall where it stands; its motion is uniform, so its velocity tells where it was."""
        table, subject = self.simulation.walls_table, self._camera.subject
        position, velocity, spin = table[Position], table[Velocity], table[Spin]
        back = (1.0 - alpha) * self.simulation.dt
        width = theme.FRAME_WIDTH * min(subject.width, subject.height) * self._camera.scale
        walls = []
        for k, corners in enumerate(self.simulation.walls()):
            pivot = np.array([position.x[k], position.y[k]])
            c, s = cos(back * spin.rate[k]), sin(back * spin.rate[k])
            turned = pivot + (corners - pivot) @ np.array([[c, -s], [s, c]])
            middle, *places = self._pixels(np.vstack((pivot, turned)) - back * np.array([velocity.x[k], velocity.y[k]]))
            walls.append(_Wall(self.size, middle, np.array(places), width))
        return walls

    def _paint_balls(self, canvas: Image.Image, alpha: float) -> None:
        balls = self.simulation.balls
        now, spin, then = balls[Position], balls[Spin], balls[Previous]
        back = np.where(balls.dirty, 0.0, 1.0 - alpha)  # what was put elsewhere is not seen on its way
        x, y = now.x - back * (now.x - then.x), now.y - back * (now.y - then.y)
        places = [_Place.of(*place) for place in self._pixels(np.column_stack((x, y))).tolist()]
        angles = (spin.angle - back * (spin.angle - then.angle)).tolist()
        radii = (self.simulation.radii * self._camera.scale).tolist()
        for place, radius in zip(places, radii, strict=True):
            if radius >= DETAIL:
                place.paste(canvas, BLACK, _shadow(radius, place.phase))
        for place, angle, radius, label in zip(places, angles, radii, self._labels, strict=True):
            if radius >= DETAIL:
                coat = _turned(_coat(radius, label.color, label.number), angle, place.phase)
                ball = _light(radius, place.phase).on(coat)
            else:
                ball = _speck(radius, label.color, place.phase)
            place.paste(canvas, ball, _disc(radius, place.phase))


class _Place(NamedTuple):
    """A place in the picture: the pixel, and where in it, as one of `PHASES` by `PHASES`."""

    column: int
    row: int
    phase: Phase

    @classmethod
    def of(cls, x: float, y: float) -> "_Place":
        column, row = floor(x), floor(y)
        return cls(column, row, (int((x - column) * PHASES), int((y - row) * PHASES)))

    def paste(self, canvas: Image.Image, sprite: Image.Image | Color, mask: Image.Image) -> None:
        """Paste a sprite that was made for this phase, its middle here."""
        canvas.paste(sprite, (self.column - mask.width // 2, self.row - mask.height // 2), mask)


class _Wall:
    """One wall in a picture: a ground below the balls, and a frame above them.

    size : px, of the picture
    middle : (2,) px, what it turns about
    corners : (k, 2) px, counter-clockwise
    width : px, of the frame
    """

    def __init__(self, size: tuple[int, int], middle: Floats, corners: Floats, width: float) -> None:
        self.size = size
        self.middle = middle
        self.corners = corners
        self.width = width
        along = np.roll(corners, -1, axis=0) - corners
        self.normals = np.column_stack((-along[:, 1], along[:, 0])) / np.hypot(*along.T)[:, None]
        # The middles of cells that stand still: so does the floor, and moving pictures stay small.
        columns, rows = (ceil(SOFT * side / width) for side in size)
        self._x = ((np.arange(columns) + 0.5) * size[0] / columns)[None, :]
        self._y = ((np.arange(rows) + 0.5) * size[1] / rows)[:, None]
        nearer = (self._x - middle[0]) * LIGHT[0] + (self._y - middle[1]) * LIGHT[1]
        slope = 1.0 + (BRIGHTEST - 1.0) * nearer / np.hypot(*(corners - middle).T).max()
        self._slope = np.clip(slope, 0.0, BRIGHTEST) / BRIGHTEST

    def paint_ground(self, canvas: Image.Image) -> None:
        """Paint the floor, the shadow that the frame throws on both sides, and the hub."""
        behind = self._distances(0.5 * self.width * LIGHT) / self.width
        around = 0.5 * (1.0 - _smoothstep(-0.5, 2.6, behind - 1.0))
        light = self._slope * (1.0 - 0.8 * _smoothstep(-2.2, 1.0, behind))
        inside = self._distances(np.zeros(3)) < 0.5 * self.width  # this edge and the next lie below the frame
        darkness = np.where(inside, 1.0 - np.sqrt(light), around)

        floor_mask = Image.new("1", self.size)
        ImageDraw.Draw(floor_mask).polygon(self._outline(0.5 * self.width).ravel().tolist(), fill=1)
        canvas.paste(_color(BRIGHTEST * _linear(theme.FLOOR)), mask=floor_mask)
        self._darken(canvas, darkness)
        hub = _Place.of(*self.middle.tolist())
        for radius, light in ((0.3, 0.45 * _linear(theme.FRAME)), (0.17, 0.5 * _linear(theme.FLOOR))):
            hub.paste(canvas, _color(light), _disc(radius * self.width, hub.phase))

    def paint_frame(self, canvas: Image.Image) -> None:
        """Paint a moulding of metal, and on its first corner a bolt that shows how it has turned."""
        metal = self._metal()
        self._darken(metal, 1.0 - np.sqrt(self._slope))
        band = Image.new("L", (self.size[0] * EDGE, self.size[1] * EDGE))
        pen = ImageDraw.Draw(band)
        pen.polygon((self._outline(self.width) * EDGE).ravel().tolist(), fill=255)
        pen.polygon((self.corners * EDGE).ravel().tolist(), fill=0)
        canvas.paste(metal, mask=band.reduce(EDGE))
        outward = self.normals[0] + self.normals[-1]
        bolt = _Place.of(*(self.corners[0] + 0.5 * self.width * outward / hypot(*outward)).tolist())
        radius = 0.42 * self.width
        bolt.paste(canvas, BLACK, _disc(1.25 * radius, bolt.phase, 0.45))
        bolt.paste(canvas, _bolt(radius, bolt.phase), _disc(radius, bolt.phase))

    def _metal(self) -> Image.Image:
        """Draw bands of one colour each along the sides and around the corners."""
        ends, outward = self._pieces
        across = 0.5 * (BANDS[1:] + BANDS[:-1])
        facing = outward.sum(axis=1)
        facing /= np.hypot(*facing.T)[:, None]
        edges = _smoothstep(0.0, 0.16, across) - 1.0 + _smoothstep(0.72, 1.0, across)
        groove = np.exp(-(((across - 0.33) / 0.035) ** 2)) - np.exp(-(((across - 0.25) / 0.035) ** 2))
        steepness = 1.9 * edges + 0.5 * (across - 0.5) - 1.1 * groove
        light = BRIGHTEST * _lit(theme.FRAME, steepness[:, None, None] * facing, 0.2)
        brushed = facing @ LIGHT[:2] / hypot(*LIGHT[:2])
        light *= (0.72 + 0.5 * brushed**2)[:, None]
        light *= (0.45 + 0.55 * _smoothstep(0.0, 0.05, np.minimum(across, 1.0 - across)))[:, None, None]

        metal = Image.new("RGB", (self.size[0] * METAL, self.size[1] * METAL))
        pen = ImageDraw.Draw(metal)
        heights = BANDS * self.width
        heights[0], heights[-1] = -1.0, self.width + 1.0  # the mask cuts the edges
        lines = (ends + heights[:, None, None, None] * outward) * METAL
        for (inner, outer), colors in zip(pairwise(lines), _bytes(np.sqrt(light)).tolist(), strict=True):
            quads = np.concatenate((inner, outer[:, ::-1]), axis=1).reshape(-1, 8).tolist()
            for quad, color in zip(quads, colors, strict=True):
                pen.polygon(quad, fill=tuple(color))
        return metal.reduce(METAL)

    def _darken(self, picture: Image.Image, darkness: Floats) -> None:
        """Take away this part of the brightness, given for every cell."""
        mask = Image.fromarray(_bytes(darkness)).resize(self.size, Image.Resampling.BILINEAR)
        picture.paste(Image.new("RGB", self.size), mask=mask)  # faster than to paste a colour

    def _distances(self, offset: Floats) -> Floats:
        """Return how far the cells, moved by an offset in px, lie outside; negative inside."""
        x, y = self._x + offset[0], self._y + offset[1]
        outside = np.full((y.size, x.size), -np.inf)
        for (cx, cy), (nx, ny) in zip(self.corners.tolist(), self.normals.tolist(), strict=True):
            np.maximum(outside, nx * x + (ny * y - (nx * cx + ny * cy)), out=outside)
        return outside

    def _outline(self, distance: float) -> Floats:
        """Return corners (m, 2) px of the outline this far outside, its corners round."""
        ends, outward = self._pieces
        return (ends + distance * outward).reshape(-1, 2)

    @cached_property
    def _pieces(self) -> tuple[Floats, Floats]:
        """The sides, and the corners in small turns: where each begins and ends (m, 2, 2) px, and outward."""
        ends: list[tuple[Floats, Floats]] = []
        outward: list[tuple[Floats, Floats]] = []
        for k, corner in enumerate(self.corners):
            before, after = self.normals[k - 1], self.normals[k]
            turn = np.arctan2(before[0] * after[1] - before[1] * after[0], before @ after)
            parts = ceil(abs(turn) / CORNER)
            angles = np.arctan2(before[1], before[0]) + turn * np.arange(parts + 1) / parts
            ends += [*[(corner, corner)] * parts, (corner, self.corners[(k + 1) % len(self.corners)])]
            outward += [*pairwise(np.column_stack((np.cos(angles), np.sin(angles)))), (after, after)]
        return np.array(ends), np.array(outward)


class _Light(NamedTuple):
    """What light does to a ball: colour c becomes sqrt(c² factor + gloss).

    factor, gloss : (s, s, 1), gloss times 255²
    """

    factor: NDArray[np.float32]
    gloss: NDArray[np.float32]

    def on(self, coat: Image.Image) -> Image.Image:
        """Light up what a ball is painted with."""
        light = np.square(np.asarray(coat), dtype=np.float32)
        light *= self.factor
        light += self.gloss
        return Image.fromarray(np.minimum(np.sqrt(light, out=light), 255.0).astype(np.uint8))


@lru_cache(maxsize=4096)
def _light(radius: float, phase: Phase) -> _Light:
    x, y = _grid(radius, phase)
    far = np.hypot(x, y)
    normal = np.stack((*np.broadcast_arrays(x, y), np.sqrt(np.maximum(1.0 - far * far, 0.0))), axis=-1)
    toward, glance, rim = normal @ LIGHT, normal @ LAMP, 1.0 - normal[..., 2]
    facing, bounced = 0.5 + 0.5 * toward, rim**2 * np.maximum(-toward, 0.0)
    edge = 0.30 + 0.70 * np.clip((0.96 - far) / max(1.0 / radius, 0.02) + 0.5, 0.0, 1.0)
    factor = edge * (0.14 + 1.15 * facing**2 + 0.5 * bounced) * (1.0 - 0.5 * rim**2)
    gloss = edge * (0.12 * _smoothstep(0.70, 1.0, glance) + 0.55 * _smoothstep(0.970, 0.992, glance))
    gloss *= 255.0**2 * (1.0 if radius >= DETAIL else 0.3)
    return _Light(factor[..., None].astype(np.float32), gloss[..., None].astype(np.float32))


@lru_cache(maxsize=4096)
def _speck(radius: float, color: str, phase: Phase) -> Image.Image:
    light = _light(radius, phase)
    return light.on(Image.new("RGB", light.factor.shape[:2], color))


@lru_cache(maxsize=4096)
def _coat(radius: float, color: str, number: int) -> Image.Image:
    """Paint colour, stripe, badge and number of a ball, twice as large as it will be seen."""
    fine = 4
    side = 4 * fine * (ceil(radius) + 2)
    unit, middle = 2.0 * fine * radius, 0.5 * side
    coat = Image.new("RGB", (side, side), color)
    pen = ImageDraw.Draw(coat)
    pen.rectangle((0, middle - STRIPE * unit, side, middle + STRIPE * unit), theme.BADGE)
    pen.circle((middle, middle), BADGE * unit, theme.BADGE)
    text = str(number)
    wide = 0.70 * len(text)
    size = min(1.68 * BADGE / hypot(1.0, wide), 1.1 * BADGE) * unit
    base = middle + 0.45 * size
    if set(text) <= set("0689") and not set(text).isdisjoint("69"):  # another number upside down: underline it
        base -= 0.08 * size
        line = 0.40 * wide * size
        pen.rectangle((middle - line, base + 0.09 * size, middle + line, base + 0.19 * size), theme.INK)
    pen.text((middle, base), text, theme.INK, _font(1.28 * size), anchor="ms")
    return coat.reduce(fine)


def _turned(coat: Image.Image, angle: float, phase: Phase) -> Image.Image:
    """Return a coat in its final size, turned counter-clockwise by ``angle`` in rad."""
    side = coat.width // 2
    x, y = (side // 2 + (step + 0.5) / PHASES for step in phase)
    c, s = 2.0 * cos(angle), 2.0 * sin(angle)
    inverse = (c, -s, side - c * x + s * y, s, c, side - s * x - c * y)
    return coat.transform((side, side), Image.Transform.AFFINE, inverse, Image.Resampling.BILINEAR)


@lru_cache(maxsize=4096)
def _shadow(radius: float, phase: Phase) -> Image.Image:
    x, y = _grid(radius, phase, reach=1.8)
    return Image.fromarray(_bytes(0.5 - 0.5 * _smoothstep(0.5, 1.45, np.hypot(x - 0.20, y - 0.27))))


@lru_cache(maxsize=64)
def _bolt(radius: float, phase: Phase) -> Image.Image:
    slope = 0.6 * np.stack(np.broadcast_arrays(*_grid(radius, phase)), axis=-1)
    return Image.fromarray(_bytes(np.sqrt(_lit(theme.MARKER, slope, 0.3))))


@lru_cache(maxsize=4096)
def _disc(radius: float, phase: Phase, opacity: float = 1.0) -> Image.Image:
    far = np.hypot(*_grid(radius, phase))
    return Image.fromarray(_bytes(opacity * np.clip((1.0 - far) * radius + 0.5, 0.0, 1.0)))


@lru_cache(maxsize=64)
def _font(size: float) -> ImageFont.ImageFont | ImageFont.FreeTypeFont:
    """Load the font that arcade brings along, without importing arcade, or else Pillow's own."""
    arcade = find_spec("arcade")
    if arcade and arcade.origin and (file := Path(arcade.origin).parent / FONT).is_file():
        return ImageFont.truetype(file, size)
    return ImageFont.load_default(size)


def _vignette(size: tuple[int, int]) -> Image.Image:
    """Paint the backdrop, brightest towards the light; noise of one step of brightness hides its bands."""
    x, y = (np.linspace(-1.0, 1.0, side) for side in size)
    away = _smoothstep(0.0, 1.25, np.hypot(0.80 * (x + 0.10), 0.85 * (y[:, None] + 0.16)))[..., None]
    middle, edge = (np.sqrt(_linear(color)) for color in (theme.BACKDROP_MIDDLE, theme.BACKDROP_EDGE))
    grain = np.random.default_rng(0).random((size[1], size[0], 1)) - 0.5
    return Image.fromarray(_bytes(middle + away * (edge - middle) + grain / 255.0))


def _grid(radius: float, phase: Phase, reach: float = 1.0) -> tuple[Floats, Floats]:
    """Return x (1, s) and y (s, 1) of the pixels of a sprite, in radii from its middle."""
    half = ceil(radius * reach) + 2
    x, y = ((np.arange(0.5 - half, half) - (step + 0.5) / PHASES) / radius for step in phase)
    return x[None, :], y[:, None]


def _lit(color: str, slope: Floats, gloss: float) -> Floats:
    """Return the light (..., 3) from a metal surface that falls off along ``slope`` (..., 2)."""
    normal = np.concatenate((slope, np.ones((*slope.shape[:-1], 1))), axis=-1)
    normal /= np.linalg.norm(normal, axis=-1, keepdims=True)
    facing, glance = np.maximum(normal @ LIGHT, 0.0)[..., None], np.maximum(normal @ GLOSS, 0.0)[..., None]
    light: Floats = _linear(color) * (0.08 + 1.2 * facing**2) + gloss * glance**24
    return light


def _linear(color: str) -> Floats:
    """Return the light (3,), 0 to 1, of a colour ``#rrggbb``."""
    return np.square(np.frombuffer(bytes.fromhex(color[1:]), np.uint8) / 255.0)


def _color(light: Floats) -> Color:
    red, green, blue = _bytes(np.sqrt(light)).tolist()
    return red, green, blue


def _bytes(values: Floats) -> Frame:
    return np.clip(np.rint(255.0 * values), 0.0, 255.0).astype(np.uint8)


def _smoothstep(low: float, high: float, value: Floats) -> Floats:
    t = np.clip((value - low) / (high - low), 0.0, 1.0)
    smooth: Floats = t * t * (3.0 - 2.0 * t)
    return smooth
