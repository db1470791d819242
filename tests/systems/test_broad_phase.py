import esper
import numpy as np
import pytest

from components import Position
from game.testing.tiny_worlds import create_ball as ball
from systems.broad_phase import BroadPhase
from tests import naive


def updated(broad_phase):
    """Update the list of pairs, and return it."""
    broad_phase.process()
    return broad_phase.pairs


def near(pairs):
    return list(zip(pairs.first.tolist(), pairs.second.tolist(), strict=True))


def test_no_overlap_is_missed_while_balls_move(balls):
    rng = np.random.default_rng(5)
    for x, y in rng.uniform(-4.0, 4.0, (60, 2)):
        ball(x, y, radius=0.3)
    balls.sync()
    broad_phase = BroadPhase(balls)
    place = balls[Position]
    for _ in range(200):
        place.x[:] += rng.normal(scale=0.03, size=60)
        place.y[:] += rng.normal(scale=0.03, size=60)
        found = near(updated(broad_phase))
        assert len(found) == len(set(found))
        assert set(naive.find_pairs(balls.storage, 60, 0.0)) <= set(found)


def test_the_list_is_rebuilt_only_when_a_ball_has_moved_far_enough(balls):
    ball(0.0, 0.0)
    ball(1.1, 0.0)
    balls.sync()
    broad_phase = BroadPhase(balls)
    updated(broad_phase)
    places = broad_phase.grid.places[0]
    balls[Position].x[0] += 0.15
    updated(broad_phase)
    assert places.tolist() == [0.0, 1.1]
    balls[Position].x[0] += 0.15
    updated(broad_phase)
    assert places.tolist() == [0.3, 1.1]


def test_pairs_keep_their_impulses_when_rows_move(balls):
    entities = [ball(1.01 * k, 0.0) for k in range(4)]
    balls.sync()
    broad_phase = BroadPhase(balls)
    pairs = updated(broad_phase)
    assert near(pairs) == [(0, 1), (1, 2), (2, 3)]
    pairs.normal_impulse[:] = 1.0, 2.0, 3.0
    esper.delete_entity(entities[0], immediate=True)
    ball(4.04, 0.0)
    balls.sync()
    assert near(broad_phase.pairs) == [(0, 1), (1, 2)]
    pairs = updated(broad_phase)
    assert near(pairs) == [(0, 1), (1, 2), (2, 3)]
    assert pairs.normal_impulse.tolist() == [2.0, 3.0, 0.0]


def test_restore_restores_the_list(balls):
    ball(0.0, 0.0)
    ball(1.0, 0.0)
    balls.sync()
    broad_phase = BroadPhase(balls)
    updated(broad_phase).normal_impulse[:] = 5.0
    state = broad_phase.snapshot()
    broad_phase.pairs.normal_impulse[:] = 7.0
    broad_phase.restore(state)
    assert updated(broad_phase).normal_impulse.tolist() == [5.0]


@pytest.mark.parametrize("count", [0, 1])
def test_fewer_than_two_balls_have_no_pairs(balls, count):
    for _ in range(count):
        ball()
    balls.sync()
    assert near(updated(BroadPhase(balls))) == []


@pytest.mark.parametrize("nowhere", [float("nan"), float("inf"), -float("inf")])
def test_a_ball_without_a_finite_position_is_in_no_pair(balls, nowhere):
    for k in range(6):
        ball(1.01 * k, 0.0)
    balls.sync()
    balls[Position].y[2] = nowhere
    assert near(updated(BroadPhase(balls))) == [(0, 1), (3, 4), (4, 5)]
