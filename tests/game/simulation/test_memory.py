"""How much memory arrays take."""

import numpy as np

from game.simulation.memory import memory_of


def test_each_array_is_counted_once_and_of_a_view_the_whole():
    column = np.zeros(100)
    assert memory_of([column, (column, {"view": column[:10]})], column) == 800
    assert memory_of("text", 3, None, [()]) == 0
    assert memory_of(np.zeros((3, 2)), np.zeros(4, np.uint8)) == 48 + 4
