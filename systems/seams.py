"""Seams: where walls that move together touch, they are one surface.

Two boxes side by side are one floor. A ball must neither feel the corners where they meet, nor lose its contact when it
rolls from one to the other. So the features of such walls are joined:

- Segments on one line become one segment of the first wall, if the walls are of the same material.
- Arcs on one circle become one arc in the same way.
- Where two solid walls are pressed together, nothing is left of the segments between them.
- A corner keeps only the directions from which a ball can touch it, and is left out if there are none. These are the
  directions that are at least a right angle away from every edge that starts at the corner: its normal cone.
"""

from collections.abc import Iterator

import esper
import numpy as np

from components import Collider, KeyBinding, KinematicMotion, Table
from components.outline import SEAM, SEGMENT, Outline
from components.placed_outline import PlacedOutline
from components.portable_arrays import transform
from systems.normal_cones import narrowed_corners
from systems.placed_features import (
    DEPTH,
    DISTANCE,
    FLAT,
    HIGH,
    KIND,
    LOW,
    TOLERANCE,
    Bools,
    Features,
    Floats,
    Interval,
    Ints,
    X,
    Y,
    place_features,
)


def join_features(walls: Table, outlines: list[Outline]) -> tuple[list[Floats], bool]:
    """Return the features (9, m) of each wall, see `Outline.features`, joined where walls touch that move together.

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
    materials = walls.block(Collider)[2:]
    changed = {
        **_joined_segments(features, pairs, materials),
        **_joined_arcs(features, pairs, materials),
        **narrowed_corners(features, pairs),
    }
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

    Walls that turn do so only if they turn about the same point. The same keys must drive both.
    """
    motion = dict(zip(KinematicMotion.fields, walls.block(KinematicMotion), strict=True))
    differs = {name: values[pairs[0]] != values[pairs[1]] for name, values in motion.items()}
    turns = (motion["rate"][pairs[0]] != 0.0) | (motion["swing"][pairs[0]] != 0.0)
    turns |= motion["stroke_angle"][pairs[0]] != 0.0
    apart = turns & (differs.pop("x") | differs.pop("y"))
    del differs["angle"]
    keys = [esper.try_component(entity, KeyBinding) for entity in walls.entities.tolist()]
    apart |= np.array([keys[one] != keys[other] for one, other in pairs.T.tolist()], np.bool_)
    together: Bools = ~(apart | np.any(list(differs.values()), axis=0))
    return together


# -- segments -------------------------------------------------


def _joined_segments(features: Features, pairs: Ints, materials: Floats) -> dict[int, list[Interval]]:
    """Return the ends of what replaces the segments that touch others on the same line, by the index of a feature."""
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
    changed: dict[int, list[Interval]] = {}
    for first, group in members.items():
        pieces = [
            piece
            for segment in group
            for piece in _without(_interval(features, segment, first), _moved(features, hidden, segment, first))
        ]
        changed |= {segment: [] for segment in group}
        changed[first] = _union(pieces)
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
    """Whether a ball feels no difference between two segments, or between the sides of two arcs."""
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


# -- arcs -----------------------------------------------------


def _joined_arcs(features: Features, pairs: Ints, materials: Floats) -> dict[int, list[Interval]]:
    """Return the ends of what replaces the sides of arcs that touch others on the same circle, by feature."""
    groups: dict[int, int] = {}
    turns = dict(zip(features.arcs[0].astype(int).tolist(), features.arcs[4].tolist(), strict=True))
    arcs = np.flatnonzero(features.is_arc)
    of_wall = {wall: arcs[features.wall[arcs] == wall].tolist() for wall in turns}
    for one, other in pairs.T.tolist():
        for a in of_wall.get(one, ()):
            for b in of_wall.get(other, ()):
                circle = features.rows[: DISTANCE + 1]
                same = bool(np.all(np.abs(circle[:, a] - circle[:, b]) <= TOLERANCE))
                touch = _extended(_range(features, turns, a), _range(features, turns, b))
                if same and touch and _is_alike(features, a, b, materials):
                    _unite(groups, a, b)
    changed: dict[int, list[Interval]] = {}
    for first in sorted(set(groups.values())):
        members = [k for k in sorted(groups) if _root(groups, k) == first]
        whole = _range(features, turns, first)
        for _ in members:
            for k in members:
                whole = _extended(whole, _range(features, turns, k)) or whole
        if members and whole[1] - whole[0] < 2.0 * np.pi - FLAT:  # a full circle would have no ends, and so no outside
            changed |= {k: [] for k in members} | {first: [whole]}
    return changed


def _range(features: Features, turns: dict[int, float], arc: int) -> Interval:
    """Return the directions of the side of an arc in the world, rad."""
    low, high = features.rows[LOW : HIGH + 1, arc].tolist()
    start = turns[int(features.wall[arc])] - SEAM
    return start, start + high - low


def _extended(whole: Interval, part: Interval) -> Interval | None:
    """Return a range of directions extended by another one that touches it, or None if it does not; rad."""
    low, high = whole
    shift = 2.0 * np.pi * round((0.5 * (low + high) - 0.5 * (part[0] + part[1])) / (2.0 * np.pi))
    for turn in (0.0, 2.0 * np.pi, -2.0 * np.pi):
        begin, end = part[0] + shift + turn, part[1] + shift + turn
        if begin <= high + FLAT and end >= low - FLAT:
            return min(low, begin), max(high, end)
    return None


# -- result ---------------------------------------------------


def _replace(own: Floats, start: int, changed: dict[int, list[Interval]], placed: PlacedOutline) -> Floats:
    """Return the features (9, m) of a wall, of which the first has the index ``start``, with other ends.

    changed : low and high ends in the world of what replaces a feature
    """
    if not changed.keys() & set(range(start, start + own.shape[1])):
        return own
    (x, y), columns = placed.origin, []
    for k, column in enumerate(own.T, start):
        if k not in changed:
            columns.append(column)
            continue
        shift = placed.angle
        if column[KIND] == SEGMENT:
            nx, ny = transform(column[None, X : Y + 1], placed.rotation.T)[0]
            shift = nx * y - ny * x
        for low, high in changed[k]:
            columns.append(np.array([*column[:LOW], low - shift, high - shift, *column[DEPTH:]]))
    return np.array(columns).reshape(-1, 9).T
