"""Functions that create balls, walls and levels for tests."""

import math

import esper

from components import Collider, KinematicMotion, Outline, Position, Spin, Velocity
from game.testing.tiny_worlds import BOX
from game.testing.tiny_worlds import create_ball as ball
from game.testing.tiny_worlds import create_wall as wall
from game.testing.tiny_worlds import regular_polygon as polygon
from game.testing.tiny_worlds import tiny_level as level

__all__ = ["BOX", "ball", "heptagon", "level", "obstacle", "polygon", "wall", "wall_of"]


def wall_of(outline, motion=None, **material):
    """Create a wall with any outline and motion and return its entity; ``material`` holds fields of its `Collider`."""
    return esper.create_entity(
        Position(), Velocity(), Spin(), motion or KinematicMotion(), Collider(0.0, math.inf, **material), outline
    )


def obstacle(points, radius=0.0, closed=True):
    """Return the outline of an obstacle: a circle, a polygon, or a chain whose radius is half its thickness."""
    return Outline(points, radius, closed, container=False)


def heptagon(**changes):
    """Return the table of the container of the main scene, with changed fields."""
    return {"shape": "polygon", "sides": 7, "radius": 3.0, "spin": 72.0} | changes
