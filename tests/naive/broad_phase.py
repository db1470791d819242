"""Twins of the broad phase."""

import math

from systems.kernels.contact import NORMAL


def has_moved(x, y, x_then, y_then, distance):
    return any(
        math.dist(*ends) > distance
        for ends in zip(zip(x, y, strict=True), zip(x_then, y_then, strict=True), strict=True)
    )


def mean_radius_and_max_speed(radius, vx, vy):
    if not len(radius):
        return 0.0, 0.0
    return math.fsum(radius) / len(radius), max(map(abs, [*vx, *vy]))


def find_pairs(x, y, radius, skin):
    """Return all pairs (i, j), i < j, with a gap of at most the skin; checks all n (n - 1) / 2 pairs."""
    n = len(x)
    return [
        (i, j)
        for i in range(n)
        for j in range(i + 1, n)
        if math.hypot(x[j] - x[i], y[j] - y[i]) <= radius[i] + radius[j] + skin
    ]


def copy_impulses(old_first, old_second, old_contacts, first, second, contacts, start, pairs_of, old_count, count):
    pairs = enumerate(zip(old_first[:old_count], old_second[:old_count], strict=True))
    old = {pair: old_contacts[k] for k, pair in pairs if old_contacts[k, NORMAL] != 0.0}
    for k, pair in enumerate(zip(first[:count], second[:count], strict=True)):
        contacts[k] = old.get(pair, 0.0)


def build_adjacency(first, second, start, pairs_of, count):
    place = 0
    for b in range(len(start) - 1):
        start[b] = place
        for k in range(count):
            if b in (first[k], second[k]):
                pairs_of[place] = k
                place += 1
    start[-1] = place
