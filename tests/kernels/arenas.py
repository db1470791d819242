"""Walls of every kind and motion with balls around them, run sub-step by sub-step."""

from dataclasses import replace

import esper
import numpy as np

from components import (
    Collider,
    ContactSupport,
    KeyBinding,
    Outline,
    Position,
    SubstepState,
    Velocity,
    VelocityChange,
    WakeFlags,
    ball_table,
    wall_table,
)
from components.outline import Arc
from game.testing.tiny_worlds import create_ball as ball
from game.testing.tiny_worlds import regular_polygon as polygon
from systems import BallCollision, Gravity, Integration, Mixing, WallCollision, WallMotion, WarmStart
from tests.shapes import OUTLINES, ZIGZAG, wall_at

H = 1.0 / 240.0
COUNT = 14


def obstacle(points, radius=0.0, closed=True):
    return Outline(points, radius, closed, container=False)


def one_way(points, radius=0.0):
    return Outline(points, radius, closed=False, container=False, one_way=True)


def arc(radius, start, sweep, thickness, is_one_way=False):
    shape = Arc(radius, start, sweep)
    return Outline(shape.points, thickness, closed=False, container=False, one_way=is_one_way, arc=shape)


BOX = Outline(1.5 * np.array([(-1.0, -1.0), (1.0, -1.0), (1.0, 1.0), (-1.0, 1.0)]))
SWING = {"swing": 0.8, "swing_rate": 7.0, "swing_phase": 0.3}
STROKE = {"stroke_angle": 1.3, "stroke_rate": 31.0, "return_rate": 11.0}
SWAY = {"sway_x": 0.4, "sway_y": -0.2, "sway_rate": 9.0, "sway_phase": 1.0}

# The walls of each arena: outlines, and the fields of their `KinematicMotion`.
ARENAS = {
    "a turning heptagon": [(Outline(polygon(7, 1.5)), {"rate": 1.3})],
    "a triangle that turns fast": [(Outline(polygon(3, 1.8)), {"rate": -20.0})],
    "a drum that turns and slides": [(Outline([(0.1, 0.0)], 1.4), {"rate": 3.0, "velocity_x": 0.5})],
    "a narrow drum": [(Outline([(0.0, 0.0)], 0.4), {"rate": 3.0})],
    "a star that swings": [(Outline(2.0 * OUTLINES["a star as container"].points), SWING)],
    "a square in a box": [(obstacle(polygon(4, 0.7)), {"rate": 2.0}), (BOX, {})],
    "a rounded triangle that sways": [(OUTLINES["a rounded triangle"], SWAY), (BOX, {})],
    "a star as obstacle": [(OUTLINES["a star as obstacle"], {"rate": -1.0}), (BOX, {"rate": 0.2})],
    "pegs": [
        (obstacle([(0.5, 0.2)], 0.3), {"rate": 4.0}),
        (obstacle([(-0.4, 0.0)], 0.02), {"velocity_y": 0.3}),
        (obstacle([(0.0, 0.6)], 0.1), SWAY),
        (BOX, {}),
    ],
    "a cluster of pins": [
        *((obstacle([(0.06 * x, 0.06 * y)], 0.01), {}) for x in range(3) for y in range(4)),
        (BOX, {}),
    ],
    "a thin paddle": [(obstacle([(-0.7, 0.0), (0.0, 0.1), (0.7, 0.0)], 0.01, False), {"rate": 15.0}), (BOX, SWAY)],
    "a zigzag that does all": [(obstacle(ZIGZAG, 0.05, False), {"rate": 3.0, "velocity_y": 1.0, **SWING, **SWAY})],
    "a one-way zigzag": [(one_way(ZIGZAG, 0.05), {"rate": 3.0, **SWAY}), (BOX, {})],
    "one-way threads": [
        (one_way([(-1.2, -0.4), (-0.2, 0.3), (0.3, 0.3), (1.2, -0.5)]), {"velocity_y": 0.3, **SWING}),
        (one_way([(1.0, -0.9), (0.0, -0.7), (-1.0, -0.9)]), {}),
        (BOX, {}),
    ],
    "an arc": [(arc(1.0, -2.5, 3.0, 0.05), {"rate": 2.0}), (BOX, {})],
    "a shallow arc, a bowl and a ring with a gap": [
        (arc(1.2, -2.0, 0.9, 0.02), SWAY),
        (arc(0.4, 2.5, 2.8, 0.02), {"rate": -3.0}),
        (arc(0.3, 0.5, -4.5, 0.02), {"x": 0.8, "velocity_y": 0.5}),
        (BOX, {}),
    ],
    "one-way arcs": [(arc(1.0, 0.3, 2.0, 0.0, True), SWING), (arc(0.6, 0.3, -2.5, 0.03, True), {}), (BOX, {})],
    "flippers": [
        (obstacle([(0.0, 0.0), (0.8, 0.0)], 0.05, False), {"x": -0.9, "rate": 0.2, **STROKE}),
        (obstacle([(0.3, 0.0)], 0.4), {"x": 0.5, "stroke_x": -0.6, "stroke_y": 0.4, **STROKE, "stroke_angle": 0.0}),
        (BOX, SWAY),
    ],
    "nested": [(Outline(polygon(5, 1.6)), {"rate": 4.0}), (Outline(polygon(4, 1.2)), {"rate": -5.0})],
}


class Arena:
    """Balls and walls in the current world, and the systems that move them, without contacts between balls."""

    def __init__(self, name, seed, rest_speed=0.08):
        self.rng = np.random.default_rng(seed)
        for outline, kinematic in ARENAS[name]:
            surface = {"belt": (0.0, 1.5, -4.0)[seed % 3], "kick": (0.0, 5.0)[seed % 2]}
            entity = wall_at(replace(outline, **surface), **kinematic)
            if "stroke_rate" in kinematic:
                esper.add_component(entity, KeyBinding(("A",)))
        for _ in range(COUNT):
            x, y = self.rng.uniform(-1.3, 1.3, 2)
            speed = self.rng.choice([0.0, 0.5, 5.0, 60.0])
            restitution, friction, rolling = self.rng.uniform(0.0, 1.0, 3)
            ball(
                x, y, *(speed * self.rng.normal(size=2)), spin=5.0 * self.rng.normal(),
                radius=self.rng.uniform(0.02, 0.3), mass=self.rng.uniform(0.5, 3.0),
                restitution=0.9 * restitution, friction=friction, rolling_resistance=0.2 * rolling * (seed % 2),
            )  # fmt: skip
        self.balls, self.walls = ball_table(), wall_table()
        self.balls.sync()
        self.walls.sync()
        surface = self.walls.block(Collider)[2:]  # restitution, friction, rolling resistance
        surface[:] = self.rng.uniform(0.0, 0.9, surface.shape)
        surface[2] *= 0.2 * (seed % 2)
        mixing = Mixing(*divmod(seed % 25, 5))
        self.motion = WallMotion(self.walls)
        self.motion.substep_count = int(self.rng.integers(0, 1000))
        self.gravity = Gravity(self.balls, (0.0, -0.5 * rest_speed / H))
        self.integration = Integration(self.balls)
        self.collision = WallCollision(self.balls, self.walls, rest_speed, mixing)
        self.warm_start = WarmStart(self.balls, BallCollision(self.balls), self.collision)

    @property
    def time(self):
        return self.motion.substep_count * H

    def step(self):
        """Run one sub-step; then change some balls as if other balls had hit them, and solve the contacts again."""
        if esper.get_component(KeyBinding) and self.rng.random() < 0.3:
            self.motion.hold(["A"] * self.rng.integers(2), H)
        self.motion.process(H)
        self.balls.clear(VelocityChange, ContactSupport)
        self.gravity.process(H)
        self.warm_start.process(H)
        self.balls.dirty[:] = 0
        self.integration.process(H)
        self.balls[SubstepState].toi_ball[:] = self.rng.choice([0.0, -1.0, 0.3 * H, 0.8 * H], COUNT)
        self.collision.process(H)
        some = self.rng.choice([0.0, 0.5, 1.0], COUNT, p=[0.6, 0.2, 0.2])
        self.balls[WakeFlags].by_balls[:] = some
        for row in np.flatnonzero(some):
            self.balls[Velocity].x[row] += self.rng.normal()
            self.balls[Velocity].y[row] += self.rng.normal()
            self.balls[SubstepState].path_start[row] = self.rng.uniform(self.balls[SubstepState].path_start[row], H)
        self.balls[SubstepState].toi_ball[:] = self.rng.choice([0.0, -1.0, 0.3 * H], COUNT)
        self.collision.process(H, resume=True)
        self.collision.process(H, resume=True, last_pass=True)

    def displace(self):
        """Move one ball to a random position."""
        row = self.rng.integers(COUNT)
        self.balls[Position].x[row], self.balls[Position].y[row] = self.rng.uniform(-1.6, 1.6, 2)
