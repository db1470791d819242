"""Arithmetic of the broad phase: which balls are close enough to touch soon."""

import math

from systems.kernels.compiler import Block, Floats, Rows, kernel


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
def find_pairs(
    x: Floats,
    y: Floats,
    radius: Floats,
    cell_start: Rows,
    cell_of: Rows,
    order: Rows,
    first: Rows,
    second: Rows,
    skin: float,
) -> int:
    """Find every pair of balls whose surfaces are at most ``skin`` apart, with a uniform grid.

    Balls are sorted into square cells by counting; a pair lies in the same cell or in adjoining ones. Pairs come
    out in ascending order of (first, second), whatever the grid. A ball that is at no finite place is near nobody.

    x, y, radius : (n,) m
    cell_start : (cells + 2,) scratch; its length bounds the number of cells
    cell_of, order : (n,) scratch
    first, second : (capacity,) rows of the pairs, first < second, out
    skin : m
    Returns the number of pairs. When it exceeds the capacity, only so many were written: make room, call again.
    """
    n = len(x)
    left, right, bottom, top, largest = math.inf, -math.inf, math.inf, -math.inf, 0.0
    for i in range(n):
        if math.isfinite(x[i]) and math.isfinite(y[i]):
            left, right = min(left, x[i]), max(right, x[i])
            bottom, top = min(bottom, y[i]), max(top, y[i])
            largest = max(largest, radius[i])
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
        order[cell_start[cell + 1]] = i
    # Each start was counted down by its own cell: cell_start[c + 1] is now where cell c begins.

    count = 0
    capacity = len(first)
    for i in range(n):
        if cell_of[i] == lost:
            continue
        row, column = cell_of[i] // columns, cell_of[i] % columns
        begin = count
        for near_row in range(max(row - 1, 0), min(row + 2, rows)):
            for near in range(near_row * columns + max(column - 1, 0), near_row * columns + min(column + 2, columns)):
                for place in range(cell_start[near + 1], cell_start[near + 2]):
                    j = order[place]
                    if j <= i:
                        continue
                    dx, dy = x[j] - x[i], y[j] - y[i]
                    reach = radius[i] + radius[j] + skin
                    if dx * dx + dy * dy > reach * reach:
                        continue
                    if count < capacity:
                        k = count  # keep this ball's partners in order
                        while k > begin and second[k - 1] > j:
                            second[k] = second[k - 1]
                            k -= 1
                        first[count] = i
                        second[k] = j
                    count += 1
    return count


@kernel
def carry_over(
    old_first: Rows, old_second: Rows, old_contacts: Block, first: Rows, second: Rows, contacts: Block
) -> None:
    """Give the pairs that were there before what they had, and the new ones zeros.

    Both lists ascend in (first, second), so one walk through both finds all.

    old_first, old_second, old_contacts : (m,), (m,), (5, capacity) the former pairs
    first, second : (p,) the pairs of now
    contacts : (5, capacity) normals and impulses, out
    """
    old = 0
    for k in range(len(first)):
        i, j = first[k], second[k]
        while old < len(old_first) and (old_first[old] < i or (old_first[old] == i and old_second[old] < j)):
            old += 1
        known = old < len(old_first) and old_first[old] == i and old_second[old] == j
        for row in range(5):
            contacts[row, k] = old_contacts[row, old] if known else 0.0


@kernel
def link(first: Rows, second: Rows, start: Rows, pairs_of: Rows) -> None:
    """List the pairs of every ball, in ascending order.

    first, second : (m,) rows of the pairs
    start : (n + 1,) ball i has the pairs pairs_of[start[i]] to pairs_of[start[i + 1]], out
    pairs_of : (2 m,) out
    """
    n = len(start) - 1
    start[:] = 0
    for k in range(len(first)):
        start[first[k]] += 1
        start[second[k]] += 1
    for i in range(n):
        start[i + 1] += start[i]  # where the pairs of each ball end ...
    for k in range(len(first) - 1, -1, -1):
        for b in (first[k], second[k]):
            start[b] -= 1  # ... counted down to where they begin
            pairs_of[start[b]] = k
