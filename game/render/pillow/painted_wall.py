"""A wall drawn by Pillow: the ground below the balls, and the metal above them."""

from functools import lru_cache
from itertools import pairwise
from math import ceil, hypot, pi, sqrt

import numpy as np
from PIL import Image, ImageDraw

from game.render.outlines import HUB_RADIUS, RenderOutline
from game.render.pillow.sprites import (
    BLACK,
    LIGHT,
    Floats,
    PixelPosition,
    disc_mask,
    linear,
    metal_light,
    recess_mask,
    smoothstep,
    sphere_sprite,
    to_bytes,
    to_color,
)
from game.render.theme import SHADOW, WallColors
from game.simulation.outline_edge import OutlineEdge

MAX_LIGHT = 1.25
"""Light on the near side of a wall; in the middle it is 1."""

BANDS = np.array([0, 3, 8, 13, 18, 23, 27, 31, 35, 40, 55, 72, 78, 84, 89, 94, 97, 100]) / 100.0
"""Borders of the bands of constant light on metal, from the inner edge of a frame (0) to the outer edge (1)."""

MAX_TURN = pi / 9
"""Largest turn of one piece of an arc, rad."""

MAX_SAGITTA = 0.3
"""Largest deviation of a piece from its arc, px."""

METAL_SCALE, EDGE_SCALE = 2, 3
"""Metal and the masks of its edges are drawn larger by these factors and then reduced, because Pillow draws polygons
without antialiasing."""

CELLS_PER_FRAME = 4
"""Cells of soft light across a frame."""

SHADOW_REACH = 4.0
"""Distance from the edge up to which a shadow reaches, in frame widths."""


class PaintedWall:
    """One wall at one pose.

    outline : of the wall
    is_visible : whether any part of it lies in the picture
    """

    def __init__(
        self,
        outline: RenderOutline,
        size: tuple[int, int],
        pivot: Floats,
        rotation: tuple[float, float],
        scale: float,
        colors: WallColors,
    ) -> None:
        """Compute the area that the wall covers.

        size : px, width and height of the picture
        pivot : (2,) px, position of the origin of the wall from the upper left corner
        rotation : cosine and sine of the angle
        scale : px per metre
        """
        self.outline, self._edge, self._is_container = outline, outline.edge, outline.outline.container
        self._size, self._pivot, self._scale, self._width = size, pivot, scale, scale * outline.width
        self._colors = colors
        self._color = outline.metal_color(colors)
        c, s = rotation
        self._rotation = np.array([[c, -s], [-s, -c]])  # turns vectors of the wall into the picture, y down
        self._radius, self._bevel = scale * self._edge.radius, scale * outline.bevel
        self._outside = self._radius + (self._width if self._is_container else 0.0)
        reach = scale * float(np.hypot(*self._edge.path.T).max()) + self._radius + (SHADOW_REACH + 1.0) * self._width
        low = np.clip(np.floor(pivot - reach), 0, size).astype(int)
        high = np.clip(np.ceil(pivot + reach), 0, size).astype(int)
        self._box: tuple[int, int, int, int] = (*low.tolist(), *high.tolist())
        self.is_visible = bool((low < high).all())
        if self.is_visible:
            self._create_light_cells()

    def paint_ground(self, canvas: Image.Image) -> None:
        """Paint the floor inside a container with its hub, and the shadow of the frame or the obstacle."""
        height = self._bevel
        behind = self._cell_distances(0.5 * height * LIGHT) / height
        edge = 1.0 if self._is_container else 0.0
        darkness = SHADOW.dark * (1.0 - smoothstep(-0.5, 2.6, behind - edge))
        ground = canvas.crop(self._box)
        if self._is_container:
            beyond = self._cell_distances(np.zeros(3)) / self._width
            niche = smoothstep(-1.3, 0.0, beyond)
            light = self._slope * (1.0 - 1.6 * SHADOW.dark * smoothstep(-2.2, 1.0, behind))
            light *= 1.0 - 0.9 * SHADOW.dark * niche**2
            inside = beyond < 0.5  # the frame covers this border and that of the floor
            darkness = np.where(inside, 0.0, darkness)
            ground.paste(self._floor(ground.size, light), mask=self._mask(self._radius + 0.5 * self._width, 1))
        self._darken(ground, darkness)
        canvas.paste(ground, self._box)
        if self._is_container:
            hub = PixelPosition.at(*self._pivot.tolist())
            lights = 0.45 * linear(self._color), 0.5 * linear(self._colors.floor)
            for radius, light in zip((HUB_RADIUS, 0.17), lights, strict=True):
                hub.paste(canvas, to_color(light), disc_mask(radius * self._width, hub.phase))

    def _floor(self, size: tuple[int, int], light: Floats) -> Image.Image:
        """Draw the floor in a box of that size, from the colour in the middle to that at the walls, in cells of light.

        light : of each cell, as a part of `MAX_LIGHT`
        """
        middle, edge = (MAX_LIGHT * linear(color) for color in (self._colors.floor, self._colors.floor_edge))
        part = np.minimum((self._x**2 + self._y**2) / self._reach**2, 1.0)[..., None]
        cells = Image.fromarray(to_bytes(np.sqrt(light[..., None] * (middle + part * (edge - middle)))))
        return cells.resize(size, Image.Resampling.BILINEAR, self._cells)

    def paint_metal(self, canvas: Image.Image) -> None:
        """Paint the frame or the obstacle, with the bolt that shows its angle."""
        metal = self._metal()
        self._darken(metal, 1.0 - np.sqrt(self._slope))
        band = self._mask(self._outside, EDGE_SCALE)
        if self._is_container:
            band.paste(0, mask=self._mask(self._radius, EDGE_SCALE))
        canvas.paste(metal, self._box, band.reduce(EDGE_SCALE))
        hub = self._scale * self.outline.hub
        if not self._is_container and hub > 0.0:
            pivot = PixelPosition.at(*self._pivot.tolist())
            pivot.paste(canvas, BLACK, disc_mask(1.2 * hub, pivot.phase, 0.3))
            sprite = sphere_sprite(hub, pivot.phase, self._color, 0.2, 0.55)
            pivot.paste(canvas, sprite, disc_mask(hub, pivot.phase))
        x, y, radius = self.outline.bolt
        bolt = PixelPosition.at(*self._to_pixels(np.array([[x, y]]))[0].tolist())
        radius *= self._scale
        bolt.paste(canvas, BLACK, recess_mask(radius, bolt.phase))
        bolt.paste(canvas, sphere_sprite(radius, bolt.phase, self._colors.marker, 0.3), disc_mask(radius, bolt.phase))

    def _create_light_cells(self) -> None:
        """Compute the centres of the cells of soft light.

        The cells do not move with the wall, so that floors stay constant and movies stay small.
        """
        axes, edges = [], []
        for side, low, high, pivot in zip(self._size, self._box[:2], self._box[2:], self._pivot, strict=True):
            cell = side / ceil(CELLS_PER_FRAME * side / self._width)
            first, last = max(int(low / cell) - 1, 0), min(ceil(high / cell) + 1, round(side / cell))
            axes.append((np.arange(first, last) + 0.5) * cell - pivot)
            edges += [low / cell - first, high / cell - first]
        self._x, self._y = axes[0][None, :], axes[1][:, None]
        self._cells = (edges[0], edges[2], edges[1], edges[3])
        low, high = self._scale * np.array(self._edge.bounds)
        middle, reach = self._rotated(0.5 * (low + high)), 0.5 * float((high - low).max())
        if self._is_container:
            middle, reach = np.zeros(2), self._scale * float(np.hypot(*self._edge.path.T).max()) + self._radius
        self._reach = reach
        nearer = (self._x - middle[0]) * LIGHT[0] + (self._y - middle[1]) * LIGHT[1]
        self._slope = np.clip(1.0 + (MAX_LIGHT - 1.0) * nearer / reach, 0.0, MAX_LIGHT) / MAX_LIGHT

    def _rotated(self, local: Floats) -> Floats:
        """Return vectors (..., 2) of the wall as they are in the picture."""
        rotated: Floats = local @ self._rotation.T
        return rotated

    def _to_pixels(self, local: Floats) -> Floats:
        """Return points (..., 2) of the wall, in m, in the picture, in px."""
        return self._pivot + self._scale * self._rotated(local)

    def _cell_distances(self, offset: Floats) -> Floats:
        """Return the signed distances of the cells, moved by an offset in px, from the edge in px."""
        x, y = (self._x + offset[0]) / self._scale, (self._y + offset[1]) / self._scale
        (c, s), (_, minus_c) = self._rotation  # the matrix is its own inverse
        return self._scale * self._edge.signed_distance(c * x + s * y, s * x + minus_c * y)

    def _darken(self, picture: Image.Image, darkness: Floats) -> None:
        """Remove a part of the brightness, given for every cell."""
        mask = Image.fromarray(to_bytes(darkness)).resize(picture.size, Image.Resampling.BILINEAR, self._cells)
        picture.paste(Image.new("RGB", picture.size), mask=mask)  # faster than pasting a colour

    def _mask(self, outside: float, factor: int) -> Image.Image:
        """Return a mask, larger than the box by a factor, of points within a distance in px from the filled path."""
        size = (self._box[2] - self._box[0]) * factor, (self._box[3] - self._box[1]) * factor
        mask = Image.new("L", size)
        pen = ImageDraw.Draw(mask)
        if self._edge.closed:
            pen.polygon(((self._to_pixels(self._edge.path) - self._box[:2]) * factor).ravel().tolist(), fill=255)
        if outside > 0.0:
            ends, away, _, _ = self._pieces()
            for quad in self._quads(ends, ends + outside * away, factor):
                pen.polygon(quad, fill=255)
        return mask

    def _metal(self) -> Image.Image:
        """Draw bands of constant colour along the sides and around the corners. Masks cut their edges later."""
        size = (self._box[2] - self._box[0]) * METAL_SCALE, (self._box[3] - self._box[1]) * METAL_SCALE
        level = Image.new("RGB", size, to_color(0.97 * MAX_LIGHT * metal_light(self._color, np.zeros(2), 0.2)))
        if self._is_container:
            heights = self._radius + BANDS * self._width
            heights[0] -= 1.0
        else:
            heights = self._radius - (1.0 - BANDS) * self._bevel
        heights[-1] += 1.0
        metal = level.copy()
        self._draw_bands(metal, heights)
        if self._edge.closed and not self._is_container:  # bands outside of one side would cover the inside of another
            self._draw_bands(level, heights, inward=True)
            metal.paste(level, mask=self._mask(0.0, METAL_SCALE))
        return metal.reduce(METAL_SCALE)

    def _draw_bands(self, metal: Image.Image, heights: Floats, *, inward: bool = False) -> None:
        """Draw the bands outside of the path, or those inside; where pieces overlap, the nearest bands come last."""
        ends, away, facing, overlap = self._pieces(inward=inward)
        colors = to_bytes(np.sqrt(self._band_light(facing))).tolist()
        pen = ImageDraw.Draw(metal)
        reach = heights if self._is_container else np.maximum(-heights if inward else heights, 0.0)
        bands = list(zip(pairwise(reach.tolist()), colors, strict=True))
        if reach[0] > 0.0 and not self._is_container and not inward:
            bands.insert(0, ((0.0, reach[0]), [metal.getpixel((0, 0))] * len(ends)))
        for (first, second), shades in bands[:: -1 if overlap and not inward else 1]:
            if first != second:
                quads = self._quads(ends + first * away, ends + second * away, METAL_SCALE)
                for quad, color in zip(quads, shades, strict=True):
                    pen.polygon(quad, fill=tuple(color))

    def _band_light(self, facing: Floats) -> Floats:
        """Return the light (bands, m, 3) of the bands of pieces with normals (m, 2), as in metal.frag."""
        across = 0.5 * (BANDS[1:] + BANDS[:-1])
        brushed = (facing @ LIGHT[:2] / hypot(*LIGHT[:2])) ** 2
        groove, edge = self.outline.groove, 1.0 - across
        if self._is_container:
            edge, dome = np.minimum(across, edge), across - 0.5
            edges = smoothstep(0.0, 0.16, across) - 1.0 + smoothstep(0.72, 1.0, across)
            shine = 0.72 + 0.5 * np.broadcast_to(brushed, (len(across), len(brushed)))
        else:
            room = float(smoothstep(0.4, 0.95, np.array(self._bevel / self._width)))
            edges, dome = smoothstep(0.72 * room, 1.0, across), 0.5 * across
            shine = 0.97 + 0.5 * smoothstep(0.0, 0.3, across)[:, None] * (brushed - 0.5)
        cut = np.exp(-(((across - 0.33) / 0.035) ** 2)) - np.exp(-(((across - 0.25) / 0.035) ** 2))
        steepness = 1.9 * edges + 0.5 * dome - 1.1 * groove * cut
        light: Floats = MAX_LIGHT * metal_light(self._color, steepness[:, None, None] * facing, 0.2)
        light *= (shine * (0.45 + 0.55 * smoothstep(0.0, 0.05, edge))[:, None])[..., None]
        return light

    def _quads(self, inner: Floats, outer: Floats, factor: int) -> list[list[float]]:
        """Return the corners of the quadrilaterals between lines (m, 2, 2) in px, in a picture larger by a factor."""
        corners = np.concatenate((inner, outer[:, ::-1]), axis=1) - self._box[:2]
        quads: list[list[float]] = (corners * factor).reshape(-1, 8).tolist()
        return quads

    def _pieces(self, *, inward: bool = False) -> tuple[Floats, Floats, Floats, bool]:
        """Return the pieces along the path in the picture, see `_edge_pieces`."""
        reach = self._edge.radius - self.outline.bevel if inward else self._outside / self._scale
        max_turn = MAX_TURN if self._is_container else 0.5 * MAX_TURN
        step = min(max_turn, sqrt(8.0 * MAX_SAGITTA / max(self._outside, 1.0)))
        ends, away, facing, overlap = _edge_pieces(self._edge, abs(reach), step, inward)
        return self._to_pixels(ends), self._rotated(away), self._rotated(facing), overlap


@lru_cache(maxsize=4096)
def _edge_pieces(edge: OutlineEdge, reach: float, step: float, inward: bool) -> tuple[Floats, Floats, Floats, bool]:
    """Return the pieces along the path of an edge, in the frame of the wall: its sides, and fans at open corners.

    reach : m, largest distance of the bands from the path
    step : rad, largest turn of a piece
    inward : whether the bands lie on the inner side of the path, where it turns right
    Returns the ends (m, 2, 2) m of the pieces; the directions (m, 2, 2) in which the ends move with the distance from
    the path; the outward normals (m, 2) of the pieces; and whether some pieces overlap.
    """
    sign = -1.0 if inward else 1.0
    if len(edge.path) == 1:
        rays = _fan(0.0, 2.0 * pi, step)
        return np.tile(edge.path, (len(rays), 2, 1)), rays, _unit(rays.sum(axis=1)), False
    normals, turns = edge.normals_and_turns
    normals = sign * normals
    lengths = np.hypot(*(np.roll(edge.path, -1, axis=0) - edge.path).T)
    shorter = np.minimum(lengths, np.roll(lengths, 1))
    before = np.roll(normals, 1, axis=0)
    opens = sign * turns > 0.0
    is_mitred = ~opens & (reach * np.tan(0.5 * np.abs(turns)) < 0.5 * shorter)
    mitres = (before + normals) / (1.0 + (before * normals).sum(axis=1))[:, None].clip(1e-9)
    starts = np.where(is_mitred[:, None], mitres, normals)
    stops = np.roll(np.where(is_mitred[:, None], mitres, before), -1, axis=0)
    ends = [np.stack((edge.path, np.roll(edge.path, -1, axis=0)), axis=1)]
    away, facing = [np.stack((starts, stops), axis=1)], [sign * normals]
    for k in np.flatnonzero(opens):
        rays = _fan(np.arctan2(before[k, 1], before[k, 0]), turns[k], step)
        ends.append(np.tile(edge.path[k], (len(rays), 2, 1)))
        away.append(rays)
        facing.append(sign * _unit(rays.sum(axis=1)))
    overlap = not bool((opens | is_mitred).all())
    return np.concatenate(ends), np.concatenate(away), np.concatenate(facing), overlap


def _fan(start: float, turn: float, step: float) -> Floats:
    """Return unit vectors (m, 2, 2) at both sides of m equal turns that add up to one from an angle, in rad."""
    angles = start + np.linspace(0.0, turn, ceil(abs(turn) / step) + 1)
    rays = np.column_stack((np.cos(angles), np.sin(angles)))
    return np.stack((rays[:-1], rays[1:]), axis=1)


def _unit(vectors: Floats) -> Floats:
    """Return vectors (m, 2) with their lengths changed to 1."""
    unit: Floats = vectors / np.hypot(*vectors.T)[:, None]
    return unit
