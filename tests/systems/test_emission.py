from math import hypot, pi

import esper
import numpy as np
import pytest

from components import Collider, Emitter, Label, Position, Spin, Velocity
from game.testing.tiny_worlds import create_ball as ball
from systems import Emission


def emitter(**changes):
    values = {
        "x": 1.0, "y": 2.0, "area": 0.0, "rate": 10.0, "delay": 0.0, "count": 5,
        "ball": Collider(0.1, 2.0, 0.5, 0.4, 0.01), "vx": 3.0, "vy": 4.0, "spread": 0.0,
        "spin_min": 0.0, "spin_max": 0.0, "first_number": 7, "colors": ("#000000", "#ffffff"), "stream": 0,
    }  # fmt: skip
    made = Emitter(**values | changes)
    esper.create_entity(made)
    return made


def clear(balls):
    for entity in balls.entities.tolist():
        balls.despawn(entity)


def test_an_emitter_spawns_balls_at_its_rate(balls):
    source, born = emitter(delay=0.05), []
    emission = Emission(balls, seed=1)
    for step in range(100):
        emission.process(step, 0.01)
        born.append(source.spawned)
        clear(balls)
    assert [born.index(k) for k in range(1, 6)] == [5, 15, 25, 35, 45]
    assert born[-1] == 5


def test_a_spawned_ball_has_the_properties_of_its_emitter(balls):
    emitter(spin_min=2.0, spin_max=3.0)
    Emission(balls, seed=1).process(0, 0.01)
    (one,) = balls.entities.tolist()
    assert esper.component_for_entity(one, Position).values == (1.0, 2.0)
    assert esper.component_for_entity(one, Velocity).values == pytest.approx((3.0, 4.0))
    assert esper.component_for_entity(one, Collider).values == (0.1, 2.0, 0.5, 0.4, 0.01)
    assert esper.component_for_entity(one, Label) == Label(7, "#000000")
    assert 2.0 <= esper.component_for_entity(one, Spin).rate <= 3.0


def test_spawned_balls_do_not_overlap_and_stay_within_area_and_spread(balls):
    emitter(rate=1000.0, count=40, area=1.0, spread=pi / 6)
    emission = Emission(balls, seed=1)
    for step in range(20):
        emission.process(step, 0.1)
    assert len(balls) == 40
    x, y = balls[Position].x - 1.0, balls[Position].y - 2.0
    assert np.hypot(x, y).max() <= 1.0
    gaps = np.hypot(x[:, None] - x, y[:, None] - y)[np.triu_indices(40, 1)]
    assert gaps.min() > 0.2
    turn = np.angle((balls[Velocity].x + 1j * balls[Velocity].y) / (3 + 4j))
    assert 0.4 < np.abs(turn).max() <= pi / 6
    assert np.hypot(balls[Velocity].x, balls[Velocity].y) == pytest.approx(np.full(40, 5.0))


def test_a_ball_waits_until_there_is_room(balls):
    in_the_way = ball(1.1, 2.0, radius=0.1)
    balls.sync()
    source = emitter()
    emission = Emission(balls, seed=1)
    emission.process(0, 0.01)
    assert source.spawned == 0
    esper.component_for_entity(in_the_way, Position).x = 9.0
    emission.process(1, 0.01)
    assert source.spawned == 1


def test_random_numbers_depend_only_on_the_seed(balls):
    places = []
    for seed in (1, 1, 2):
        source = emitter(area=5.0, rate=100.0)
        Emission(balls, seed).process(3, 0.01)
        places.append(hypot(balls[Position].x[0], balls[Position].y[0]))
        clear(balls)
        source.spawned = source.count
        esper.clear_database()
        balls.sync()
    assert places[0] == places[1] != places[2]


def test_restore_restores_a_snapshot(balls):
    source = emitter()
    emission = Emission(balls, seed=1)
    before = emission.snapshot()
    emission.process(0, 0.01)
    assert (before, emission.snapshot()) == (((0, 5),), ((1, 5),))
    emission.restore(before)
    assert source.spawned == 0
