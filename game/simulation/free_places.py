"""Where in a running level there is room for more balls."""

import numpy as np
from numpy.typing import NDArray

from components import Collider, Position, Table
from components.placed_outline import PlacedOutline, placed_outlines
from game.levels.format.clearance import free_radius
from game.simulation.view_rect import ViewRect
from systems.emission import CLEARANCE

Floats = NDArray[np.float64]
Box = tuple[Floats, Floats]
"""Lower left and upper right corner (2,), m."""

BATCH = 256
"""Random places that are tried at a time."""

PATIENCE = 8
"""Batches without a free place, after which the search ends."""


def free_places(
    balls: Table, walls: Table, view: ViewRect, radius: float, count: int, chance: np.random.Generator
) -> Floats:
    """Return centres (m, 2) in m for up to ``count`` more balls of a radius in m, inside all containers and free.

    The current esper world must be that of the tables. Random sequential addition: of places that are drawn
    uniformly, each is taken that is free of those before.

    view : where balls may be put where there is no container
    """
    position = balls[Position]
    centers = np.column_stack((position.x, position.y))
    reach = CLEARANCE * (balls[Collider].radius + radius)
    placed = placed_outlines(walls)
    low, high = _bounds(placed, view)
    found = np.empty((0, 2))
    in_vain = 0
    while len(found) < count and in_vain < PATIENCE:
        places = chance.uniform(low, high, (BATCH, 2))
        for wall in placed:
            places = places[free_radius(wall.outline, wall.to_local(places)) >= CLEARANCE * radius]
        apart = np.hypot(places[:, :1] - centers[:, 0], places[:, 1:] - centers[:, 1])
        taken = np.empty((0, 2))
        for place in places[(apart >= reach).all(axis=1)][: count - len(found)]:
            if np.all(np.hypot(*(taken - place).T) >= 2.0 * CLEARANCE * radius):
                taken = np.vstack((taken, place))
        in_vain = 0 if len(taken) else in_vain + 1
        found, centers = np.vstack((found, taken)), np.vstack((centers, taken))
        reach = np.append(reach, np.full(len(taken), 2.0 * CLEARANCE * radius))
    return found


def _bounds(walls: list[PlacedOutline], view: ViewRect) -> Box:
    """Return the box that lies within all containers; without any, what the level shows."""
    boxes = []
    for wall in walls:
        if wall.outline.container:
            corners = wall.to_world(wall.outline.points)
            boxes.append((corners.min(axis=0) - wall.outline.radius, corners.max(axis=0) + wall.outline.radius))
    if not boxes:
        center, half = np.array(view.center), 0.5 * np.array((view.width, view.height))
        return center - half, center + half
    return np.stack([low for low, _ in boxes]).max(axis=0), np.stack([high for _, high in boxes]).min(axis=0)
