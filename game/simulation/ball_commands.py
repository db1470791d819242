"""What commands do to balls, in the current esper world."""

import esper
import numpy as np

from components import Collider, Label, Position, Table
from components.portable_arrays import lengths
from game.levels.model import Level
from game.simulation import spawn
from game.simulation.commands import AddBall, Place, RemoveBall
from systems.emission import CLEARANCE
from systems.mouse_joint import MouseJoint, MouseTarget

PLACING_GAP = 0.998
"""Smallest distance of a placed ball from others, in sums of radii: a ball that lies among others can be moved."""


MAX_COORDINATE = 1e6
"""Largest coordinate of a ball that a command adds or moves, m: that of the level format."""


def place_ball(balls: Table, joint: MouseJoint, command: Place) -> None:
    """Move a ball, and the mouse joint that holds it, unless a ball is in the way or the place is too far away."""
    row = int(balls.rows_of(np.array([command.entity]))[0])
    if row < 0 or not _is_near(command.x, command.y):
        return
    position, radius = balls[Position], balls[Collider].radius
    joint.target = MouseTarget(*command)
    distance = lengths(position.x - command.x, position.y - command.y)
    distance[row] = np.inf
    if np.all(distance >= PLACING_GAP * (radius + radius[row])):
        position.x[row], position.y[row] = command.x, command.y
        balls.dirty[row] = 1.0


def add_ball(level: Level, balls: Table, command: AddBall) -> int | None:
    """Add a ball and return its number; None if another ball is in the way, or the place is too far away."""
    if not _is_near(command.x, command.y):
        return None
    collider, position = spawn.default_collider(level), balls[Position]
    distance = lengths(position.x - command.x, position.y - command.y)
    if not np.all(distance >= CLEARANCE * (balls[Collider].radius + collider.radius)):
        return None
    number = spawn.next_ball_number(level, balls)
    spawn.add_ball(balls, collider, (command.x, command.y), (command.vx, command.vy), number)
    return number


def _is_near(x: float, y: float) -> bool:
    """Whether a point, m, is so near that its distances can be computed; all points of a level are."""
    return abs(x) <= MAX_COORDINATE and abs(y) <= MAX_COORDINATE


def remove_ball(balls: Table, command: RemoveBall) -> int | None:
    """Remove a ball, if it still exists, and return its number, if it had one."""
    entity = command.entity
    if balls.rows_of(np.array([entity]))[0] < 0 or not esper.entity_exists(entity):
        return None
    label: Label | None = esper.try_component(entity, Label)
    balls.despawn(entity)
    return None if label is None else label.number
