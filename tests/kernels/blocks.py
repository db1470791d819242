"""Random blocks of balls, walls and contacts, and the comparison of a kernel with its twin."""

import numpy as np

from systems.kernels.broad_phase import COUNT, MAX_STRIPES, STRIPES, Adjacency, Grid, Pairs, build_adjacency
from systems.kernels.columns import (
    ADDED_MASS,
    BALL_COLUMNS,
    BORNE_LIMIT,
    BY_WALLS,
    DIRTY,
    DRAG,
    FALLOFF,
    FORCE_COLUMNS,
    HALF_HEIGHT,
    HALF_WIDTH,
    IS_DRIVEN,
    IS_ROUND,
    MASS,
    PATH_START,
    RADIUS,
    RESTITUTION,
    RETURN_RATE,
    ROLLING_RESISTANCE,
    SCALE,
    STROKE_RATE,
    STROKE_SINCE,
    STROKE_START,
    WALL_COLUMNS,
)
from systems.kernels.contact import SLOTS
from systems.wall_collision import _allocate_slots

SPARE = 3
"""Columns of a block beyond the last entity, which kernels must leave alone."""


UNUSED = 999
"""Index in the unused part of a list."""


def random_balls(rng, count):
    """Return a block of balls with random numbers, and nan beyond the last ball."""
    balls = rng.normal(size=(BALL_COLUMNS, count + SPARE))
    balls[DIRTY] = rng.random(count + SPARE) < 0.2
    balls[[RADIUS, MASS]] = rng.uniform(0.1, 3.0, (2, count + SPARE))
    balls[RESTITUTION : ROLLING_RESISTANCE + 1] = rng.uniform(0.0, 1.0, (3, count + SPARE))
    balls[PATH_START : BY_WALLS + 1] = 0.0
    balls[ADDED_MASS : BORNE_LIMIT + 1] = 0.0
    balls[:, count:] = np.nan
    return balls


def random_walls(rng, count):
    """Return a block of walls with random motions, and nan beyond the last wall."""
    walls = rng.normal(size=(WALL_COLUMNS, count + SPARE))
    walls[STROKE_RATE : RETURN_RATE + 1] = rng.uniform(0.1, 50.0, (2, count + SPARE))
    walls[IS_DRIVEN], walls[STROKE_START] = rng.choice([0.0, 1.0], count + SPARE), rng.random(count + SPARE)
    walls[STROKE_SINCE] = -rng.uniform(0.0, 0.1, count + SPARE)
    walls[:, count:] = np.nan
    return walls


def random_fields(rng, count):
    """Return a block of force fields: boxes and ellipses, of which some have no end and some have drag."""
    fields = rng.normal(size=(FORCE_COLUMNS, count))
    half = rng.uniform(0.5, 3.0, (2, count))
    fields[HALF_WIDTH : HALF_HEIGHT + 1] = np.where(rng.random((2, count)) < 0.2, np.inf, half)
    fields[IS_ROUND] = rng.choice([0.0, 1.0], count)
    fields[FALLOFF], fields[SCALE] = rng.uniform(-1.0, 3.0, count), rng.uniform(0.5, 2.0, count)
    fields[DRAG] = rng.choice([0.0, 0.7, 90.0], count)
    return fields


def random_contacts(rng, count):
    """Return contacts (count, 5): unit normals, and impulses of which some are zero."""
    angle = rng.uniform(0.0, 2.0 * np.pi, count)
    loads = rng.normal(size=(3, count)) * (rng.random(count) < 0.7)
    return np.column_stack((np.cos(angle), np.sin(angle), *loads))


def pair_list(first, second, contacts, capacity=40, balls=60):
    """Return a list of these pairs in one stripe, with room for more."""
    count = len(first)
    rows, block = np.full((4, capacity), UNUSED, np.uint32), np.full((capacity, 5), np.nan)
    rows[:, :count], block[:count] = (first, second, first, second), contacts
    state, stripes = np.zeros(6, np.int64), np.zeros(MAX_STRIPES + 1, np.int64)
    state[COUNT], state[STRIPES], stripes[1] = count, 1, count
    return Pairs(state, stripes, *rows, np.arange(balls, dtype=np.uint32), np.zeros(MAX_STRIPES + 1, np.int64), block)


def adjacency_of(pairs, ball_count):
    """Return the pairs of each ball."""
    adjacency = Adjacency(np.full(ball_count + 1, -1), np.full(2 * len(pairs.first), UNUSED, np.uint32))
    build_adjacency(pairs.first, pairs.second, *adjacency, ball_count, pairs.state[COUNT])
    return adjacency


def empty_grid(ball_count, capacity=40):
    """Return what the broad phase keeps of so many balls and pairs."""
    return Grid(
        np.zeros(1),
        *np.full((2, capacity), UNUSED, np.uint32),
        np.full((capacity, 5), np.nan),
        np.zeros((2, ball_count)),
        np.zeros(4 * ball_count + 65, np.int64),
        np.zeros(ball_count, np.int64),
        np.full((4, ball_count), np.nan),
    )


def random_pairs(rng, ball_count):
    """Return a list of some pairs of balls, in ascending order."""
    first, second = np.triu_indices(ball_count, 1)
    some = np.sort(rng.choice(len(first), rng.integers(0, min(len(first), 20)), replace=False))
    return pair_list(first[some], second[some], random_contacts(rng, len(some)))


def random_wall_contacts(rng, ball_count):
    """Return contacts of balls with walls."""
    contacts = _allocate_slots(ball_count)
    contacts.count[:], contacts.impulses[:] = rng.integers(0, 4, ball_count), random_contacts(rng, SLOTS * ball_count)
    return contacts


def copied(argument):
    """Copy an array, or a named tuple of arrays."""
    if isinstance(argument, tuple):
        return type(argument)(*map(copied, argument))
    return argument.copy() if isinstance(argument, np.ndarray) else argument


def parts_of(argument):
    """Return the arrays and numbers of an argument."""
    return argument if isinstance(argument, tuple) else (argument,)


def agree(kernel, twin, *arguments, tolerance=1e-12):
    """Run both on copies of the same arguments: all arrays and results must agree. Return the result of the kernel."""
    ours, theirs = [*map(copied, arguments)], [*map(copied, arguments)]
    result, expected = kernel(*ours), twin(*theirs)
    for place, (mine, other) in enumerate(zip(ours, theirs, strict=True), 1):
        for one, another in zip(parts_of(mine), parts_of(other), strict=True):
            np.testing.assert_allclose(one, another, rtol=tolerance, atol=tolerance, err_msg=f"argument {place}")
    if expected is not None:
        np.testing.assert_allclose(result, expected, rtol=tolerance, atol=tolerance, err_msg="result")
    return result
