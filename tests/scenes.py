"""Walls and outlines for tests, besides those of `game.testing`."""

import math

import esper

from components import Collider, KinematicMotion, Outline, Position, Spin, Velocity


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
