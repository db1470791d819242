"""Kernels of `BroadPhase`: the pairs of balls that are close enough to touch soon."""

import math

from systems.kernels.compiler import Block, Floats, Rows, kernel
from systems.kernels.contact import NORMAL


@kernel
def has_moved(x: Floats, y: Floats, x_then: Floats, y_then: Floats, distance: float) -> bool:
    """Whether any ball is farther than ``distance`` (m) from where it was.

    x, y, x_then, y_then : (n,) m, positions now and then
    """
    limit = distance * distance
    furthest = 0.0
    for i in range(len(x)):
        dx = x[i] - x_then[i]
        dy = y[i] - y_then[i]
        furthest = max(furthest, dx * dx + dy * dy)
    return furthest > limit


@kernel
def mean_radius_and_max_speed(radius: Floats, vx: Floats, vy: Floats) -> tuple[float, float]:
    """Return the mean radius (m) and the largest component of a velocity (m/s) of all balls; zeros without balls.

    radius, vx, vy : (n,) m, m/s
    """
    radii = fastest = 0.0
    for i in range(len(radius)):
        radii += radius[i]
        fastest = max(fastest, abs(vx[i]), abs(vy[i]))
    return radii / max(len(radius), 1), fastest


@kernel
def find_pairs(
    x: Floats, y: Floats, vx: Floats, vy: Floats, radius: Floats,
    x_then: Floats, y_then: Floats, reach: Floats, cell_start: Rows, cell_of: Rows, order: Rows,
    sorted_x: Floats, sorted_y: Floats, sorted_reach: Floats,
    first: Rows, second: Rows, skin: float, h: float,
) -> int:  # fmt: skip
    """Find all pairs of balls with a gap of at most ``skin``, with a uniform grid.

    A ball that moves farther than half of the skin in the time h counts as larger by this distance.

    A counting sort assigns the balls to square cells. The balls of a pair are in the same cell or in adjacent ones. So
    each ball is compared with the later balls of its own and the next cell, and with those of three cells in the row
    above. Pairs are found cell by cell, so that the pairs of a ball are close together in memory. A ball whose position
    is not finite is in no pair.

    x, y, vx, vy, radius : (n,) m, m/s, m
    x_then, y_then : (n,) m, out, copies of x and y
    cell_start : (cells + 2,) scratch; its length bounds the number of cells
    reach, cell_of, order, sorted_* : (n,) scratch
    first, second : (capacity,) rows of the pairs, first < second, out
    skin, h : m, s
    Returns the number of pairs. If it exceeds the capacity, pairs are missing; enlarge the arrays and call again.
    """
    n = len(x)
    left, right, bottom, top, largest = math.inf, -math.inf, math.inf, -math.inf, 0.0
    for i in range(n):
        if math.isfinite(x[i]) and math.isfinite(y[i]):
            left, right = min(left, x[i]), max(right, x[i])
            bottom, top = min(bottom, y[i]), max(top, y[i])
            way = h * math.sqrt(vx[i] * vx[i] + vy[i] * vy[i])
            reach[i] = radius[i] + (way if way > 0.5 * skin else 0.0)
            largest = max(largest, reach[i])
        x_then[i], y_then[i] = x[i], y[i]
    if left > right:
        return 0
    size = 2.0 * largest + skin
    cells = len(cell_start) - 2
    while ((right - left) / size + 1.0) * ((top - bottom) / size + 1.0) > cells:
        size *= 1.5
    columns = int((right - left) / size) + 1
    rows = int((top - bottom) / size) + 1

    lost = columns * rows  # an additional cell for balls without a finite position
    cell_start[: lost + 2] = 0
    for i in range(n):
        cell = lost
        if math.isfinite(x[i]) and math.isfinite(y[i]):
            cell = int((y[i] - bottom) / size) * columns + int((x[i] - left) / size)
        cell_of[i] = cell
        cell_start[cell + 1] += 1
    for cell in range(lost + 1):
        cell_start[cell + 1] += cell_start[cell]
    for i in range(n - 1, -1, -1):  # backwards, so that every cell lists its balls in ascending order
        cell = cell_of[i]
        cell_start[cell + 1] -= 1
        place = cell_start[cell + 1]
        order[place], sorted_x[place], sorted_y[place], sorted_reach[place] = i, x[i], y[i], reach[i]
    # The loop has decremented each start, so that cell c now begins at cell_start[c + 1].

    count = 0
    capacity = len(first)
    for row in range(rows):
        for column in range(columns):
            cell = row * columns + column
            beside = cell_start[cell + 2 + (column + 1 < columns)]
            above = above_end = 0
            if row + 1 < rows:
                above = cell_start[cell + columns + 1 - (column > 0)]
                above_end = cell_start[cell + columns + 2 + (column + 1 < columns)]
            for a in range(cell_start[cell + 1], cell_start[cell + 2]):
                px, py, own = sorted_x[a], sorted_y[a], sorted_reach[a] + skin
                for part in range(2):  # in the own row, and in the row above
                    for b in range(a + 1 if part == 0 else above, beside if part == 0 else above_end):
                        dx, dy, near = sorted_x[b] - px, sorted_y[b] - py, sorted_reach[b] + own
                        if count < capacity:  # branch-free append: write every candidate, count only pairs
                            first[count], second[count] = min(order[a], order[b]), max(order[a], order[b])
                        count += dx * dx + dy * dy <= near * near
    return count


@kernel
def copy_impulses(
    old_first: Rows, old_second: Rows, old_contacts: Block,
    first: Rows, second: Rows, contacts: Block, start: Rows, pairs_of: Rows, old_count: int, count: int,
) -> None:  # fmt: skip
    """Copy normals and impulses of pairs that are in both lists; those of new pairs become zeros.

    old_first, old_second, old_contacts : (capacity,), (capacity,), (capacity, 5) the old list with old_count pairs
    first, second, start, pairs_of : the new list with count pairs, and the pairs of each ball, see `build_adjacency`
    contacts : (capacity, 5) normals and impulses, out
    """
    contacts[:count] = 0.0
    for old in range(old_count):
        if old_contacts[old, NORMAL] == 0.0:
            continue
        i, both = old_first[old], old_first[old] + old_second[old]
        found = -1
        for place in range(start[i], start[i + 1]):
            k = pairs_of[place]
            found = k if first[k] + second[k] == both else found
        for row in range(5 if found >= 0 else 0):
            contacts[found, row] = old_contacts[old, row]


@kernel
def build_adjacency(first: Rows, second: Rows, start: Rows, pairs_of: Rows, count: int) -> None:
    """List the pairs of every ball in ascending order, as a compressed sparse row structure.

    first, second : (capacity,) rows of the pairs, of which ``count`` are used
    start : (n + 1,) out; ball i has the pairs pairs_of[start[i]:start[i + 1]]
    pairs_of : (2 capacity,) out
    """
    n = len(start) - 1
    start[:] = 0
    for k in range(count):
        start[first[k]] += 1
        start[second[k]] += 1
    for i in range(n):
        start[i + 1] += start[i]  # the end of the pairs of each ball ...
    for k in range(count - 1, -1, -1):
        for b in (first[k], second[k]):
            start[b] -= 1  # ... is decremented to their start
            pairs_of[start[b]] = k
