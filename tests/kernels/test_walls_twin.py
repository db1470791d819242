"""The kernel of contacts with walls against its slow twin, as its system calls it, in arenas that reach all branches."""

from collections import Counter
from functools import cache

import numpy as np
import pytest

import systems.wall_collision as system
from systems.kernels.wall_collision import wall_collision
from tests.kernels.arenas import ARENAS, Arena
from tests.naive import walls as twin
from tests.naive.branches import Undecided, seen


class Heard:
    """Stands for the kernel, and lets the twin do the same: what both made of every call, and how many the twin left."""

    def __init__(self):
        self.arena = None
        self.results, self.undecided = [], 0

    def __call__(self, *arguments):
        theirs = [one.copy() if isinstance(one, np.ndarray) else one for one in arguments]
        found = wall_collision(*arguments)
        try:
            expected = twin.wall_collision(*theirs, t=self.arena.time)
        except Undecided:
            self.undecided += 1
            return found
        ours = [one.copy() if isinstance(one, np.ndarray) else one for one in arguments]
        for one in (ours, theirs):
            for k in (3, 4, 5):
                one[k] = one[k][..., : found[0]]
        self.results.append(((found, ours), (expected, theirs)))
        return found


@pytest.fixture
def heard(monkeypatch):
    ears = Heard()
    monkeypatch.setattr(system, "wall_collision", ears)
    return ears


def assert_same(results):
    for call, ((found, ours), (expected, theirs)) in enumerate(results):
        assert found == expected, f"call {call}"
        for place, (mine, other) in enumerate(zip(ours, theirs, strict=True)):
            np.testing.assert_allclose(mine, other, rtol=1e-8, atol=1e-8, err_msg=f"call {call}, argument {place}")


@pytest.mark.parametrize("name", ARENAS)
@pytest.mark.parametrize("seed", range(2))
@pytest.mark.parametrize("rest_speed", [0.01, 0.08])
def test_wall_collision(heard, name, seed, rest_speed):
    heard.arena = arena = Arena(name, seed, rest_speed)
    for _ in range(12):
        arena.step()
        arena.lose()
    assert heard.undecided <= 2
    assert_same(heard.results)
