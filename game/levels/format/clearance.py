"""How far what starts reaches into the walls: balls, and all that a pattern may cover. Lengths are metres."""

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from components.outline import Floats, Outline
from components.placed_outline import PlacedOutline
from game.levels import placement

if TYPE_CHECKING:
    from game.levels.format.balls import Balls, RingSpawn
    from game.levels.format.walls import Wall

# Halvings, or nearly, of the part of a piece of wall that is searched for its deepest point.
SEARCH_STEPS = 100


def intrusion_depths(groups: "Sequence[Balls]", walls: "Sequence[Wall]") -> Floats:
    """Return how far each group reaches out of each container, or into each obstacle (w, n); at most 0 if clear."""
    return np.array([_intrusion(groups, wall) for wall in walls]).reshape(len(walls), len(groups))


def free_radius(outline: Outline, points: Floats) -> Floats:
    """Return the radius (n,) of the largest ball that has room about each of the points (n, 2) in the wall's frame.

    It is below 0 where not even the center may be: by how far the point is outside the container, or inside the
    obstacle.
    """
    x, y = points.T
    if len(outline.points) == 1:
        beyond: Floats = np.hypot(*(points - outline.points[0]).T) - outline.radius
        return -beyond if outline.container else beyond
    nearest = np.full(len(points), math.inf)
    for (ax, ay), (dx, dy) in zip(*_pieces(outline), strict=True):
        along = np.clip(((x - ax) * dx + (y - ay) * dy) / (dx * dx + dy * dy), 0.0, 1.0)
        np.minimum(nearest, np.hypot(x - ax - along * dx, y - ay - along * dy), out=nearest)
    free: Floats = np.where(outline.allows(x, y), nearest, -nearest) - outline.radius
    return free


def max_ball_radius(outline: Outline) -> float:
    """Return a radius that no ball inside a container exceeds; of a circle or a regular polygon, the inradius."""
    if len(outline.points) == 1:
        return outline.radius
    start, along = _pieces(outline)
    doubled_area = float((start[:, 0] * along[:, 1] - start[:, 1] * along[:, 0]).sum())
    if outline.is_convex:
        return doubled_area / float(np.hypot(*along.T).sum())
    return math.sqrt(0.5 * doubled_area / math.pi)


def _intrusion(groups: "Sequence[Balls]", wall: "Wall") -> Floats:
    """Return how far each group (n,) reaches into one wall."""
    outline, pose = wall.outline(), wall.pose()
    placed = PlacedOutline.at(outline, pose.x, pose.y, pose.angle)
    centers = np.array([group.position if group.spawn is None else group.spawn.center for group in groups])
    free = free_radius(outline, placed.to_local(centers))
    reaching = np.array([_reach(group) for group in groups]) - free
    for k in np.flatnonzero(reaching > 0.0).tolist():
        spawn = groups[k].spawn
        if spawn is None or spawn.pattern == "disc":
            continue
        corners = placed.to_world(outline.points) - spawn.center
        if spawn.pattern in ("line", "points"):
            points = placement.spawn_positions(spawn, groups[k].count, groups[k].radius, np.random.default_rng(0))
            reaching[k] = groups[k].radius - free_radius(outline, placed.to_local(points)).min()
        elif spawn.pattern == "grid":
            half = 0.5 * np.array([spawn.width, spawn.height])
            rectangle = half * [(-1.0, -1.0), (1.0, -1.0), (1.0, 1.0), (-1.0, 1.0)]
            out = -free_radius(outline, placed.to_local(rectangle + spawn.center)).min()
            reaching[k] = max(out, _into_rectangle(outline, corners, half))
        elif spawn.pattern == "ring" and not outline.container:
            reaching[k] = _into_rings(outline, corners, free[k], spawn, groups[k].radius)
    return reaching


def bounding_box(group: "Balls") -> tuple[float, float, float, float]:
    """Return left, bottom, right and top of what holds a ball, or all that a pattern may cover."""
    spawn = group.spawn
    if spawn is None:
        assert group.position is not None
        (x, y), wide, high = group.position, group.radius, group.radius
    elif spawn.pattern == "grid":
        (x, y), wide, high = spawn.center, 0.5 * spawn.width, 0.5 * spawn.height
    else:
        (x, y), wide, high = spawn.center, _reach(group), _reach(group)
    return x - wide, y - high, x + wide, y + high


def _reach(group: "Balls") -> float:
    """Return the radius of a disc that holds a ball, or all that a pattern may cover."""
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
        return float(np.hypot(*np.transpose(spawn.points)).max()) + group.radius
    return 0.5 * math.hypot(spawn.width, spawn.height)


def _into_rings(outline: Outline, corners: Floats, near: float, spawn: "RingSpawn", ball: float) -> float:
    """Return how far an obstacle lies in the way of balls on the rings; `corners` as seen from their center.

    An obstacle is of one piece, so that the distances of its points from the center fill one interval.
    """
    far = float(np.hypot(*corners.T).max()) + outline.radius
    rings = spawn.radius * np.arange(1, spawn.rings + 1) / spawn.rings
    return float(np.minimum(rings + ball - near, far - (rings - ball)).max())


def _into_rectangle(outline: Outline, corners: Floats, half: Floats) -> float:
    """Return how deep a surface reaches into a rectangle about the origin; `corners` as seen from there.

    The depth in a convex shape is a concave function, so a search by thirds finds the deepest point of a piece.
    """
    if len(corners) == 1:
        return -math.inf if outline.container else float(_depth(corners, half)[0]) + outline.radius
    start, along = _pieces(outline, corners)
    low, high = np.zeros((len(start), 1)), np.ones((len(start), 1))
    for _ in range(SEARCH_STEPS):
        third = (high - low) / 3.0
        rising = _depth(start + (low + third) * along, half) < _depth(start + (high - third) * along, half)
        low, high = np.where(rising[:, None], low + third, low), np.where(rising[:, None], high, high - third)
    return float(_depth(start + low * along, half).max()) + outline.radius


def _depth(points: Floats, half: Floats) -> Floats:
    """Return how deep points (n, 2) lie in a rectangle about the origin of half this size; below 0 outside."""
    beyond = np.abs(points) - half
    depth: Floats = -np.hypot(*np.maximum(beyond, 0.0).T) - np.minimum(beyond.max(axis=1), 0.0)
    return depth


def _pieces(outline: Outline, corners: Floats | None = None) -> tuple[Floats, Floats]:
    """Return the starts (m, 2) of the straight pieces, and the ways to their ends."""
    start = outline.points if corners is None else corners
    along = np.roll(start, -1, axis=0) - start
    return (start, along) if outline.closed else (start[:-1], along[:-1])
