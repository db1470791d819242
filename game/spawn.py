"""A level becomes entities: the only place where balls and walls are born."""

from math import pi, radians

import esper
import numpy as np

from components import Collider, Drive, Label, Outline, Position, Spin, Velocity, WallCollider
from game import placement
from game.level import Balls, Level, Wall


def spawn(level: Level, seed: int) -> None:
    """Create the walls and balls of a level in the current esper world; chance comes from ``seed`` alone."""
    for wall in level.walls:
        spawn_wall(level, wall)
    chance = np.random.default_rng(seed)
    number = 1
    for balls in level.balls:
        number = balls.first_number if balls.first_number is not None else number
        spawn_balls(level, balls, number, chance)
        number += balls.count


def spawn_wall(level: Level, wall: Wall) -> int:
    """Create one wall; return its entity."""
    material = level.material(wall.material)
    angle, rate = radians(wall.angle), radians(wall.spin)
    return esper.create_entity(
        Position(*wall.center),
        Velocity(*wall.velocity),
        Spin(angle, rate),
        Drive(*wall.center, angle, *wall.velocity, rate),
        WallCollider(material.restitution, material.friction, material.rolling_resistance),
        Outline(wall.corners()),
    )


def spawn_balls(level: Level, balls: Balls, first_number: int, chance: np.random.Generator) -> None:
    """Create a group of balls, numbered from ``first_number``, or a single ball."""
    material = level.material(balls.material)
    mass = material.density * pi * balls.radius**2
    surface = (material.restitution, material.friction, material.rolling_resistance)
    start = placement.start(balls, chance)
    for k in range(balls.count):
        esper.create_entity(
            Position(*start.position[k]),
            Velocity(*start.velocity[k]),
            Spin(start.angle[k], start.spin[k]),
            Collider(balls.radius, mass, *surface),
            Label(first_number + k, balls.colors[k % len(balls.colors)]),
        )
