"""The priority queue against heapq."""

import heapq

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from systems.kernels.queue import pop, push

TIMES = st.one_of(st.floats(0.0, 1.0), st.sampled_from([0.0, 0.25, 1.0]))  # the second for ties
ROOM = 12


@given(st.lists(st.one_of(st.none(), st.tuples(TIMES, st.integers(0, 20))), max_size=60))
def test_it_hands_out_the_latest_time_first_and_among_equals_the_lowest_number(actions):
    """None takes the top out; what finds no room is left out."""
    when, what, count = np.full(ROOM, np.nan), np.full(ROOM, -1), 0
    heap = []
    for action in actions:
        if action is not None:
            count = push(when, what, count, *action)
            if len(heap) < ROOM:
                heapq.heappush(heap, (-action[0], action[1]))
        elif heap:
            count = pop(when, what, count)
            assert (-when[count], what[count]) == heapq.heappop(heap)
        assert count == len(heap)
        assert sorted(zip(-when[:count], what[:count], strict=True)) == sorted(heap)


@given(st.lists(TIMES, max_size=ROOM))
def test_emptied_it_has_sorted_all(times):
    when, what, count = np.empty(ROOM), np.empty(ROOM, np.int64), 0
    for number, time in enumerate(times):
        count = push(when, what, count, time, number)
    order = []
    while count:
        count = pop(when, what, count)
        order.append(int(what[count]))
    assert order == sorted(range(len(times)), key=lambda number: (-times[number], number))
