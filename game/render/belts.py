"""How conveyor belts look: rivets along the edge of a wall that move with its surface, the same in every renderer."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from game.render.outlines import RenderOutline, render_outlines
from game.simulation.simulation import Simulation
from systems.render import Poses

Floats = NDArray[np.float64]

DEPTH = 0.42
"""Distance of the rivets from the edge, in bevels."""

RADIUS, PITCH = 0.17, 1.2
"""Radius of a rivet, and distance between two rivets, in frame widths."""

OPACITY = 0.5
"""Opacity of the rivets, which are black."""

MIN_MITRE = 0.5
"""Smallest value of 1 + cos(turn) at a corner: the path of the rivets cuts corners that are sharper."""


class Belt(NamedTuple):
    """The path of the rivets along the edge of a wall, in the local frame of the wall.

    row : of the wall in its table
    path : (m, 2) m, closed, counter-clockwise
    distances : (m,) m, of the points of the path from its start, along the path
    speed : m/s
    rivet_count : number of rivets
    radius : m, of a rivet
    """

    row: int
    path: Floats
    distances: Floats
    speed: float
    rivet_count: int
    radius: float

    def local_rivets(self, time: float) -> Floats:
        """Return the positions of the rivets at a time in s, (rivet_count, 2) in m in the local frame of the wall."""
        pitch = self.distances[-1] / self.rivet_count
        along = self.speed * time % pitch + pitch * np.arange(self.rivet_count)
        return np.column_stack([np.interp(along, self.distances, self.path[:, axis]) for axis in (0, 1)])

    def world_rivets(self, time: float, walls: Poses) -> Floats:
        """Return the positions of the rivets at a time in s, (rivet_count, 2) in m, for poses as in `Canvas.draw`."""
        x, y, cos, sin = walls[self.row].tolist()
        positions: Floats = self.local_rivets(time) @ np.array([[cos, sin], [-sin, cos]]) + (x, y)
        return positions


def belts(simulation: Simulation, frame_width: float) -> list[Belt]:
    """Return the belts of a simulation; the frames of its walls have a width in m."""
    with simulation.world.active():
        outlines = render_outlines(simulation.walls_table, frame_width)
    return [_belt(row, outline) for row, outline in enumerate(outlines) if outline.outline.belt]


def _belt(row: int, outline: RenderOutline) -> Belt:
    wall, width = outline.outline, outline.width
    depth = DEPTH * outline.bevel
    corners = outline.edge.corners
    side = np.roll(corners, -1, axis=0) - corners
    after = np.column_stack((side[:, 1], -side[:, 0])) / np.hypot(*side.T)[:, None]  # normals of sides that start there
    before = np.roll(after, 1, axis=0)
    mitre = np.maximum(1.0 + (before * after).sum(axis=1), MIN_MITRE)
    path = corners + (depth if wall.container else -depth) * (before + after) / mitre[:, None]
    path = np.vstack((path, path[:1]))
    distances = np.concatenate(([0.0], np.cumsum(np.hypot(*np.diff(path, axis=0).T))))
    radius = min(RADIUS * width, 0.6 * depth)
    count = max(round(distances[-1] / max(PITCH * width, 3.0 * radius)), 3)
    return Belt(row, path, distances, wall.belt if wall.closed else -wall.belt, count, radius)
