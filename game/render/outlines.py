"""How the outlines of walls look: width of the frame, bevel, groove, bolt and hub, the same in every renderer."""

from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from components import Outline, Table
from components.placed_outline import wall_outlines
from game.render.appearance import appearance_of
from game.render.theme import WallColors
from game.simulation.outline_edge import OutlineEdge

Floats = NDArray[np.float64]

MIN_RADIUS = 0.1
"""Smallest half thickness of a chain in a picture, in frame widths."""

BOLT_RADIUS, BOLT_DEPTH = 0.42, 1.3
"""Radius of the bolt, and its distance from the edge of an obstacle, in frame widths."""

HUB_RADIUS = 0.3
"""Radius of the hub, in frame widths."""


class RenderOutline:
    """The outline of a wall, with the details that renderers draw. All lengths are in the local frame of the wall, m.

    The frame of a container lies outside of its edge. An obstacle has no frame: its details lie inside of its edge.

    outline : the shape of the wall
    width : m, width of the frame
    edge : the visible edge; a chain is never too thin to be seen
    """

    def __init__(self, outline: Outline, width: float, color: str | None = None) -> None:
        """Draw the wall in its own colour, if it has one."""
        self.outline, self.width, self._color = outline, width, color
        self.edge = OutlineEdge.from_outline(outline, MIN_RADIUS * width)

    def metal_color(self, colors: WallColors) -> str:
        """Return the colour of the metal: that of the wall, or else that of walls or of one-way walls."""
        if self._color is not None and colors.own_colors:
            return self._color
        return colors.marker if self.outline.one_way else colors.frame

    @cached_property
    def depth(self) -> float:
        """Largest distance of a point inside from the edge, in m; within about one percent for a polygon."""
        edge = self.edge
        if len(edge.path) == 1 or not edge.closed:
            return edge.radius
        low, high = edge.bounds
        for _ in range(5):
            x, y = np.linspace(low, high, 25).T
            distance = edge.signed_distance(x[None, :], y[:, None])
            row, column = np.unravel_index(distance.argmin(), distance.shape)
            margin = (high - low) / 12.0
            low, high = np.array([x[column], y[row]]) - margin, np.array([x[column], y[row]]) + margin
        return float(-distance.min())

    @property
    def bevel(self) -> float:
        """Width of the rounded part of the metal in m: the frame, or the rim of an obstacle as far as it has room."""
        return self.width if self.outline.container else min(self.width, self.depth)

    @property
    def groove(self) -> float:
        """Depth of the groove along the edge, from 0 to 1. Obstacles without room for a bolt beside it have none."""
        if self.outline.container:
            return 1.0
        low, high = (1.7, 2.2) if self.outline.closed else (0.4, 0.95)
        return float(np.clip((self.depth / self.width - low) / (high - low), 0.0, 1.0))

    @cached_property
    def bolt(self) -> tuple[float, float, float]:
        """Centre and radius in m of the bolt at the first corner, which shows the angle of the wall.

        The bolt of a container lies on its frame, that of an obstacle inside the obstacle.
        """
        edge, width, container = self.edge, self.width, self.outline.container
        corner, radius = edge.path[0], BOLT_RADIUS * width
        if len(edge.path) == 1:
            depth = min(BOLT_DEPTH * width, 0.5 * edge.radius)
            distance = edge.radius + 0.5 * width if container else edge.radius - depth
            return float(corner[0] + distance), float(corner[1]), radius if container else min(radius, 0.6 * depth)
        if not edge.closed:
            return float(corner[0]), float(corner[1]), min(radius, 0.6 * edge.radius)
        normals, turns = edge.normals_and_turns
        outward = normals[0] + normals[-1]
        if container:
            reach = 0.5 * width / (np.hypot(*outward) if turns[0] > 0.0 else max(0.5 * outward @ outward, 0.5))
            x, y = corner + reach * outward
            return float(x), float(y), radius
        outward = outward / np.hypot(*outward)
        depth = min(BOLT_DEPTH * width, 0.5 * self.depth)
        low, high = edge.bounds
        inward = np.linspace(-edge.radius, np.hypot(*(high - low)), 1000)
        x, y = (corner - inward[:, None] * outward).T
        depths = -edge.signed_distance(x, y)
        k = int(np.argmax(depths >= depth)) or int(np.argmax(depths))
        return float(x[k]), float(y[k]), min(radius, 0.6 * float(depths[k]))

    @cached_property
    def hub(self) -> float:
        """Radius in m of the hub at the origin, about which the wall turns; 0 for an obstacle without room for it."""
        if self.outline.container:
            return HUB_RADIUS * self.width
        x, y, radius = self.bolt
        depth = -float(self.edge.signed_distance(np.zeros(1), np.zeros(1))[0])
        hub = min(HUB_RADIUS * self.width, 0.45 * depth)
        return hub if hub > 0.0 and np.hypot(x, y) > 1.3 * radius + hub else 0.0


def render_outlines(walls: Table, width: float) -> list[RenderOutline]:
    """Return the outlines of a table of walls in row order, with frames of a width in m, in the current esper world."""
    outlines = zip(wall_outlines(walls), walls.entities.tolist(), strict=True)
    return [RenderOutline(outline, width, appearance_of(entity).color) for outline, entity in outlines]


def back_to_front(outlines: list[RenderOutline]) -> tuple[list[int], list[int]]:
    """Return the rows of the containers and those of the obstacles, each with the largest first."""
    rows = sorted(range(len(outlines)), key=lambda row: -outlines[row].edge.bounds_area)
    return (
        [row for row in rows if outlines[row].outline.container],
        [row for row in rows if not outlines[row].outline.container],
    )
