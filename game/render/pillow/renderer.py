"""Pictures without OpenGL: the world as the window shows it, drawn by Pillow.

The light follows the formulas of the shaders in ``game/render/gl/shaders``. Pillow draws without antialiasing, so that
edges are drawn larger and reduced, and round things are sprites, see `game.render.pillow.sprites`.
"""

from functools import lru_cache
from math import ceil, cos, hypot, sin
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageColor, ImageDraw

from game.levels.model import Palette
from game.render import belts, theme
from game.render.camera import Camera, whole_view
from game.render.labels import GAP, labels, letter_size
from game.render.outlines import RenderOutline, back_to_front, render_outlines
from game.render.pillow.font import font
from game.render.pillow.label_sprite import label_sprite
from game.render.pillow.painted_wall import PaintedWall
from game.render.pillow.sprites import (
    BLACK,
    LIGHT,
    PHASES,
    Floats,
    Frame,
    Phase,
    PixelPosition,
    disc_mask,
    linear,
    smoothstep,
    sprite_grid,
    to_bytes,
)
from game.render.zones import EDGE_OPACITY, EDGE_WIDTH, FILL_OPACITY, ZoneShape, zone_shapes
from game.simulation.simulation import Simulation
from systems.render import Poses, Render, View

LAMP = np.array([-0.40, -0.56, 0.76]) / hypot(0.40, 0.56, 0.76)
"""Normal of a ball where it reflects the light to the viewer, a unit vector: x right, y down, z to the viewer."""

BADGE, SMALL_BADGE = 0.60, 0.68
"""Radius of the disc with the number on large balls and on small balls, in ball radii."""

STRIPE = 0.07
"""Half the width of the stripe, in ball radii."""

MIN_DETAIL_RADIUS = 6.0
"""Smallest radius in px of a ball that is drawn with a number and a shadow."""


class PillowRenderer:
    """Draws a simulation into arrays, and changes nothing in it.

    size : width and height of the pictures in pixels
    """

    def __init__(self, simulation: Simulation, size: tuple[int, int]) -> None:
        self.simulation = simulation
        self.size = size
        self._entities, self._labels = simulation.balls.entities, simulation.labels
        self._colors = theme.wall_colors(simulation.level.palette)
        self._camera = Camera(whole_view(simulation), size)
        self._width = theme.frame_width(simulation.level.palette, self._camera.subject.size)
        self._outlines: list[RenderOutline] = []
        self._version = -1
        self._backdrop = _backdrop(size, simulation.level.palette)
        self._image = self._backdrop
        self._render = Render(simulation.balls, simulation.walls_table, self, simulation.dt)

    def frame(self, alpha: float = 1.0) -> Frame:
        """Draw the world between the previous step (alpha = 0) and the present one (alpha = 1).

        Returns (height, width, 3) uint8, the first row at the top.
        """
        alpha = alpha if self.simulation.time > 0.0 else 1.0  # walls do not move before the start
        self._image = self._backdrop.copy()
        self._render.process(self._camera.view, alpha)
        self._paint_rivets(self.simulation.time - (1.0 - alpha) * self.simulation.dt)
        picture = np.array(self._image)
        for zone in zone_shapes(self.simulation):
            self._blend_zone(zone, picture)
        return self._with_labels(picture)

    def draw(self, view: View, balls: Poses, walls: Poses) -> None:  # noqa: ARG002
        """Paint walls and balls, see `Canvas.draw`."""
        painted = self._place_walls(walls)
        containers, obstacles = ([painted[row] for row in rows] for rows in back_to_front(self._outlines))
        for wall in containers + obstacles:
            if wall.is_visible:
                wall.paint_ground(self._image)
        self._paint_balls(balls)
        for wall in obstacles + containers:
            if wall.is_visible:
                wall.paint_metal(self._image)

    def close(self) -> None:
        """Do nothing: this renderer holds no memory of a graphics card."""

    def _to_pixels(self, relative: Floats | Poses) -> Floats:
        """Return the positions (n, 2) in px from the upper left corner of points (n, 2) in m from the view centre."""
        width, height = self.size
        scale, middle = self._camera.scale, np.array((0.5 * width, 0.5 * height))
        pixels: Floats = np.multiply(relative, (scale, -scale)) + middle
        return pixels

    def _place_walls(self, poses: Poses) -> list[PaintedWall]:
        """Return all walls in row order at their poses."""
        simulation = self.simulation
        if self._version != simulation.walls_table.version:
            self._version = simulation.walls_table.version
            with simulation.world.active():
                self._outlines = render_outlines(simulation.walls_table, self._width)
        pivots = self._to_pixels(poses[:, :2])
        return [
            PaintedWall(outline, self.size, pivot, (c, s), self._camera.scale, self._colors)
            for outline, pivot, (c, s) in zip(self._outlines, pivots, poses[:, 2:].tolist(), strict=True)
        ]

    def _paint_balls(self, poses: Poses) -> None:
        if self.simulation.balls.entities is not self._entities:
            self._entities, self._labels = self.simulation.balls.entities, self.simulation.labels
        positions = [PixelPosition.at(*xy) for xy in self._to_pixels(poses[:, :2]).tolist()]
        radii, angles = (self.simulation.radii * self._camera.scale).tolist(), poses[:, 3].tolist()
        for position, radius in zip(positions, radii, strict=True):
            if radius >= MIN_DETAIL_RADIUS:
                position.paste(self._image, BLACK, _shadow_mask(radius, position.phase))
        for position, angle, radius, label in zip(positions, angles, radii, self._labels, strict=True):
            if radius >= MIN_DETAIL_RADIUS:
                surface = _turned(_surface(radius, label.color, label.number), angle, position.phase)
                ball = _light(radius, position.phase).applied_to(surface)
            else:
                ball = _plain_ball(radius, label.color, position.phase)
            position.paste(self._image, ball, disc_mask(radius, position.phase))

    def _paint_rivets(self, time: float) -> None:
        """Paint the rivets of moving belts at a time in s."""
        for belt in belts.belts(self.simulation, self._width):
            radius = self._camera.scale * belt.radius
            for xy in self._to_pixels(belt.world_rivets(time, self._render.walls)).tolist():
                position = PixelPosition.at(*xy)
                position.paste(self._image, BLACK, disc_mask(radius, position.phase, belts.OPACITY))

    def _blend_zone(self, zone: ZoneShape, picture: Frame) -> None:
        """Blend a zone into a picture, by the formula of its shader."""
        scale, center = self._camera.scale, self._camera.subject.center
        x, y = self._to_pixels(np.array([zone.x, zone.y]) - center)
        half = scale * np.array([zone.half_width, zone.half_height])
        left, top = np.maximum(np.floor(np.array((x, y)) - half - 1.0), 0.0).astype(int)
        right, bottom = np.minimum(np.ceil(np.array((x, y)) + half + 1.0), self.size).astype(int)
        if right <= left or bottom <= top:
            return
        across, down = np.meshgrid(np.arange(left, right) + 0.5 - x, np.arange(top, bottom) + 0.5 - y)
        if zone.is_round:
            distance = np.hypot(across / half[0], down / half[1])
            gradient = np.hypot(across / half[0] ** 2, down / half[1] ** 2)
            depth = np.where(gradient > 0.0, (1.0 - distance) * distance / np.maximum(gradient, 1e-12), half.min())
        else:
            depth = np.minimum(half[0] - abs(across), half[1] - abs(down))
        inside = np.clip(depth + 0.5, 0.0, 1.0)
        edge = inside * np.clip(EDGE_WIDTH - depth + 0.5, 0.0, 1.0)
        opacity = np.maximum(FILL_OPACITY * inside, EDGE_OPACITY * edge)[..., None]
        color = np.array(ImageColor.getrgb(theme.themed_value(zone.color)))
        part = picture[top:bottom, left:right]
        part[:] = np.round((1.0 - opacity) * part + opacity * color).astype(np.uint8)

    def _with_labels(self, picture: Frame) -> Frame:
        """Return a picture with the labels of walls and zones."""
        letters = letter_size(self.size[1])
        found = labels(self.simulation) if letters else []
        if not found:
            return picture
        image = Image.fromarray(picture)
        for label in found:
            sprite = label_sprite(label.text, letters)
            place = label.place(self._render.walls, self._camera.subject.center)
            x, y = self._to_pixels(np.array(place[:2])).tolist()
            x += place.across * (0.5 * sprite.width + GAP * letters) - 0.5 * sprite.width
            y -= place.up * (0.5 * sprite.height + GAP * letters) + 0.5 * sprite.height
            image.paste(sprite, (round(x), round(y)), sprite)
        return np.array(image)


class _Light(NamedTuple):
    """The effect of light on a ball: a colour c becomes sqrt(c² factor + gloss).

    factor, gloss : (s, s, 1); gloss is multiplied by 255²
    """

    factor: NDArray[np.float32]
    gloss: NDArray[np.float32]

    def applied_to(self, surface: Image.Image) -> Image.Image:
        """Return a surface with light and gloss."""
        light = np.square(np.asarray(surface), dtype=np.float32)
        light *= self.factor
        light += self.gloss
        return Image.fromarray(np.minimum(np.sqrt(light, out=light), 255.0).astype(np.uint8))


@lru_cache(maxsize=4096)
def _light(radius: float, phase: Phase) -> _Light:
    """Compute the light on a ball with a radius in px, as in ball.frag."""
    x, y = sprite_grid(radius, phase)
    distance = np.hypot(x, y)
    normal = np.stack((*np.broadcast_arrays(x, y), np.sqrt(np.maximum(1.0 - distance * distance, 0.0))), axis=-1)
    diffuse, specular, rim = normal @ LIGHT, normal @ LAMP, 1.0 - normal[..., 2]
    facing, bounced = 0.5 + 0.5 * diffuse, rim**2 * np.maximum(-diffuse, 0.0)
    edge = 0.30 + 0.70 * np.clip((0.96 - distance) / max(1.0 / radius, 0.02) + 0.5, 0.0, 1.0)
    factor = edge * (0.14 + 1.15 * facing**2 + 0.5 * bounced) * (1.0 - 0.5 * rim**2)
    gloss = edge * (0.12 * smoothstep(0.70, 1.0, specular) + 0.60 * smoothstep(0.976, 0.990, specular))
    gloss *= 255.0**2 * (1.0 if radius >= MIN_DETAIL_RADIUS else 0.3)
    return _Light(factor[..., None].astype(np.float32), gloss[..., None].astype(np.float32))


@lru_cache(maxsize=4096)
def _plain_ball(radius: float, color: str, phase: Phase) -> Image.Image:
    """Draw a small ball, without details."""
    light = _light(radius, phase)
    return light.applied_to(Image.new("RGB", light.factor.shape[:2], color))


@lru_cache(maxsize=4096)
def _surface(radius: float, color: str, number: int) -> Image.Image:
    """Draw colour, stripe, badge and number of a ball with a radius in px, twice as large, without light."""
    factor = 4
    side = 4 * factor * (ceil(radius) + 2)
    unit, middle = 2.0 * factor * radius, 0.5 * side
    surface = Image.new("RGB", (side, side), color)
    pen = ImageDraw.Draw(surface)
    pen.rectangle((0, middle - STRIPE * unit, side, middle + STRIPE * unit), theme.BADGE)
    badge = float(BADGE + (SMALL_BADGE - BADGE) * smoothstep(1.0 / 20.0, 1.0 / 10.0, np.array(1.0 / radius)))
    pen.circle((middle, middle), badge * unit, theme.BADGE)
    text = str(number)
    width = 0.70 * len(text)
    size = min(1.68 * badge / hypot(1.0, width), 1.1 * badge) * unit
    base = middle + 0.45 * size
    if set(text) <= set("0689") and not set(text).isdisjoint("69"):  # upside down this is another number: underline it
        base -= 0.08 * size
        line = 0.40 * width * size
        pen.rectangle((middle - line, base + 0.09 * size, middle + line, base + 0.19 * size), theme.INK)
    pen.text((middle, base), text, theme.INK, font(1.28 * size), anchor="ms")
    return surface.reduce(factor)


def _turned(surface: Image.Image, angle: float, phase: Phase) -> Image.Image:
    """Return a surface in its final size, turned counter-clockwise by an angle in rad."""
    side = surface.width // 2
    x, y = (side // 2 + (step + 0.5) / PHASES for step in phase)
    c, s = 2.0 * cos(angle), 2.0 * sin(angle)
    inverse = (c, -s, side - c * x + s * y, s, c, side - s * x - c * y)
    return surface.transform((side, side), Image.Transform.AFFINE, inverse, Image.Resampling.BILINEAR)


@lru_cache(maxsize=4096)
def _shadow_mask(radius: float, phase: Phase) -> Image.Image:
    """Draw a mask for the shadow of a ball with a radius in px."""
    x, y = sprite_grid(radius, phase, reach=1.8)
    return Image.fromarray(to_bytes(theme.SHADOW.dark * (1.0 - smoothstep(0.4, 1.45, np.hypot(x - 0.20, y - 0.27)))))


def _backdrop(size: tuple[int, int], palette: Palette) -> Image.Image:
    """Draw the backdrop, brightest towards the light; noise of one step of brightness hides its bands."""
    x, y = (np.linspace(-1.0, 1.0, side) for side in size)
    distance = smoothstep(0.0, 1.25, np.hypot(0.80 * (x + 0.10), 0.85 * (y[:, None] + 0.16)))[..., None]
    middle, edge = (np.sqrt(linear(color)) for color in theme.backdrop(palette))
    noise = np.random.default_rng(0).random((size[1], size[0], 1)) - 0.5
    return Image.fromarray(to_bytes(middle + distance * (edge - middle) + noise / 255.0))
