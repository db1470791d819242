"""Short kernels agree with their slow twins, for random and degenerate input."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from components import KinematicMotion, outline
from systems.kernels import (
    broad_phase,
    contact,
    damping,
    gravity,
    integration,
    store_previous_pose,
    wall_features,
    wall_motion,
    warm_start,
)
from tests import naive

SEEDS = range(12)
COUNTS = [0, 1, 17]


def copies(arguments):
    return [argument.copy() if isinstance(argument, np.ndarray) else argument for argument in arguments]


def agree(kernel, twin, arguments, tolerance=1e-12):
    """Run both on copies of the same arguments; all arrays must agree."""
    ours, theirs = copies(arguments), copies(arguments)
    kernel(*ours)
    twin(*theirs)
    for place, (mine, other) in enumerate(zip(ours, theirs, strict=True)):
        np.testing.assert_allclose(mine, other, rtol=tolerance, atol=tolerance, err_msg=f"argument {place}")


# -- motion of balls ------------------------------------------


@pytest.mark.parametrize("count", COUNTS)
@pytest.mark.parametrize(
    ("kernel", "twin", "columns", "numbers"),
    [
        (gravity.gravity, naive.gravity, 4, 2),
        (damping.damping, naive.damping, 6, 4),
        (integration.integration, naive.integration, 10, 1),
        (store_previous_pose.store_previous_pose, naive.store_previous_pose, 6, 0),
    ],
)
def test_kernels_of_motion(kernel, twin, columns, numbers, count):
    rng = np.random.default_rng(count)
    agree(kernel, twin, [*rng.normal(size=(columns, count)), *rng.normal(size=numbers)])


# -- motion of walls ------------------------------------------


@pytest.mark.parametrize("count", COUNTS)
@pytest.mark.parametrize("t", [0.0, 0.7, 3600.0])
def test_wall_motion(count, t):
    rng = np.random.default_rng(count)
    columns = [*np.empty((10, count)), *rng.normal(size=(len(KinematicMotion.fields), count)), t]
    agree(wall_motion.wall_motion, naive.wall_motion, columns)


MOTION = st.floats(-10.0, 10.0)


@given(st.tuples(*[MOTION] * len(KinematicMotion.fields)), st.floats(0.0, 100.0), st.floats(0.0, 0.1))
def test_wall_pose_before_agrees_with_its_twin(kinematic, t, s):
    """The kernel computes the pose from the state of the wall now, the twin from its motion."""
    column = np.array(kinematic).reshape(-1, 1)
    now = np.empty((10, 1))
    wall_motion.wall_motion(*now, *column, t)
    x, y, angle, _, _, vx, vy, rate, sway, swing = now[:, 0]
    named = dict(zip(KinematicMotion.fields, kinematic, strict=True))
    plan = (named[name] for name in ("sway_x", "sway_y", "sway_rate", "swing", "swing_rate"))
    wall = (x, y, angle, vx, vy, rate, *plan, sway, swing)
    x, y, angle, *motion = naive.wall_pose_before(kinematic, t, s)
    expected = (x, y, math.cos(angle), math.sin(angle), *motion)
    assert wall_features.wall_pose_before(wall, s) == pytest.approx(expected, rel=1e-9, abs=1e-9)


def test_kinds_of_features_are_those_of_outlines():
    for name in ("SEGMENT", "CIRCLE", "INVERTED_CIRCLE"):
        assert getattr(wall_features, name) == getattr(outline, name)


# -- broad phase ----------------------------------------------


def pairs_of(x, y, radius, skin, capacity=4000):
    first, second = np.full((2, capacity), -1)
    still = np.zeros((2, len(x)))
    found = broad_phase.find_pairs(x, y, *still, radius, *scratch(len(x)), first, second, skin, 1.0)
    return found, sorted(zip(first[:found].tolist(), second[:found].tolist(), strict=True))


def scratch(count):
    """Scratch arrays of the grid."""
    whole = (np.empty(size, np.int64) for size in (4 * count + 65, count, count))
    return [*np.empty((3, count)), *whole, *np.empty((3, count))]


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("count", [0, 1, 2, 60])
@pytest.mark.parametrize("spread", [0.0, 1.0, 30.0, 1e6])
def test_near_pairs(seed, count, spread):
    rng = np.random.default_rng(seed)
    x, y = spread * rng.normal(size=(2, count))
    radius = rng.uniform(0.02, 1.0, count)
    _, pairs = pairs_of(x, y, radius, 0.1)
    assert pairs == naive.find_pairs(x, y, radius, 0.1)


def test_near_pairs_in_a_line_and_on_cell_borders():
    x = np.arange(50) * 0.5
    _, pairs = pairs_of(x, np.zeros(50), np.full(50, 0.25), 0.0)
    assert pairs == [(k, k + 1) for k in range(49)]


def test_find_pairs_returns_the_capacity_it_needs():
    x = np.zeros(10)
    found, _ = pairs_of(x, x.copy(), np.ones(10), 0.0, capacity=45)
    assert found == 45
    few = np.full((2, 3), -1)
    assert broad_phase.find_pairs(x, x, x, x, np.ones(10), *scratch(10), *few, 0.0, 1.0) == 45
    assert np.all(few[0] < few[1])
    assert few.min() == 0


def test_a_fast_ball_is_in_pairs_with_all_balls_it_may_have_passed():
    x, y, still, radius = np.array([0.0, 3.0, 3.0]), np.array([0.0, 0.0, 5.0]), np.zeros(3), np.full(3, 0.5)
    first, second = np.full((2, 9), -1)
    for speed, expected in ((1.9, []), (2.1, [(0, 1)]), (6.0, [(0, 1), (0, 2)])):
        vx = np.array([speed, 0.0, 0.0])
        found = broad_phase.find_pairs(x, y, vx, still, radius, *scratch(3), first, second, 0.0, 1.0)
        assert sorted(zip(first[:found].tolist(), second[:found].tolist(), strict=True)) == expected


@pytest.mark.parametrize("count", [0, 1, 100])
def test_mean_radius_and_max_speed(count):
    columns = np.random.default_rng(count).normal(size=(3, count))
    assert broad_phase.mean_radius_and_max_speed(*columns) == pytest.approx(
        naive.mean_radius_and_max_speed(*columns), rel=1e-12
    )


@pytest.mark.parametrize("distance", [0.0, 0.5, 10.0])
def test_has_moved(distance):
    rng = np.random.default_rng(3)
    x, y, x_then, y_then = rng.normal(size=(4, 20))
    assert broad_phase.has_moved(x, y, x_then, y_then, distance) == naive.has_moved(x, y, x_then, y_then, distance)


def some_pairs(rng, balls=8):
    """Rows (2, m) of some pairs of balls, in ascending order."""
    every = np.array([(i, j) for i in range(balls) for j in range(i + 1, balls)])
    some = every[np.sort(rng.choice(len(every), rng.integers(0, 20), replace=False))]
    return np.ascontiguousarray(some.T)


@pytest.mark.parametrize("seed", SEEDS)
def test_copy_impulses(seed):
    rng = np.random.default_rng(seed)
    columns = []
    for pairs in (some_pairs(rng), some_pairs(rng)):
        columns += [*pairs, some_contacts(rng, pairs.shape[1])]
    links = np.empty(9, np.int64), np.empty(2 * pairs.shape[1], np.int64)
    broad_phase.build_adjacency(*pairs, *links, pairs.shape[1])
    agree(broad_phase.copy_impulses, naive.copy_impulses, [*columns, *links, len(columns[0]), pairs.shape[1]])


@pytest.mark.parametrize("seed", SEEDS)
def test_build_adjacency(seed):
    pairs = some_pairs(np.random.default_rng(seed))
    agree(
        broad_phase.build_adjacency,
        naive.build_adjacency,
        [*pairs, np.full(9, -1), np.full(2 * pairs.shape[1], -1), pairs.shape[1]],
    )


@pytest.mark.parametrize("balls", [0, 1, 5])
def test_adjacency_without_pairs(balls):
    start = np.full(balls + 1, -1)
    broad_phase.build_adjacency(*np.empty((2, 0), np.int64), start, np.empty(0, np.int64), 0)
    assert not start.any()


# -- warm start -----------------------------------------------


def some_contacts(rng, count):
    angle = rng.uniform(0.0, 2.0 * math.pi, count)
    loads = rng.normal(size=(3, count)) * (rng.random(count) < 0.7)
    return np.column_stack((np.cos(angle), np.sin(angle), *loads))


@pytest.mark.parametrize("seed", SEEDS)
def test_warm_start(seed):
    rng = np.random.default_rng(seed)
    balls = 8
    pairs, touches = some_pairs(rng, balls), rng.integers(0, 4, balls)
    dirty = (rng.random(balls) < 0.2).astype(np.uint8)
    motion, shape = rng.normal(size=(8, balls)), rng.uniform(0.1, 3.0, (2, balls))
    agree(
        warm_start.warm_start,
        naive.warm_start,
        [
            *(*pairs, some_contacts(rng, pairs.shape[1])),
            *(touches, some_contacts(rng, contact.SLOTS * balls)),
            *(*motion, *shape, dirty, max(pairs.shape[1] - 1, 0)),
        ],
    )
