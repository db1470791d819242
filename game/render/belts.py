"""How belts look: rivets along the edge of a wall that run as its surface does, the same in every picture."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from components import Outline
from components.placed_outline import wall_outlines
from components.rim import HAIRLINE, Rim
from game.simulation.simulation import Simulation

Floats = NDArray[np.float64]

DEPTH, RADIUS, PITCH = 0.42, 0.17, 1.2
"""How far from the edge they are, in parts of how far its rounding reaches; how large, and how far from each other,
in widths of a frame."""

OPACITY = 0.5
"""They are black."""

SHARPEST = 0.5
"""Of 1 and the cosine of a corner: beyond, the loop goes no further into a corner."""


class Belt(NamedTuple):
    """A loop along the edge of a wall, in its own frame.

    row : of the wall in its table
    loop : (m, 2) m, closed, counter-clockwise
    far : (m,) m, how far along it these places are
    speed : m/s
    many, radius : how many rivets there are, and how large, m
    """

    row: int
    loop: Floats
    far: Floats
    speed: float
    many: int
    radius: float

    def rivets(self, time: float) -> Floats:
        """Return where its rivets are at a time in s, (many, 2) in m in the frame of the wall."""
        pitch = self.far[-1] / self.many
        along = self.speed * time % pitch + pitch * np.arange(self.many)
        return np.column_stack([np.interp(along, self.far, self.loop[:, axis]) for axis in (0, 1)])

    def placed(self, time: float, poses: NDArray[np.float32]) -> Floats:
        """Return the same where the walls stand: places (w, 2) in m, cosines and sines, as `WallPoses` tells them."""
        x, y, c, s = poses[self.row].tolist()
        places: Floats = self.rivets(time) @ np.array([[c, s], [-s, c]]) + (x, y)
        return places


def belts(simulation: Simulation, width: float) -> list[Belt]:
    """Return what is to be seen of all belts; the frames are so wide, in m."""
    with simulation.world.active():
        outlines = wall_outlines(simulation.walls_table)
    return [_belt(row, outline, width) for row, outline in enumerate(outlines) if outline.belt]


def _belt(row: int, outline: Outline, width: float) -> Belt:
    rim = Rim.of(outline, HAIRLINE * width)
    depth = DEPTH * rim.bevel(width)
    corners = rim.corners
    way = np.roll(corners, -1, axis=0) - corners
    after = np.column_stack((way[:, 1], -way[:, 0])) / np.hypot(*way.T)[:, None]  # out of the sides that begin there
    before = np.roll(after, 1, axis=0)
    slant = np.maximum(1.0 + (before * after).sum(axis=1), SHARPEST)
    loop = corners + (depth if rim.container else -depth) * (before + after) / slant[:, None]
    loop = np.vstack((loop, loop[:1]))
    far = np.concatenate(([0.0], np.cumsum(np.hypot(*np.diff(loop, axis=0).T))))
    radius = min(RADIUS * width, 0.6 * depth)
    many = max(round(far[-1] / max(PITCH * width, 3.0 * radius)), 3)
    return Belt(row, loop, far, outline.belt if outline.closed else -outline.belt, many, radius)
