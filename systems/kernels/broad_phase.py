"""Kernels of `BroadPhase`: the pairs of balls that are close enough to touch soon."""

import math
from typing import NamedTuple

from systems.kernels.columns import RADIUS, VX, VY, Balls, X, Y
from systems.kernels.compiler import Block, Floats, Indices, Rows, kernel, subroutine
from systems.kernels.contact import NORMAL

SKIN, THIN_SKIN = 0.8, 0.1
"""Largest gap in a pair of the list, in mean radii. The list is valid until a ball has moved by half of the gap.

The skin is thin where balls are so fast that a list would soon be invalid.
"""

COUNT, STATUS, KEPT, NEEDED, STRIPES, IS_UNEQUAL = range(6)
"""Elements of ``Pairs.state``: number of pairs; status of the list; number of kept pairs; number of pairs that the
last search has found; number of stripes; 1 if any ball has an `AddedMass`."""

NEXT_PAIRS = 4  # pairs in which the next pair of an old list is looked for first
MAX_STRIPES = 32
MIN_STRIPED = 1500  # balls; fewer are in one stripe, because threads would not pay

VALID, STALE, CROWDED = range(3)
"""Status of a list: it is valid until a ball has moved; it must be made again; there was no room for all pairs."""


class Pairs(NamedTuple):
    """A list of pairs of balls that are close, cell by cell, with the impulses of their contacts.

    The pairs are divided into stripes of some rows of cells. Stripes with a stripe between them share no ball, so two
    threads may work on them. The division depends on the scene, and never on the number of threads.

    state : (6,) see above
    stripes : (MAX_STRIPES + 1,) first pair of each stripe, and the number of pairs
    first, second : (capacity,) balls of the pairs, first < second
    first_body, second_body : (capacity,) bodies of these balls, see `systems.kernels.bodies`
    ball_of : (n,) ball of each body, in the order of cells
    bodies_from : (MAX_STRIPES + 1,) first body of each stripe, and the number of bodies; the pairs of a stripe are its
        bodies with each other and with bodies of the next stripe
    contacts : (capacity, 5) normals and impulses, see `systems.kernels.contact`
    """

    state: Rows
    stripes: Rows
    first: Indices
    second: Indices
    first_body: Indices
    second_body: Indices
    ball_of: Indices
    bodies_from: Rows
    contacts: Block


class Adjacency(NamedTuple):
    """The pairs of each ball, in ascending order: ball i has the pairs pairs_of[start[i]:start[i + 1]].

    start, pairs_of : (n + 1,), (2 capacity,)
    """

    start: Rows
    pairs_of: Indices


class Grid(NamedTuple):
    """What the broad phase keeps between two searches, and scratch arrays of a uniform grid.

    skin : (1,) m, largest gap in a pair when the list was made
    kept_first, kept_second, kept_contacts : (capacity,), (capacity, 5) pairs of the last list that have impulses
    places : (2, n) m, positions of the balls when the list was made
    cell_start : (cells + 2,) scratch; its length bounds the number of cells
    cells : (n,) scratch, cell of each ball
    sorted : (4, n) scratch, reach of each ball, and position and reach in the order of cells, m
    """

    skin: Floats
    kept_first: Indices
    kept_second: Indices
    kept_contacts: Block
    places: Block
    cell_start: Rows
    cells: Rows
    sorted: Block


@kernel
def has_moved(balls: Balls, ball_count: int, places: Block, distance: float) -> bool:
    """Whether any ball is farther than ``distance`` (m) from its place.

    places : (2, n) m
    """
    limit = distance * distance
    furthest = 0.0
    for i in range(ball_count):
        dx = balls[X, i] - places[0, i]
        dy = balls[Y, i] - places[1, i]
        furthest = max(furthest, dx * dx + dy * dy)
    return furthest > limit


@kernel
def choose_skin(balls: Balls, ball_count: int, h: float) -> float:
    """Return the largest gap of the pairs to list, m: a part of the mean radius, less where balls are fast."""
    radii = fastest = 0.0
    for i in range(ball_count):
        radii += balls[RADIUS, i]
        fastest = max(fastest, abs(balls[VX, i]), abs(balls[VY, i]))
    mean = radii / max(ball_count, 1)
    return mean * (THIN_SKIN if h * fastest > 0.25 * SKIN * mean else SKIN)


@subroutine
def place_in_cells(
    balls: Balls, ball_count: int, grid: Grid, ball_of: Indices, skin: float, h: float
) -> tuple[int, int]:  # fmt: skip
    """Sort the balls into square cells (counting sort); return the numbers of columns and rows of cells.

    The balls of a pair are in the same cell or in adjacent ones. A ball whose position is not finite is in an
    additional cell after the others, and in no pair.

    ball_of : (n,) balls in this order, out
    """
    left, right, bottom, top, largest = math.inf, -math.inf, math.inf, -math.inf, 0.0
    for i in range(ball_count):
        x, y, vx, vy = balls[X, i], balls[Y, i], balls[VX, i], balls[VY, i]
        if math.isfinite(x) and math.isfinite(y):
            left, right = min(left, x), max(right, x)
            bottom, top = min(bottom, y), max(top, y)
            way = h * math.sqrt(vx * vx + vy * vy)
            grid.sorted[0, i] = balls[RADIUS, i] + (way if way > 0.5 * skin else 0.0)
            largest = max(largest, grid.sorted[0, i])
        grid.places[0, i], grid.places[1, i] = x, y
        ball_of[i] = i
    if left > right:
        return 0, 0
    size = 2.0 * largest + skin
    cells = len(grid.cell_start) - 2
    while ((right - left) / size + 1.0) * ((top - bottom) / size + 1.0) > cells:
        size *= 1.5
    columns = int((right - left) / size) + 1
    rows = int((top - bottom) / size) + 1
    lost = columns * rows
    grid.cell_start[: lost + 2] = 0
    for i in range(ball_count):
        cell = lost
        if math.isfinite(balls[X, i]) and math.isfinite(balls[Y, i]):
            cell = int((balls[Y, i] - bottom) / size) * columns + int((balls[X, i] - left) / size)
        grid.cells[i] = cell
        grid.cell_start[cell + 1] += 1
    for cell in range(lost + 1):
        grid.cell_start[cell + 1] += grid.cell_start[cell]
    for i in range(ball_count - 1, -1, -1):  # backwards, so that every cell lists its balls in ascending order
        cell = grid.cells[i]
        grid.cell_start[cell + 1] -= 1
        place = grid.cell_start[cell + 1]
        ball_of[place] = i
        grid.sorted[1, place], grid.sorted[2, place] = balls[X, i], balls[Y, i]
        grid.sorted[3, place] = grid.sorted[0, i]
    return columns, rows  # the loop has decremented each start, so that cell c now begins at cell_start[c + 1]


@kernel
def find_pairs(
    balls: Balls, ball_count: int, pairs: Pairs, grid: Grid, skin: float, h: float
) -> tuple[int, int]:  # fmt: skip
    """Find all pairs of balls with a gap of at most ``skin``, with a uniform grid.

    A ball that moves farther than half of the skin in the time h counts as larger by this distance.

    Each ball is compared with the later balls of its own and the next cell, and with those of three cells in the row
    above. Pairs are found cell by cell, so that the pairs of a ball are close together in memory.

    pairs : written, except ``state`` and ``contacts``
    grid : ``places`` becomes the positions of the balls
    skin, h : m, s
    Returns the numbers of pairs and of stripes. If there are more pairs than the capacity, pairs are missing; enlarge
    the arrays and call again.
    """
    columns, rows = place_in_cells(balls, ball_count, grid, pairs.ball_of, skin, h)
    cell_start, ball_of, count, capacity = grid.cell_start, pairs.ball_of, 0, len(pairs.first)
    rows_of_stripe = max(2, -(-rows // MAX_STRIPES)) if ball_count >= MIN_STRIPED else max(rows, 1)
    for row in range(rows):
        if row % rows_of_stripe == 0:
            stripe = row // rows_of_stripe
            pairs.stripes[stripe], pairs.bodies_from[stripe] = count, cell_start[row * columns + 1]
        for column in range(columns):
            cell = row * columns + column
            beside = cell_start[cell + 2 + (column + 1 < columns)]
            above = above_end = 0
            if row + 1 < rows:
                above = cell_start[cell + columns + 1 - (column > 0)]
                above_end = cell_start[cell + columns + 2 + (column + 1 < columns)]
            for a in range(cell_start[cell + 1], cell_start[cell + 2]):
                px, py, own = grid.sorted[1, a], grid.sorted[2, a], grid.sorted[3, a] + skin
                for part in range(2):  # in the own row, and in the row above
                    for b in range(a + 1 if part == 0 else above, beside if part == 0 else above_end):
                        dx, dy, near = grid.sorted[1, b] - px, grid.sorted[2, b] - py, grid.sorted[3, b] + own
                        if count < capacity:  # branch-free append: write every candidate, count only pairs
                            first, second = (a, b) if ball_of[a] < ball_of[b] else (b, a)
                            pairs.first[count], pairs.second[count] = ball_of[first], ball_of[second]
                            pairs.first_body[count], pairs.second_body[count] = first, second
                        count += dx * dx + dy * dy <= near * near
    stripe_count = max(-(-rows // rows_of_stripe), 1)
    pairs.stripes[0] = pairs.bodies_from[0] = 0
    pairs.stripes[stripe_count], pairs.bodies_from[stripe_count] = count, ball_count
    return count, stripe_count


@kernel
def keep_impulses(pairs: Pairs, grid: Grid) -> int:
    """Copy the pairs that have impulses to the kept ones; return their number."""
    kept = 0
    for k in range(pairs.state[COUNT]):
        if pairs.contacts[k, NORMAL] != 0.0:
            grid.kept_first[kept], grid.kept_second[kept] = pairs.first[k], pairs.second[k]
            for column in range(5):
                grid.kept_contacts[kept, column] = pairs.contacts[k, column]
            kept += 1
    return kept


@subroutine
def find_pair(pairs: Pairs, adjacency: Adjacency, i: int, j: int, guess: int) -> int:
    """Return the index of a pair of balls i < j, or -1; it is looked for from a guess on first.

    Most pairs of an old list are in the same order in the new one, with few others between them.
    """
    for k in range(guess, min(guess + NEXT_PAIRS, pairs.state[COUNT])):
        if pairs.first[k] == i and pairs.second[k] == j:
            return k
    for place in range(adjacency.start[i], adjacency.start[i + 1]):
        k = int(adjacency.pairs_of[place])
        if pairs.first[k] == i and pairs.second[k] == j:
            return k
    return -1


@kernel
def restore_impulses(pairs: Pairs, adjacency: Adjacency, grid: Grid) -> None:
    """Give the pairs of a new list the impulses of the kept ones; those of new pairs become zeros."""
    count, guess = pairs.state[COUNT], 0
    pairs.contacts[:count] = 0.0
    for old in range(pairs.state[KEPT]):
        found = find_pair(pairs, adjacency, grid.kept_first[old], grid.kept_second[old], guess)
        if found >= 0:
            guess = found + 1
            for column in range(5):
                pairs.contacts[found, column] = grid.kept_contacts[old, column]


@kernel
def build_adjacency(
    first: Indices, second: Indices, start: Rows, pairs_of: Indices, ball_count: int, count: int
) -> None:  # fmt: skip
    """List the pairs of every ball in ascending order, as a compressed sparse row structure.

    first, second : (capacity,) balls of the pairs, of which ``count`` are used
    start : (n + 1,) out; ball i has the pairs pairs_of[start[i]:start[i + 1]]
    pairs_of : (2 capacity,) out
    """
    start[: ball_count + 1] = 0
    for k in range(count):
        start[first[k]] += 1
        start[second[k]] += 1
    for i in range(ball_count):
        start[i + 1] += start[i]  # the end of the pairs of each ball ...
    for k in range(count - 1, -1, -1):
        for b in (first[k], second[k]):
            start[b] -= 1  # ... is decremented to their start
            pairs_of[start[b]] = k


@kernel
def broad_phase(
    balls: Balls, ball_count: int, pairs: Pairs, adjacency: Adjacency, grid: Grid, h: float
) -> bool:  # fmt: skip
    """Bring a list up to date: all pairs that are close now, or that passed each other in the last h seconds.

    This is a Verlet neighbour list (L. Verlet, Phys. Rev. 159, 98, 1967): it is made again only when a ball has moved
    by half of the skin. A pair keeps its impulses.

    Returns whether there was room for all pairs. If not, enlarge the arrays, keeping the kept pairs, and call again.
    """
    state = pairs.state
    if state[STATUS] != CROWDED:
        if state[STATUS] == VALID and not has_moved(balls, ball_count, grid.places, 0.5 * grid.skin[0]):
            return True
        grid.skin[0] = choose_skin(balls, ball_count, h)
        state[KEPT] = keep_impulses(pairs, grid)
    state[NEEDED], state[STRIPES] = find_pairs(balls, ball_count, pairs, grid, grid.skin[0], h)
    if state[NEEDED] > len(pairs.first):
        state[COUNT], state[STATUS] = 0, CROWDED
        return False
    state[COUNT], state[STATUS] = state[NEEDED], VALID
    build_adjacency(pairs.first, pairs.second, adjacency.start, adjacency.pairs_of, ball_count, state[COUNT])
    restore_impulses(pairs, adjacency, grid)
    return True
