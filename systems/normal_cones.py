"""Corners where walls touch: they keep only the directions from which a ball can touch them, their normal cone.

These are the directions that are at least a right angle away from every edge that starts at the corner.
"""

import numpy as np

from components.outline import CIRCLE, SEAM, SEGMENT
from components.portable_arrays import directions, lengths
from systems.placed_features import FLAT, HIGH, KIND, LOW, TOLERANCE, Bools, Features, Floats, Interval, Ints, X, Y


def narrowed_corners(features: Features, pairs: Ints) -> dict[int, list[Interval]]:
    """Return the normal cones of the corners that edges of other walls touch, by the index of a feature, or nothing."""
    walls = np.unique(pairs)
    pairs = np.hstack((pairs, pairs[::-1], np.vstack((walls, walls))))
    corner, which = features.of(pairs[0])
    is_corner = (features.rows[KIND, corner] == CIRCLE) & features.joins[corner]
    corner, other = corner[is_corner], pairs[1][which[is_corner]]
    each = [_segment_edges(features, corner, other), _arc_edges(features, corner, other)]
    corners, edges, foreign = (np.concatenate(parts) for parts in zip(*each, strict=True))
    order, touched = np.argsort(corners, kind="stable"), np.unique(corners[foreign])
    ends = np.searchsorted(corners[order], touched, side="right").tolist()
    changed: dict[int, list[Interval]] = {}
    kept: list[int] = []
    for k, first, end in zip(touched.tolist(), np.searchsorted(corners[order], touched).tolist(), ends, strict=True):
        changed[k] = []
        cone = normal_cone(edges[order[first:end]])
        if cone and not _is_among(features, k, kept):
            changed[k] = [cone]
            kept.append(k)
    return changed


def _segment_edges(features: Features, corner: Ints, other: Ints) -> tuple[Ints, Floats, Bools]:
    """Return the edges that start at corners (k,), along the segments of other walls (k,).

    Returns for each edge its corner, its direction, rad, and whether corner and edge belong to two walls.
    """
    segment, of_corner = features.of(other)
    corner = corner[of_corner]
    rows, (x, y) = features.rows, features.rows[X : Y + 1, corner]
    off = np.abs(rows[X, segment] * x + rows[Y, segment] * y - features.core[segment])
    along = features.along(x, y, segment)
    low, high = rows[LOW, segment], rows[HIGH, segment]
    meets = (rows[KIND, segment] == SEGMENT) & (features.radius[segment] == features.radius[corner])
    meets &= (off <= TOLERANCE) & (along >= low - TOLERANCE) & (along <= high + TOLERANCE)
    corner, segment, along = corner[meets], segment[meets], along[meets]
    foreign = features.wall[corner] != features.wall[segment]
    angle = directions(-rows[Y, segment], rows[X, segment])  # of the direction along the segment
    forwards, backwards = along < rows[HIGH, segment] - TOLERANCE, along > rows[LOW, segment] + TOLERANCE
    return _both_ways(corner, angle, foreign, forwards, backwards)


def _arc_edges(features: Features, corner: Ints, other: Ints) -> tuple[Ints, Floats, Bools]:
    """Return the edges that start at corners (k,), along the tangents of the arcs of other walls (k,).

    Returns the same as `_segment_edges`.
    """
    wall, center_x, center_y, radius, low, high, thickness = features.arcs
    which = np.searchsorted(wall, other)
    found = np.append(wall, -1.0)[which] == other
    corner, which = corner[found], which[found]
    dx, dy = features.rows[X, corner] - center_x[which], features.rows[Y, corner] - center_y[which]
    along = low[which] + np.mod(directions(dx, dy) - low[which] + FLAT, 2.0 * np.pi) - FLAT
    meets = np.abs(lengths(dx, dy) - radius[which]) <= TOLERANCE
    meets &= (along <= high[which] + FLAT) & (thickness[which] == features.radius[corner])
    corner, which, along = corner[meets], which[meets], along[meets]
    foreign = features.wall[corner] != wall[which]
    forwards, backwards = along < high[which] - FLAT, along > low[which] + FLAT
    return _both_ways(corner, along + 0.5 * np.pi, foreign, forwards, backwards)


def _both_ways(
    corner: Ints, angle: Floats, foreign: Bools, forwards: Bools, backwards: Bools
) -> tuple[Ints, Floats, Bools]:  # fmt: skip
    """Return the edges that leave corners in the directions ``angle``, rad, and in the opposite ones."""
    corners = np.concatenate((corner[forwards], corner[backwards]))
    edges = np.concatenate((angle[forwards], angle[backwards] + np.pi))
    return corners, edges, np.concatenate((foreign[forwards], foreign[backwards]))


def _is_among(features: Features, k: int, kept: list[int]) -> bool:
    """Whether a corner is where another one is already."""
    off = np.abs(features.rows[X : Y + 1, kept] - features.rows[X : Y + 1, [k]]).max(axis=0)
    return bool(np.any((off <= TOLERANCE) & (features.radius[kept] == features.radius[k])))


def normal_cone(edges: Floats) -> Interval | None:
    """Return the directions, from low to high in rad, at least a right angle away from all edges (k,), or None.

    edges : rad, directions of the edges that start at a corner
    """
    angles = np.sort(np.mod(edges, 2.0 * np.pi))
    gaps = np.append(angles[1:], angles[0] + 2.0 * np.pi) - angles
    widest = int(gaps.argmax())
    if gaps[widest] <= np.pi + FLAT:
        return None
    low = angles[widest].item() + (0.5 if angles[widest] < np.pi else -1.5) * np.pi
    return low - SEAM, low + gaps[widest].item() - np.pi + SEAM
