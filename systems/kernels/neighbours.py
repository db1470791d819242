"""Arithmetic of the broad phase: which balls are close enough to touch soon."""

import math

from systems.kernels.compiler import Block, Floats, Rows, kernel
from systems.kernels.contact import NORMAL


@kernel
def has_moved(x: Floats, y: Floats, x_then: Floats, y_then: Floats, distance: float) -> bool:
    """Whether any ball is further than ``distance`` (m) from where it was then.

    x, y, x_then, y_then : (n,) m
    """
    limit = distance * distance
    furthest = 0.0
    for i in range(len(x)):
        dx = x[i] - x_then[i]
        dy = y[i] - y_then[i]
        furthest = max(furthest, dx * dx + dy * dy)
    return furthest > limit


@kernel
def survey(radius: Floats, vx: Floats, vy: Floats) -> tuple[float, float]:
    """Return the mean radius (m) and the largest component of a velocity (m/s) of all balls; zeros without any.

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
    """Find every pair of balls whose surfaces are at most ``skin`` apart, with a uniform grid.

    Of a ball that goes further than half of it in the time h, the surface is so much further out.

    Balls are sorted into square cells by counting. A pair lies in the same cell or in adjoining ones: of each ball,
    those that come later in its own row of cells, up to the next one, and those in three cells of the row above.
    Pairs come out cell by cell, so that pairs of the same ball lie close together. A ball that is at no finite place
    is near nobody.

    x, y, vx, vy, radius : (n,) m, m/s, m
    x_then, y_then : (n,) m, out, the places of now
    cell_start : (cells + 2,) scratch; its length bounds the number of cells
    reach, cell_of, order, sorted_* : (n,) scratch
    first, second : (capacity,) rows of the pairs, first < second, out
    skin, h : m, s
    Returns the number of pairs. When it exceeds the capacity, only so many were written: make room, call again.
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

    lost = columns * rows  # one more cell, for balls that are nowhere
    cell_start[: lost + 2] = 0
    for i in range(n):
        cell = lost
        if math.isfinite(x[i]) and math.isfinite(y[i]):
            cell = int((y[i] - bottom) / size) * columns + int((x[i] - left) / size)
        cell_of[i] = cell
        cell_start[cell + 1] += 1
    for cell in range(lost + 1):
        cell_start[cell + 1] += cell_start[cell]
    for i in range(n - 1, -1, -1):  # from the last, so that every cell lists its balls in ascending order
        cell = cell_of[i]
        cell_start[cell + 1] -= 1
        place = cell_start[cell + 1]
        order[place], sorted_x[place], sorted_y[place], sorted_reach[place] = i, x[i], y[i], reach[i]
    # Each start was counted down by its own cell: cell_start[c + 1] is now where cell c begins.

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
                for part in range(2):  # beside it, and above
                    for b in range(a + 1 if part == 0 else above, beside if part == 0 else above_end):
                        dx, dy, near = sorted_x[b] - px, sorted_y[b] - py, sorted_reach[b] + own
                        if count < capacity:  # written for all and counted for some: nobody can foretell which
                            first[count], second[count] = min(order[a], order[b]), max(order[a], order[b])
                        count += dx * dx + dy * dy <= near * near
    return count


@kernel
def carry_over(
    old_first: Rows, old_second: Rows, old_contacts: Block,
    first: Rows, second: Rows, contacts: Block, start: Rows, pairs_of: Rows, old_count: int, count: int,
) -> None:  # fmt: skip
    """Give the pairs that were there before what they had, and the new ones zeros.

    old_first, old_second, old_contacts : (capacity,), (capacity,), (capacity, 5) the former pairs, old_count
    first, second, start, pairs_of : the pairs of now, and those of each ball, see `link`
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
def link(first: Rows, second: Rows, start: Rows, pairs_of: Rows, count: int) -> None:
    """List the pairs of every ball, in ascending order.

    first, second : (capacity,) rows of the pairs, of which there are ``count``
    start : (n + 1,) ball i has the pairs pairs_of[start[i]] to pairs_of[start[i + 1]], out
    pairs_of : (2 capacity,) out
    """
    n = len(start) - 1
    start[:] = 0
    for k in range(count):
        start[first[k]] += 1
        start[second[k]] += 1
    for i in range(n):
        start[i + 1] += start[i]  # where the pairs of each ball end ...
    for k in range(count - 1, -1, -1):
        for b in (first[k], second[k]):
            start[b] -= 1  # ... counted down to where they begin
            pairs_of[start[b]] = k
