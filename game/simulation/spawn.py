"""Creation of the entities of a level."""

from itertools import chain
from math import inf, radians

import esper

import components
from components import Appearance, Collider, KeyBinding, KickScore, Label, Position, Spin, Table, Velocity
from components.random_stream import RandomStream
from game.levels import placement
from game.levels.format.balls import ORANGES
from game.levels.model import Balls, Emitter, Force, Level, Sensor, Wall

DEFAULT_RADIUS = 0.2
"""Radius of an added ball in a level without balls, m."""

Pair = tuple[float, float]


def spawn_level(level: Level, seed: int) -> None:
    """Create all entities of a level in the current esper world. Random numbers depend on ``seed`` alone."""
    for wall in level.walls:
        spawn_wall(level, wall)
    random = RandomStream(seed)
    number = 1
    for balls in level.balls:
        number = balls.first_number if balls.first_number is not None else number
        spawn_balls(level, balls, number, random)
        number += balls.count
    for stream, emitter in enumerate(level.emitters):
        number = emitter.first_number if emitter.first_number is not None else number
        spawn_emitter(level, emitter, number, stream)
        number += emitter.count
    for force in level.forces:
        spawn_force(force)
    for sensor in level.sensors:
        spawn_sensor(sensor)
    if level.goal or any(sensor.goal for sensor in level.sensors):
        score, finish = (level.goal.score, level.goal.finish) if level.goal else (None, None)
        esper.create_entity(components.Goal(score or 0, finish or 0))


def spawn_wall(level: Level, wall: Wall) -> int:
    """Create a wall; return its entity."""
    material, pose = level.material(wall.material), wall.pose()
    extras: list[object] = [KeyBinding(wall.keys.names)] if wall.keys else []
    extras += [KickScore(wall.score)] if wall.score else []
    return esper.create_entity(
        Appearance(wall.label or "", wall.color),
        Position(pose.x, pose.y),
        Velocity(pose.velocity_x, pose.velocity_y),
        Spin(pose.angle, pose.rate),
        wall.motion(),
        Collider(0.0, inf, material.restitution, material.friction, material.rolling_resistance),
        wall.outline(),
        *extras,
    )


def spawn_balls(level: Level, balls: Balls, first_number: int, random: RandomStream) -> None:
    """Create a group of balls or a single ball, numbered from ``first_number``."""
    material = level.material(balls.material)
    initial = placement.initial_states(balls, random)
    for k in range(balls.count):
        esper.create_entity(
            Position(*initial.position[k]),
            Velocity(*initial.velocity[k]),
            Spin(initial.angle[k], initial.spin[k]),
            material.ball(balls.radius),
            Label(first_number + k, balls.colors[k % len(balls.colors)]),
        )


def default_collider(level: Level) -> Collider:
    """Return the collider of a ball that is added while the level runs: that of the level's first balls."""
    first = level.first_balls
    return level.material(first.material if first else None).ball(first.radius if first else DEFAULT_RADIUS)


def next_ball_number(level: Level, balls: Table) -> int:
    """Return the number after all numbers of a level and of the balls in a table, in the current esper world."""
    labels = [esper.try_component(entity, Label) for entity in balls.entities.tolist()]
    numbers = [label.number for label in labels if label is not None]
    start = 1
    for part in chain[Balls | Emitter](level.balls, level.emitters):
        start = part.count + (start if part.first_number is None else part.first_number)
        numbers.append(start - 1)
    return max(numbers, default=0) + 1


def add_ball(table: Table, collider: Collider, center: Pair, velocity: Pair, number: int) -> None:
    """Create a ball in a running level, with its centre in m and its velocity in m/s."""
    label = Label(number, added_color(number))
    table.spawn(Position(*center), Velocity(*velocity), Spin(), collider, label)


def added_color(number: int) -> str:
    """Return the color of a ball that is added while the level runs."""
    return ORANGES[(number - 1) % len(ORANGES)]


def spawn_emitter(level: Level, emitter: Emitter, first_number: int, stream: int) -> int:
    """Create an emitter, whose balls are numbered from ``first_number``; return its entity.

    stream : index of the emitter, which selects its random numbers
    """
    return esper.create_entity(
        components.Emitter(
            *emitter.position,
            area=emitter.area,
            rate=emitter.rate,
            delay=emitter.delay,
            count=emitter.count,
            ball=level.material(emitter.material).ball(emitter.radius),
            vx=emitter.velocity[0],
            vy=emitter.velocity[1],
            spread=radians(emitter.spread),
            spin_min=radians(emitter.spin[0]),
            spin_max=radians(emitter.spin[1]),
            first_number=first_number,
            colors=emitter.colors,
            stream=stream,
        )
    )


def spawn_force(force: Force) -> int:
    """Create a force in its zone, or everywhere; return its entity."""
    half = (inf, inf) if force.zone is None else force.zone.half
    is_round = force.zone is not None and force.zone.shape == "circle"
    action = (*force.acceleration, force.pull, force.swirl, force.falloff, force.scale, force.drag, *force.flow)
    appearance = Appearance(force.label or "", force.color)
    return esper.create_entity(components.Force(*force.center, *half, is_round, *action), appearance)


def spawn_sensor(sensor: Sensor) -> int:
    """Create a sensor; return its entity."""
    return esper.create_entity(
        components.Sensor(
            sensor.name,
            *sensor.center,
            *sensor.zone.half,
            is_round=sensor.zone.shape == "circle",
            action=sensor.action,
            to_x=sensor.to[0] if sensor.to else 0.0,
            to_y=sensor.to[1] if sensor.to else 0.0,
            goal=sensor.goal or 0,
            score=sensor.score,
        ),
        Appearance(sensor.label or "", sensor.color),
    )
