"""The initial positions and velocities of balls, and the number of balls that a pattern can hold.

Lengths are in metres. Angles of the level are in degrees, those of the results in radians. Balls of one pattern never
overlap. All random numbers come from the stream that is passed in, so equal seeds give equal starts.
"""

import math
from collections.abc import Callable
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import numpy.typing as npt

from components import portable_math
from components.portable_arrays import lengths, transform, unit_vectors
from components.random_stream import RandomStream

if TYPE_CHECKING:
    from game.levels.format.balls import Balls, DiscSpawn, GridSpawn, LineSpawn, RingSpawn, Spawn

Floats = npt.NDArray[np.float64]
Indices = npt.NDArray[np.int64]

MIN_SPACING = 2.002
"""Smallest distance of two ball centers, in radii: contact, and a gap for rounding errors."""

EXACT_LIMIT = 20.0
"""Radius in spacings above which the capacity of a disc is a lower bound from its area, and not counted exactly."""

# Radius and area of the hexagonal cell of each point of a triangular lattice of spacing 1. The cells of the points in a
# disc cover the disc that is smaller by the radius of a cell, so their total area is at least that of the smaller disc.
CELL_RADIUS = math.sqrt(1.0 / 3.0)
CELL_AREA = math.sqrt(0.75)


class BallStates(NamedTuple):
    """The initial state of the n balls of a group."""

    position: Floats  # (n, 2), m
    velocity: Floats  # (n, 2), m/s
    angle: Floats  # (n,), rad
    spin: Floats  # (n,), rad/s


def initial_states(balls: "Balls", rng: RandomStream) -> BallStates:
    """Return the initial state of a single ball or of a group, in the order of the ball numbers."""
    if balls.spawn is None:
        assert balls.position is not None
        return BallStates(
            np.array([balls.position]),
            np.array([balls.velocity]),
            np.radians([balls.angle]),
            np.radians([balls.spin]),
        )
    n, spawn = balls.count, balls.spawn
    return BallStates(
        spawn_positions(spawn, n, balls.radius, rng),
        rng.uniforms(*spawn.speed, (n,))[:, None] * unit_vectors(rng.uniforms(*_directions(spawn), (n,))),
        np.zeros(n),
        np.radians(rng.uniforms(*spawn.spin, (n,))),
    )


def _directions(spawn: "Spawn") -> tuple[float, float]:
    """Return the smallest and the largest direction of the velocities of a group, rad."""
    if spawn.direction is None:
        return 0.0, 2.0 * math.pi
    return math.radians(spawn.direction - spawn.spread), math.radians(spawn.direction + spawn.spread)


def capacity(spawn: "Spawn", radius: float) -> int:
    """Return a number of balls of this radius that always fit into a pattern."""
    spacing = MIN_SPACING * radius
    if spawn.pattern == "disc":
        within = spawn.radius - radius
        if within > EXACT_LIMIT * spacing:
            covered = within / spacing - CELL_RADIUS
            return int(covered * covered * math.pi / CELL_AREA)
        return _max_points(spacing, within)
    if spawn.pattern == "ring":
        return sum(_ring_capacities(spawn, spacing))
    if spawn.pattern == "line":
        return int((spawn.length - 2.0 * radius) // spacing) + 1
    if spawn.pattern == "points":
        return len(spawn.points)
    return int(spawn.width // spacing) * int(spawn.height // spacing)


@lru_cache(10_000)
def _max_points(spacing: float, within: float) -> int:
    return max(len(arrange(spacing, within)) for arrange in _ARRANGEMENTS)


def spawn_positions(spawn: "Spawn", count: int, radius: float, rng: RandomStream) -> Floats:
    """Return ball centers (count, 2) in m, at least MIN_SPACING radii apart. The balls lie inside the pattern.

    The points of a points pattern are returned unchanged. `count` must not exceed `capacity`.
    """
    spacing = MIN_SPACING * radius
    if spawn.pattern == "disc":
        points = _random_cluster(spawn, count, radius, rng)
    elif spawn.pattern == "ring":
        points = _ring_points(spawn, count, spacing)
    elif spawn.pattern == "line":
        points = _line_points(spawn, count, radius)
    elif spawn.pattern == "points":
        points = np.array(spawn.points[:count])
    else:
        points = _grid_points(spawn, count, radius, rng)
    return np.add(points, spawn.center)


def find_overlapping_pairs(centers: Floats, radii: Floats) -> list[tuple[int, int]]:
    """Return pairs (i, j), i < j, of overlapping balls. Of any two that overlap, at least one is in a pair. O(n).

    Hierarchical hash grid (Ericson, Real-Time Collision Detection, 2005, section 7.2): one grid for each power of two,
    with cells of the size of its balls, filled from the largest ball to the smallest. A ball that overlaps is not
    inserted, so the number of balls in a cell is bounded.

    centers : (n, 2), m
    radii : (n,), m
    """
    order = np.argsort(-radii, kind="stable")
    mantissas, exponents = np.frexp(2.0 * radii)
    cells = np.ldexp(1.0, exponents - (mantissas == 0.5))  # the next power of two
    grid: dict[tuple[float, int, int], list[int]] = {}
    sizes: list[float] = []
    pairs = []
    xs, ys, rs, cell_of = centers[:, 0].tolist(), centers[:, 1].tolist(), radii.tolist(), cells.tolist()
    for i in order.tolist():
        x, y, r, cell_size = xs[i], ys[i], rs[i], cell_of[i]
        if not sizes or sizes[-1] != cell_size:
            sizes.append(cell_size)
        hit = next(
            (
                j
                for size in sizes
                for column in range(int(x // size) - 1, int(x // size) + 2)
                for row in range(int(y // size) - 1, int(y // size) + 2)
                for j in grid.get((size, column, row), ())
                if _distance(x, y, xs[j], ys[j]) < (r + rs[j]) * (1.0 - 1e-6)
            ),
            None,
        )
        if hit is None:
            grid.setdefault((cell_size, int(x // cell_size), int(y // cell_size)), []).append(i)
        else:
            pairs.append((min(i, hit), max(i, hit)))
    return sorted(pairs, key=lambda pair: pair[1])


def _distance(x: float, y: float, other_x: float, other_y: float) -> float:
    dx, dy = x - other_x, y - other_y
    return math.sqrt(dx * dx + dy * dy)


# -- disc ------------------------------


def _triangular_lattice(spacing: float, within: float, shift: tuple[float, float]) -> Floats:
    """Return the points (n, 2) of a triangular lattice in a disc whose center is at `shift` (in spacings)."""
    if within < 0.0:
        return np.empty((0, 2))
    k = int(within / (spacing * math.sqrt(0.75))) + 2
    column, row = np.meshgrid(np.arange(-k, k + 1), np.arange(-k, k + 1))
    x = spacing * (column + 0.5 * (row % 2) - shift[0])
    y = spacing * (math.sqrt(0.75) * row - shift[1])
    inside = x * x + y * y <= within * within
    return np.column_stack((x[inside], y[inside]))


def _concentric_circles(spacing: float, within: float) -> Floats:
    """Return points (n, 2) on concentric circles, one spacing apart, from the rim inwards. Best for small discs."""
    if within < 0.0:
        return np.empty((0, 2))
    circles = []
    for ring in range(int(within / spacing) + 1):
        radius = within - ring * spacing
        n = _circle_capacity(radius, spacing)
        circles.append(radius * unit_vectors(2.0 * math.pi * np.arange(n) / n))
    return np.concatenate(circles)


def _circle_capacity(radius: float, spacing: float) -> int:
    """Return the number of points on a circle whose neighbours are at least one spacing apart (chord length)."""
    return 1 if radius < 0.5 * spacing else int(math.pi / portable_math.asin(0.5 * spacing / radius))


_ARRANGEMENTS: tuple[Callable[[float, float], Floats], ...] = (
    lambda spacing, within: _triangular_lattice(spacing, within, (0.0, 0.0)),  # centered on a point
    lambda spacing, within: _triangular_lattice(spacing, within, (0.5, 0.0)),  # centered on an edge
    lambda spacing, within: _triangular_lattice(
        spacing, within, (0.5, math.sqrt(1.0 / 12.0))
    ),  # centered on a triangle
    _concentric_circles,
)


def _widest_arrangement(count: int, spacing: float, within: float) -> tuple[Floats, float]:
    """Return the arrangement of at least `count` points with the widest spacing, and this spacing."""
    lower_bound = within / (CELL_RADIUS + math.sqrt(count * CELL_AREA / math.pi))  # see CELL_RADIUS
    # Upper bound: discs whose diameter is the spacing do not overlap, and their total area is limited.
    best, widest = np.empty((0, 2)), max(spacing, lower_bound)
    limit = max(widest, 2.0 * within / max(math.sqrt(count) - 1.0, 1.0))
    for arrange in _ARRANGEMENTS:
        points, low, high = arrange(widest, within), widest, limit
        if len(points) < count:
            continue
        for _ in range(12):
            middle = 0.5 * (low + high)
            wider = arrange(middle, within)
            if len(wider) >= count:
                points, low = wider, middle
            else:
                high = middle
        best, widest = points, low
    return best, widest


def _random_cluster(spawn: "DiscSpawn", count: int, radius: float, rng: RandomStream) -> Floats:
    """Return ball centers: the widest arrangement, with random selection, rotation and displacements."""
    spacing, within = MIN_SPACING * radius, spawn.radius - radius
    lattice, lattice_spacing = _widest_arrangement(count, spacing, within)
    chosen = lattice[rng.permutation(len(lattice))[:count]]
    sin, cos = portable_math.sincos(rng.uniform(0.0, 2.0 * math.pi))
    points = transform(chosen, np.array(((cos, sin), (-sin, cos))))
    points = _clamp_to_disc(points + _uniform_in_disc(0.5 * (lattice_spacing - spacing), count, rng), within)
    return _random_moves(points, spacing, within, rng)


def _clamp_to_disc(points: Floats, within: float) -> Floats:
    """Move points outside the disc to its rim, in place; return them. A move from inside is never lengthened."""
    rim = (1.0 - 1e-12) * within
    distances = lengths(*points.T)
    outside = distances > rim
    points[outside] *= rim / distances[outside][:, None]
    return points


def _uniform_in_disc(radius: float, n: int, rng: RandomStream) -> Floats:
    """Return points (n, 2) with a uniform distribution over a disc."""
    return (radius * np.sqrt(rng.randoms(n)))[:, None] * unit_vectors(rng.uniforms(0.0, 2.0 * math.pi, (n,)))


def _random_moves(points: Floats, spacing: float, within: float, rng: RandomStream) -> Floats:
    """Return the points after 30 sweeps of small random moves. Moves that violate the spacing are rejected.

    Hard-disc Monte Carlo (Metropolis et al. 1953) with all points in parallel: a move is accepted only if it is valid
    both with and without the moves of its neighbours. No point moves more than a quarter spacing from its start, so
    points that start more than 1.5 spacings apart need no check.
    """
    first, second = _near_pairs(points, 1.5 * spacing)
    current = points
    for _ in range(30):
        tried = _clamp_to_disc(current + _uniform_in_disc(0.1 * spacing, len(points), rng), within)
        rejected = lengths(*(tried - points).T) > 0.25 * spacing
        for a, b in ((tried, current), (current, tried), (tried, tried)):
            close = lengths(*(a[first] - b[second]).T) < spacing
            if a is tried:
                rejected[first[close]] = True
            if b is tried:
                rejected[second[close]] = True
        current = np.where(rejected[:, None], current, tried)
    return current


def _near_pairs(points: Floats, max_distance: float) -> tuple[Indices, Indices]:
    """Return the indices of both points of every pair whose distance is at most `max_distance`, by a grid."""
    cell = np.floor((points - points.min(axis=0)) / max_distance).astype(np.int64)
    columns = int(cell[:, 0].max()) + 3
    key = cell[:, 1] * columns + cell[:, 0]
    order = np.argsort(key, kind="stable")
    ordered = key[order]
    firsts, seconds = [], []
    for step in (0, 1, columns - 1, columns, columns + 1):
        start = np.searchsorted(ordered, key + step, side="left")
        size = np.searchsorted(ordered, key + step, side="right") - start
        first = np.repeat(np.arange(len(points)), size)
        offset = np.arange(len(first)) - np.repeat(np.cumsum(size) - size, size)
        firsts.append(first)
        seconds.append(order[np.repeat(start, size) + offset])
    first, second = np.concatenate(firsts), np.concatenate(seconds)
    near = lengths(*(points[first] - points[second]).T) <= max_distance
    # Within one cell each pair is found twice, and each point is paired with itself.
    near &= (key[first] != key[second]) | (first < second)
    return first[near], second[near]


# -- ring ------------------------------


def _ring_capacities(spawn: "RingSpawn", spacing: float) -> list[int]:
    """Return the capacity of each circle, inner first; [0] if the circles are too close to each other."""
    between = spawn.radius / spawn.rings
    if spawn.rings > 1 and between < spacing:
        return [0]
    return [_circle_capacity(between * (ring + 1), spacing) for ring in range(spawn.rings)]


def _ring_points(spawn: "RingSpawn", count: int, spacing: float) -> Floats:
    """Return evenly spaced points, counter-clockwise from the top; circles share them in proportion to capacity."""
    sizes = _ring_capacities(spawn, spacing)
    total = np.cumsum([0, *sizes])
    shares = np.diff((2 * count * total + total[-1]) // (2 * total[-1]))  # rounded; never above the size
    circles = [
        spawn.radius * (ring + 1) / spawn.rings * unit_vectors(math.pi * (0.5 + 2.0 * np.arange(n) / n))
        for ring, n in enumerate(shares)
    ]
    return np.concatenate(circles)


# -- grid ------------------------------


def _grid_points(spawn: "GridSpawn", count: int, radius: float, rng: RandomStream) -> Floats:
    """Return points in nearly square cells, row by row from the top, with random offsets inside the cells."""
    spacing = MIN_SPACING * radius
    max_columns, max_rows = int(spawn.width // spacing), int(spawn.height // spacing)
    columns = round(math.sqrt(count * spawn.width / spawn.height))
    columns = min(max(columns, math.ceil(count / max_rows), 1), max_columns)
    rows = math.ceil(count / columns)
    width, height = spawn.width / columns, spawn.height / rows
    row, column = np.divmod(np.arange(count), columns)
    points = np.column_stack(((column + 0.5) * width, -(row + 0.5) * height))
    max_offset = np.clip(0.5 * (np.array([width, height]) - spacing), 0.0, 0.5 * radius)
    return points - (0.5 * spawn.width, -0.5 * spawn.height) + rng.uniforms(-max_offset, max_offset, (count, 2))


# -- line ------------------------------


def _line_points(spawn: "LineSpawn", count: int, radius: float) -> Floats:
    """Return evenly spaced points from end to end; a single point is at the center."""
    end = 0.5 * spawn.length - radius
    along = end * (2.0 * np.arange(count) / (count - 1) - 1.0) if count > 1 else np.zeros(1)
    return along[:, None] * unit_vectors(np.radians([spawn.angle]))
