"""Where in a running level there is room for more balls."""

from typing import TYPE_CHECKING

import esper
import numpy as np
from numpy.typing import NDArray

from components import Collider, Outline, Position, Spin
from game.camera import Subject
from game.level_format.clearance import room
from systems.emission import CLEAR

if TYPE_CHECKING:
    from game.simulation import Simulation

Floats = NDArray[np.float64]
Box = tuple[Floats, Floats]
"""Lower left and upper right corner (2,), m."""

BATCH = 256
"""Places that are looked at in one go."""

PATIENCE = 8
"""Batches without a free place, after which there is none."""


def free_places(simulation: "Simulation", radius: float, count: int, chance: np.random.Generator) -> Floats:
    """Return centres (m, 2), m, for up to so many balls of a radius: inside all containers, apart from all else.

    The world of the simulation must be the current one. Random sequential addition: of places that are drawn
    uniformly, each is taken that is free of those before.
    """
    position = simulation.balls[Position]
    centers = np.column_stack((position.x, position.y))
    reach = CLEAR * (simulation.balls[Collider].radius + radius)
    walls = list(_walls(simulation))
    low, high = _bounds(simulation, walls)
    found = np.empty((0, 2))
    in_vain = 0
    while len(found) < count and in_vain < PATIENCE:
        places = chance.uniform(low, high, (BATCH, 2))
        for place, turn, outline in walls:
            places = places[room(outline, (places - place) @ turn) >= CLEAR * radius]
        apart = np.hypot(places[:, :1] - centers[:, 0], places[:, 1:] - centers[:, 1])
        taken = np.empty((0, 2))
        for place in places[(apart >= reach).all(axis=1)][: count - len(found)]:
            if np.all(np.hypot(*(taken - place).T) >= 2.0 * CLEAR * radius):
                taken = np.vstack((taken, place))
        in_vain = 0 if len(taken) else in_vain + 1
        found, centers = np.vstack((found, taken)), np.vstack((centers, taken))
        reach = np.append(reach, np.full(len(taken), 2.0 * CLEAR * radius))
    return found


def _walls(simulation: "Simulation") -> "list[tuple[Floats, Floats, Outline]]":
    """Return the centre (2,) of every wall, the turn (2, 2) of rows into its frame, and its outline."""
    table = simulation.walls_table
    position, angle = table[Position], table[Spin].angle
    cos, sin = np.cos(angle), np.sin(angle)
    return [
        (
            np.array((position.x[row], position.y[row])),
            np.array(((cos[row], -sin[row]), (sin[row], cos[row]))),
            esper.component_for_entity(entity, Outline),
        )
        for row, entity in enumerate(table.entities.tolist())
    ]


def _bounds(simulation: "Simulation", walls: "list[tuple[Floats, Floats, Outline]]") -> Box:
    """What lies within all containers, or without any, what the level shows."""
    boxes = []
    for place, turn, outline in walls:
        if outline.container:
            corners = outline.points @ turn.T + place
            boxes.append((corners.min(axis=0) - outline.radius, corners.max(axis=0) + outline.radius))
    if not boxes:
        center, width, height = Subject.of(simulation)
        half = 0.5 * np.array((width, height))
        return np.array(center) - half, np.array(center) + half
    return np.stack([low for low, _ in boxes]).max(axis=0), np.stack([high for _, high in boxes]).min(axis=0)
