"""Chipmunk, the peer: what is in a simulation, in the engine that most Python games use."""

import math
from collections.abc import Iterator
from typing import TYPE_CHECKING

import esper
import numpy as np
from numpy.typing import NDArray

from components import Collider, KinematicMotion, Outline, Position, Spin, Velocity
from components.rim import Rim
from game.simulation.simulation import Simulation

if TYPE_CHECKING:
    import pymunk

Floats = NDArray[np.float64]

WALL = 0.05
"""Half the thickness that Chipmunk's containers have, as a part of their extent: its balls fall through thin ones."""


def chipmunk(simulation: Simulation) -> "Chipmunk | None":
    """Put what is in a simulation into Chipmunk; None without pymunk, or where walls sway or swing: it cannot."""
    drive = simulation.walls_table[KinematicMotion]
    if np.any(drive.sway_rate) or np.any(drive.swing_rate):
        return None
    try:
        return Chipmunk(simulation)
    except ImportError:
        return None


class Chipmunk:
    """The balls and walls of a simulation in Chipmunk: one step of ten iterations, its spatial hash.

    Chipmunk multiplies what two surfaces have, so each has the root. It has no rolling resistance.
    """

    def __init__(self, simulation: Simulation) -> None:
        import pymunk  # noqa: PLC0415  (a peer that need not be there)

        world, radii = simulation.level.world, simulation.radii
        self._pymunk, self._dt = pymunk, simulation.dt
        self.space = pymunk.Space()
        self.space.gravity, self.space.damping = world.gravity, math.exp(-world.linear_damping)
        self.space.use_spatial_hash(2.0 * float(radii.mean()) if len(radii) else 1.0, 4 * len(radii) + 1)
        with simulation.world.active():
            self.walls = [self._wall(entity) for entity in simulation.walls_table.entities.tolist()]
            self.balls = [self._ball(entity) for entity in simulation.balls.entities.tolist()]

    def step(self) -> None:
        """Advance as far as a step of the simulation."""
        self.space.step(self._dt)

    def escaped(self) -> int:
        """Count the balls whose centre is outside of a container or within an obstacle."""
        place = np.array([ball.position for ball in self.balls], np.float64).reshape(-1, 2)
        is_outside = np.zeros(len(place), np.bool_)
        for wall, outline in self.walls:
            x, y = (place - wall.position).T
            cos, sin = math.cos(wall.angle), math.sin(wall.angle)
            is_outside |= ~outline.allows(cos * x + sin * y, cos * y - sin * x)
        return int(is_outside.sum())

    def _ball(self, entity: int) -> "pymunk.Body":
        surface = esper.component_for_entity(entity, Collider)
        ball = self._pymunk.Body(surface.mass, surface.mass * surface.radius**2 / 2)
        self._place(ball, entity)
        self._cover(self._pymunk.Circle(ball, surface.radius), surface)
        return ball

    def _wall(self, entity: int) -> "tuple[pymunk.Body, Outline]":
        outline = esper.component_for_entity(entity, Outline)
        wall = self._pymunk.Body(body_type=self._pymunk.Body.KINEMATIC)
        self._place(wall, entity)
        for side in self._sides(wall, outline):
            self._cover(side, esper.component_for_entity(entity, Collider))
        return wall, outline

    def _place(self, body: "pymunk.Body", entity: int) -> None:
        place, velocity = esper.component_for_entity(entity, Position), esper.component_for_entity(entity, Velocity)
        spin = esper.component_for_entity(entity, Spin)
        body.position, body.velocity = (place.x, place.y), (velocity.x, velocity.y)
        body.angle, body.angular_velocity = spin.angle, spin.rate
        self.space.add(body)

    def _cover(self, shape: "pymunk.Shape", surface: Collider) -> None:
        shape.elasticity, shape.friction = math.sqrt(surface.restitution), math.sqrt(surface.friction)
        self.space.add(shape)

    def _sides(self, wall: "pymunk.Body", outline: Outline) -> "Iterator[pymunk.Shape]":
        """Yield the pieces of the edge; those of a convex container are thick, and lie outside of it."""
        rim = Rim.of(outline)
        pieces, radius = rim.pieces, rim.radius
        if outline.container and outline.is_convex:
            radius = WALL * float(np.hypot(*rim.corners.T).max())
            corners = _widened(rim.corners, radius)
            pieces = np.hstack((corners, np.roll(corners, -1, axis=0)))
        for ax, ay, bx, by in pieces.tolist():
            yield self._pymunk.Segment(wall, (ax, ay), (bx, by), radius)


def _widened(corners: Floats, distance: float) -> Floats:
    """Corners (k, 2) of a convex polygon whose sides lie outside of these by so much, m."""
    along = np.roll(corners, -1, axis=0) - corners
    normal = np.column_stack((along[:, 1], -along[:, 0])) / np.hypot(*along.T)[:, None]
    before = np.roll(normal, 1, axis=0)
    wide: Floats = corners + distance * (before + normal) / (1.0 + (before * normal).sum(axis=1))[:, None]
    return wide
