import esper
import numpy as np
import pytest

from components import Position
from systems.neighbours import Neighbours
from tests import naive
from tests.scenes import ball


def near(pairs):
    return list(zip(pairs.first.tolist(), pairs.second.tolist(), strict=True))


def test_no_overlap_is_ever_missed_while_balls_wander(balls):
    chance = np.random.default_rng(5)
    for x, y in chance.uniform(-4.0, 4.0, (60, 2)):
        ball(x, y, radius=0.3)
    balls.sync()
    neighbours = Neighbours(balls)
    place, radius = balls[Position], np.full(60, 0.3)
    for _ in range(200):
        place.x[:] += chance.normal(scale=0.03, size=60)
        place.y[:] += chance.normal(scale=0.03, size=60)
        found = near(neighbours.update())
        assert len(found) == len(set(found))
        assert set(naive.find_pairs(place.x, place.y, radius, 0.0)) <= set(found)


def test_the_list_holds_until_a_ball_has_moved_far_enough(balls):
    ball(0.0, 0.0)
    ball(1.1, 0.0)
    balls.sync()
    neighbours = Neighbours(balls)
    first = neighbours.update()
    balls[Position].x[0] += 0.15
    assert neighbours.update() is first
    balls[Position].x[0] += 0.15
    assert neighbours.update() is not first


def test_impulses_follow_their_pair_when_rows_move(balls):
    entities = [ball(1.01 * k, 0.0) for k in range(4)]
    balls.sync()
    neighbours = Neighbours(balls)
    pairs = neighbours.update()
    assert near(pairs) == [(0, 1), (1, 2), (2, 3)]
    pairs.normal_impulse[:] = 1.0, 2.0, 3.0
    esper.delete_entity(entities[0], immediate=True)
    ball(4.04, 0.0)
    balls.sync()
    assert near(neighbours.follow()) == [(0, 1), (1, 2)]
    pairs = neighbours.update()
    assert near(pairs) == [(0, 1), (1, 2), (2, 3)]
    assert pairs.normal_impulse.tolist() == [2.0, 3.0, 0.0]


def test_a_snapshot_brings_the_list_back(balls):
    ball(0.0, 0.0)
    ball(1.0, 0.0)
    balls.sync()
    neighbours = Neighbours(balls)
    neighbours.update().normal_impulse[:] = 5.0
    state = neighbours.snapshot()
    neighbours.pairs.normal_impulse[:] = 7.0
    neighbours.restore(state)
    assert neighbours.update().normal_impulse.tolist() == [5.0]


@pytest.mark.parametrize("count", [0, 1])
def test_few_balls_have_no_neighbours(balls, count):
    for _ in range(count):
        ball()
    balls.sync()
    assert near(Neighbours(balls).update()) == []


@pytest.mark.parametrize("nowhere", [float("nan"), float("inf"), -float("inf")])
def test_a_ball_that_is_nowhere_is_near_nobody_and_the_others_find_each_other(balls, nowhere):
    for k in range(6):
        ball(1.01 * k, 0.0)
    balls.sync()
    balls[Position].y[2] = nowhere
    assert near(Neighbours(balls).update()) == [(0, 1), (3, 4), (4, 5)]
