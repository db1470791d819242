"""Short kernels agree with their slow twins, for random and degenerate input."""

import math
from itertools import combinations, pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from components import KinematicMotion, Stroke, outline
from systems.kernels import (
    broad_phase,
    columns,
    compiler,
    damping,
    energy,
    forces,
    gravity,
    impact_strength,
    integration,
    mouse_joint,
    quarantine,
    sensing,
    store_previous_pose,
    wall_features,
    wall_motion,
    warm_start,
)
from systems.kernels.broad_phase import (
    COUNT,
    CROWDED,
    KEPT,
    MAX_STRIPES,
    MIN_STRIPED,
    NEEDED,
    STALE,
    STATUS,
    STRIPES,
    VALID,
)
from systems.kernels.columns import MASS, RADIUS, VX, VY, X, Y
from systems.kernels.wall_pose import Pose, wall_pose_before
from tests import naive
from tests.kernels.blocks import (
    SPARE,
    UNUSED,
    adjacency_of,
    agree,
    empty_grid,
    pair_list,
    random_balls,
    random_contacts,
    random_fields,
    random_pairs,
    random_wall_contacts,
    random_walls,
)
from tests.naive.sensing import holds

SEEDS = range(12)
COUNTS = [0, 1, 17]

# -- motion of balls ------------------------------------------


@pytest.mark.parametrize("count", COUNTS)
@pytest.mark.parametrize(
    ("kernel", "twin", "numbers"),
    [
        (gravity.gravity, naive.gravity, (np.array([0.3, -9.81]), 0.01)),
        (damping.damping, naive.damping, (np.array([0.7, 0.2]), 0.01)),
        (damping.damping, naive.damping, (np.array([0.0, 3.0]), 0.5)),
        (integration.integration, naive.integration, (0.01,)),
        (store_previous_pose.store_previous_pose, naive.store_previous_pose, ()),
    ],
)
def test_kernels_of_motion(kernel, twin, numbers, count):
    agree(kernel, twin, random_balls(np.random.default_rng(count), count), count, *numbers)


@pytest.mark.parametrize("row", [-1.0, 0.0, 2.0, 3.0])
@pytest.mark.parametrize("h", [1e-3, 0.01, 10.0])
def test_mouse_joint(row, h):
    """Row 3 does not exist. The largest pull is reached for some of these steps."""
    held = np.array([row, 4.0, -3.0])
    agree(mouse_joint.mouse_joint, naive.mouse_joint, random_balls(np.random.default_rng(1), 3), 3, held, h)


@pytest.mark.parametrize("seed", SEEDS)
def test_first_invalid(seed):
    rng = np.random.default_rng(seed)
    balls = random_balls(rng, 20)
    for _ in range(seed % 4):
        wrong = rng.choice([math.nan, math.inf, 0.0, -1.0, 1e100, 1e99])
        balls[rng.integers(columns.RADIUS, columns.RATE + 1), rng.integers(20)] = wrong
    for start in range(21):
        agree(quarantine.first_invalid, naive.first_invalid, balls, 20, start)


@pytest.mark.parametrize("count", COUNTS)
def test_impact_strength(count):
    rng = np.random.default_rng(count)
    balls = random_balls(rng, count)
    balls[columns.SUPPORT_X : columns.SUPPORT_Y + 1, :count:5] = 0.0
    before, out = rng.normal(size=(2, count)), np.empty(count)
    agree(impact_strength.impact_strength, naive.impact_strength, balls, count, before, out, 4, tolerance=1e-11)


@pytest.mark.parametrize("seed", SEEDS)
def test_forces(seed):
    rng = np.random.default_rng(seed)
    balls, fields = random_balls(rng, 30), random_fields(rng, 5)
    balls[[X, Y], 0], balls[[VX, VY], 0] = fields[[columns.AT_X, columns.AT_Y], 0], 0.0  # at the centre
    agree(forces.forces, naive.forces, balls, 30, fields, 5, 0.01, tolerance=1e-11)


# -- energy ---------------------------------------------------

G = np.array([0.3, -9.81])


@pytest.mark.parametrize("count", COUNTS)
def test_energy(count):
    rng = np.random.default_rng(count)
    each = rng.normal(size=count)
    each[::3] = math.nan  # new balls
    agree(energy.energy, naive.energy, random_balls(rng, count), count, each, *G, tolerance=1e-11)


@pytest.mark.parametrize("count", COUNTS)
def test_open_energy_account(count):
    rng = np.random.default_rng(count)
    arguments = random_balls(rng, count), count, rng.normal(size=count), rng.normal(size=12), rng.normal(size=2), G
    agree(energy.open_energy_account, naive.open_energy_account, *arguments, tolerance=1e-11)


@pytest.mark.parametrize("count", COUNTS)
@pytest.mark.parametrize("new_rows", [0, 3])
def test_add_field_work(count, new_rows):
    rng = np.random.default_rng(count)
    each = rng.normal(size=count)
    each[:new_rows] = math.nan
    arguments = random_balls(rng, count), count, each, rng.normal(size=12), 0.01
    agree(energy.add_field_work, naive.add_field_work, *arguments, tolerance=1e-11)


@pytest.mark.parametrize("count", COUNTS)
@pytest.mark.parametrize("has_new_rows", [0.0, 1.0])
@pytest.mark.parametrize("work", [3.0, math.nan])
@pytest.mark.parametrize("field_work", [5.0, math.nan])
def test_close_energy_account(count, has_new_rows, work, field_work):
    rng = np.random.default_rng(count)
    each, accounts = rng.normal(size=count), rng.normal(size=12)
    accounts[energy.FIELD_WORK] = field_work
    accounts[energy.HAS_NEW_ROWS] = has_new_rows
    each[: int(3 * has_new_rows)] = math.nan
    arguments = random_balls(rng, count), count, each, accounts, np.array([work, 1.0])
    agree(energy.close_energy_account, naive.close_energy_account, *arguments, tolerance=1e-11)


# -- motion of walls ------------------------------------------


@pytest.mark.parametrize("count", COUNTS)
@pytest.mark.parametrize("t", [0.0, 0.7, 3600.0])
def test_wall_motion(count, t):
    walls = random_walls(np.random.default_rng(count), count)
    agree(wall_motion.wall_motion, naive.wall_motion, walls, count, t)


@compiler.kernel
def pose_before(walls: columns.Walls, wall_count: int, w: int, s: float) -> Pose:
    """Call `wall_pose_before`."""
    return wall_pose_before(walls, w, s)


MOTION = st.floats(-10.0, 10.0)


RATES = st.floats(0.1, 50.0)
KINEMATIC = st.tuples(*[MOTION] * (len(KinematicMotion.fields) - 2), RATES, RATES)
STROKE = st.tuples(st.sampled_from([0.0, 1.0]), st.floats(0.0, 1.0), st.floats(-0.5, -0.1))


@given(KINEMATIC, STROKE, st.floats(0.0, 100.0), st.floats(0.0, 0.1))
def test_wall_pose_before_agrees_with_its_twin(kinematic, stroke, t, s):
    """The kernel computes the pose from the state of the wall now, the twin from its motion."""
    walls = np.empty((columns.WALL_COLUMNS, 1))
    walls[columns.START_X : columns.RETURN_RATE + 1, 0] = kinematic
    walls[columns.IS_DRIVEN : columns.STROKE_SINCE + 1, 0] = stroke
    wall_motion.wall_motion(walls, 1, t)
    expected = naive.wall_pose_before(KinematicMotion(*kinematic), t, s, Stroke(*stroke))
    assert pose_before(walls, 1, 0, s) == pytest.approx(expected, rel=1e-9, abs=1e-9)


def test_kinds_of_features_are_those_of_outlines():
    for name in ("SEGMENT", "CIRCLE", "INVERTED_CIRCLE"):
        assert getattr(wall_features, name) == getattr(outline, name)


# -- broad phase ----------------------------------------------


def discs(x, y, radius, vx=0.0):
    """Return a block of balls without other numbers, and their number."""
    balls = np.zeros((columns.BALL_COLUMNS, len(x)))
    balls[[X, Y, RADIUS, VX]] = np.broadcast_arrays(x, y, radius, vx)
    return balls, len(x)


def pairs_of(balls, count, skin, h=1.0, capacity=4000):
    """Return the number of pairs that the kernel finds, and the pairs."""
    pairs = pair_list([], [], np.empty((0, 5)), capacity, count)
    found, _ = broad_phase.find_pairs(balls, count, pairs, empty_grid(count), skin, h)
    assert sorted(pairs.ball_of) == [*range(count)]
    assert np.array_equal(pairs.ball_of[pairs.first_body[:found]], pairs.first[:found])
    assert np.array_equal(pairs.ball_of[pairs.second_body[:found]], pairs.second[:found])
    return found, sorted(zip(pairs.first[:found].tolist(), pairs.second[:found].tolist(), strict=True))


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("count", [0, 1, 2, 60])
@pytest.mark.parametrize("spread", [0.0, 1.0, 30.0, 1e6])
@pytest.mark.parametrize("speed", [0.0, 3.0])
def test_near_pairs(seed, count, spread, speed):
    rng = np.random.default_rng(seed)
    x, y, vx = rng.normal(size=(3, count))
    balls, _ = discs(spread * x, spread * y, rng.uniform(0.02, 1.0, count), speed * vx)
    _, pairs = pairs_of(balls, count, 0.1)
    assert pairs == naive.find_pairs(balls, count, 0.1, 1.0)


def test_near_pairs_in_a_line_and_on_cell_borders():
    _, pairs = pairs_of(*discs(np.arange(50) * 0.5, np.zeros(50), 0.25), 0.0)
    assert pairs == [(k, k + 1) for k in range(49)]


def test_find_pairs_returns_the_capacity_it_needs():
    balls, count = discs(np.zeros(10), np.zeros(10), 1.0)
    assert pairs_of(balls, count, 0.0, capacity=45)[0] == 45
    few = pair_list([], [], np.empty((0, 5)), 3, count)
    assert broad_phase.find_pairs(balls, count, few, empty_grid(count), 0.0, 1.0) == (45, 1)
    assert np.all(few.first < few.second)
    assert few.second.max() < 10


def test_a_fast_ball_is_in_pairs_with_all_balls_it_may_have_passed():
    x, y = np.array([0.0, 3.0, 3.0]), np.array([0.0, 0.0, 5.0])
    for speed, expected in ((1.9, []), (2.1, [(0, 1)]), (6.0, [(0, 1), (0, 2)])):
        assert pairs_of(*discs(x, y, 0.5, np.array([speed, 0.0, 0.0])), 0.0)[1] == expected


@pytest.mark.parametrize("count", [0, 1, 100])
@pytest.mark.parametrize("h", [0.0, 0.3])
def test_choose_skin(count, h):
    agree(broad_phase.choose_skin, naive.choose_skin, random_balls(np.random.default_rng(count), count), count, h)


@pytest.mark.parametrize("distance", [0.0, 0.5, 10.0])
def test_has_moved(distance):
    rng = np.random.default_rng(3)
    agree(broad_phase.has_moved, naive.has_moved, random_balls(rng, 20), 20, rng.normal(size=(2, 20)), distance)


@pytest.mark.parametrize("seed", SEEDS)
def test_build_adjacency(seed):
    pairs = random_pairs(np.random.default_rng(seed), 8)
    arguments = pairs.first, pairs.second, np.full(9, -1), np.full(80, UNUSED, np.uint32), 8, pairs.state[COUNT]
    agree(broad_phase.build_adjacency, naive.build_adjacency, *arguments)


@pytest.mark.parametrize("balls", [0, 1, 5])
def test_adjacency_without_pairs(balls):
    start = np.full(balls + 1, -1)
    broad_phase.build_adjacency(*np.empty((2, 0), np.uint32), start, np.empty(0, np.uint32), balls, 0)
    assert not start.any()


@pytest.mark.parametrize("seed", SEEDS)
def test_impulses_are_kept_and_restored(seed):
    rng = np.random.default_rng(seed)
    before, after, grid = random_pairs(rng, 8), random_pairs(rng, 8), empty_grid(8)
    agree(broad_phase.keep_impulses, naive.keep_impulses, before, grid)
    after.state[KEPT] = broad_phase.keep_impulses(before, grid)
    agree(broad_phase.restore_impulses, naive.restore_impulses, after, adjacency_of(after, 8), grid)


def test_a_list_without_room_is_made_again_with_the_same_impulses():
    balls, count = discs(np.arange(6.0), np.zeros(6), 0.5)
    contacts = random_contacts(np.random.default_rng(0), 1)
    contacts[0, 2] = 3.0
    small, grid = pair_list([2], [3], contacts, capacity=3), empty_grid(count, 3)
    small.state[STATUS] = STALE
    assert not broad_phase.broad_phase(balls, count, small, adjacency_of(small, count), grid, 0.01)
    assert small.state[[COUNT, STATUS, KEPT, NEEDED]].tolist() == [0, CROWDED, 1, 5]
    large, more = pair_list([], [], np.empty((0, 5)), capacity=small.state[NEEDED]), empty_grid(count, 5)
    for new, old in zip((large.state, *more[:4]), (small.state, *grid[:4]), strict=True):
        new[: len(old)] = old
    assert broad_phase.broad_phase(balls, count, large, adjacency_of(large, count), more, 0.01)
    assert large.state[STATUS] == VALID
    assert large.contacts[:, 2].tolist() == [0.0, 0.0, 3.0, 0.0, 0.0]


@pytest.mark.parametrize(("count", "most"), [(0, 1), (200, 1), (MIN_STRIPED, MAX_STRIPES), (4000, MAX_STRIPES)])
def test_stripes_with_a_stripe_between_them_share_no_ball(count, most):
    x, y = np.random.default_rng(count).uniform(0.0, 0.3 * count**0.5, (2, count))
    balls, _ = discs(x, y, 0.1)
    pairs, grid = pair_list([], [], np.empty((0, 5)), 20 * count, count), empty_grid(count, 20 * count)
    pairs.state[STATUS] = STALE
    assert broad_phase.broad_phase(balls, count, pairs, adjacency_of(pairs, count), grid, 0.0)
    number, stripes = pairs.state[STRIPES], pairs.stripes
    assert min(most, 2) <= number <= most
    assert (stripes[0], stripes[number]) == (0, pairs.state[COUNT])
    assert (pairs.bodies_from[0], pairs.bodies_from[number]) == (0, count)
    lower = np.minimum(pairs.first_body, pairs.second_body)[: pairs.state[COUNT]]
    owners = np.searchsorted(pairs.bodies_from[1:number], lower, "right")
    np.testing.assert_array_equal(owners, np.repeat(np.arange(number), np.diff(stripes[: number + 1])))
    members = [{*pairs.first[a:b], *pairs.second[a:b]} for a, b in pairwise(stripes[: number + 1])]
    assert all(one.isdisjoint(other) for one, other in combinations(members[::2], 2))
    assert all(one.isdisjoint(other) for one, other in combinations(members[1::2], 2))


# -- sensors --------------------------------------------------


def random_zones(rng, count):
    """Return zones (6, count): boxes and ellipses, of which some tell of every passage."""
    center, half = 0.5 * rng.normal(size=(2, count)), rng.uniform(0.2, 0.8, (2, count))
    return np.vstack((center, half, rng.random((2, count)) < 0.5))


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("h", [0.0, 0.3])
def test_sensing(seed, h):
    rng = np.random.default_rng(seed)
    balls, zones = random_balls(rng, 40), random_zones(rng, 3)
    balls[columns.DIRTY] = rng.random(balls.shape[1]) < 0.1
    balls[columns.PATH_START] = rng.choice([0.0, 0.1, 0.25], balls.shape[1])
    balls[columns.SEEN_X, :10], balls[columns.SEEN_Y, 10:20] = balls[X, :10], balls[Y, 10:20]
    known = rng.integers(0, 2, (3, 3 * 40)).astype(np.uint8)
    seen = balls[columns.SEEN_X, :40] + 1j * balls[columns.SEEN_Y, :40]
    known[1] = np.concatenate([holds(zone, seen) for zone in zones.T])
    known[2] &= known[1]
    assert agree(sensing.sensing, naive.sensing, balls, 40, zones, 3, known, h)


def test_a_ball_that_stays_where_it_is_tells_nothing():
    balls, zones = random_balls(np.random.default_rng(0), 3), random_zones(np.random.default_rng(0), 2)
    balls[columns.DIRTY], balls[[columns.SEEN_X, columns.SEEN_Y]] = 0.0, balls[[X, Y]]
    known = np.zeros((3, 6), np.uint8)
    sensing.sensing(balls, 3, zones, 2, known, 0.0)
    assert not sensing.sensing(balls, 3, zones, 2, known, 0.0) or known[0].any()


@pytest.mark.parametrize("balls", [0, 2])
def test_without_zones_there_are_no_sensor_events(balls):
    block = random_balls(np.random.default_rng(0), balls)
    assert not sensing.sensing(block, balls, np.empty((6, 0)), 0, np.empty((3, 0), np.uint8), 0.1)


# -- warm start -----------------------------------------------


@pytest.mark.parametrize("seed", SEEDS)
def test_warm_start(seed):
    rng = np.random.default_rng(seed)
    balls = random_balls(rng, 8)
    balls[MASS] *= rng.choice([1.0, 20.0], balls.shape[1])
    arguments = balls, 8, random_pairs(rng, 8), random_wall_contacts(rng, 8), 0.01
    agree(warm_start.warm_start, naive.warm_start, *arguments, tolerance=1e-11)


def test_kernels_leave_the_spare_columns_of_a_block_alone():
    balls = random_balls(np.random.default_rng(2), 4)
    gravity.gravity(balls, 4, G, 0.01)
    assert np.isnan(balls[:, -SPARE:]).all()
