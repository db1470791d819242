"""Seams: where walls that move together touch, they are one surface.

Two boxes side by side are one floor. A ball must neither feel the corners where they meet, nor lose its contact when it
rolls from one to the other. So the features of such walls are joined:

- Segments on one line become one segment of the first wall, if the walls are of the same material.
- Where two solid walls are pressed together, nothing is left of the segments between them.
- A corner keeps only the directions from which a ball can touch it, and is left out if there are none. These are the
  directions that are at least a right angle away from every edge that starts at the corner: its normal cone.
"""

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from components import Collider, KinematicMotion, Table
from components.outline import CIRCLE, SEAM, SEGMENT, Outline
from components.placed_outline import PlacedOutline
from components.portable_arrays import directions, transform

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]
Interval = tuple[float, float]

TOLERANCE = 1e-7
"""Gaps and steps between walls, m, that count as none."""

FLAT = 1e-6
"""Bends between walls, rad, that count as none."""

KIND, X, Y, DISTANCE, LOW, HIGH, DEPTH, BELT = range(8)
"""Rows of features, see `Outline.features`."""


class Features(NamedTuple):
    """The features of all walls, where the walls are at t = 0.

    wall : (m,) row of the wall of each feature
    rows : (8, m) see `Outline.features`
    core : (m,) m, distance of the line through the corners of the outline, which is behind the surface of a thick wall
    radius : (m,) m, half of the thickness
    solid : (m,) whether the feature bounds a polygon that keeps balls outside
    joins : (m,) whether the feature has ends that can be joined to others
    """

    wall: Ints
    rows: Floats
    core: Floats
    radius: Floats
    solid: Bools
    joins: Bools

    def of(self, walls: Ints) -> tuple[Ints, Ints]:
        """Return the indices of all features of some walls (k,), and for each which of these walls it belongs to."""
        first = np.searchsorted(self.wall, walls)
        counts = np.searchsorted(self.wall, walls, side="right") - first
        which = np.repeat(np.arange(len(walls)), counts)
        return first[which] + np.arange(len(which)) - (np.cumsum(counts) - counts)[which], which

    def along(self, x: Floats, y: Floats, segments: Ints) -> Floats:
        """Return the coordinates of points (k,) along segments (k,), m."""
        along: Floats = self.rows[X, segments] * y - self.rows[Y, segments] * x
        return along


def join_features(walls: Table, outlines: list[Outline]) -> tuple[list[Floats], bool]:
    """Return the features (8, m) of each wall, see `Outline.features`, joined where walls touch that move together.

    Returns also whether any walls touch at all, so that their motions and materials matter.
    """
    own = [outline.features for outline in outlines]
    poses = walls.block(KinematicMotion)[:3].T.tolist()
    placed = [PlacedOutline.at(outline, *pose) for outline, pose in zip(outlines, poses, strict=True)]
    pairs = touching_walls(placed)
    have_neighbors = pairs.size > 0
    pairs = pairs[:, move_together(walls, pairs)]
    if not pairs.size:
        return own, have_neighbors
    features = place_features(own, placed)
    changed = {**_joined_segments(features, pairs, walls.block(Collider)[2:]), **_narrowed_corners(features, pairs)}
    first = np.searchsorted(features.wall, np.arange(len(own)))
    joined = [_replace(one, start, changed, wall) for one, start, wall in zip(own, first.tolist(), placed, strict=True)]
    return joined, have_neighbors


def touching_walls(placed: list[PlacedOutline]) -> Ints:
    """Return the pairs of walls (2, k) whose bounding boxes touch, the first with the lower row."""
    boxes = np.empty((len(placed), 4))
    for box, wall in zip(boxes, placed, strict=True):
        points, margin = wall.to_world(wall.outline.points), wall.outline.radius + TOLERANCE
        box[:2], box[2:] = points.min(axis=0) - margin, points.max(axis=0) + margin
    order = np.argsort(boxes[:, 0], kind="stable")
    left, bottom, right, top = boxes[order].T
    counts = np.searchsorted(left, right, side="right") - np.arange(len(order)) - 1
    one = np.repeat(np.arange(len(order)), counts)
    other = one + 1 + np.arange(len(one)) - np.repeat(np.cumsum(counts) - counts, counts)
    near = (bottom[one] <= top[other]) & (bottom[other] <= top[one])
    pairs = np.sort(np.vstack((order[one[near]], order[other[near]])), axis=0)
    return pairs[:, np.lexsort(pairs[::-1])]


def move_together(walls: Table, pairs: Ints) -> Bools:
    """Whether the walls of each pair (2, k) keep their places relative to each other.

    Walls that turn do so only if they turn about the same point.
    """
    motion = dict(zip(KinematicMotion.fields, walls.block(KinematicMotion), strict=True))
    differs = {name: values[pairs[0]] != values[pairs[1]] for name, values in motion.items()}
    turns = (motion["rate"][pairs[0]] != 0.0) | (motion["swing"][pairs[0]] != 0.0)
    apart = turns & (differs.pop("x") | differs.pop("y"))
    del differs["angle"]
    together: Bools = ~(apart | np.any(list(differs.values()), axis=0))
    return together


def place_features(own: list[Floats], placed: list[PlacedOutline]) -> Features:
    """Return the features of all walls in the world."""
    rows = []
    for one, wall in zip(own, placed, strict=True):
        moved, is_segment = one.copy(), one[KIND] == SEGMENT
        (x, y), (nx, ny) = wall.origin, transform(one[X : Y + 1].T, wall.rotation.T).T
        moved[X], moved[Y] = np.where(is_segment, nx, nx + x), np.where(is_segment, ny, ny + y)
        moved[DISTANCE] += np.where(is_segment, nx * x + ny * y, 0.0)
        moved[LOW : HIGH + 1] += np.where(is_segment, nx * y - ny * x, 0.0)
        rows.append(moved)
    outlines, counts = [one.outline for one in placed], [one.shape[1] for one in own]
    table = np.hstack(rows)
    radius = np.repeat([0.0 if one.container else one.radius for one in outlines], counts)
    has_corners = np.repeat([len(one.points) > 1 for one in outlines], counts)
    is_solid = np.repeat([one.closed and not one.container for one in outlines], counts)
    return Features(
        wall=np.repeat(np.arange(len(own)), counts),
        rows=table,
        core=table[DISTANCE] + radius,
        radius=radius,
        solid=has_corners & is_solid,
        joins=has_corners & np.isfinite(np.where(table[KIND] == SEGMENT, table[LOW], 0.0)) & (table[DEPTH] >= 1.0),
    )


# -- segments -------------------------------------------------


def _joined_segments(features: Features, pairs: Ints, materials: Floats) -> dict[int, list[Floats]]:
    """Return the segments (8,) that replace those that touch others on the same line, by the index of a feature."""
    one, other, faces_it = _on_one_line(features, pairs)
    hidden: dict[int, list[Interval]] = {}
    groups: dict[int, int] = {}  # each joined segment and the first one of its group
    for a, b, opposite in zip(one.tolist(), other.tolist(), faces_it.tolist(), strict=True):
        if opposite:
            if features.solid[a] and features.solid[b]:
                hidden.setdefault(a, []).append(_interval(features, b, a))
                hidden.setdefault(b, []).append(_interval(features, a, b))
        elif _is_alike(features, a, b, materials):
            _unite(groups, a, b)
        else:
            hidden.setdefault(b, []).append(_interval(features, a, b))
    members: dict[int, list[int]] = {}
    for segment in sorted({*hidden, *groups}):
        members.setdefault(_root(groups, segment), []).append(segment)
    changed: dict[int, list[Floats]] = {}
    for first, group in members.items():
        pieces = [
            piece
            for segment in group
            for piece in _without(_interval(features, segment, first), _moved(features, hidden, segment, first))
        ]
        changed |= {segment: [] for segment in group}
        changed[first] = [
            np.array([*features.rows[:LOW, first], low, high, *features.rows[DEPTH:, first]])
            for low, high in _union(pieces)
        ]
    return changed


def _on_one_line(features: Features, pairs: Ints) -> tuple[Ints, Ints, Bools]:
    """Return the pairs of segments of touching walls that overlap or meet on a line, and whether they are back to back.

    The first segment of each pair belongs to the wall with the lower row.
    """
    one, which = features.of(pairs[0])
    count = np.bincount(features.wall, minlength=pairs.max() + 1)[pairs[1][which]]
    first = np.searchsorted(features.wall, pairs[1][which])
    one = np.repeat(one, count)
    other = np.repeat(first, count) + np.arange(len(one)) - np.repeat(np.cumsum(count) - count, count)
    kind, joins = features.rows[KIND], features.joins
    both = (kind[one] == SEGMENT) & (kind[other] == SEGMENT) & joins[one] & joins[other]
    one, other = one[both], other[both]
    rows = features.rows
    dot = rows[X, one] * rows[X, other] + rows[Y, one] * rows[Y, other]
    faces = np.where(dot < 0.0, -1.0, 1.0)
    near = np.abs(rows[DISTANCE, one] - faces * rows[DISTANCE, other]) <= 2.0 * TOLERANCE
    for end in (LOW, HIGH):  # both ends of the second segment are on the line of the first
        x, y = _point(features, other, rows[end, other])
        near &= np.abs(rows[X, one] * x + rows[Y, one] * y - rows[DISTANCE, one]) <= TOLERANCE
    low, high = (faces * rows[end, other] for end in (LOW, HIGH))
    low, high = np.minimum(low, high), np.maximum(low, high)
    near &= (low <= rows[HIGH, one] + TOLERANCE) & (high >= rows[LOW, one] - TOLERANCE)
    return one[near], other[near], dot[near] < 0.0


def _point(features: Features, segments: Ints, along: Floats) -> tuple[Floats, Floats]:
    """Return the points (k,) of the surface of segments (k,) at coordinates along them, m."""
    nx, ny, distance = features.rows[X : DISTANCE + 1, segments]
    return distance * nx - along * ny, distance * ny + along * nx


def _is_alike(features: Features, a: int, b: int, materials: Floats) -> bool:
    """Whether a ball feels no difference between two segments."""
    one, other = features.wall[a], features.wall[b]
    same = features.rows[DEPTH:, a] == features.rows[DEPTH:, b]
    return bool(np.all(same) and np.all(materials[:, one] == materials[:, other]))


def _interval(features: Features, segment: int, line: int) -> Interval:
    """Return the ends of a segment along the line of another one, m."""
    x, y = _point(features, np.array((segment, segment)), features.rows[LOW : HIGH + 1, segment])
    low, high = features.along(x, y, np.array((line, line))).tolist()
    return min(low, high), max(low, high)


def _moved(features: Features, hidden: dict[int, list[Interval]], segment: int, line: int) -> list[Interval]:
    """Return the hidden parts of a segment along the line of another one with the same normal."""
    shift = _interval(features, segment, line)[0] - features.rows[LOW, segment].item()
    return [(low + shift, high + shift) for low, high in hidden.get(segment, [])]


def _without(interval: Interval, hidden: list[Interval]) -> Iterator[Interval]:
    """Yield the parts of an interval that are not hidden."""
    low, high = interval
    for begin, end in sorted(hidden):
        if begin > low + TOLERANCE:
            yield low, min(begin, high)
        low = max(low, end)
        if low >= high - TOLERANCE:
            return
    yield low, high


def _union(pieces: list[Interval]) -> list[Interval]:
    """Return the union of intervals; those that meet become one."""
    union: list[Interval] = []
    for low, high in sorted(pieces):
        if union and low <= union[-1][1] + TOLERANCE:
            union[-1] = union[-1][0], max(union[-1][1], high)
        else:
            union.append((low, high))
    return union


def _root(groups: dict[int, int], member: int) -> int:
    while groups.get(member, member) != member:
        member = groups[member]
    return member


def _unite(groups: dict[int, int], a: int, b: int) -> None:
    """Join the groups of two segments; the first segment of all leads."""
    first, last = sorted((_root(groups, a), _root(groups, b)))
    groups[last] = first
    groups.setdefault(first, first)


# -- corners --------------------------------------------------


def _narrowed_corners(features: Features, pairs: Ints) -> dict[int, list[Floats]]:
    """Return what replaces the corners that edges of other walls touch, by the index of a feature."""
    walls = np.unique(pairs)
    pairs = np.hstack((pairs, pairs[::-1], np.vstack((walls, walls))))
    corner, which = features.of(pairs[0])
    is_corner = (features.rows[KIND, corner] == CIRCLE) & features.joins[corner]
    corner, which = corner[is_corner], which[is_corner]
    segment, of_corner = features.of(pairs[1][which])
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
    leaves = [along < rows[HIGH, segment] - TOLERANCE, along > rows[LOW, segment] + TOLERANCE]
    corners = np.concatenate([corner[one] for one in leaves])
    edges = np.concatenate((angle[leaves[0]], angle[leaves[1]] + np.pi))
    order, touched = np.argsort(corners, kind="stable"), np.unique(corner[foreign])
    ends = np.searchsorted(corners[order], touched, side="right").tolist()
    changed: dict[int, list[Floats]] = {}
    kept: list[int] = []
    for k, first, end in zip(touched.tolist(), np.searchsorted(corners[order], touched).tolist(), ends, strict=True):
        changed[k] = []
        cone = normal_cone(edges[order[first:end]])
        if cone and not _is_among(features, k, kept):
            column = rows[:, k].copy()
            column[LOW : HIGH + 1] = cone
            changed[k] = [column]
            kept.append(k)
    return changed


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


# -- result ---------------------------------------------------


def _replace(own: Floats, start: int, changed: dict[int, list[Floats]], placed: PlacedOutline) -> Floats:
    """Return the features (8, m) of a wall, of which the first has the index ``start``, with what replaces them."""
    if not changed.keys() & set(range(start, start + own.shape[1])):
        return own
    x, y = placed.origin
    turn = directions(placed.rotation[0, :1], -placed.rotation[0, 1:]).item()
    columns = []
    for k, column in enumerate(own.T, start):
        for new in changed.get(k, [column]):
            local = column.copy()
            if new is not column and column[KIND] == SEGMENT:
                nx, ny = transform(column[None, X : Y + 1], placed.rotation.T)[0]
                local[LOW : HIGH + 1] = new[LOW : HIGH + 1] - (nx * y - ny * x)
            elif new is not column:
                local[LOW : HIGH + 1] = new[LOW : HIGH + 1] - turn
            columns.append(local)
    return np.array(columns).reshape(-1, 8).T
