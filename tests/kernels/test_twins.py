"""Every kernel against its slow twin, on random and on degenerate input."""

import numpy as np
import pytest

from systems.kernels import (
    ball_collision,
    damping,
    gravity,
    integration,
    neighbours,
    remember,
    wall_collision,
    wall_motion,
    warm_start,
)
from tests import naive

SEEDS = range(12)
H = 1.0 / 240.0


def copies(arguments):
    return [argument.copy() if isinstance(argument, np.ndarray) else argument for argument in arguments]


def agree(kernel, twin, arguments, tolerance=1e-12):
    """Run both on copies of the same arguments; every array must come out the same."""
    ours, theirs = copies(arguments), copies(arguments)
    kernel(*ours)
    twin(*theirs)
    for place, (mine, other) in enumerate(zip(ours, theirs, strict=True)):
        np.testing.assert_allclose(mine, other, rtol=tolerance, atol=tolerance, err_msg=f"argument {place}")


@pytest.mark.parametrize("count", [0, 1, 17])
@pytest.mark.parametrize(
    ("kernel", "twin", "columns", "numbers"),
    [
        (gravity.gravity, naive.gravity, 4, 2),
        (damping.damping, naive.damping, 5, 2),
        (integration.integration, naive.integration, 8, 1),
        (remember.remember, naive.remember, 6, 0),
        (wall_motion.wall_motion, naive.wall_motion, 12, 1),
    ],
)
def test_flight(kernel, twin, columns, numbers, count):
    chance = np.random.default_rng(count)
    agree(kernel, twin, [*chance.normal(size=(columns, count)), *chance.normal(size=numbers)])


def pairs_of(x, y, radius, skin, capacity=4000):
    count = len(x)
    start, cell, order = (np.empty(size, np.int64) for size in (4 * count + 65, count, count))
    first, second = np.empty(capacity, np.int64), np.empty(capacity, np.int64)
    found = neighbours.find_pairs(x, y, radius, skin, start, cell, order, first, second)
    return found, list(zip(first[:found].tolist(), second[:found].tolist(), strict=True))


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("count", [0, 1, 2, 60])
@pytest.mark.parametrize("spread", [0.0, 1.0, 30.0, 1e6])
def test_near_pairs(seed, count, spread):
    chance = np.random.default_rng(seed)
    x, y = spread * chance.normal(size=(2, count))
    radius = chance.uniform(0.02, 1.0, count)
    _, pairs = pairs_of(x, y, radius, 0.1)
    assert pairs == naive.find_pairs(x, y, radius, 0.1)


def test_near_pairs_in_a_line_and_on_cell_borders():
    x = np.arange(50) * 0.5
    _, pairs = pairs_of(x, np.zeros(50), np.full(50, 0.25), 0.0)
    assert pairs == [(k, k + 1) for k in range(49)]


def test_near_pairs_tells_how_much_room_it_lacks():
    x = np.zeros(10)
    found, _ = pairs_of(x, x.copy(), np.ones(10), 0.0, capacity=45)
    assert found == 45
    start, cell, order = (np.empty(size, np.int64) for size in (105, 10, 10))
    few = np.full(3, -1, np.int64), np.full(3, -1, np.int64)
    assert neighbours.find_pairs(x, x, np.ones(10), 0.0, start, cell, order, *few) == 45
    assert few[0].tolist() == [0, 0, 0]


@pytest.mark.parametrize("distance", [0.0, 0.5, 10.0])
def test_has_moved(distance):
    chance = np.random.default_rng(3)
    x, y, x_then, y_then = chance.normal(size=(4, 20))
    assert neighbours.has_moved(x, y, x_then, y_then, distance) == naive.has_moved(x, y, x_then, y_then, distance)


@pytest.mark.parametrize("seed", SEEDS)
def test_carry_over(seed):
    chance = np.random.default_rng(seed)
    every = np.array([(i, j) for i in range(8) for j in range(i + 1, 8)])
    old = every[np.sort(chance.choice(len(every), chance.integers(0, 20), replace=False))]
    new = every[np.sort(chance.choice(len(every), chance.integers(0, 20), replace=False))]
    columns = []
    for pairs in (old, new):
        columns += [*np.ascontiguousarray(pairs.T), chance.normal(size=(5, len(pairs)))]
    agree(neighbours.carry_over, naive.carry_over, columns)


def some_contacts(chance, count):
    angle = chance.uniform(0.0, 7.0, count)
    return np.vstack((np.cos(angle), np.sin(angle), chance.normal(size=(3, count))))


def some_balls(chance, count, spread):
    """x, y, vx, vy, rate, radius, mass, restitution, friction, rolling of a crowd."""
    place = spread * chance.normal(size=(2, count))
    motion = chance.normal(size=(3, count))
    return [
        *(*place, *motion),
        *(chance.uniform(0.1, 0.5, count), chance.uniform(0.5, 3.0, count)),
        *(chance.uniform(0.0, 1.0, count), chance.uniform(0.0, 1.0, count), chance.uniform(0.0, 0.2, count)),
    ]


@pytest.mark.parametrize("seed", SEEDS)
def test_warm_start(seed):
    chance = np.random.default_rng(seed)
    count, pairs, touches = 6, 9, 5
    first = np.sort(chance.integers(0, count - 1, pairs))
    second = np.array([chance.integers(i + 1, count) for i in first])
    ball = np.sort(chance.integers(0, count, touches))
    _, _, vx, vy, rate, radius, mass, *_ = some_balls(chance, count, 1.0)
    dirty = (chance.random(count) < 0.2).astype(np.uint8)
    agree(
        warm_start.warm_start,
        naive.warm_start,
        [
            *(first, second, some_contacts(chance, pairs)),
            *(ball, ball.copy(), some_contacts(chance, touches), touches - 1),
            *(dirty, vx, vy, rate, *chance.normal(size=(2, count)), radius, mass),
        ],
    )


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("spread", [0.0, 0.3, 1.0])
@pytest.mark.parametrize("rules", [(0, 2), (1, 1), (3, 4)])
@pytest.mark.parametrize("rest_speed", [0.0, 0.5])
@pytest.mark.parametrize("again", [False, True])
def test_ball_collision(seed, spread, rules, rest_speed, again):
    chance = np.random.default_rng(seed)
    stirred = chance.choice([0.0, 0.5, 1.0], (2, 8))
    balls = some_balls(chance, 8, spread)
    first, second = (np.ascontiguousarray(rows) for rows in np.triu_indices(8, 1))
    contacts = np.zeros((5, len(first)))
    contacts[[2, 4]] = chance.uniform(0.0, 0.1, (2, len(first)))
    agree(
        ball_collision.ball_collision,
        naive.ball_collision,
        [first, second, contacts, *balls, *stirred, *rules, rest_speed, H, again],
        tolerance=1e-9,  # a chain of impacts amplifies the last bit
    )


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("rate", [0.0, 1.3, -20.0])
@pytest.mark.parametrize("rest_speed", [1e-9, 0.5])  # 0 would let the last bit decide what rests
@pytest.mark.parametrize("again", [False, True])
def test_wall_collision(seed, rate, rest_speed, again):
    chance = np.random.default_rng(seed)
    count, sides = 30, 5
    x, y, vx, vy, spin, radius, mass, *surface = some_balls(chance, count, 1.2)
    vx, vy = 4.0 * vx, 4.0 * vy
    kick_x, kick_y = 0.02 * chance.normal(size=(2, count))
    angle = -np.pi / 2 + (2 * np.arange(sides) - 1) * np.pi / sides + np.pi / sides
    nx, ny, distance = np.cos(angle), np.sin(angle), chance.uniform(1.4, 1.6, sides)
    wall = [chance.normal(size=1) * scale for scale in (0.1, 0.1, 0.5, 0.5, 1.0)] + [np.array([rate])]
    wall_surface = [np.array([0.6]), np.array([0.5]), np.array([0.05])]

    old = {(i, int(chance.integers(sides))): [0.01, 0.002, 0.001] for i in range(0, count, 3)}
    room = count * wall_collision.MOST
    before, after = ([np.zeros(room, np.int64), np.zeros(room, np.int64), np.zeros((5, room))] for _ in range(2))
    for k, ((i, q), sums) in enumerate(old.items()):
        before[0][k], before[1][k], before[2][2:, k] = i, q, sums
    block = np.vstack((nx, ny, distance, np.empty((2, sides))))
    ours = copies([x, y, vx, vy, spin])
    stirred = chance.choice([0.0, 0.5, 1.0], (2, count))
    by_balls = stirred[0].copy()
    found, any_stirred = wall_collision.wall_collision(
        *(*before, *after, np.array([0, sides]), block, distance.min(keepdims=True)),
        *(*wall, *wall_surface, *ours, kick_x, kick_y, radius, mass, *surface, *stirred),
        *(0, 2, rest_speed, H, len(old), again),
    )

    walls = [
        {
            "place": complex(*(part[0] for part in wall[:2])),
            "velocity": complex(*(part[0] for part in wall[2:4])),
            "angle": wall[4][0],
            "rate": rate,
            **dict(zip(("restitution", "friction", "rolling"), (part[0] for part in wall_surface), strict=True)),
            "sides": [{"number": q, "normal": complex(nx[q], ny[q]), "distance": distance[q]} for q in range(sides)],
        }
    ]
    balls = [
        {
            "place": complex(x[i], y[i]),
            "velocity": complex(vx[i], vy[i]),
            "acceleration": complex(kick_x[i], kick_y[i]) / H,
            "rate": spin[i],
            "radius": radius[i],
            "mass": mass[i],
            **dict(zip(("restitution", "friction", "rolling"), (column[i] for column in surface), strict=True)),
        }
        for i in range(count)
    ]
    contacts = naive.wall_collision(old, walls, balls, 0, 2, rest_speed, H, by_balls, again)

    keys = list(zip(after[0][:found].tolist(), after[1][:found].tolist(), strict=True))
    assert sorted(keys) == sorted(contacts)
    sums = np.array([contacts[key] for key in keys]).reshape(-1, 3)
    np.testing.assert_allclose(after[2][2:, :found].T, sums, atol=1e-9)
    theirs = np.array(
        [(b["place"].real, b["place"].imag, b["velocity"].real, b["velocity"].imag, b["rate"]) for b in balls]
    )
    np.testing.assert_allclose(np.column_stack(ours), theirs, atol=1e-8)
    assert any_stirred == stirred[1].any()
    assert not stirred[0].any()
