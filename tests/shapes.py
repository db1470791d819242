"""Outlines of every kind for tests, about 1 m large and centred at the origin."""

import math

import esper
import numpy as np

from components import Collider, KinematicMotion, Outline, Position, Spin, Velocity
from game.testing.tiny_worlds import regular_polygon as polygon

STAR = np.array([0.8, 0.36] * 5)[:, None] * np.array(
    [(math.cos(angle), math.sin(angle)) for angle in math.pi * (0.5 + np.arange(10) / 5)]
)
ZIGZAG = [(-0.8, -0.4), (-0.3, 0.5), (0.1, -0.5), (0.7, 0.4)]

OUTLINES = {
    "a convex container": Outline(polygon(7, 0.8)),
    "a star as container": Outline(STAR),
    "a drum": Outline([(0.0, 0.0)], radius=0.8),
    "a square obstacle": Outline(polygon(4, 0.8), container=False),
    "a rounded triangle": Outline(polygon(3, 0.5), radius=0.2, container=False),
    "a star as obstacle": Outline(STAR, container=False),
    "a disc": Outline([(0.1, 0.0)], radius=0.6, container=False),
    "a stick": Outline([(-0.6, 0.0), (0.6, 0.2)], radius=0.15, closed=False, container=False),
    "a zigzag": Outline(ZIGZAG, radius=0.12, closed=False, container=False),
    "a ring with a gap": Outline(polygon(12, 0.6), radius=0.08, closed=False, container=False),
    "a chain that ends where it began": Outline(
        [*polygon(5, 0.6), polygon(5, 0.6)[0]], radius=0.1, closed=False, container=False
    ),
}


def wall_at(outline, x=0.0, y=0.0, angle=0.0, rate=0.0, **motion):
    """Create a wall with any outline and return its entity; ``motion`` holds fields of its `KinematicMotion`."""
    return esper.create_entity(
        *(Position(x, y), Velocity(), Spin(angle, rate)),
        *(KinematicMotion(x=x, y=y, angle=angle, rate=rate, **motion), Collider(0.0, math.inf), outline),
    )


def naive_distance(outline, x, y):
    """Signed distance of a point from the edge: the slow twin of `OutlineEdge`, with the Jordan curve theorem."""
    points = outline.points.tolist()
    ends = [*points[1:], points[0]] if outline.closed else points[1:]
    nearest = math.inf
    for (ax, ay), (bx, by) in zip(points, ends, strict=False):
        squared = (bx - ax) ** 2 + (by - ay) ** 2
        part = ((x - ax) * (bx - ax) + (y - ay) * (by - ay)) / squared if squared else 0.0
        part = min(max(part, 0.0), 1.0)
        nearest = min(nearest, math.hypot(x - ax - part * (bx - ax), y - ay - part * (by - ay)))
    if outline.closed and len(points) > 1 and outline.allows(np.array([x]), np.array([y]))[0] == outline.container:
        nearest = -nearest
    return nearest - outline.radius
