"""Floors and terrains of one wall, and the same in pieces, for the law of seams: a ball feels no difference."""

import math
from itertools import pairwise

import numpy as np

from game import Simulation
from game.levels.model import Level

LENGTH, DEPTH = 12.0, 0.4
KINDS = ("boxes", "laps", "polygons", "paths", "overlapping paths", "rows")
MOTIONS = ("at rest", "sliding", "swaying", "swinging")


def random_floor(kind, motion, seed):
    """Return two levels with the same ball: on a floor of several walls, and on one of one wall."""
    rng = np.random.default_rng(seed)
    angle = rng.choice([0.0, 0.0, rng.uniform(-25.0, 25.0)])
    origin = rng.uniform(-3.0, 3.0, 2)
    cuts = np.sort(rng.uniform(0.0, LENGTH, rng.integers(1, 30)))
    cuts = np.array([0.0, *cuts[np.diff(cuts, append=LENGTH) > 0.02], LENGTH])
    moves = {
        "at rest": {},
        "sliding": {"velocity": rng.uniform(-1.0, 1.0, 2).tolist()},
        "swaying": {"sway": {"offset": rng.uniform(-0.3, 0.3, 2).tolist(), "period": rng.uniform(0.7, 3.0)}},
        "swinging": {"swing": {"angle": rng.uniform(1.0, 8.0), "period": rng.uniform(1.0, 4.0)}},
    }[motion]
    pose = {"center": origin.tolist(), "angle": angle, "material": "stuff", **moves}
    radius = rng.choice([0.02, 0.1, 0.3])
    along = np.array([math.cos(math.radians(angle)), math.sin(math.radians(angle))])
    normal = np.array([-along[1], along[0]])
    height = radius * (1.0 + 1e-9) if rng.random() < 0.4 else rng.uniform(0.1, 2.0) + radius
    up = height + (0.05 if "path" in kind else 0.0)
    place = origin + rng.uniform(0.5, LENGTH - 0.5) * along + up * normal
    speed = rng.uniform(-1.0, 1.0) * rng.choice([1.0, 10.0, 30.0]) * along
    ball = {
        "radius": radius,
        "position": place.tolist(),
        "velocity": speed.tolist(),
        "spin": rng.uniform(-500.0, 500.0),
        "material": "stuff",
    }
    surface = {
        "restitution": rng.choice([0.0, 0.3, 0.8, 1.0]),
        "friction": rng.choice([0.0, 0.4]),
        "rolling_resistance": rng.choice([0.0, 0.02]),
    }
    whole, pieces = _walls(kind, cuts, rng)
    own_centers = motion != "swinging" and rng.random() < 0.7
    return tuple(
        Level.model_validate(
            {
                "format": 1,
                "title": "floor",
                "materials": {"stuff": surface},
                "walls": [_placed(one, pose, along, normal, own_centers) for one in walls],
                "balls": [ball],
            }
        )
        for walls in (pieces, whole)
    )


def _placed(piece, pose, along, normal, own_center):
    """Return a wall at a pose, with points relative to that of the floor, or to its own first point."""
    points = np.array(piece["points"])
    first = points[0] if own_center else np.zeros(2)
    center = np.array(pose["center"]) + first[0] * along + first[1] * normal
    return piece | pose | {"points": (points - first).tolist(), "center": center.tolist()}


def _polygon(points, **more):
    return {"shape": "path", "points": [[float(x), float(y)] for x, y in points], **more}


def _walls(kind, cuts, rng):
    """Return the whole floor and its pieces, from x = 0 to LENGTH below y = 0, all about the same centre."""
    solid = {"closed": True, "container": False}
    ends = list(pairwise(cuts))
    if "path" in kind:
        lap = 0.3 if kind == "overlapping paths" else 0.0
        pieces = [_polygon([(a, 0.0), (min(b + lap, LENGTH), 0.0)], closed=False) for a, b in ends]
        return [_polygon([(0.0, 0.0), (LENGTH, 0.0)], closed=False)], pieces
    whole = [_polygon([(0.0, -DEPTH), (LENGTH, -DEPTH), (LENGTH, 0.0), (0.0, 0.0)], **solid)]
    if kind == "polygons":
        low = np.clip(cuts + rng.uniform(-0.008, 0.008, len(cuts)), 0.0, LENGTH)
        low[[0, -1]] = 0.0, LENGTH
        quads = [
            ((low[k], -DEPTH), (low[k + 1], -DEPTH), (cuts[k + 1], 0.0), (cuts[k], 0.0)) for k in range(len(cuts) - 1)
        ]
        return whole, [_polygon(quad, **solid) for quad in quads]
    lap = 0.3 if kind == "laps" else 0.0
    layers = (0.0, -0.5 * DEPTH, -DEPTH) if kind == "rows" else (0.0, -DEPTH)
    boxes = [
        ((a, low), (min(b + lap, LENGTH), low), (min(b + lap, LENGTH), high), (a, high))
        for high, low in pairwise(layers)
        for a, b in ends
    ]
    order = rng.permutation(len(boxes))
    return whole, [_polygon(boxes[k], **solid) for k in order]


def random_terrain(seed):
    """Return two levels with the same ball: over columns of different heights, and over their union."""
    rng = np.random.default_rng(seed)
    count = rng.integers(2, 8)
    x = np.concatenate(([0.0], np.cumsum(rng.uniform(0.2, 2.0, count))))
    height = rng.choice([0.3, 0.6, 1.0, 1.0, 1.5], count)
    solid = {"closed": True, "container": False, "material": "stuff"}
    columns = [
        _polygon([(x[k], 0.0), (x[k + 1], 0.0), (x[k + 1], height[k]), (x[k], height[k])], **solid)
        for k in range(count)
    ]
    outline = [(x[0], 0.0), (x[-1], 0.0)]
    for k in reversed(range(count)):
        outline += [(x[k + 1], height[k])] if k == count - 1 or height[k] != height[k + 1] else []
        outline += [(x[k], height[k])] if k == 0 or height[k] != height[k - 1] else []
    ball = {
        "radius": rng.choice([0.05, 0.15]),
        "position": [rng.uniform(0.0, x[-1]), 3.0],
        "velocity": rng.uniform(-4.0, 4.0, 2).tolist(),
        "material": "stuff",
    }
    surface = {"restitution": rng.choice([0.0, 0.5, 0.9]), "friction": rng.choice([0.0, 0.5])}
    common = {"format": 1, "title": "terrain", "materials": {"stuff": surface}, "balls": [ball]}
    return tuple(Level.model_validate(common | {"walls": walls}) for walls in (columns, [_polygon(outline, **solid)]))


def largest_difference(levels, steps, within=None, build=Simulation):
    """Run both levels; return the largest distance, m, between their balls.

    within : m, length of the only wall of the second level; stop when the ball comes near one of its ends
    build : builds an engine for a level
    """
    pieces, whole = map(build, levels)
    difference = 0.0
    for _ in range(steps):
        pieces.step()
        whole.step()
        difference = max(difference, float(np.abs(pieces.positions - whole.positions).max()))
        if within and math.dist(whole.positions[0], whole.walls()[0].mean(axis=0)) > 0.45 * within:
            break
    pieces.close()
    whole.close()
    return difference
