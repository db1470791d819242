"""A priority queue in two arrays: a binary heap, the latest time on top, and among equals the lowest number.

when : (capacity,) s
what : (capacity,) numbers
count : how many are in it
"""

from systems.kernels.compiler import Floats, Rows, part


@part
def is_before(when: Floats, what: Rows, a: int, b: int) -> bool:
    """Whether the entry at place ``a`` goes before the one at ``b``."""
    return bool(when[a] > when[b] or (when[a] == when[b] and what[a] < what[b]))


@part
def swap(when: Floats, what: Rows, a: int, b: int) -> None:
    """Exchange two entries."""
    when[a], when[b] = when[b], when[a]
    what[a], what[b] = what[b], what[a]


@part
def push(when: Floats, what: Rows, count: int, time: float, number: int) -> int:
    """Add an entry, unless there is no room; return how many there are now."""
    if count == len(when):
        return count
    place = count
    when[place], what[place] = time, number
    while place > 0 and is_before(when, what, place, (place - 1) // 2):
        swap(when, what, place, (place - 1) // 2)
        place = (place - 1) // 2
    return count + 1


@part
def pop(when: Floats, what: Rows, count: int) -> int:
    """Take the top out and leave it at the place after the last; return how many are left."""
    count -= 1
    swap(when, what, 0, count)
    place = 0
    while True:
        best = place
        for child in (2 * place + 1, 2 * place + 2):
            if child < count and is_before(when, what, child, best):
                best = child
        if best == place:
            return count
        swap(when, what, place, best)
        place = best
