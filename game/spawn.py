"""A level becomes entities: the only place where balls and walls are born."""

from math import pi, radians

import esper
import numpy as np

from components import Collider, Drive, Label, Position, Spin, Velocity, WallCollider
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
    material, pose = level.material(wall.material), wall.pose()
    drive = Drive(*wall.center, radians(wall.angle), *wall.velocity, radians(wall.spin))
    if (sway := wall.sway) is not None:
        (drive.sway_x, drive.sway_y), drive.sway_rate, drive.sway_phase = sway.offset, sway.rate, radians(sway.phase)
    if (swing := wall.swing) is not None:
        drive.swing, drive.swing_rate, drive.swing_phase = radians(swing.angle), swing.rate, radians(swing.phase)
    return esper.create_entity(
        Position(pose.x, pose.y),
        Velocity(pose.velocity_x, pose.velocity_y),
        Spin(pose.angle, pose.rate),
        drive,
        WallCollider(material.restitution, material.friction, material.rolling_resistance),
        wall.outline(),
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
