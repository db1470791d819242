"""Free positions for more balls in a running level."""

import numpy as np
from numpy.typing import NDArray

from components import Collider, Position, Table
from components.placed_outline import PlacedOutline, placed_outlines
from components.portable_arrays import lengths
from components.random_stream import RandomStream
from game.levels.format.clearance import free_radius
from game.simulation.view_rect import ViewRect
from systems.emission import CLEARANCE

Floats = NDArray[np.float64]
Box = tuple[Floats, Floats]
"""Lower left and upper right corner (2,), m."""

BATCH_SIZE = 256
"""Random positions that are examined at a time."""

MAX_EMPTY_BATCHES = 8
"""The search ends after so many successive batches without a free position."""


def find_free_positions(
    balls: Table, walls: Table, view: ViewRect, radius: float, count: int, random: RandomStream
) -> Floats:
    """Return centres (m, 2) in m for up to ``count`` more balls that overlap neither balls nor walls.

    The balls have a radius in m, and lie inside all containers. The current esper world must be that of the tables.
    Random sequential addition: positions are drawn uniformly, and each is kept if it is free of those kept before.

    view : area for the balls if there is no container
    """
    position = balls[Position]
    centers = np.column_stack((position.x, position.y))
    distance = CLEARANCE * (balls[Collider].radius + radius)
    placed = placed_outlines(walls)
    low, high = _bounds(placed, view)
    found = np.empty((0, 2))
    empty_batches = 0
    while len(found) < count and empty_batches < MAX_EMPTY_BATCHES:
        candidates = random.uniforms(low, high, (BATCH_SIZE, 2))
        for wall in placed:
            is_free = free_radius(wall.outline, wall.to_local(candidates)) >= CLEARANCE * radius
            candidates = candidates[is_free]
        distances = lengths(candidates[:, :1] - centers[:, 0], candidates[:, 1:] - centers[:, 1])
        kept = np.empty((0, 2))
        for candidate in candidates[(distances >= distance).all(axis=1)][: count - len(found)]:
            if np.all(lengths(*(kept - candidate).T) >= 2.0 * CLEARANCE * radius):
                kept = np.vstack((kept, candidate))
        empty_batches = 0 if len(kept) else empty_batches + 1
        found, centers = np.vstack((found, kept)), np.vstack((centers, kept))
        distance = np.append(distance, np.full(len(kept), 2.0 * CLEARANCE * radius))
    return found


def _bounds(walls: list[PlacedOutline], view: ViewRect) -> Box:
    """Return the intersection of the bounding boxes of all containers, or the view if there is none."""
    boxes = []
    for wall in walls:
        if wall.outline.container:
            corners = wall.to_world(wall.outline.points)
            boxes.append((corners.min(axis=0) - wall.outline.radius, corners.max(axis=0) + wall.outline.radius))
    if not boxes:
        center, half = np.array(view.center), 0.5 * np.array((view.width, view.height))
        return center - half, center + half
    return np.stack([low for low, _ in boxes]).max(axis=0), np.stack([high for _, high in boxes]).min(axis=0)
