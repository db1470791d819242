"""Initial positions of balls: no overlaps, inside the pattern, reproducible by seed."""

import math
import time

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from components.random_stream import RandomStream
from game.levels import placement
from game.levels.model import Balls, DiscSpawn, GridSpawn, RingSpawn
from tests.lanes import cases

GAP = 1e-3  # of the ball radius
CENTER = (3.0, -2.0)


def disc(radius, **keys):
    return DiscSpawn(pattern="disc", center=CENTER, radius=radius, **keys)


def ring(radius, **keys):
    return RingSpawn(pattern="ring", center=CENTER, radius=radius, **keys)


def grid(width, height, **keys):
    return GridSpawn(pattern="grid", center=CENTER, width=width, height=height, **keys)


def smallest_distance(points):
    """Return the smallest distance between two points, by comparison of all pairs."""
    least = math.inf
    for k in range(1, len(points)):
        least = min(least, np.hypot(*(points[k:] - points[k - 1]).T).min())
    return least


def check(spawn, points, count, radius):
    """Assert that the balls do not overlap and lie inside the pattern."""
    assert points.shape == (count, 2)
    assert smallest_distance(points) >= (2.0 + GAP) * radius
    offset = np.abs(points - CENTER)
    distance = np.hypot(*offset.T)
    if spawn.pattern == "disc":
        assert np.all(distance + radius <= spawn.radius)
    elif spawn.pattern == "ring":
        assert np.all(distance <= spawn.radius * (1.0 + 1e-12))
    else:
        assert np.all(offset + radius <= (0.5 * spawn.width, 0.5 * spawn.height))


CASES = [
    (disc(1.1), 1, 0.2),
    (disc(1.1), 2, 0.2),
    (disc(1.1), 20, 0.2),
    (disc(0.8), 20, 0.15),
    (disc(20.0), 5, 0.1),
    (disc(3.0), 1000, 0.04),
    (disc(1e4), 50, 1e-4),
    (ring(0.6, rings=2), 20, 0.12),
    (ring(2.0), 31, 0.2),
    (ring(1.0, rings=3), 3, 0.1),
    (grid(6.0, 3.6), 2000, 0.05),
    (grid(2.0, 1.0), 1, 0.2),
    (grid(0.45, 9.0), 20, 0.2),
    (grid(9.0, 0.45), 20, 0.2),
]


@pytest.mark.parametrize("seed", [0, 1, 7])
@pytest.mark.parametrize(("spawn", "count", "radius"), CASES)
def test_balls_do_not_overlap_and_lie_inside_the_pattern(spawn, count, radius, seed):
    assert count <= placement.capacity(spawn, radius)
    check(spawn, placement.spawn_positions(spawn, count, radius, RandomStream(seed)), count, radius)


SIZES = st.floats(0.05, 3.0)
PATTERNS = st.one_of(
    st.builds(disc, SIZES),
    st.builds(ring, SIZES, rings=st.integers(1, 5)),
    st.builds(grid, SIZES, SIZES),
)


@settings(max_examples=cases(quick=50, slow=500))
@given(spawn=PATTERNS, radius=st.floats(0.04, 0.5), seed=st.integers(0, 2**32))
def test_the_capacity_always_fits(spawn, radius, seed):
    count = placement.capacity(spawn, radius)
    if count:
        check(spawn, placement.spawn_positions(spawn, count, radius, RandomStream(seed)), count, radius)


@pytest.mark.parametrize(
    ("spawn", "radius", "room"),
    [
        (disc(0.2), 0.2, 1),
        (disc(0.19), 0.2, 0),
        (disc(1.1), 0.2, 22),
        (disc(0.61), 0.2, 7),
        (ring(0.1), 0.2, 1),
        (ring(1.0), 0.2, 15),
        (ring(1.0, rings=2), 0.2, 22),
        (ring(1.0, rings=3), 0.2, 0),  # the circles are too close to each other
        (grid(1.01, 1.01), 0.1, 25),
        (grid(1.0, 1.01), 0.1, 20),
        (grid(0.1, 1.0), 0.1, 0),
    ],
)
def test_capacity(spawn, radius, room):
    assert placement.capacity(spawn, radius) == room


@pytest.mark.parametrize("ratio", [10.0, 39.0, 41.0, 60.0, 1e8])
def test_the_capacity_of_a_disc_covers_most_of_its_area(ratio):
    densest = math.pi / math.sqrt(12.0)
    covered = placement.capacity(disc(1e4), 1e4 / ratio) / ratio**2
    assert 0.75 * densest < covered < densest


def test_equal_seeds_give_equal_positions():
    for spawn in (disc(1.1, speed=(0, 1)), grid(3.0, 2.0, spin=(-9, 9))):
        balls = Balls(count=20, radius=0.2, spawn=spawn)
        first, again, other = (placement.initial_states(balls, RandomStream(seed)) for seed in (7, 7, 8))
        for one, same in zip(first, again, strict=True):
            np.testing.assert_array_equal(one, same)
        assert not np.array_equal(first.position, other.position)


def test_a_cluster_is_irregular_and_in_random_order():
    points = placement.spawn_positions(disc(1.1), 20, 0.2, RandomStream(7)) - CENTER
    distance = np.hypot(*points.T)
    assert np.hypot(*points.mean(axis=0)) < 0.2
    assert len(np.unique(distance.round(3))) > 10  # neither rings nor a lattice
    assert list(np.argsort(distance)) != list(range(20))


def test_the_first_ball_of_a_cluster_has_a_random_position():
    starts = [placement.spawn_positions(disc(1.1), 20, 0.2, RandomStream(seed))[0] for seed in range(20)]
    distance = np.hypot(*(np.array(starts) - CENTER).T)
    assert distance.min() < 0.6
    assert distance.max() > 0.8


def test_a_cluster_has_a_random_rotation():
    angles = []
    for seed in range(8):
        lone = placement.spawn_positions(disc(1.0), 1, 0.2, RandomStream(seed))[0] - CENTER
        angles.append(math.atan2(lone[1], lone[0]))
    assert np.ptp(angles) > 1.0


def test_a_ring_is_even_and_starts_at_the_top():
    points = placement.spawn_positions(ring(2.0), 4, 0.2, RandomStream(0)) - CENTER
    np.testing.assert_allclose(points, [[0, 2], [-2, 0], [0, -2], [2, 0]], atol=1e-12)


def test_rings_share_balls_in_proportion():
    points = placement.spawn_positions(ring(0.6, rings=2), 20, 0.12, RandomStream(0)) - CENTER
    distance = np.hypot(*points.T).round(9)
    assert [np.count_nonzero(distance == radius) for radius in (0.3, 0.6)] == [6, 14]


def test_a_grid_fills_its_rectangle_from_the_top():
    points = placement.spawn_positions(grid(4.0, 3.0), 12, 0.1, RandomStream(0)) - CENTER
    jitter = points - np.array([(x, y) for y in (1.0, 0.0, -1.0) for x in (-1.5, -0.5, 0.5, 1.5)])
    assert 0.0 < np.abs(jitter).max() <= 0.05


def test_the_state_of_a_single_ball_is_in_si_units():
    ball = Balls(radius=0.1, position=(1, 2), velocity=(3, 4), angle=180, spin=-90)
    start = placement.initial_states(ball, RandomStream(0))
    np.testing.assert_array_equal(start.position, [[1.0, 2.0]])
    np.testing.assert_array_equal(start.velocity, [[3.0, 4.0]])
    np.testing.assert_allclose(start.angle, [math.pi])
    np.testing.assert_allclose(start.spin, [-math.pi / 2])


@pytest.mark.parametrize("pattern", [disc(9.0), ring(9.0), grid(9.0, 9.0)])
def test_the_state_of_a_group_is_within_its_ranges(pattern):
    spawn = pattern.model_copy(update={"speed": (1.0, 2.0), "spin": (-180.0, 90.0)})
    start = placement.initial_states(Balls(count=200, radius=0.1, spawn=spawn), RandomStream(0))
    speed = np.hypot(*start.velocity.T)
    for values, low, high in ((speed, 1.0, 2.0), (start.spin, -math.pi, math.pi / 2)):
        assert low <= values.min() < low + 0.1
        assert high - 0.1 < values.max() <= high
    assert np.ptp(np.arctan2(start.velocity[:, 1], start.velocity[:, 0])) > 6.0
    np.testing.assert_array_equal(start.angle, np.zeros(200))


@pytest.mark.parametrize(("direction", "spread"), [(30.0, 0.0), (90.0, 5.0), (-720.0, 20.0)])
def test_a_group_is_thrown_in_its_direction(direction, spread):
    spawn = disc(9.0, speed=(2.0, 2.0), direction=direction, spread=spread)
    start = placement.initial_states(Balls(count=200, radius=0.1, spawn=spawn), RandomStream(0))
    np.testing.assert_allclose(np.hypot(*start.velocity.T), 2.0)
    cos, sin = np.cos(np.radians(direction)), np.sin(np.radians(direction))
    x, y = (start.velocity @ np.array([[cos, -sin], [sin, cos]])).T
    off = np.degrees(np.arctan2(y, x))
    assert np.abs(off).max() <= spread + 1e-9
    assert np.ptp(off) >= 1.9 * spread


def test_a_direction_changes_neither_positions_nor_speeds_of_a_group():
    thrown, other = (
        placement.initial_states(Balls(count=50, radius=0.1, spawn=spawn), RandomStream(3))
        for spawn in (disc(9.0, speed=(1.0, 2.0)), disc(9.0, speed=(1.0, 2.0), direction=45.0))
    )
    np.testing.assert_array_equal(thrown.position, other.position)
    np.testing.assert_allclose(np.hypot(*thrown.velocity.T), np.hypot(*other.velocity.T))


def test_a_group_rests_by_default():
    start = placement.initial_states(Balls(count=3, radius=0.1, spawn=disc(1.0)), RandomStream(0))
    np.testing.assert_array_equal(start.velocity, np.zeros((3, 2)))
    np.testing.assert_array_equal(start.spin, np.zeros(3))


@pytest.mark.parametrize("spawn", [disc(60.0), grid(100.0, 100.0)])
def test_a_hundred_thousand_balls_are_placed_quickly(spawn):
    start = time.process_time()
    points = placement.spawn_positions(spawn, 100_000, 0.1, RandomStream(0))
    assert time.process_time() - start < 5.0
    left, right = placement._near_pairs(points, 0.3)
    assert np.hypot(*(points[left] - points[right]).T).min() >= (2.0 + GAP) * 0.1


# -- pairs ----------------------------------------------------


def test_near_pairs_are_all_pairs_within_the_distance():
    points = np.random.default_rng(0).uniform(-3.0, 3.0, (200, 2))
    found = {tuple(sorted(pair)) for pair in np.column_stack(placement._near_pairs(points, 0.7)).tolist()}
    distance = np.hypot(*(points[:, None] - points[None]).transpose(2, 0, 1))
    assert found == {(i, j) for i, j in np.argwhere(distance <= 0.7).tolist() if i < j}


def find_overlapping_naively(centers, radii):
    return {
        j
        for j in range(len(radii))
        for i in range(len(radii))
        if i != j and math.dist(centers[i], centers[j]) < (radii[i] + radii[j]) * (1.0 - 1e-6)
    }


@pytest.mark.parametrize("seed", range(5))
def test_overlaps_of_balls_of_all_sizes_are_found(seed):
    rng = np.random.default_rng(seed)
    centers, radii = rng.uniform(-5.0, 5.0, (150, 2)), 10.0 ** rng.uniform(-3.0, 0.0, 150)
    pairs = placement.find_overlapping_pairs(centers, radii)
    overlapping = find_overlapping_naively(centers, radii)
    assert pairs
    assert all(i < j and math.dist(centers[i], centers[j]) < radii[i] + radii[j] for i, j in pairs)
    assert {ball for pair in pairs for ball in pair} <= overlapping
    # A ball that overlaps and is in no pair overlaps only balls that are in a pair.
    reported = {ball for pair in pairs for ball in pair}
    rest = sorted(set(range(150)) - reported)
    assert not find_overlapping_naively(centers[rest], radii[rest])


def test_balls_that_touch_do_not_overlap():
    centers = np.array([[0.0, 0.0], [0.3, 0.0], [0.0, -0.4], [7.0, 0.0]])
    assert placement.find_overlapping_pairs(centers, np.array([0.1, 0.2, 0.3, 0.1])) == []
    assert placement.find_overlapping_pairs(np.empty((0, 2)), np.empty(0)) == []


def test_pairs_of_coincident_balls_are_sorted():
    assert placement.find_overlapping_pairs(np.zeros((4, 2)), np.full(4, 0.1)) == [(0, 1), (0, 2), (0, 3)]


def test_overlaps_are_found_in_linear_time():
    def cost(n):
        side = math.isqrt(n)
        centers = 0.1 * np.column_stack(np.divmod(np.arange(side * side), side))
        radii = np.full(len(centers), 0.05)
        radii[0] = 1e-4
        start = time.process_time()
        assert placement.find_overlapping_pairs(centers, radii) == []
        return time.process_time() - start

    assert min(cost(16_000) for _ in range(3)) < 80.0 * min(cost(1_000) for _ in range(3))  # quadratic time: 256
