"""Clearance between walls and the balls at the start. Lengths are in metres.

A pattern of balls counts as the whole area that it may cover.
"""

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from components.outline import Floats, Outline
from components.placed_outline import PlacedOutline
from components.portable_arrays import lengths, ordered_sum
from components.random_stream import RandomStream
from game.levels import placement

if TYPE_CHECKING:
    from game.levels.format.balls import Balls, RingSpawn
    from game.levels.format.walls import Wall

SEARCH_STEPS = 100
"""Steps of the ternary search for the deepest point of a side."""


def intrusion_depths(groups: "Sequence[Balls]", walls: "Sequence[Wall]") -> Floats:
    """Return the depth (w, n) by which each group sticks out of each container or into each obstacle; <= 0 if clear."""
    return np.array([_intrusion(groups, wall) for wall in walls]).reshape(len(walls), len(groups))


def free_radius(outline: Outline, points: Floats) -> Floats:
    """Return the radius (n,) of the largest ball that fits at each of the points (n, 2) in the frame of the wall.

    A negative value is the distance by which a point lies outside the container, or inside the obstacle.
    """
    x, y = points.T
    if len(outline.points) == 1:
        distance: Floats = lengths(*(points - outline.points[0]).T) - outline.radius
        return -distance if outline.container else distance
    nearest = np.full(len(points), math.inf)
    for (ax, ay), (dx, dy) in zip(*_sides(outline), strict=True):
        along = np.clip(((x - ax) * dx + (y - ay) * dy) / (dx * dx + dy * dy), 0.0, 1.0)
        np.minimum(nearest, lengths(x - ax - along * dx, y - ay - along * dy), out=nearest)
    free: Floats = np.where(outline.allows(x, y), nearest, -nearest) - outline.radius
    return free


def max_ball_radius(outline: Outline) -> float:
    """Return an upper bound of the radius of a ball in a container; of a circle and a regular polygon, the inradius."""
    if len(outline.points) == 1:
        return outline.radius
    start, along = _sides(outline)
    doubled_area = ordered_sum(start[:, 0] * along[:, 1] - start[:, 1] * along[:, 0])
    if outline.is_convex:
        return doubled_area / ordered_sum(lengths(*along.T))
    return math.sqrt(0.5 * doubled_area / math.pi)


def _intrusion(groups: "Sequence[Balls]", wall: "Wall") -> Floats:
    """Return the depth (n,) by which each group sticks into one wall."""
    outline, pose = wall.outline(), wall.pose()
    placed = PlacedOutline.at(outline, pose.x, pose.y, pose.angle)
    centers = np.array([group.position if group.spawn is None else group.spawn.center for group in groups])
    free = free_radius(outline, placed.to_local(centers))
    reaching = np.array([_bounding_radius(group) for group in groups]) - free
    for k in np.flatnonzero(reaching > 0.0).tolist():
        spawn = groups[k].spawn
        if spawn is None or spawn.pattern == "disc":
            continue
        corners = placed.to_world(outline.points) - spawn.center
        if spawn.pattern in ("line", "points"):
            points = placement.spawn_positions(spawn, groups[k].count, groups[k].radius, RandomStream(0))
            reaching[k] = groups[k].radius - free_radius(outline, placed.to_local(points)).min()
        elif spawn.pattern == "grid":
            half = 0.5 * np.array([spawn.width, spawn.height])
            rectangle = half * [(-1.0, -1.0), (1.0, -1.0), (1.0, 1.0), (-1.0, 1.0)]
            out = -free_radius(outline, placed.to_local(rectangle + spawn.center)).min()
            reaching[k] = max(out, _depth_in_rectangle(outline, corners, half))
        elif spawn.pattern == "ring" and not outline.container:
            reaching[k] = _depth_in_rings(outline, corners, free[k], spawn, groups[k].radius)
    return reaching


def bounding_box(group: "Balls") -> tuple[float, float, float, float]:
    """Return left, bottom, right and top of a ball, or of the area that a pattern may cover."""
    spawn = group.spawn
    if spawn is None:
        assert group.position is not None
        (x, y), half_width, half_height = group.position, group.radius, group.radius
    elif spawn.pattern == "grid":
        (x, y), half_width, half_height = spawn.center, 0.5 * spawn.width, 0.5 * spawn.height
    else:
        (x, y), half_width, half_height = spawn.center, _bounding_radius(group), _bounding_radius(group)
    return x - half_width, y - half_height, x + half_width, y + half_height


def _bounding_radius(group: "Balls") -> float:
    """Return the radius of the disc around a ball, or around the area that a pattern may cover."""
    spawn = group.spawn
    if spawn is None:
        return group.radius
    if spawn.pattern == "disc":
        return spawn.radius
    if spawn.pattern == "ring":
        return spawn.radius + group.radius
    if spawn.pattern == "line":
        return 0.5 * spawn.length
    if spawn.pattern == "points":
        return float(lengths(*np.transpose(spawn.points)).max()) + group.radius
    return 0.5 * math.sqrt(spawn.width * spawn.width + spawn.height * spawn.height)


def _depth_in_rings(outline: Outline, corners: Floats, near: float, spawn: "RingSpawn", ball: float) -> float:
    """Return the depth by which an obstacle sticks into the balls on rings; `corners` are relative to their center.

    An obstacle is connected, so the distances of its points from the center form one interval.
    """
    far = float(lengths(*corners.T).max()) + outline.radius
    rings = spawn.radius * np.arange(1, spawn.rings + 1) / spawn.rings
    return float(np.minimum(rings + ball - near, far - (rings - ball)).max())


def _depth_in_rectangle(outline: Outline, corners: Floats, half: Floats) -> float:
    """Return the depth by which an outline sticks into a rectangle around the origin.

    The depth below the surface of a convex shape is a concave function, so a ternary search finds the deepest point of
    each side.

    corners : (m, 2), relative to the center of the rectangle
    half : (2,), half of width and height
    """
    if len(corners) == 1:
        return -math.inf if outline.container else float(_depth(corners, half)[0]) + outline.radius
    start, along = _sides(outline, corners)
    low, high = np.zeros((len(start), 1)), np.ones((len(start), 1))
    for _ in range(SEARCH_STEPS):
        third = (high - low) / 3.0
        rising = _depth(start + (low + third) * along, half) < _depth(start + (high - third) * along, half)
        low, high = np.where(rising[:, None], low + third, low), np.where(rising[:, None], high, high - third)
    return float(_depth(start + low * along, half).max()) + outline.radius


def _depth(points: Floats, half: Floats) -> Floats:
    """Return the depth (n,) of points (n, 2) in a rectangle around the origin; negative outside."""
    beyond = np.abs(points) - half
    depth: Floats = -lengths(*np.maximum(beyond, 0.0).T) - np.minimum(beyond.max(axis=1), 0.0)
    return depth


def _sides(outline: Outline, corners: Floats | None = None) -> tuple[Floats, Floats]:
    """Return the start points (m, 2) of the sides, and the vectors (m, 2) to their ends."""
    start = outline.points if corners is None else corners
    along = np.roll(start, -1, axis=0) - start
    return (start, along) if outline.closed else (start[:-1], along[:-1])
