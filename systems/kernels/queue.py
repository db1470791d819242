"""A priority queue in two arrays: a binary heap, the latest time on top, and among equals the lowest number.

when : (capacity,) s
what : (capacity,) numbers
count : how many are in it
"""

from systems.kernels.compiler import Floats, Rows, inlined


@inlined
def push(when: Floats, what: Rows, count: int, time: float, number: int) -> int:
    """Add an entry, unless there is no room; return how many there are now."""
    if count == len(when):
        return count
    place = count
    while place > 0:
        parent = (place - 1) // 2
        if when[parent] > time or (when[parent] == time and what[parent] < number):
            break
        when[place], what[place] = when[parent], what[parent]
        place = parent
    when[place], what[place] = time, number
    return count + 1


@inlined
def pop(when: Floats, what: Rows, count: int) -> int:
    """Take the top out and leave it at the place after the last; return how many are left."""
    count -= 1
    time, number = when[count], what[count]
    when[count], what[count] = when[0], what[0]
    place, child = 0, 1
    while child < count:
        other = child + 1
        if other < count and (when[other] > when[child] or (when[other] == when[child] and what[other] < what[child])):
            child = other
        if time > when[child] or (time == when[child] and number < what[child]):
            break
        when[place], what[place] = when[child], what[child]
        place, child = child, 2 * child + 1
    if count > 0:
        when[place], what[place] = time, number
    return count
