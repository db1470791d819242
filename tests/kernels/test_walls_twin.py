"""The kernels of contacts with walls agree with their slow twins, with the arguments of their system."""

from collections import Counter
from functools import cache

import esper
import numpy as np
import pytest

import systems.wall_collision as system
from systems.kernels.columns import KICKS
from systems.kernels.contact import SLOTS
from systems.kernels.wall_features import WallContacts, WallShapes
from tests.kernels.arenas import ARENAS, COUNT, Arena
from tests.kernels.blocks import copied
from tests.lanes import cases
from tests.naive import wall_contacts as twin
from tests.naive.branches import seen

pytestmark = pytest.mark.both_lanes

SEEDS = range(cases(quick=2, slow=12))
KERNELS = ("predict_wall_impacts", "solve_wall_impacts", "wall_rest", "containment")


class Both:
    """Replaces a kernel: calls the kernel and its twin with copies, and records the differences."""

    def __init__(self, name):
        self.name, self.kernel, self.twin = name, getattr(system, name), getattr(twin, name)
        self.arena = None
        self.balls = self.undecided = 0
        self.faults = []

    def __call__(self, *ours):
        theirs = [copied(one) for one in ours]
        answer = self.kernel(*ours)
        their_answer, undecided = self.twin(*theirs, t=self.arena.time)
        self.balls += COUNT
        self.undecided += len(undecided)
        rows = [row for row in range(COUNT) if row not in undecided]
        if not undecided and answer != their_answer:
            self.faults.append((self.name, "answer"))
        for place, (mine, other) in enumerate(zip(ours, theirs, strict=True)):
            if isinstance(mine, WallContacts):
                alike = same_contacts(mine, other, rows)
            elif mine is self.arena.balls.storage:
                alike = np.allclose(mine[:, rows], other[:, rows], 1e-8, 1e-8)
            elif mine is self.arena.collision.totals:
                alike = bool(undecided) or np.allclose(mine, other, 1e-8, 1e-8)
            elif mine is self.arena.walls.storage:
                rest = [*range(KICKS), *range(KICKS + 1, len(mine))]
                alike = same_bits(mine[rest], other[rest]) and (bool(undecided) or same_bits(mine[KICKS], other[KICKS]))
            else:
                alike = same_bits(mine, other)  # shapes and numbers
            if not alike:
                self.faults.append((self.name, f"argument {place}"))
        return answer


def same_contacts(mine, other, rows):
    """Whether the contacts of the balls in these rows agree."""
    slots = [SLOTS * row + k for row in rows for k in range(mine.count[row])]
    places = {"count": rows, "unsolved": rows, "feature": slots, "impulses": slots, "flags": slots}
    return all(
        np.allclose(getattr(mine, name)[at], getattr(other, name)[at], 1e-8, 1e-8) for name, at in places.items()
    )


def same_bits(mine, other):
    if isinstance(mine, WallShapes):
        mine = mine._replace(listed=other.listed)  # scratch
    parts = zip(mine, other, strict=True) if isinstance(mine, tuple) else [(mine, other)]
    return all(np.array_equal(one, another) for one, another in parts)


@cache
def compare(name, rest_speed):
    """Run an arena; return the differences, the share of undecided balls, and the counts of branches."""
    seen.clear()
    every = [Both(kernel) for kernel in KERNELS]
    with pytest.MonkeyPatch.context() as patch:
        for both in every:
            patch.setattr(system, both.name, both)
        for seed in SEEDS:
            esper.clear_database()
            arena = Arena(name, seed, rest_speed)
            for both in every:
                both.arena = arena
            for _ in range(12):
                arena.step()
                arena.displace()
    faults = [fault for both in every for fault in both.faults]
    return faults, sum(both.undecided for both in every) / sum(both.balls for both in every), Counter(seen)


@pytest.mark.parametrize("name", ARENAS)
@pytest.mark.parametrize("rest_speed", [0.01, 0.08])
def test_contacts_with_walls(name, rest_speed):
    faults, undecided, _ = compare(name, rest_speed)
    assert faults == []
    assert undecided < 0.1


def test_the_arenas_cover_every_branch():
    reached = Counter()
    for name in ARENAS:
        for rest_speed in (0.01, 0.08):
            reached += compare(name, rest_speed)[2]
    assert set(reached) == twin.BRANCHES
