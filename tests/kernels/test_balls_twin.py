"""The kernel of contacts between balls against its slow twin, on crowds that reach all its branches."""

import numpy as np
import pytest

from systems.kernels.ball_collision import ball_collision
from systems.kernels.neighbours import link
from tests import naive
from tests.kernels.crowds import COUNT, KINDS, H, columns

SEEDS = range(40)


def arguments(kind, seed, rules, rest_speed, again):
    flight, hits, collider, load = columns(kind, seed)
    chance = np.random.default_rng(seed)
    first, second = (np.ascontiguousarray(rows) for rows in np.triu_indices(COUNT, 1))
    contacts = np.zeros((5, len(first)))
    contacts[2] = load
    contacts[3:] = 0.2 * load * chance.normal(size=(2, len(first)))
    start, pairs = np.empty(COUNT + 1, np.int64), np.empty(2 * len(first), np.int64)
    link(first, second, start, pairs)
    room = 200
    whole = [np.zeros(size, np.int64) for size in (COUNT, room)]
    scratch = [*whole, np.zeros(room, np.uint8), np.zeros(9000), np.zeros(9000, np.int64), np.zeros(room)]
    stir = chance.choice([0.0, 0.5, 1.0], (2, COUNT))
    if chance.random() < 0.5:
        stir *= chance.random(COUNT) < 0.3
    return (
        [first, second, contacts],
        [start, pairs, *scratch],
        [*flight, hits, *collider, *stir.copy()],
        [*rules, rest_speed, H, again],
    )


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("rules", [(0, 2), (1, 1), (3, 4), (2, 0), (4, 3)])
@pytest.mark.parametrize("rest_speed", [0.0, 0.08])
@pytest.mark.parametrize("again", [False, True])
def test_ball_collision(kind, rules, rest_speed, again):
    for seed in SEEDS:
        results = []
        for solve in (ball_collision, naive.ball_collision):
            contacts, scratch, balls, numbers = arguments(kind, seed, rules, rest_speed, again)
            solve(*contacts, *scratch, *balls, *numbers)
            results.append([*contacts, *balls])
        for place, (mine, other) in enumerate(zip(*results, strict=True)):
            np.testing.assert_allclose(mine, other, rtol=1e-9, atol=1e-9, err_msg=f"seed {seed}, argument {place}")
