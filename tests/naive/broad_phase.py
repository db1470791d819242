"""Twins of the broad phase: they check all pairs of balls."""

import math
from itertools import combinations

from systems.kernels.broad_phase import COUNT, KEPT, SKIN, THIN_SKIN
from systems.kernels.columns import RADIUS, VX, VY, X, Y
from systems.kernels.contact import NORMAL
from tests.naive.plane import vector


def has_moved(balls, ball_count, places, distance):
    ways = zip(balls[[X, Y], :ball_count].T, places.T, strict=False)
    return any(math.dist(*way) > distance for way in ways)


def choose_skin(balls, ball_count, h):
    if not ball_count:
        return 0.0
    mean = math.fsum(balls[RADIUS, :ball_count]) / ball_count
    fastest = abs(balls[[VX, VY], :ball_count]).max()
    return mean * (THIN_SKIN if h * fastest > SKIN * mean / 4 else SKIN)


def find_pairs(balls, ball_count, skin, h=0.0):
    """Return all pairs (i, j), i < j, with a gap of at most the skin."""

    def reach(ball):
        way = h * abs(vector(ball, VX))
        return ball[RADIUS] + (way if way > skin / 2 else 0.0)

    return [
        (i, j)
        for (i, one), (j, other) in combinations(enumerate(balls.T[:ball_count]), 2)
        if abs(vector(other, X) - vector(one, X)) <= reach(one) + reach(other) + skin
    ]


def keep_impulses(pairs, grid):
    kept = [k for k in range(pairs.state[COUNT]) if pairs.contacts[k, NORMAL] != 0.0]
    for new, old in zip(grid[1:4], (pairs.first, pairs.second, pairs.contacts), strict=True):
        new[: len(kept)] = old[kept]
    return len(kept)


def restore_impulses(pairs, adjacency, grid):
    kept = zip(*(array[: pairs.state[KEPT]] for array in grid[1:4]), strict=True)
    impulses = {(i, j): contact for i, j, contact in kept}
    for k in range(pairs.state[COUNT]):
        pairs.contacts[k] = impulses.get((pairs.first[k], pairs.second[k]), 0.0)


def build_adjacency(first, second, start, pairs_of, ball_count, count):
    place = 0
    for b in range(ball_count):
        start[b] = place
        for k in range(count):
            if b in (first[k], second[k]):
                pairs_of[place] = k
                place += 1
    start[ball_count] = place
