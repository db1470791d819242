"""Chipmunk, through pymunk, as an engine for the same scenes."""

import math
from collections import Counter
from itertools import chain
from typing import NamedTuple

import numpy as np
import pymunk

from components.placed_outline import PlacedOutline
from game import Simulation
from game.batch import chipmunk
from game.levels.format.zones import Force, Sensor
from game.levels.model import Level
from tests.physics.scene import Floats, Scene

SUBSTEPS = 4
"""Sub-steps in a step of a level."""

THICKNESS = 0.5
"""Radius of the wall segments, m. They lie outside of the outline."""


class Chipmunk:
    """A scene in Chipmunk, with the same number of sub-steps and ten solver iterations.

    Chipmunk multiplies the coefficients of two surfaces, so each surface gets the square root. It has no rolling
    resistance. Its default collision slop suits pixels; here it is 0.5 % of the smallest radius.
    """

    def __init__(self, scene: Scene) -> None:
        self.scene = scene
        self.h = 1.0 / (scene.step_rate * scene.substeps)
        self.space = pymunk.Space()
        self.space.gravity = scene.gravity
        self.space.iterations = 10
        self.space.collision_slop = 0.005 * scene.radius.min()
        self.wall = pymunk.Body(body_type=pymunk.Body.KINEMATIC)
        self.wall.angular_velocity = scene.rate
        self.space.add(self.wall)
        for a, b in self._sides():
            self._add(pymunk.Segment(self.wall, a, b, THICKNESS))
        self.balls = [self._ball(row) for row in range(len(scene.position))]

    def _sides(self) -> list[tuple[tuple[float, float], tuple[float, float]]]:
        """Return the end points of the sides, moved outwards by the thickness."""
        corners = self.scene.corners
        if not len(corners):
            return []
        along = np.roll(corners, -1, axis=0) - corners
        normals = np.column_stack((along[:, 1], -along[:, 0])) / np.hypot(*along.T)[:, None]
        previous = np.roll(normals, 1, axis=0)
        moved = corners + THICKNESS * (previous + normals) / (1.0 + (previous * normals).sum(axis=1))[:, None]
        return list(zip(map(tuple, moved.tolist()), map(tuple, np.roll(moved, -1, axis=0).tolist()), strict=True))

    def _ball(self, row: int) -> pymunk.Body:
        scene = self.scene
        radius, mass = float(scene.radius[row]), float(scene.mass[row])
        ball = pymunk.Body(mass, mass * radius**2 / 2)
        ball.position, ball.velocity = tuple(scene.position[row].tolist()), tuple(scene.velocity[row].tolist())
        ball.angular_velocity = float(scene.spin[row])
        self.space.add(ball)
        self._add(pymunk.Circle(ball, radius))
        return ball

    def _add(self, shape: pymunk.Shape) -> None:
        shape.elasticity, shape.friction = math.sqrt(self.scene.restitution), math.sqrt(self.scene.friction)
        self.space.add(shape)

    def step(self, count: int = 1) -> None:
        """Advance by ``count`` steps."""
        for _ in range(count * self.scene.substeps):
            self.space.step(self.h)

    @property
    def positions(self) -> Floats:
        """Centres (n, 2) in m."""
        return np.fromiter(chain.from_iterable(ball.position for ball in self.balls), np.float64).reshape(-1, 2)

    @property
    def velocities(self) -> Floats:
        """Velocities (n, 2) in m/s."""
        return np.fromiter(chain.from_iterable(ball.velocity for ball in self.balls), np.float64).reshape(-1, 2)

    @property
    def spins(self) -> Floats:
        """Angular velocities (n,) in rad/s."""
        return np.array([ball.angular_velocity for ball in self.balls])

    @property
    def radii(self) -> Floats:
        """Radii (n,) in m."""
        return self.scene.radius

    @property
    def masses(self) -> Floats:
        """Masses (n,) in kg."""
        return self.scene.mass

    def walls(self) -> list[Floats]:
        """Corners (k, 2) in m of the container at the present time."""
        cos, sin = math.cos(self.wall.angle), math.sin(self.wall.angle)
        return [self.scene.corners @ np.array([[cos, sin], [-sin, cos]])]

    def close(self) -> None:
        """Do nothing: Python frees the space."""


class SensorCount(NamedTuple):
    """How many balls a sensor has counted."""

    count: int


class ChipmunkLevel:
    """A level in Chipmunk: its walls and balls, forces in boxes, and sensors that count.

    A ball feels a force in each sub-step that finds its centre in the box. A sensor is a sensor shape: it counts the
    balls that begin to overlap it.
    """

    def __init__(self, level: Level) -> None:
        simulation = Simulation(level)
        self.peer = chipmunk.Chipmunk(simulation)
        self.h = simulation.dt / SUBSTEPS
        simulation.close()
        self.peer.space.iterations = 10
        self.peer.space.collision_slop = 0.005 * float(simulation.level.balls[0].radius)
        self.forces = level.forces
        self.counts: Counter[str] = Counter()
        self.names = [sensor.name for sensor in level.sensors]
        for number, sensor in enumerate(level.sensors):
            self._add_sensor(number, sensor)

    def _add_sensor(self, number: int, sensor: Sensor) -> None:
        (x, y), (half_width, half_height) = sensor.center, sensor.zone.half
        box = pymunk.BB(x - half_width, y - half_height, x + half_width, y + half_height)
        shape = pymunk.Poly.create_box_bb(self.peer.space.static_body, box)
        shape.sensor, shape.collision_type = True, 1 + number
        self.peer.space.add(shape)

        def count(arbiter: pymunk.Arbiter, space: pymunk.Space, data: object) -> bool:
            self.counts[sensor.name] += arbiter.shapes[1].body in self.peer.balls
            return True

        self.peer.space.add_collision_handler(shape.collision_type, 0).begin = count

    def step(self, count: int = 1) -> None:
        """Advance by ``count`` steps."""
        for _ in range(count * SUBSTEPS):
            for force in self.forces:
                self._push(force)
            self.peer.space.step(self.h)

    def _push(self, force: Force) -> None:
        half_width, half_height = force.zone.half
        for ball in self.peer.balls:
            x, y = ball.position - force.center
            if abs(x) <= half_width and abs(y) <= half_height:
                ball.velocity += self.h * pymunk.Vec2d(*force.acceleration)

    @property
    def positions(self) -> Floats:
        """Centres (n, 2) in m."""
        return np.array([ball.position for ball in self.peer.balls], np.float64)

    @property
    def velocities(self) -> Floats:
        """Velocities (n, 2) in m/s."""
        return np.array([ball.velocity for ball in self.peer.balls], np.float64)

    def walls(self) -> list[Floats]:
        """Corners (k, 2) in m of the walls at the present time."""
        placed = (PlacedOutline.at(outline, *wall.position, wall.angle) for wall, outline in self.peer.walls)
        return [wall.to_world(wall.outline.points) for wall in placed]

    def sensors(self) -> list[SensorCount]:
        """Return the count of each sensor."""
        return [SensorCount(self.counts[name]) for name in self.names]

    def close(self) -> None:
        """Do nothing: Python frees the space."""


def build_chipmunk(scene: Scene | Level) -> Chipmunk | ChipmunkLevel:
    """Build a scene or a level in Chipmunk."""
    return ChipmunkLevel(scene) if isinstance(scene, Level) else Chipmunk(scene)
