"""Pictures without OpenGL: the scene as the window shows it, drawn by Pillow.

Light follows the formulas of the shaders beside `Render`; the shapes are Pillow's. It knows no antialiasing, so
edges are drawn larger and reduced. What is round is a sprite, made once for each of sixteen places between the
pixels, so that slow balls glide. Colours are squared before they are lit: light adds up in linear space.
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

LIGHT = np.array([-0.48, -0.66, 0.72]) / hypot(0.48, 0.66, 0.72)  # x right, y down, z to the viewer
GLOSS = (LIGHT + [0.0, 0.0, 1.0]) / hypot(*(LIGHT + [0.0, 0.0, 1.0]))

BADGE, STRIPE = 0.60, 0.07
"""Radius of the disc with the number, and half the width of the stripe, in ball radii."""

BANDS = np.array([0, 3, 8, 13, 18, 23, 27, 31, 35, 40, 55, 72, 78, 84, 89, 94, 97, 100]) / 100.0
"""Where the light on a frame changes, from its inner edge (0) to the outer (1)."""

BRIGHTEST = 1.25
"""Light on the side of a wall that is towards the light; 1 in the middle."""

CORNER = pi / 9
"""Largest turn, in rad, that one piece of a rounded corner covers."""

METAL, EDGE = 2, 3
"""How many times larger than in the picture frames are drawn, and their edges."""

SOFT = 4
"""Cells of soft light across a frame."""

PHASES = 4
"""Places of a sprite between two pixels, in x and in y."""

DETAIL = 6.0
"""Radius in pixels from which a ball has a number and a shadow."""

FONT = "resources/system/fonts/ttf/Liberation/Liberation_Sans_Bold.ttf"  # within arcade, which is not imported


class Painting:
    """Draws a simulation, which it only reads, into arrays.

    size : width and height of the pictures in pixels
    """

    def __init__(self, simulation: Simulation, size: tuple[int, int]) -> None:
        self.simulation = simulation
        self.size = size
        self._labels = simulation.labels
        self._camera = Camera(_subject(simulation), size)
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
            shift = back * np.array([velocity.x[k], velocity.y[k]])
            middle, *places = self._pixels(np.vstack((pivot, turned)) - shift)
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
                shadow = _shadow(radius, place.phase)
                place.paste(canvas, Image.new("RGB", shadow.size), shadow)
        for place, angle, radius, label in zip(places, angles, radii, self._labels, strict=True):
            if radius >= DETAIL:
                light = _light(radius, place.phase)
                ball = light.on(_turned(_coat(radius, label.color, label.number), angle, place.phase)), light.mask
            else:
                ball = _speck(radius, label.color, place.phase)
            place.paste(canvas, *ball)


class _Place(NamedTuple):
    """A place in the picture: the pixel, and where in it, as one of `PHASES` by `PHASES`."""

    column: int
    row: int
    phase: Phase

    @classmethod
    def of(cls, x: float, y: float) -> "_Place":
        column, row = floor(x), floor(y)
        return cls(column, row, (int((x - column) * PHASES), int((y - row) * PHASES)))

    def paste(self, canvas: Image.Image, sprite: Image.Image, mask: Image.Image) -> None:
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
        towards = (self._x - middle[0]) * LIGHT[0] + (self._y - middle[1]) * LIGHT[1]
        self._slope = np.clip(1.0 + (BRIGHTEST - 1.0) * towards / np.hypot(*(corners - middle).T).max(), 0.0, BRIGHTEST)

    def paint_ground(self, canvas: Image.Image) -> None:
        """Paint the floor, the shadow that the frame throws on both sides, and the hub."""
        behind = self._distances(0.5 * self.width * LIGHT) / self.width
        around = 0.5 * (1.0 - _smoothstep(-0.5, 2.6, behind - 1.0))
        light = self._slope / BRIGHTEST * (1.0 - 0.8 * _smoothstep(-2.2, 1.0, behind))
        inside = self._distances(np.zeros(3)) < 0.5 * self.width  # this edge and the next lie below the frame
        darkness = np.where(inside, 1.0 - np.sqrt(light), around)

        floor_mask = Image.new("1", self.size)
        ImageDraw.Draw(floor_mask).polygon(self._outline(0.5 * self.width).ravel().tolist(), fill=1)
        canvas.paste(tuple(_screen(BRIGHTEST * _linear(theme.FLOOR)).tolist()), mask=floor_mask)
        self._darken(canvas, darkness)
        hub = _Place.of(*self.middle.tolist())
        hub.paste(canvas, *_button(0.3 * self.width, hub.phase, theme.FLOOR, 0.5, theme.FRAME, 0.45, 0.55))

    def paint_frame(self, canvas: Image.Image) -> None:
        """Paint a moulding of metal, and on its first corner a bolt that shows how it has turned."""
        metal = self._metal()
        self._darken(metal, 1.0 - np.sqrt(self._slope / BRIGHTEST))
        band = Image.new("L", (self.size[0] * EDGE, self.size[1] * EDGE))
        pen = ImageDraw.Draw(band)
        pen.polygon((self._outline(self.width) * EDGE).ravel().tolist(), fill=255)
        pen.polygon((self.corners * EDGE).ravel().tolist(), fill=0)
        canvas.paste(metal, mask=band.reduce(EDGE))
        outward = self.normals[0] + self.normals[-1]
        bolt = _Place.of(*(self.corners[0] + 0.5 * self.width * outward / hypot(*outward)).tolist())
        bolt.paste(canvas, *_bolt(0.42 * self.width, bolt.phase))
