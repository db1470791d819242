"""Peers of the benchmark: other engines that run a copy of a simulation, and what such a copy needs."""

from collections.abc import Callable, Iterable
from typing import NamedTuple, Protocol

import esper
import numpy as np
from numpy.typing import NDArray

from components import KinematicMotion, Outline, Position, Spin, Velocity
from components.placed_outline import PlacedOutline
from game.simulation.outline_edge import OutlineEdge
from game.simulation.simulation import Simulation

Floats = NDArray[np.float64]

CONTAINER_HALF_THICKNESS = 0.05
"""Half thickness of container walls relative to the container's extent. Balls tunnel through thinner ones."""


class PeerError(Exception):
    """A peer was asked for and cannot be used; the message gives the reason."""


class Peer(Protocol):
    """A copy of a simulation in another engine, which has the balls in the order of the simulation's rows.

    name : of the engine
    version : of the engine or its binding
    """

    name: str
    version: str

    def step(self) -> None:
        """Advance by one step of the simulation."""

    def escaped_count(self) -> int:
        """Return the number of balls whose centre is outside a container or inside an obstacle."""


PeerFactory = Callable[[Simulation], Peer]
"""Copies a simulation as it is now."""


class BodyState(NamedTuple):
    """Pose and velocity of a ball or wall: m, rad, m/s and rad/s."""

    x: float
    y: float
    angle: float
    velocity_x: float
    velocity_y: float
    rate: float


def can_be_copied(simulation: Simulation) -> bool:
    """Return whether other engines can move the walls: a wall must not sway or swing."""
    motion = simulation.walls_table[KinematicMotion]
    return not (np.any(motion.sway_rate) or np.any(motion.swing_rate))


def body_state(entity: int) -> BodyState:
    """Return pose and velocity of an entity of the current esper world."""
    position, velocity = esper.component_for_entity(entity, Position), esper.component_for_entity(entity, Velocity)
    spin = esper.component_for_entity(entity, Spin)
    return BodyState(position.x, position.y, spin.angle, velocity.x, velocity.y, spin.rate)


def wall_segments(outline: Outline) -> tuple[list[list[float]], float]:
    """Return the edges of an outline as (ax, ay, bx, by), m, and their radius, m; a disc is an edge of length 0.

    The edges of a convex container are thick and lie outside it.
    """
    edge = OutlineEdge.from_outline(outline)
    if not (outline.container and outline.is_convex):
        return edge.segments.tolist(), edge.radius
    radius = CONTAINER_HALF_THICKNESS * float(np.hypot(*edge.corners.T).max())
    corners = offset_outwards(edge.corners, radius)
    return np.hstack((corners, np.roll(corners, -1, axis=0))).tolist(), radius


def offset_outwards(corners: Floats, distance: float) -> Floats:
    """Return the corners (k, 2) of a convex polygon with each edge moved outwards by ``distance``, m."""
    along = np.roll(corners, -1, axis=0) - corners
    normal = np.column_stack((along[:, 1], -along[:, 0])) / np.hypot(*along.T)[:, None]
    before = np.roll(normal, 1, axis=0)
    wide: Floats = corners + distance * (before + normal) / (1.0 + (before * normal).sum(axis=1))[:, None]
    return wide


def count_escaped(positions: Floats, walls: Iterable[PlacedOutline]) -> int:
    """Return how many positions (n, 2), m, are outside a container or inside an obstacle."""
    is_outside = np.zeros(len(positions), np.bool_)
    for wall in walls:
        is_outside |= ~wall.outline.allows(*wall.to_local(positions).T)
    return int(is_outside.sum())
