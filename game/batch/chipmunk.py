"""The balls and walls of a simulation in Chipmunk (pymunk), for comparison."""

import math
from collections.abc import Iterator
from typing import TYPE_CHECKING

import esper
import numpy as np
from numpy.typing import NDArray

from components import Collider, KinematicMotion, Outline, Position, Spin, Velocity
from components.placed_outline import PlacedOutline, wall_outlines
from game.simulation.outline_edge import OutlineEdge
from game.simulation.simulation import Simulation

if TYPE_CHECKING:
    import pymunk

Floats = NDArray[np.float64]

CONTAINER_HALF_THICKNESS = 0.05
"""Half thickness of container walls relative to the container's extent. Balls tunnel through thinner ones."""


def chipmunk(simulation: Simulation) -> "Chipmunk | None":
    """Return a copy of a simulation in Chipmunk; None without pymunk, or if a wall sways or swings."""
    drive = simulation.walls_table[KinematicMotion]
    if np.any(drive.sway_rate) or np.any(drive.swing_rate):
        return None
    try:
        return Chipmunk(simulation)
    except ImportError:
        return None


class Chipmunk:
    """The balls and walls of a simulation in a Chipmunk space: ten iterations a step, spatial hash.

    Chipmunk multiplies the friction and the restitution of two shapes, so each shape gets the square root. Chipmunk
    has no rolling resistance.

    space : the `pymunk.Space`
    balls : a body for each ball, in the order of the simulation's rows
    walls : body and outline of each wall
    """

    def __init__(self, simulation: Simulation) -> None:
        import pymunk  # noqa: PLC0415  (optional dependency)

        world, radii = simulation.level.world, simulation.radii
        self._pymunk, self._dt = pymunk, simulation.dt
        self.space = pymunk.Space()
        self.space.gravity, self.space.damping = world.gravity, math.exp(-world.linear_damping)
        self.space.use_spatial_hash(2.0 * float(radii.mean()) if len(radii) else 1.0, 4 * len(radii) + 1)
        with simulation.world.active():
            walls = simulation.walls_table
            outlines = zip(walls.entities.tolist(), wall_outlines(walls), strict=True)
            self.walls = [self._wall(entity, outline) for entity, outline in outlines]
            self.balls = [self._ball(entity) for entity in simulation.balls.entities.tolist()]

    def step(self) -> None:
        """Advance by one step of the simulation."""
        self.space.step(self._dt)

    def escaped_count(self) -> int:
        """Return the number of balls whose centre is outside a container or inside an obstacle."""
        place = np.array([ball.position for ball in self.balls], np.float64).reshape(-1, 2)
        is_outside = np.zeros(len(place), np.bool_)
        for wall, outline in self.walls:
            placed = PlacedOutline.at(outline, wall.position.x, wall.position.y, wall.angle)
            is_outside |= ~outline.allows(*placed.to_local(place).T)
        return int(is_outside.sum())

    def _ball(self, entity: int) -> "pymunk.Body":
        surface = esper.component_for_entity(entity, Collider)
        ball = self._pymunk.Body(surface.mass, surface.mass * surface.radius**2 / 2)
        self._add_body(ball, entity)
        self._add_shape(self._pymunk.Circle(ball, surface.radius), surface)
        return ball

    def _wall(self, entity: int, outline: Outline) -> "tuple[pymunk.Body, Outline]":
        wall = self._pymunk.Body(body_type=self._pymunk.Body.KINEMATIC)
        self._add_body(wall, entity)
        for segment in self._segments(wall, outline):
            self._add_shape(segment, esper.component_for_entity(entity, Collider))
        return wall, outline

    def _add_body(self, body: "pymunk.Body", entity: int) -> None:
        place, velocity = esper.component_for_entity(entity, Position), esper.component_for_entity(entity, Velocity)
        spin = esper.component_for_entity(entity, Spin)
        body.position, body.velocity = (place.x, place.y), (velocity.x, velocity.y)
        body.angle, body.angular_velocity = spin.angle, spin.rate
        self.space.add(body)

    def _add_shape(self, shape: "pymunk.Shape", surface: Collider) -> None:
        shape.elasticity, shape.friction = math.sqrt(surface.restitution), math.sqrt(surface.friction)
        self.space.add(shape)

    def _segments(self, wall: "pymunk.Body", outline: Outline) -> "Iterator[pymunk.Shape]":
        """Yield the edges of an outline. The edges of a convex container are thick and lie outside it."""
        edge = OutlineEdge.from_outline(outline)
        segments, radius = edge.segments, edge.radius
        if outline.container and outline.is_convex:
            radius = CONTAINER_HALF_THICKNESS * float(np.hypot(*edge.corners.T).max())
            corners = _offset_outwards(edge.corners, radius)
            segments = np.hstack((corners, np.roll(corners, -1, axis=0)))
        for ax, ay, bx, by in segments.tolist():
            yield self._pymunk.Segment(wall, (ax, ay), (bx, by), radius)


def _offset_outwards(corners: Floats, distance: float) -> Floats:
    """Return the corners (k, 2) of a convex polygon with each edge moved outwards by ``distance``, m."""
    along = np.roll(corners, -1, axis=0) - corners
    normal = np.column_stack((along[:, 1], -along[:, 0])) / np.hypot(*along.T)[:, None]
    before = np.roll(normal, 1, axis=0)
    wide: Floats = corners + distance * (before + normal) / (1.0 + (before * normal).sum(axis=1))[:, None]
    return wide
