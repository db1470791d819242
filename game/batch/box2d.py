"""The balls and walls of a simulation in Box2D 3, for comparison: through a shared library or the package pyb2d3."""

import math
import os
from functools import partial
from typing import Any, Protocol

import esper
import numpy as np

from components import Collider, Outline
from components.placed_outline import PlacedOutline, wall_outlines
from game.batch.box2d_library import LibraryWorld, load_library
from game.batch.box2d_wheel import WheelWorld, find_wheel
from game.batch.peer import BodyState, PeerFactory, body_state, count_escaped, wall_segments
from game.simulation.simulation import Simulation

LIBRARY_VARIABLE = "HEPTAGON_BOX2D"
"""Environment variable that names the shared library of Box2D."""


class World(Protocol):
    """A world of Box2D without sleeping bodies, in one thread."""

    version: str

    def add_body(self, state: BodyState, is_kinematic: bool, damping: float) -> Any:
        """Return a new body: kinematic or dynamic. damping : of the linear velocity, 1/s."""

    def add_shape(self, body: Any, segment: list[float], radius: float, density: float, surface: Collider) -> None:
        """Add all points within a radius, m, of a segment (ax, ay, bx, by), m, to a body. density : kg/m²."""

    def step(self, dt: float, substeps: int) -> None:
        """Advance by a step of ``dt`` s."""

    def pose(self, body: Any) -> tuple[float, float, float]:
        """Return x and y, m, and angle, rad, of a body."""


def find_box2d() -> PeerFactory | None:
    """Return what copies a simulation to Box2D; None if there is neither a library nor the package pyb2d3.

    The environment variable `LIBRARY_VARIABLE` names the library. Without it, pyb2d3 is used. Raises ``PeerError`` if
    the library is not one of Box2D 3.
    """
    if path := os.environ.get(LIBRARY_VARIABLE):
        return partial(_through_library, load_library(path))
    return _through_wheel if find_wheel() else None


def _through_library(library: Any, simulation: Simulation) -> "Box2D":
    return Box2D(simulation, LibraryWorld(library, simulation.level.world.gravity))


def _through_wheel(simulation: Simulation) -> "Box2D":
    return Box2D(simulation, WheelWorld(simulation.level.world.gravity))


class Box2D:
    """The balls and walls of a simulation in a world of Box2D, with the sub-steps of the level.

    Box2D takes the geometric mean of two coefficients of friction and the larger restitution, whatever the level says.
    Balls have no rolling resistance.

    balls : a body for each ball, in the order of the simulation's rows
    walls : body and outline of each wall
    """

    name = "Box2D"

    def __init__(self, simulation: Simulation, world: World) -> None:
        self.version = world.version
        self._world, self._dt = world, simulation.dt
        self._substeps, self._damping = simulation.level.world.substeps, simulation.level.world.linear_damping
        with simulation.world.active():
            walls = simulation.walls_table
            outlines = zip(walls.entities.tolist(), wall_outlines(walls), strict=True)
            self.walls = [self._wall(entity, outline) for entity, outline in outlines]
            self.balls = [self._ball(entity) for entity in simulation.balls.entities.tolist()]

    def step(self) -> None:
        """Advance by one step of the simulation."""
        self._world.step(self._dt, self._substeps)

    def escaped_count(self) -> int:
        """Return the number of balls whose centre is outside a container or inside an obstacle."""
        positions = np.array([self.pose(ball)[:2] for ball in self.balls], np.float64).reshape(-1, 2)
        walls = (PlacedOutline.at(outline, *self.pose(wall)) for wall, outline in self.walls)
        return count_escaped(positions, walls)

    def pose(self, body: Any) -> tuple[float, float, float]:
        """Return x and y, m, and angle, rad, of a ball or wall."""
        return self._world.pose(body)

    def _ball(self, entity: int) -> Any:
        surface = esper.component_for_entity(entity, Collider)
        ball = self._world.add_body(body_state(entity), False, self._damping)
        density = surface.mass / (math.pi * surface.radius**2)
        self._world.add_shape(ball, [0.0] * 4, surface.radius, density, surface)
        return ball

    def _wall(self, entity: int, outline: Outline) -> tuple[Any, Outline]:
        surface = esper.component_for_entity(entity, Collider)
        wall = self._world.add_body(body_state(entity), True, 0.0)
        segments, radius = wall_segments(outline)
        for segment in segments:
            self._world.add_shape(wall, segment, radius, 0.0, surface)
        return wall, outline
