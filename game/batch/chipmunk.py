"""The balls and walls of a simulation in Chipmunk (pymunk), for comparison."""

import math
from typing import TYPE_CHECKING

import esper
import numpy as np

from components import Collider, Outline
from components.placed_outline import PlacedOutline, wall_outlines
from game.batch.peer import PeerFactory, body_state, count_escaped, wall_segments
from game.simulation.simulation import Simulation

if TYPE_CHECKING:
    import pymunk


def find_chipmunk() -> PeerFactory | None:
    """Return what copies a simulation to Chipmunk; None without pymunk."""
    try:
        import pymunk  # noqa: F401, PLC0415  (optional dependency)
    except ImportError:
        return None
    return Chipmunk


class Chipmunk:
    """The balls and walls of a simulation in a Chipmunk space: ten iterations a step, spatial hash.

    Chipmunk multiplies the friction and the restitution of two shapes, so each shape gets the square root. Chipmunk
    has no rolling resistance.

    space : the `pymunk.Space`
    balls : a body for each ball, in the order of the simulation's rows
    walls : body and outline of each wall
    """

    name = "Chipmunk"

    def __init__(self, simulation: Simulation) -> None:
        import pymunk  # noqa: PLC0415  (optional dependency)

        world, radii = simulation.level.world, simulation.radii
        self._pymunk, self._dt = pymunk, simulation.dt
        self.version: str = pymunk.chipmunk_version.partition("-")[0]
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
        positions = np.array([ball.position for ball in self.balls], np.float64).reshape(-1, 2)
        poses = ((outline, wall.position, wall.angle) for wall, outline in self.walls)
        walls = (PlacedOutline.at(outline, place.x, place.y, angle) for outline, place, angle in poses)
        return count_escaped(positions, walls)

    def _ball(self, entity: int) -> "pymunk.Body":
        surface = esper.component_for_entity(entity, Collider)
        ball = self._pymunk.Body(surface.mass, surface.mass * surface.radius**2 / 2)
        self._add_body(ball, entity)
        self._add_shape(self._pymunk.Circle(ball, surface.radius), surface)
        return ball

    def _wall(self, entity: int, outline: Outline) -> "tuple[pymunk.Body, Outline]":
        wall = self._pymunk.Body(body_type=self._pymunk.Body.KINEMATIC)
        self._add_body(wall, entity)
        segments, radius = wall_segments(outline)
        for ax, ay, bx, by in segments:
            segment = self._pymunk.Segment(wall, (ax, ay), (bx, by), radius)
            self._add_shape(segment, esper.component_for_entity(entity, Collider))
        return wall, outline

    def _add_body(self, body: "pymunk.Body", entity: int) -> None:
        state = body_state(entity)
        body.position, body.velocity = (state.x, state.y), (state.velocity_x, state.velocity_y)
        body.angle, body.angular_velocity = state.angle, state.rate
        self.space.add(body)

    def _add_shape(self, shape: "pymunk.Shape", surface: Collider) -> None:
        shape.elasticity, shape.friction = math.sqrt(surface.restitution), math.sqrt(surface.friction)
        self.space.add(shape)
