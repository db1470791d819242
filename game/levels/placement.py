"""Where balls start: patterns that never overlap, and the room they need.

Lengths are metres; `angle` and `spin` leave here in radians. Everything random comes from the generator that
is passed in, so one seed always gives one start.
"""

import math
from collections.abc import Callable
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from game.levels.format.balls import Balls, DiscSpawn, GridSpawn, LineSpawn, RingSpawn, Spawn

Floats = npt.NDArray[np.float64]
Indices = npt.NDArray[np.int64]

# Distance of two ball centers over the radius: touching, and a gap for rounding.
MIN_SPACING = 2.002

# Discs of more spacings are not counted out; what their area is sure to hold does.
WIDE = 20.0

# The hexagon about each point of a triangular lattice of spacing 1. The hexagons of the points in a disc
# cover the disc that is smaller by their radius, so together they have at least its area.
CELL_RADIUS = math.sqrt(1.0 / 3.0)
CELL_AREA = math.sqrt(0.75)


class BallStates(NamedTuple):
    """How the n balls of a group start."""

    position: Floats  # (n, 2), m
    velocity: Floats  # (n, 2), m/s
    angle: Floats  # (n,), rad
    spin: Floats  # (n,), rad/s


def initial_states(balls: "Balls", rng: np.random.Generator) -> BallStates:
    """Return the start of a single ball or of a group, in the order of the numbers."""
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
        rng.uniform(*spawn.speed, n)[:, None] * _unit(rng.uniform(0.0, 2.0 * math.pi, n)),
        np.zeros(n),
        np.radians(rng.uniform(*spawn.spin, n)),
    )


def capacity(spawn: "Spawn", radius: float) -> int:
    """Return how many balls of this radius are sure to fit."""
    spacing = MIN_SPACING * radius
    if spawn.pattern == "disc":
        within = spawn.radius - radius
        if within > WIDE * spacing:
            return int((within / spacing - CELL_RADIUS) ** 2 * math.pi / CELL_AREA)
        return _most_arranged(spacing, within)
    if spawn.pattern == "ring":
        return sum(_ring_capacities(spawn, spacing))
    if spawn.pattern == "line":
        return int((spawn.length - 2.0 * radius) // spacing) + 1
    if spawn.pattern == "points":
        return len(spawn.points)
    return int(spawn.width // spacing) * int(spawn.height // spacing)


@lru_cache(10_000)
def _most_arranged(spacing: float, within: float) -> int:
    return max(len(arrange(spacing, within)) for arrange in _ARRANGEMENTS)


def spawn_positions(spawn: "Spawn", count: int, radius: float, rng: np.random.Generator) -> Floats:
    """Return `count` ball centers (count, 2), m, at least 2.002 radii apart and wholly inside the pattern.

    Points of the file's choice may be as near as they like. `count` must not exceed `capacity`.
    """
    spacing = MIN_SPACING * radius
    if spawn.pattern == "disc":
        points = _cluster(spawn, count, radius, rng)
    elif spawn.pattern == "ring":
        points = _on_rings(spawn, count, spacing)
    elif spawn.pattern == "line":
        points = _on_line(spawn, count, radius)
    elif spawn.pattern == "points":
        points = np.array(spawn.points[:count])
    else:
        points = _in_rows(spawn, count, radius, rng)
    return np.add(points, spawn.center)


def find_overlapping_pairs(centers: Floats, radii: Floats) -> list[tuple[int, int]]:
    """Return pairs (i, j) of overlapping balls, each j at most once; O(n) for balls of any mixture of sizes.

    Hashes each ball into a grid whose cells suit its size, largest first, one grid for each power of two
    (Ericson, Real-Time Collision Detection, 2005, section 7.2). A ball that overlaps is not put in, so a cell
    never holds more than a few.
    """
    order = np.argsort(-radii, kind="stable")
    cells = np.exp2(np.ceil(np.log2(2.0 * radii)))
    grid: dict[tuple[float, int, int], list[int]] = {}
    sizes: list[float] = []
    pairs = []
    xs, ys, rs, cell_of = centers[:, 0].tolist(), centers[:, 1].tolist(), radii.tolist(), cells.tolist()
    for i in order.tolist():
        x, y, r, own = xs[i], ys[i], rs[i], cell_of[i]
        if not sizes or sizes[-1] != own:
            sizes.append(own)
        met = next(
            (
                j
                for size in sizes
                for column in range(int(x // size) - 1, int(x // size) + 2)
                for row in range(int(y // size) - 1, int(y // size) + 2)
                for j in grid.get((size, column, row), ())
                if math.hypot(x - xs[j], y - ys[j]) < (r + rs[j]) * (1.0 - 1e-6)
            ),
            None,
        )
        if met is None:
            grid.setdefault((own, int(x // own), int(y // own)), []).append(i)
        else:
            pairs.append((min(i, met), max(i, met)))
    return sorted(pairs, key=lambda pair: pair[1])


def _unit(angles: Floats) -> Floats:
    return np.column_stack((np.cos(angles), np.sin(angles)))


# -- disc ------------------------------


def _hexagonal(spacing: float, within: float, shift: tuple[float, float]) -> Floats:
    """Return the points of a triangular lattice in the disc about its point `shift` (in spacings)."""
    if within < 0.0:
        return np.empty((0, 2))
    k = int(within / (spacing * math.sqrt(0.75))) + 2
    column, row = np.meshgrid(np.arange(-k, k + 1), np.arange(-k, k + 1))
    x = spacing * (column + 0.5 * (row % 2) - shift[0])
    y = spacing * (math.sqrt(0.75) * row - shift[1])
    inside = x * x + y * y <= within * within
    return np.column_stack((x[inside], y[inside]))


def _concentric(spacing: float, within: float) -> Floats:
    """Return full circles, one spacing apart, from the rim inwards; small discs hold more this way."""
    if within < 0.0:
        return np.empty((0, 2))
    circles = []
    for ring in range(int(within / spacing) + 1):
        radius = within - ring * spacing
        n = _on_circle(radius, spacing)
        circles.append(radius * _unit(2.0 * math.pi * np.arange(n) / n))
    return np.concatenate(circles)


def _on_circle(radius: float, spacing: float) -> int:
    """Return how many points with this spacing (straight distance) a circle takes."""
    return 1 if radius < 0.5 * spacing else int(math.pi / math.asin(0.5 * spacing / radius))


_ARRANGEMENTS: tuple[Callable[[float, float], Floats], ...] = (
    lambda spacing, within: _hexagonal(spacing, within, (0.0, 0.0)),  # about a point,
    lambda spacing, within: _hexagonal(spacing, within, (0.5, 0.0)),  # the middle of an edge,
    lambda spacing, within: _hexagonal(spacing, within, (0.5, math.sqrt(1.0 / 12.0))),  # of a triangle
    _concentric,
)


def _loosest(count: int, spacing: float, within: float) -> tuple[Floats, float]:
    """Return at least `count` points as far apart as an arrangement can have them, and their spacing."""
    sure = within / (CELL_RADIUS + math.sqrt(count * CELL_AREA / math.pi))  # the area argument of CELL_RADIUS
    # Discs of a spacing's diameter about the points do not overlap: the area allows no wider limit.
    best, widest = np.empty((0, 2)), max(spacing, sure)
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


def _cluster(spawn: "DiscSpawn", count: int, radius: float, rng: np.random.Generator) -> Floats:
    """Return the loosest arrangement, turned, thinned, disturbed and shaken."""
    spacing, within = MIN_SPACING * radius, spawn.radius - radius
    lattice, wide = _loosest(count, spacing, within)
    lattice = rng.permutation(lattice)[:count]
    turn = rng.uniform(0.0, 2.0 * math.pi)
    x, y = lattice.T
    points = np.column_stack((x * math.cos(turn) - y * math.sin(turn), x * math.sin(turn) + y * math.cos(turn)))
    points = _inside(points + _in_disc(0.5 * (wide - spacing), count, rng), within)
    return _shaken(points, spacing, within, rng)


def _inside(points: Floats, within: float) -> Floats:
    """Return the points, those outside the disc moved to its rim. That never lengthens a move from inside."""
    rim = (1.0 - 1e-12) * within
    beyond = np.hypot(*points.T) > rim
    points[beyond] *= rim / np.hypot(*points[beyond].T)[:, None]
    return points


def _in_disc(radius: float, n: int, rng: np.random.Generator) -> Floats:
    """Return points (n, 2) spread evenly over a disc."""
    return (radius * np.sqrt(rng.random(n)))[:, None] * _unit(rng.uniform(0.0, 2.0 * math.pi, n))


def _shaken(points: Floats, spacing: float, within: float, rng: np.random.Generator) -> Floats:
    """Return the points after sweeps of small random moves, each undone if it brings two too close.

    Hard-disc Monte Carlo (Metropolis et al. 1953), all points at once: a move stands only if it is right
    whether or not the neighbours' moves stand. Nobody strays more than a quarter spacing, so that those who
    began farther than 1.5 spacings apart need no check.
    """
    first, second = _neighbours(points, 1.5 * spacing)
    now = points
    for _ in range(30):
        tried = _inside(now + _in_disc(0.1 * spacing, len(points), rng), within)
        bad = np.hypot(*(tried - points).T) > 0.25 * spacing
        for a, b in ((tried, now), (now, tried), (tried, tried)):
            close = np.hypot(*(a[first] - b[second]).T) < spacing
            if a is tried:
                bad[first[close]] = True
            if b is tried:
                bad[second[close]] = True
        now = np.where(bad[:, None], now, tried)
    return now


def _neighbours(points: Floats, reach: float) -> tuple[Indices, Indices]:
    """Return the two ends of every pair of points no farther apart than `reach`, through a grid."""
    cell = np.floor((points - points.min(axis=0)) / reach).astype(np.int64)
    columns = int(cell[:, 0].max()) + 3
    key = cell[:, 1] * columns + cell[:, 0]
    order = np.argsort(key, kind="stable")
    ordered = key[order]
    firsts, seconds = [], []
    for step in (0, 1, columns - 1, columns, columns + 1):
        begin = np.searchsorted(ordered, key + step, side="left")
        size = np.searchsorted(ordered, key + step, side="right") - begin
        first = np.repeat(np.arange(len(points)), size)
        offset = np.arange(size.sum()) - np.repeat(np.cumsum(size) - size, size)
        firsts.append(first)
        seconds.append(order[np.repeat(begin, size) + offset])
    first, second = np.concatenate(firsts), np.concatenate(seconds)
    near = np.hypot(*(points[first] - points[second]).T) <= reach
    # Within one cell each pair is met from both ends, and each point meets itself.
    near &= (key[first] != key[second]) | (first < second)
    return first[near], second[near]


# -- ring ------------------------------


def _ring_capacities(spawn: "RingSpawn", spacing: float) -> list[int]:
    """Return how many balls each circle takes, inner first; none where the circles come too close."""
    between = spawn.radius / spawn.rings
    if spawn.rings > 1 and between < spacing:
        return [0]
    return [_on_circle(between * (ring + 1), spacing) for ring in range(spawn.rings)]


def _on_rings(spawn: "RingSpawn", count: int, spacing: float) -> Floats:
    """Return evenly spaced points from the top counter-clockwise, shared out as the circles have room."""
    sizes = _ring_capacities(spawn, spacing)
    room = np.cumsum([0, *sizes])
    shares = np.diff((2 * count * room + room[-1]) // (2 * room[-1]))  # rounded, so never above its size
    circles = [
        spawn.radius * (ring + 1) / spawn.rings * _unit(math.pi * (0.5 + 2.0 * np.arange(n) / n))
        for ring, n in enumerate(shares)
    ]
    return np.concatenate(circles)


# -- grid ------------------------------


def _in_rows(spawn: "GridSpawn", count: int, radius: float, rng: np.random.Generator) -> Floats:
    """Return points in cells as square as can be, row by row from the top; no ball leaves its cell."""
    spacing = MIN_SPACING * radius
    most_columns, most_rows = int(spawn.width // spacing), int(spawn.height // spacing)
    columns = round(math.sqrt(count * spawn.width / spawn.height))
    columns = min(max(columns, math.ceil(count / most_rows), 1), most_columns)
    rows = math.ceil(count / columns)
    width, height = spawn.width / columns, spawn.height / rows
    row, column = np.divmod(np.arange(count), columns)
    points = np.column_stack(((column + 0.5) * width, -(row + 0.5) * height))
    freedom = np.clip(0.5 * (np.array([width, height]) - spacing), 0.0, 0.5 * radius)
    return points - (0.5 * spawn.width, -0.5 * spawn.height) + rng.uniform(-freedom, freedom, (count, 2))


# -- line ------------------------------


def _on_line(spawn: "LineSpawn", count: int, radius: float) -> Floats:
    """Return evenly spaced points from end to end; a single one lies in the middle."""
    end = 0.5 * spawn.length - radius
    along = np.linspace(-end, end, count) if count > 1 else np.zeros(1)
    return along[:, None] * _unit(np.radians([spawn.angle]))
