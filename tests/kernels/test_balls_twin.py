"""The kernel of contacts between balls agrees with its slow twin, for crowds that cover all its branches."""

from collections import Counter
from functools import cache

import numpy as np
import pytest

from systems.kernels import contact
from systems.kernels.ball_collision import ball_collision
from systems.kernels.body import SIZE
from systems.kernels.broad_phase import build_adjacency
from tests.kernels.crowds import COUNT, KINDS, H, columns
from tests.lanes import cases
from tests.naive import balls as twin
from tests.naive.branches import Undecided, seen

pytestmark = pytest.mark.both_lanes

SEEDS = range(cases(quick=10, slow=80))
RULES = range(5)


def arguments(kind, seed, rest_speed, again):
    """Contacts, scratch arrays, columns and numbers for the kernel; the seed chooses the mixing rules."""
    flight, hits, collider, impulse = columns(kind, seed, forces=rest_speed > 0.0)
    rng = np.random.default_rng(seed)
    first, second = np.triu_indices(COUNT, 1)
    other_impulses = 0.2 * impulse * rng.normal(size=(2, len(first)))
    contacts = np.column_stack((np.zeros((len(first), 2)), impulse, *other_impulses))
    near = first >= seed % 3  # in some scenes the first balls are in no pair
    first, second, contacts = first[near], second[near], contacts[near]
    start, pairs_of = np.empty(COUNT + 1, np.int64), np.empty(2 * len(first), np.int64)
    build_adjacency(first, second, start, pairs_of, len(first))
    scratch = [np.full(SIZE * COUNT, np.nan), *np.ones((2, COUNT), np.uint8)]
    scratch += [np.zeros(size, np.int64) for size in (COUNT, 100, 100)]
    scratch += [np.zeros(100, np.uint8), np.zeros(100)]
    wake = rng.choice([0.0, 0.5, 1.0], (2, COUNT), p=[0.6, 0.1, 0.3])
    times = (contact.NOTHING_NEAR, contact.NO_IMPACT, 0.2 * H, 0.7 * H)
    nexts = rng.choice(times, (2, COUNT), p=[0.6, 0.2, 0.1, 0.1])
    return (
        [first, second, contacts],
        [start, pairs_of, *scratch],
        [*flight, hits, *collider, *wake.copy(), *nexts.copy()],
        [len(first), *divmod(seed % 25, 5), rest_speed, H, again, seed % 7 == 0],
    )


def solve(kernel, *scene):
    contacts, scratch, balls, numbers = arguments(*scene)
    kernel(*contacts, *scratch, *balls, *numbers)
    return [*contacts, *balls]


@cache
def compare(kind, rest_speed, again):
    """Results of the kernel and its twin for every decided scene, by seed, and the counts of branches."""
    seen.clear()
    results = {}
    for seed in SEEDS:
        try:
            theirs = solve(twin.ball_collision, kind, seed, rest_speed, again)
        except Undecided:
            continue
        results[seed] = solve(ball_collision, kind, seed, rest_speed, again), theirs
    return results, Counter(seen)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("rest_speed", [0.0, 0.08])
@pytest.mark.parametrize("again", [False, True])
def test_ball_collision(kind, rest_speed, again):
    results, _ = compare(kind, rest_speed, again)
    assert len(results) >= 0.8 * len(SEEDS)
    for seed, (ours, theirs) in results.items():
        for place, (mine, other) in enumerate(zip(ours, theirs, strict=True)):
            np.testing.assert_allclose(mine, other, rtol=1e-9, atol=1e-9, err_msg=f"seed {seed}, argument {place}")


def test_the_crowds_cover_every_branch():
    reached = Counter()
    for kind in KINDS:
        for rest_speed in (0.0, 0.08):
            for again in (False, True):
                reached += compare(kind, rest_speed, again)[1]
    assert set(reached) == twin.BRANCHES


@pytest.mark.parametrize("nowhere", [np.nan, np.inf, -np.inf])
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("again", [False, True])
def test_a_ball_without_a_finite_position_does_not_change_the_others(kind, nowhere, again):
    for seed in SEEDS:
        results = []
        for place in (nowhere, 1e9):
            contacts, scratch, balls, numbers = arguments(kind, seed, 0.08, again)
            balls[1][4] = place
            ball_collision(*contacts, *scratch, *balls, *numbers)
            results.append([np.delete(column, 4) for column in balls])
        np.testing.assert_array_equal(*results)
        assert np.isfinite(results[0]).all()
