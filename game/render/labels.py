"""Labels of walls and zones: texts in the world, the same in every renderer.

A label is upright, and its size depends on the picture, not on the world. It lies on the middle of an obstacle or a
zone. It hangs below the upper edge of a container, and is beside the last end of an open wall, on which balls may roll.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from components import Outline
from components.placed_outline import wall_outlines
from game.render.appearance import appearance_of
from game.render.zones import zone_shapes
from game.simulation.outline_edge import OutlineEdge
from game.simulation.simulation import Simulation
from systems.render import Poses

Floats = NDArray[np.float64]

SIZE, MIN_SIZE, MAX_SIZE = 0.021, 10.0, 30.0
"""Size of the letters as a part of the height of the picture, and its limits, px."""

MIN_HEIGHT = 400
"""Height in px of the lowest picture with labels. In smaller ones they would hide more than they explain."""

PADDING = 0.35
"""Space around the letters, in letter sizes."""

CORNER = 0.45
"""Radius of the corners of the panel behind the letters, in letter sizes."""

LINE = 1.2
"""Height of a line, in letter sizes."""


GAP = 0.8
"""Distance of a label from its container, or from the end of its wall, in letter sizes."""


class Place(NamedTuple):
    """Where a label is.

    x, y : m, relative to the centre of the view
    across, up : -1, 0 or 1: the side of this point on which the label is, `GAP` away from it; 0 for around it
    """

    x: float
    y: float
    across: int
    up: int


class Label(NamedTuple):
    """The text of a wall or a zone.

    text : one line
    row : of the wall in its table, or -1 for a zone
    points : (k, 2) m, in the frame of the wall, or in the world: the middle of an obstacle or a zone, the edge of a
        container, the ends of an open wall
    """

    text: str
    row: int
    points: Floats

    def place(self, walls: Poses, center: tuple[float, float]) -> Place:
        """Return where the label is.

        walls : poses of all walls, as in `Canvas.draw`
        center : m, of the view
        """
        if self.row < 0:
            x, y = (self.points - center).T.tolist()
        else:
            wall_x, wall_y, cos, sin = walls[self.row].tolist()
            own_x, own_y = self.points.T
            x, y = (wall_x + cos * own_x - sin * own_y).tolist(), (wall_y + sin * own_x + cos * own_y).tolist()
        if len(x) == 1:
            return Place(x[0], y[0], 0, 0)
        if len(x) == 2:
            return Place(x[1], y[1], 1 if x[1] >= x[0] else -1, 0)
        return Place(0.5 * (min(x) + max(x)), max(y), 0, -1)


def labels(simulation: Simulation) -> list[Label]:
    """Return the labels of walls, then those of zones."""
    with simulation.world.active():
        walls, entities = wall_outlines(simulation.walls_table), simulation.walls_table.entities.tolist()
        texts = [appearance_of(entity).text for entity in entities]
    found = [
        Label(text, row, _points(outline)) for row, (text, outline) in enumerate(zip(texts, walls, strict=True)) if text
    ]
    zones = [zone for zone in zone_shapes(simulation) if zone.text]
    return found + [Label(zone.text, -1, np.array([[zone.x, zone.y]])) for zone in zones]


def letter_size(picture_height: float) -> float:
    """Return the size of the letters in a picture of a height, both in px; 0 for a picture without labels."""
    return min(max(SIZE * picture_height, MIN_SIZE), MAX_SIZE) if picture_height >= MIN_HEIGHT else 0.0


def _points(outline: Outline) -> Floats:
    """Return the points that decide where the label of a wall is, see `Label`."""
    if not outline.closed:
        return outline.points[[0, -1]]
    edge = OutlineEdge.from_outline(outline)
    return edge.corners if outline.container else 0.5 * (edge.bounds[0] + edge.bounds[1])[None, :]
