"""Pictures without OpenGL: the scene as the window shows it, drawn by Pillow.

Light follows the formulas of the shaders beside `Render`; the shapes are Pillow's. It knows no antialiasing:
edges are drawn larger and reduced, and what is round is a sprite, made once for each of sixteen places between
the pixels, so that slow balls glide. Colours are squared before they are lit: light adds up in linear space.
"""

from functools import lru_cache
from importlib.util import find_spec
from math import ceil, cos, hypot, sin
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageColor, ImageDraw, ImageFont

from components import Position, PreviousPose, Spin
from components.placed_outline import wall_outlines
from components.rim import HAIRLINE, Rim
from game.render import theme
from game.render.belts import OPACITY as RIVET
from game.render.belts import belts
from game.render.camera import Camera, whole_view
from game.render.pillow.painted_wall import PaintedWall
from game.render.pillow.sprites import (
    BLACK,
    LIGHT,
    PHASES,
    Floats,
    Frame,
    Phase,
    Place,
    disc,
    grid,
    linear,
    smoothstep,
    to_bytes,
)
from game.render.zones import FILL, LINE, LINE_WIDTH, ZoneShape, zone_shapes
from game.simulation.simulation import Simulation
from systems.wall_poses import WallPoses

LAMP = np.array([-0.40, -0.56, 0.76]) / hypot(0.40, 0.56, 0.76)  # where a ball mirrors the light

BADGE, SMALL_BADGE = 0.60, 0.68  # radius of the disc with the number on large balls and on small ones, in radii
STRIPE = 0.07  # half the width of the stripe, in radii
DETAIL = 6.0  # px, radius from which a ball has a number and a shadow

FONT = "resources/system/fonts/ttf/Liberation/Liberation_Sans_Bold.ttf"  # in arcade, which is not imported


class PillowRenderer:
    """Draws a simulation, which it only reads, into arrays.

    size : width and height of the pictures in pixels
    """

    def __init__(self, simulation: Simulation, size: tuple[int, int]) -> None:
        self.simulation = simulation
        self.size = size
        self._entities, self._labels = simulation.balls.entities, simulation.labels
        self._coats = theme.coats(simulation.level.palette)
        self._poses = WallPoses(simulation.walls_table)
        self._camera = Camera(whole_view(simulation), size)
        self._width = theme.FRAME_WIDTH.dark * self._camera.subject.size
        self._backdrop = _vignette(size, simulation.level.palette.background)

    def frame(self, alpha: float = 1.0) -> Frame:
        """Draw the world between the step before (alpha = 0) and the present one (alpha = 1).

        Returns (height, width, 3) uint8, the first row at the top.
        """
        canvas = self._backdrop.copy()
        walls = sorted(self._walls(alpha), key=lambda wall: -wall.rim.area)
        containers = [wall for wall in walls if wall.rim.container]
        obstacles = [wall for wall in walls if not wall.rim.container]
        for wall in containers + obstacles:
            wall.paint_ground(canvas)
        self._paint_balls(canvas, alpha)
        for wall in obstacles + containers:
            wall.paint_metal(canvas)
        self._paint_belts(canvas, alpha)
        picture = np.array(canvas)
        for veil in zone_shapes(self.simulation):
            self._spread(veil, picture)
        return picture

    def close(self) -> None:
        """Do nothing: unlike an `OffscreenRenderer`, a painting holds no memory of a graphics card."""

    def _pixels(self, points: Floats) -> Floats:
        """Return the places (n, 2) in px from the upper left corner of points (n, 2) in m."""
        left, _, _, top = self._camera.view
        places: Floats = (points - (left, top)) * (self._camera.scale, -self._camera.scale)
        return places

    def _walls(self, alpha: float) -> list[PaintedWall]:
        """Return every wall that is seen, where it stands."""
        simulation, subject, scale = self.simulation, self._camera.subject, self._camera.scale
        table = simulation.walls_table
        poses = self._poses.before((1.0 - alpha) * simulation.dt, subject.center)
        with simulation.world.active():
            outlines = wall_outlines(table)
        rims = [Rim.of(outline, HAIRLINE * self._width) for outline in outlines]
        pivots = self._pixels(poses[:, :2] + np.array(subject.center))
        walls = [
            PaintedWall(rim, self.size, pivot, (c, s), scale, self._width * scale, self._coats)
            for rim, pivot, (c, s) in zip(rims, pivots, poses[:, 2:].tolist(), strict=True)
        ]
        return [wall for wall in walls if wall.is_seen]

    def _paint_balls(self, canvas: Image.Image, alpha: float) -> None:
        balls = self.simulation.balls
        if balls.entities is not self._entities:
            self._entities, self._labels = balls.entities, self.simulation.labels
        now, spin, then = balls[Position], balls[Spin], balls[PreviousPose]
        back = np.where(balls.dirty, 0.0, 1.0 - alpha)  # what was put elsewhere is not seen on its way
        x, y = now.x - back * (now.x - then.x), now.y - back * (now.y - then.y)
        places = [Place.of(*place) for place in self._pixels(np.column_stack((x, y))).tolist()]
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
            place.paste(canvas, ball, disc(radius, place.phase))

    def _paint_belts(self, canvas: Image.Image, alpha: float) -> None:
        """Paint the rivets of running belts."""
        back, center = (1.0 - alpha) * self.simulation.dt, self._camera.subject.center
        poses = self._poses.before(back, center)
        for belt in belts(self.simulation, self._width):
            places = belt.placed(self.simulation.time - back, poses) + np.array(center)
            radius = self._camera.scale * belt.radius
            for place in (Place.of(*place) for place in self._pixels(places).tolist()):
                place.paste(canvas, BLACK, disc(radius, place.phase, RIVET))

    def _spread(self, veil: ZoneShape, picture: Frame) -> None:
        """Lay a veil over a picture, by the formula of its shader."""
        scale = self._camera.scale
        (x, y), half = (
            self._pixels(np.array([[veil.x, veil.y]]))[0],
            scale * np.array([veil.half_width, veil.half_height]),
        )
        left, top = np.maximum(np.floor(np.array((x, y)) - half - 1.0), 0.0).astype(int)
        right, bottom = np.minimum(np.ceil(np.array((x, y)) + half + 1.0), self.size).astype(int)
        if right <= left or bottom <= top:
            return
        across, down = np.meshgrid(np.arange(left, right) + 0.5 - x, np.arange(top, bottom) + 0.5 - y)
        if veil.is_round:
            far = np.hypot(across / half[0], down / half[1])
            steep = np.hypot(across / half[0] ** 2, down / half[1] ** 2)
            depth = np.where(steep > 0.0, (1.0 - far) * far / np.maximum(steep, 1e-12), half.min())
        else:
            depth = np.minimum(half[0] - abs(across), half[1] - abs(down))
        within = np.clip(depth + 0.5, 0.0, 1.0)
        share = np.maximum(FILL * within, LINE * within * np.clip(LINE_WIDTH - depth + 0.5, 0.0, 1.0))[..., None]
        part = picture[top:bottom, left:right]
        part[:] = np.round((1.0 - share) * part + share * np.array(ImageColor.getrgb(theme.pick(veil.color)))).astype(
            np.uint8
        )


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
    x, y = grid(radius, phase)
    far = np.hypot(x, y)
    normal = np.stack((*np.broadcast_arrays(x, y), np.sqrt(np.maximum(1.0 - far * far, 0.0))), axis=-1)
    toward, glance, rim = normal @ LIGHT, normal @ LAMP, 1.0 - normal[..., 2]
    facing, bounced = 0.5 + 0.5 * toward, rim**2 * np.maximum(-toward, 0.0)
    edge = 0.30 + 0.70 * np.clip((0.96 - far) / max(1.0 / radius, 0.02) + 0.5, 0.0, 1.0)
    factor = edge * (0.14 + 1.15 * facing**2 + 0.5 * bounced) * (1.0 - 0.5 * rim**2)
    gloss = edge * (0.12 * smoothstep(0.70, 1.0, glance) + 0.60 * smoothstep(0.976, 0.990, glance))
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
    badge = float(BADGE + (SMALL_BADGE - BADGE) * smoothstep(1.0 / 20.0, 1.0 / 10.0, np.array(1.0 / radius)))
    pen.circle((middle, middle), badge * unit, theme.BADGE)
    text = str(number)
    wide = 0.70 * len(text)
    size = min(1.68 * badge / hypot(1.0, wide), 1.1 * badge) * unit
    base = middle + 0.45 * size
    if set(text) <= set("0689") and not set(text).isdisjoint("69"):  # another number upside down: underline it
        base -= 0.08 * size
        line = 0.40 * wide * size
        pen.rectangle((middle - line, base + 0.09 * size, middle + line, base + 0.19 * size), theme.INK)
    pen.text((middle, base), text, theme.INK, font(1.28 * size), anchor="ms")
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
    x, y = grid(radius, phase, reach=1.8)
    return Image.fromarray(to_bytes(theme.SHADOW.dark * (1.0 - smoothstep(0.4, 1.45, np.hypot(x - 0.20, y - 0.27)))))


@lru_cache(maxsize=64)
def font(size: float) -> ImageFont.ImageFont | ImageFont.FreeTypeFont:
    """Load the font that arcade brings along, without importing arcade, or else Pillow's own."""
    arcade = find_spec("arcade")
    if arcade and arcade.origin and (file := Path(arcade.origin).parent / FONT).is_file():
        return ImageFont.truetype(file, size)
    return ImageFont.load_default(size)


def _vignette(size: tuple[int, int], background: str | None) -> Image.Image:
    """Paint the backdrop, brightest towards the light; noise of one step of brightness hides its bands."""
    x, y = (np.linspace(-1.0, 1.0, side) for side in size)
    away = smoothstep(0.0, 1.25, np.hypot(0.80 * (x + 0.10), 0.85 * (y[:, None] + 0.16)))[..., None]
    middle, edge = (np.sqrt(linear(color)) for color in theme.backdrop(background))
    grain = np.random.default_rng(0).random((size[1], size[0], 1)) - 0.5
    return Image.fromarray(to_bytes(middle + away * (edge - middle) + grain / 255.0))
