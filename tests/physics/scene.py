"""Scenes that any engine can build, and the interface of an engine."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import ArrayLike, NDArray

from game import Simulation
from game.levels.model import Level
from game.testing import tiny_worlds

Floats = NDArray[np.float64]

G = 9.81
OMEGA = math.radians(72.0)
BOX = tuple(tiny_worlds.BOX)
HEPTAGON = tiny_worlds.regular_polygon(7, 3.0)
R = 0.2
"""Default radius of a ball, m."""


@dataclass(kw_only=True)
class Scene:
    """Balls in a convex container of the same material that rotates about the origin.

    A value for one ball is repeated for all balls, so that each column has one row a ball.

    position, velocity : (n, 2) m, m/s
    spin, radius, mass : (n,) rad/s, m, kg; None for discs of 1 kg/m²
    corners : (k, 2) m, counter-clockwise; empty for no container
    round : radius of a round container, m; Chipmunk uses a polygon of 500 corners
    rate : angular velocity of the container, rad/s
    """

    position: ArrayLike
    velocity: ArrayLike = (0.0, 0.0)
    spin: ArrayLike = 0.0
    radius: ArrayLike = R
    mass: ArrayLike | None = None
    restitution: float = 0.7
    friction: float = 0.4
    rolling_resistance: float = 0.0
    gravity: tuple[float, float] = (0.0, -G)
    corners: ArrayLike = BOX
    round: float = 0.0
    rate: float = 0.0
    step_rate: int = 60
    substeps: int = 4

    def __post_init__(self) -> None:
        self.position = np.array(self.position, np.float64).reshape(-1, 2)
        count = len(self.position)
        self.velocity = np.broadcast_to(np.array(self.velocity, np.float64), (count, 2))
        self.spin = np.broadcast_to(np.array(self.spin, np.float64), count)
        self.radius = np.broadcast_to(np.array(self.radius, np.float64), count)
        mass = math.pi * self.radius**2 if self.mass is None else np.array(self.mass, np.float64)
        self.mass = np.broadcast_to(mass, count)
        corners = tiny_worlds.regular_polygon(500, self.round) if self.round else self.corners
        self.corners = np.array(corners, np.float64).reshape(-1, 2)


class Engine(Protocol):
    """A scene in an engine; the columns are copies with one row a ball."""

    def step(self, count: int = 1) -> None:
        """Advance by ``count`` steps."""

    @property
    def positions(self) -> Floats:
        """Centres (n, 2) in m."""

    @property
    def velocities(self) -> Floats:
        """Velocities (n, 2) in m/s."""

    @property
    def spins(self) -> Floats:
        """Angular velocities (n,) in rad/s."""

    @property
    def radii(self) -> Floats:
        """Radii (n,) in m."""

    @property
    def masses(self) -> Floats:
        """Masses (n,) in kg."""

    def walls(self) -> list[Floats]:
        """Return the corners (k, 2) of each container at the present time, m."""

    def close(self) -> None:
        """Free the resources of the engine."""


BuildEngine = Callable[[Scene | Level], Engine]


def build_simulation(scene: Scene | Level) -> Simulation:
    """Build a scene or a level in this engine. The balls of a scene bypass the checks of levels, and may overlap."""
    if isinstance(scene, Level):
        return Simulation(scene)
    outline = {"shape": "path", "points": scene.corners.tolist()}
    if scene.round:
        outline = {"shape": "circle", "radius": scene.round}
    wall = outline | {"spin": math.degrees(scene.rate)}
    surface = {name: getattr(scene, name) for name in ("restitution", "friction", "rolling_resistance")}
    world = {name: getattr(scene, name) for name in ("gravity", "step_rate", "substeps")}
    empty = tiny_worlds.tiny_level([], wall=wall if len(scene.corners) else None, **surface, **world)
    if not len(scene.corners):
        empty = empty.model_copy(update={"walls": ()})
    simulation = Simulation(empty)
    with simulation.world.active():
        columns = (scene.position, scene.velocity, scene.spin, scene.radius, scene.mass)
        for (x, y), (vx, vy), spin, radius, mass in zip(*(column.tolist() for column in columns), strict=True):
            tiny_worlds.create_ball(x, y, vx, vy, spin, radius=radius, mass=mass, **surface)
        simulation.pipeline.sync()
    return simulation


def random_positions(count: int, radius: float, reach: float, seed: int = 1) -> Floats:
    """Return random centres (count, 2), m, of balls that do not overlap and lie in a disc of radius ``reach``."""
    rng = np.random.default_rng(seed)
    positions: list[Floats] = []
    while len(positions) < count:
        position = rng.uniform(-1.0, 1.0, 2) * (reach - radius)
        is_free = all(np.hypot(*(position - other)) > 2 * radius for other in positions)
        if np.hypot(*position) < reach - radius and is_free:
            positions.append(position)
    return np.array(positions)


def random_velocities(count: int, lowest: float, highest: float, seed: int = 2) -> Floats:
    """Return velocities (count, 2), m/s, with uniformly distributed directions and speeds."""
    rng = np.random.default_rng(seed)
    angle, speed = rng.uniform(0.0, 2 * math.pi, count), rng.uniform(lowest, highest, count)
    return np.column_stack((speed * np.cos(angle), speed * np.sin(angle)))
