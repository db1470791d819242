"""Regions with holes: which outlines of a fill are borders, and the cutting of regions into parts without holes."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from components.outline import Floats
from game.levels.importing.drawing import Shape, ellipse

MAX_PAIRS = 20_000
"""Largest number of pairs of outlines, one in the bounding box of the other, whose nesting is looked at."""


def signed_area(points: Floats) -> float:
    """Return the area of a closed outline (k, 2), positive if it turns from x to y."""
    x, y = (points - points[0]).T
    return 0.5 * float((x * np.roll(y, -1) - np.roll(x, -1) * y).sum())


def ring(shape: Shape) -> Floats:
    """Return the corners (k, 2) of a closed shape; those of a disc approximate it."""
    return shape.points[0] + ellipse(shape.radius, shape.radius) if shape.radius > 0.0 else shape.points


def contains(outer: Shape, points: Floats) -> NDArray[np.bool_]:
    """Return for each of the points (n, 2) whether it lies in a closed shape."""
    if outer.radius > 0.0:
        away: Floats = np.hypot(*(points - outer.points[0]).T)
        return away <= outer.radius
    inside = np.zeros(len(points), np.bool_)
    x, y = points.T
    for (ax, ay), (bx, by) in zip(outer.points, np.roll(outer.points, -1, axis=0), strict=True):
        if ay != by:  # Jordan curve theorem: count the sides to the right
            inside ^= ((ay <= y) != (by <= y)) & (x < ax + (y - ay) / (by - ay) * (bx - ax))
    return inside


def find_regions(outlines: Sequence[Shape], even_odd: bool) -> Iterator[Shape]:
    """Yield the solid regions that a fill makes of closed outlines, in their order: shapes with holes.

    even_odd : whether the fill rule is even-odd instead of non-zero

    An outline between solid and solid is no border and is left out. Outlines that cross count as lying side by side.
    """
    around = _find_nesting(outlines)
    turns = [_turn(outline) for outline in outlines]
    owners: dict[int, list[Shape]] = {}
    for k, outline in enumerate(outlines):
        outside = len(around[k]) if even_odd else sum(turns[j] for j in around[k])
        inside = outside + (1 if even_odd else turns[k])
        solid_inside, solid_outside = (bool(n % 2) if even_odd else n != 0 for n in (inside, outside))
        if solid_inside and not solid_outside:
            owners.setdefault(k, [])
        elif solid_outside and not solid_inside:
            owner = max(around[k], key=lambda j: len(around[j]))
            while owner not in owners and around[owner]:  # outlines that are no borders
                owner = max(around[owner], key=lambda j: len(around[j]))
            owners.setdefault(owner, []).append(outline)
    for k in sorted(owners):
        yield replace(outlines[k], holes=tuple(owners[k]))


def _turn(outline: Shape) -> int:
    return 1 if signed_area(ring(outline)) >= 0.0 else -1


def _find_nesting(outlines: Sequence[Shape]) -> list[list[int]]:
    """Return for each outline the indices of those around it."""
    rings = [ring(outline) for outline in outlines]
    around: list[list[int]] = [[] for _ in rings]
    if len(rings) < 2:
        return around
    low, high = (np.array([extreme(points, axis=0) for points in rings]) for extreme in (np.min, np.max))
    pairs = 0
    for inner, points in enumerate(rings):
        for outer in np.flatnonzero((low <= low[inner]).all(axis=1) & (high >= high[inner]).all(axis=1)).tolist():
            if outer == inner or inner in around[outer]:
                continue
            pairs += 1
            if pairs <= MAX_PAIRS and contains(outlines[outer], points).mean() > 0.5:
                around[inner].append(outer)
    return around


# -- parts without holes ------------------------------


def parts_without_holes(shape: Shape) -> Iterator[Shape]:
    """Yield simple outlines that fill the same region as a shape with holes. Cuts are horizontal."""
    if not shape.holes:
        yield shape
        return
    outer, *holes = (
        _oriented(ring(one), positive) for one, positive in [(shape, True), *((h, False) for h in shape.holes)]
    )
    for points in _split(outer, holes):
        yield replace(shape, points=points, radius=0.0, closed=True, curves=(), holes=())


def _oriented(points: Floats, positive: bool) -> Floats:
    return points if (signed_area(points) > 0.0) is positive else points[::-1]


def _split(outer: Floats, holes: list[Floats]) -> Iterator[Floats]:
    """Yield simple outlines that fill a region. The outer border turns from x to y, holes the other way."""
    if not holes:
        yield outer
        return
    height = _height_of_cut(holes[0], [outer, *holes])
    cut = [points for points in (outer, *holes) if points[:, 1].min() < height < points[:, 1].max()]
    whole = [points for points in holes if not points[:, 1].min() < height < points[:, 1].max()]
    for part in _cut(cut, height):
        shape = Shape("", part)
        inner = [hole for hole in whole if contains(shape, hole).mean() > 0.5]
        yield from _split(part, inner)


def _height_of_cut(hole: Floats, rings: Sequence[Floats]) -> float:
    """Return a y within a hole, as far as possible from all corners of the region."""
    levels = np.unique(np.concatenate([points[:, 1] for points in rings]))
    levels = levels[(levels >= hole[:, 1].min()) & (levels <= hole[:, 1].max())]
    widest = int(np.diff(levels).argmax())
    return float(0.5 * (levels[widest] + levels[widest + 1]))


def _cut(rings: Sequence[Floats], height: float) -> Iterator[Floats]:
    """Yield the outlines of the parts of a region above and below a horizontal line that meets no corner.

    rings : borders that cross the line; the region is to the same side of all of them
    """
    chains, crossings = list[Floats](), list[tuple[float, int, int]]()
    for points in rings:
        _cut_ring(points, height, chains, crossings)
    crossings.sort()
    mates: dict[int, int] = {}
    for (_, ended, begun), (_, other_ended, other_begun) in zip(crossings[::2], crossings[1::2], strict=True):
        mates[ended], mates[other_ended] = other_begun, begun
    left = set(range(len(chains)))
    for first in range(len(chains)):
        part, k = list[Floats](), first
        while k in left:
            left.remove(k)
            part.append(chains[k])
            k = mates[k]
        if part:
            yield np.concatenate(part)


def _cut_ring(points: Floats, height: float, chains: list[Floats], crossings: list[tuple[float, int, int]]) -> None:
    """Add the chains of a border between its crossings of a line, and for each crossing (x, chain before, after)."""
    above = points[:, 1] > height
    changes = np.flatnonzero(above != np.roll(above, -1))  # sides that cross
    (ax, ay), (bx, by) = points[changes].T, np.roll(points, -1, axis=0)[changes].T
    places = ax + (height - ay) / (by - ay) * (bx - ax)
    ends = [*changes.tolist(), int(changes[0]) + len(points)]
    first = len(chains)
    for k, (start, end) in enumerate(pairwise(ends)):
        middle = points[np.arange(start + 1, end + 1) % len(points)]
        following = places[(k + 1) % len(places)]
        chains.append(np.concatenate([[(places[k], height)], middle, [(following, height)]]))
        before = first + (k - 1) % len(places)
        crossings.append((float(places[k]), before, first + k))
