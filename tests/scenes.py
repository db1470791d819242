"""Functions that create balls, walls and levels for tests."""

import math

import esper
import numpy as np

from components import Collider, KinematicMotion, Outline, Position, Spin, Velocity
from game.levels.model import Level

BOX = [(-10.0, -10.0), (10.0, -10.0), (10.0, 10.0), (-10.0, 10.0)]


def ball(x=0.0, y=0.0, vx=0.0, vy=0.0, spin=0.0, angle=0.0, **collider):
    """Create a ball in the current world and return its entity; ``collider`` holds the fields of its `Collider`."""
    return esper.create_entity(Position(x, y), Velocity(vx, vy), Spin(angle, spin), Collider(**collider))


def wall(corners=BOX, rate=0.0, velocity=(0.0, 0.0), **material):
    """Create a container about the origin and return its entity; ``material`` holds fields of its `Collider`."""
    return esper.create_entity(
        *(Position(), Velocity(*velocity), Spin(0.0, rate)),
        *(
            KinematicMotion(velocity_x=velocity[0], velocity_y=velocity[1], rate=rate),
            Collider(0.0, math.inf, **material),
        ),
        Outline(np.array(corners)),
    )


def wall_of(outline, motion=None, **material):
    """Create a wall with any outline and motion and return its entity; ``material`` holds fields of its `Collider`."""
    return esper.create_entity(
        Position(), Velocity(), Spin(), motion or KinematicMotion(), Collider(0.0, math.inf, **material), outline
    )


def obstacle(points, radius=0.0, closed=True):
    """Return the outline of an obstacle: a circle, a polygon, or a chain whose radius is half its thickness."""
    return Outline(points, radius, closed, container=False)


def polygon(sides, radius):
    """Return the corners (sides, 2), m, of a regular polygon with a horizontal lowest side."""
    angles = -math.pi / 2 + (2 * np.arange(sides) - 1) * math.pi / sides
    return radius * np.column_stack((np.cos(angles), np.sin(angles)))


def level(balls, *, restitution=0.7, friction=0.4, rolling_resistance=0.0, wall=None, **world):
    """Return a level with one material.

    balls, wall : tables as in a level file; without a wall, the container is a box of 20 m
    world : fields of the table ``world``
    """
    surface = {"restitution": restitution, "friction": friction, "rolling_resistance": rolling_resistance}
    container = (wall or {"shape": "path", "points": BOX}) | {"material": "stuff"}
    return Level.model_validate(
        {
            "format": 1,
            "title": "test",
            "world": world,
            "materials": {"stuff": surface},
            "walls": [container],
            "balls": [{"radius": 0.2, "material": "stuff"} | group for group in balls],
        }
    )


def heptagon(**changes):
    """Return the table of the container of the main scene, with changed fields."""
    return {"shape": "polygon", "sides": 7, "radius": 3.0, "spin": 72.0} | changes
