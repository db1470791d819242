"""A wall in a picture without OpenGL: the ground below the balls, and the metal above them."""

from functools import lru_cache
from itertools import pairwise
from math import ceil, hypot, pi, sqrt

import numpy as np
from PIL import Image, ImageDraw

from components.rim import Rim
from game.render.pillow.sprites import (
    BLACK,
    LIGHT,
    Floats,
    Place,
    disc,
    hollow,
    knob,
    linear,
    lit,
    smoothstep,
    to_bytes,
    to_color,
)
from game.render.theme import SHADOW, Coats

POOL = 0.28  # light that the edge of a floor lacks beside its middle
BRIGHTEST = 1.25  # light on the near side of a wall; 1 in the middle

BANDS = np.array([0, 3, 8, 13, 18, 23, 27, 31, 35, 40, 55, 72, 78, 84, 89, 94, 97, 100]) / 100.0
"""Where the light on metal changes, from the inner edge of a frame (0) to the outer (1)."""

CORNER = pi / 9  # rad, largest turn that one piece of what is round covers ...
SAGITTA = 0.3  # ... and px, how far it may be off
METAL, EDGE = 2, 3  # how many times larger than in the picture metal is drawn, and its edges
SOFT = 4  # cells of soft light across a frame
SHADOW_REACH = 4.0  # how far a shadow reaches beyond the rim, in widths of the frames


class PaintedWall:
    """One wall where it stands.

    rim : what of it is seen
    size : px, of the picture
    pivot : px, what it turns about, from the upper left corner
    turn : cosine and sine of its angle
    scale : px a metre
    width : px, of the frames
    coats : what it is painted with
    """

    def __init__(
        self,
        rim: Rim,
        size: tuple[int, int],
        pivot: Floats,
        turn: tuple[float, float],
        scale: float,
        width: float,
        coats: Coats,
    ) -> None:
        self.rim, self.size, self.pivot, self.scale, self.width = rim, size, pivot, scale, width
        self.coats = coats
        self._color = coats.marker if rim.one_way else coats.frame
        c, s = turn
        self._turn = np.array([[c, -s], [-s, -c]])  # own directions become those in the picture, y down
        self._radius, self._bevel = scale * rim.radius, scale * rim.bevel(width / scale)
        self._outside = self._radius + (width if rim.container else 0.0)
        reach = scale * float(np.hypot(*rim.path.T).max()) + self._radius + (SHADOW_REACH + 1.0) * width
        low = np.clip(np.floor(pivot - reach), 0, size).astype(int)
        high = np.clip(np.ceil(pivot + reach), 0, size).astype(int)
        self._box: tuple[int, int, int, int] = (*low.tolist(), *high.tolist())
        self.is_seen = bool((low < high).all())
        if self.is_seen:
            self._lay_cells()

    def paint_ground(self, canvas: Image.Image) -> None:
        """Paint the floor inside a container with its hub, and the shadow of the frame or the obstacle."""
        height = self._bevel
        behind = self._distances(0.5 * height * LIGHT) / height
        edge = 1.0 if self.rim.container else 0.0
        darkness = SHADOW.dark * (1.0 - smoothstep(-0.5, 2.6, behind - edge))
        ground = canvas.crop(self._box)
        if self.rim.container:
            beyond = self._distances(np.zeros(3)) / self.width
            niche = smoothstep(-1.3, 0.0, beyond)
            light = self._slope * (1.0 - POOL * np.minimum((self._x**2 + self._y**2) / self._reach**2, 1.0))
            light *= 1.0 - 1.6 * SHADOW.dark * smoothstep(-2.2, 1.0, behind)
            light *= 1.0 - 0.9 * SHADOW.dark * niche**2
            inside = beyond < 0.5  # this edge and the next lie below the frame
            darkness = np.where(inside, 1.0 - np.sqrt(light), darkness)
            floor = to_color(BRIGHTEST * linear(self.coats.floor))
            ground.paste(floor, mask=self._mask(self._radius + 0.5 * self.width, 1))
        self._darken(ground, darkness)
        canvas.paste(ground, self._box)
        if self.rim.container:
            hub = Place.of(*self.pivot.tolist())
            for radius, light in ((0.3, 0.45 * linear(self.coats.frame)), (0.17, 0.5 * linear(self.coats.floor))):
                hub.paste(canvas, to_color(light), disc(radius * self.width, hub.phase))

    def paint_metal(self, canvas: Image.Image) -> None:
        """Paint a moulding or a body of metal, and the bolt that shows how it has turned."""
        metal = self._metal()
        self._darken(metal, 1.0 - np.sqrt(self._slope))
        band = self._mask(self._outside, EDGE)
        if self.rim.container:
            band.paste(0, mask=self._mask(self._radius, EDGE))
        canvas.paste(metal, self._box, band.reduce(EDGE))
        width = self.width / self.scale
        hub = self.scale * self.rim.hub(width)
        if not self.rim.container and hub > 0.0:
            place = Place.of(*self.pivot.tolist())
            place.paste(canvas, BLACK, disc(1.2 * hub, place.phase, 0.3))
            place.paste(canvas, knob(hub, place.phase, self._color, 0.2, 0.55), disc(hub, place.phase))
        x, y, radius = self.rim.bolt(width)
        bolt = Place.of(*self._pixels(np.array([[x, y]]))[0].tolist())
        radius *= self.scale
        bolt.paste(canvas, BLACK, hollow(radius, bolt.phase))
        bolt.paste(canvas, knob(radius, bolt.phase, self.coats.marker, 0.3), disc(radius, bolt.phase))

    def _lay_cells(self) -> None:
        """Find the middles of cells of soft light. They stand still; so do floors, and moving pictures stay small."""
        axes, edges = [], []
        for side, low, high, pivot in zip(self.size, self._box[:2], self._box[2:], self.pivot, strict=True):
            cell = side / ceil(SOFT * side / self.width)
            first, last = max(int(low / cell) - 1, 0), min(ceil(high / cell) + 1, round(side / cell))
            axes.append((np.arange(first, last) + 0.5) * cell - pivot)
            edges += [low / cell - first, high / cell - first]
        self._x, self._y = axes[0][None, :], axes[1][:, None]
        self._cells = (edges[0], edges[2], edges[1], edges[3])
        low, high = self.scale * np.array(self.rim.box)
        middle, reach = self._turned(0.5 * (low + high)), 0.5 * float((high - low).max())
        if self.rim.container:
            middle, reach = np.zeros(2), self.scale * float(np.hypot(*self.rim.path.T).max()) + self._radius
        self._reach = reach
        nearer = (self._x - middle[0]) * LIGHT[0] + (self._y - middle[1]) * LIGHT[1]
        self._slope = np.clip(1.0 + (BRIGHTEST - 1.0) * nearer / reach, 0.0, BRIGHTEST) / BRIGHTEST

    def _turned(self, own: Floats) -> Floats:
        """Return directions (..., 2) of the wall as they are in the picture."""
        turned: Floats = own @ self._turn.T
        return turned

    def _pixels(self, own: Floats) -> Floats:
        """Return places (..., 2) of the wall, in m, as they are in the picture, in px."""
        return self.pivot + self.scale * self._turned(own)

    def _distances(self, offset: Floats) -> Floats:
        """Return how far outside of the rim the cells are in px, moved by an offset in px; negative inside."""
        x, y = (self._x + offset[0]) / self.scale, (self._y + offset[1]) / self.scale
        (c, s), (_, minus_c) = self._turn  # its own inverse
        return self.scale * self.rim.distance(c * x + s * y, s * x + minus_c * y)

    def _darken(self, picture: Image.Image, darkness: Floats) -> None:
        """Take away this part of the brightness, given for every cell."""
        mask = Image.fromarray(to_bytes(darkness)).resize(picture.size, Image.Resampling.BILINEAR, self._cells)
        picture.paste(Image.new("RGB", picture.size), mask=mask)  # faster than to paste a colour

    def _mask(self, outside: float, larger: int) -> Image.Image:
        """Fill all that is enclosed by the path, and this far outside of it in px; a picture so many times larger."""
        size = (self._box[2] - self._box[0]) * larger, (self._box[3] - self._box[1]) * larger
        mask = Image.new("L", size)
        pen = ImageDraw.Draw(mask)
        if self.rim.closed:
            pen.polygon(((self._pixels(self.rim.path) - self._box[:2]) * larger).ravel().tolist(), fill=255)
        if outside > 0.0:
            ends, away, _, _ = self._pieces()
            for quad in self._quads(ends, ends + outside * away, larger):
                pen.polygon(quad, fill=255)
        return mask

    def _metal(self) -> Image.Image:
        """Draw bands of one colour each along the sides and around the corners; the mask cuts the edges."""
        size = (self._box[2] - self._box[0]) * METAL, (self._box[3] - self._box[1]) * METAL
        level = Image.new("RGB", size, to_color(0.97 * BRIGHTEST * lit(self._color, np.zeros(2), 0.2)))
        if self.rim.container:
            heights = self._radius + BANDS * self.width
            heights[0] -= 1.0
        else:
            heights = self._radius - (1.0 - BANDS) * self._bevel
        heights[-1] += 1.0
        metal = level.copy()
        self._draw_bands(metal, heights)
        if self.rim.closed and not self.rim.container:  # bands of one side are in the way on the other
            self._draw_bands(level, heights, inward=True)
            metal.paste(level, mask=self._mask(0.0, METAL))
        return metal.reduce(METAL)

    def _draw_bands(self, metal: Image.Image, heights: Floats, *, inward: bool = False) -> None:
        """Draw the bands outside of the path, or those inside; where sides overlap, the nearest ones come last."""
        ends, away, facing, overlap = self._pieces(inward=inward)
        colors = to_bytes(np.sqrt(self._light(facing))).tolist()
        pen = ImageDraw.Draw(metal)
        reach = heights if self.rim.container else np.maximum(-heights if inward else heights, 0.0)
        bands = list(zip(pairwise(reach.tolist()), colors, strict=True))
        if reach[0] > 0.0 and not self.rim.container and not inward:
            bands.insert(0, ((0.0, reach[0]), [metal.getpixel((0, 0))] * len(ends)))
        for (first, second), shades in bands[:: -1 if overlap and not inward else 1]:
            if first != second:
                quads = self._quads(ends + first * away, ends + second * away, METAL)
                for quad, color in zip(quads, shades, strict=True):
                    pen.polygon(quad, fill=tuple(color))

    def _light(self, facing: Floats) -> Floats:
        """Return the light (bands, m, 3) from the bands of pieces that face so (m, 2), as in metal.frag."""
        across = 0.5 * (BANDS[1:] + BANDS[:-1])
        brushed = (facing @ LIGHT[:2] / hypot(*LIGHT[:2])) ** 2
        groove, edge = self.rim.groove(self.width / self.scale), 1.0 - across
        if self.rim.container:
            edge, dome = np.minimum(across, edge), across - 0.5
            edges = smoothstep(0.0, 0.16, across) - 1.0 + smoothstep(0.72, 1.0, across)
            shine = 0.72 + 0.5 * np.broadcast_to(brushed, (len(across), len(brushed)))
        else:
            room = float(smoothstep(0.4, 0.95, np.array(self._bevel / self.width)))
            edges, dome = smoothstep(0.72 * room, 1.0, across), 0.5 * across
            shine = 0.97 + 0.5 * smoothstep(0.0, 0.3, across)[:, None] * (brushed - 0.5)
        cut = np.exp(-(((across - 0.33) / 0.035) ** 2)) - np.exp(-(((across - 0.25) / 0.035) ** 2))
        steepness = 1.9 * edges + 0.5 * dome - 1.1 * groove * cut
        light: Floats = BRIGHTEST * lit(self._color, steepness[:, None, None] * facing, 0.2)
        light *= (shine * (0.45 + 0.55 * smoothstep(0.0, 0.05, edge))[:, None])[..., None]
        return light

    def _quads(self, inner: Floats, outer: Floats, larger: int) -> list[list[float]]:
        """Return the corners of what lies between lines (m, 2, 2) in px, in a picture so many times larger."""
        corners = np.concatenate((inner, outer[:, ::-1]), axis=1) - self._box[:2]
        quads: list[list[float]] = (corners * larger).reshape(-1, 8).tolist()
        return quads

    def _pieces(self, *, inward: bool = False) -> tuple[Floats, Floats, Floats, bool]:
        """The sides, and the corners in small turns, in the picture; see below."""
        reach = self.rim.radius - self.rim.bevel(self.width / self.scale) if inward else self._outside / self.scale
        corner = CORNER if self.rim.container else 0.5 * CORNER
        step = min(corner, sqrt(8.0 * SAGITTA / max(self._outside, 1.0)))
        ends, away, facing, overlap = _pieces(self.rim, abs(reach), step, inward)
        return self._pixels(ends), self._turned(away), self._turned(facing), overlap


@lru_cache(maxsize=4096)
def _pieces(rim: Rim, reach: float, step: float, inward: bool) -> tuple[Floats, Floats, Floats, bool]:
    """What lies along the path of a rim, in its own frame: the sides, and the corners that open, in small turns.

    reach : m, how far from the path it goes
    step : rad, largest turn of a piece
    inward : whether the other side is meant, that on which the path turns right
    Returns the ends (m, 2, 2) m of the pieces; the ways (m, 2, 2) on which those move with the distance from the path;
    which way the pieces face (m, 2), out of what is enclosed; and whether some overlap.
    """
    sign = -1.0 if inward else 1.0
    if len(rim.path) == 1:
        rays = _fan(0.0, 2.0 * pi, step)
        return np.tile(rim.path, (len(rays), 2, 1)), rays, _unit(rays.sum(axis=1)), False
    normals, turns = rim.sides
    normals = sign * normals
    lengths = np.hypot(*(np.roll(rim.path, -1, axis=0) - rim.path).T)
    least = np.minimum(lengths, np.roll(lengths, 1))
    before = np.roll(normals, 1, axis=0)
    opens = sign * turns > 0.0
    is_cut = ~opens & (reach * np.tan(0.5 * np.abs(turns)) < 0.5 * least)  # where sides meet at a mitre
    mitres = (before + normals) / (1.0 + (before * normals).sum(axis=1))[:, None].clip(1e-9)
    starts = np.where(is_cut[:, None], mitres, normals)
    stops = np.roll(np.where(is_cut[:, None], mitres, before), -1, axis=0)
    ends = [np.stack((rim.path, np.roll(rim.path, -1, axis=0)), axis=1)]
    away, facing = [np.stack((starts, stops), axis=1)], [sign * normals]
    for k in np.flatnonzero(opens):
        rays = _fan(np.arctan2(before[k, 1], before[k, 0]), turns[k], step)
        ends.append(np.tile(rim.path[k], (len(rays), 2, 1)))
        away.append(rays)
        facing.append(sign * _unit(rays.sum(axis=1)))
    overlap = not bool((opens | is_cut).all())
    return np.concatenate(ends), np.concatenate(away), np.concatenate(facing), overlap


def _fan(start: float, turn: float, step: float) -> Floats:
    """Unit vectors (m, 2, 2) on both sides of small turns that make one from an angle, in rad."""
    angles = start + np.linspace(0.0, turn, ceil(abs(turn) / step) + 1)
    rays = np.column_stack((np.cos(angles), np.sin(angles)))
    return np.stack((rays[:-1], rays[1:]), axis=1)


def _unit(vectors: Floats) -> Floats:
    unit: Floats = vectors / np.hypot(*vectors.T)[:, None]
    return unit
