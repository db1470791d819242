"""The passes over contacts between balls agree with their slow twin, for crowds that cover all its branches."""

from collections import Counter
from functools import cache

import numpy as np
import pytest

from systems.ball_collision import allocate_passes
from systems.kernels import contact
from systems.kernels.ball_collision import ball_collision
from systems.kernels.bodies import IMPACTS, gather_bodies
from systems.kernels.broad_phase import MAX_STRIPES, Adjacency, Pairs, build_adjacency
from systems.kernels.columns import BY_BALLS, BY_WALLS, TOI_BALL, TOI_WALL, X
from systems.kernels.team import TEAM_SIZE
from tests.kernels.crowds import COUNT, KINDS, H, crowd
from tests.lanes import cases
from tests.naive import balls as twin
from tests.naive.branches import Undecided, seen

pytestmark = pytest.mark.both_lanes

SEEDS = range(cases(quick=10, slow=80))


def arguments(kind, seed, rest_speed, resume):
    """All arguments of the kernel; the seed chooses the mixing rules."""
    balls, impulse, impacts = crowd(kind, seed, forces=rest_speed > 0.0)
    rng = np.random.default_rng(seed)
    first, second = np.triu_indices(COUNT, 1)
    other_impulses = 0.2 * impulse * rng.normal(size=(2, len(first)))
    contacts = np.column_stack((np.zeros((len(first), 2)), impulse, *other_impulses))
    near = first >= seed % 3  # in some scenes the first balls are in no pair
    count, stripes = int(near.sum()), np.zeros(MAX_STRIPES + 1, np.int64)
    stripes[1] = count
    state = np.array((count, 0, 0, 0, 1, kind.startswith("heavy")))
    rows = [row[near].astype(np.uint32) for row in (first, second)]
    bodies_from = np.full(MAX_STRIPES + 1, COUNT)
    bodies_from[0] = 0
    pairs = Pairs(state, stripes, *rows, *rows, np.arange(COUNT, dtype=np.uint32), bodies_from, contacts[near])
    adjacency = Adjacency(np.empty(COUNT + 1, np.int64), np.empty(2 * count, np.uint32))
    build_adjacency(pairs.first, pairs.second, *adjacency, COUNT, count)
    balls[[BY_BALLS, BY_WALLS]] = rng.choice([0.0, 0.5, 1.0], (2, COUNT), p=[0.6, 0.1, 0.3])
    times = (contact.NOTHING_NEAR, contact.NO_IMPACT, 0.21 * H, 0.69 * H)
    balls[[TOI_BALL, TOI_WALL]] = rng.choice(times, (2, COUNT), p=[0.6, 0.2, 0.1, 0.1])
    marks, lists = allocate_passes(COUNT, count)
    gather_bodies(balls, pairs.ball_of, marks.bodies, 0, COUNT, False)
    marks.bodies[:, IMPACTS] = impacts
    numbers = (*divmod(seed % 25, 5), rest_speed, H, resume, seed % 7 == 0)
    return [balls, COUNT, pairs, adjacency, marks, lists, np.zeros(TEAM_SIZE, np.int64), *numbers]


def solve(kernel, *scene):
    balls, count, pairs, *others = arguments(*scene)
    kernel(balls, count, pairs, *others)
    return balls, pairs.contacts


@cache
def compare(kind, rest_speed, resume):
    """Results of the kernel and its twin for every decided scene, by seed, and the counts of branches."""
    seen.clear()
    results = {}
    for seed in SEEDS:
        try:
            theirs = solve(twin.ball_collision, kind, seed, rest_speed, resume)
        except Undecided:
            continue
        results[seed] = solve(ball_collision, kind, seed, rest_speed, resume), theirs
    return results, Counter(seen)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("rest_speed", [0.0, 0.08])
@pytest.mark.parametrize("resume", [False, True])
def test_ball_collision(kind, rest_speed, resume):
    results, _ = compare(kind, rest_speed, resume)
    assert len(results) >= 0.8 * len(SEEDS)
    for seed, (ours, theirs) in results.items():
        for mine, other in zip(ours, theirs, strict=True):
            np.testing.assert_allclose(mine, other, rtol=1e-9, atol=1e-9, err_msg=f"seed {seed}")


def test_the_crowds_cover_every_branch():
    reached = Counter()
    for kind in KINDS:
        for rest_speed in (0.0, 0.08):
            for resume in (False, True):
                reached += compare(kind, rest_speed, resume)[1]
    assert set(reached) == twin.BRANCHES


@pytest.mark.parametrize("nowhere", [np.nan, np.inf, -np.inf])
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("resume", [False, True])
def test_a_ball_without_a_finite_position_does_not_change_the_others(kind, nowhere, resume):
    for seed in SEEDS:
        results = []
        for place in (nowhere, 1e9):
            balls, *others = arguments(kind, seed, 0.08, resume)
            balls[X, 4] = place
            ball_collision(balls, *others)
            results.append(np.delete(balls, 4, axis=1))
        np.testing.assert_array_equal(*results)
