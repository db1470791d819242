"""Going back in time: the same bits, as far as the memory allows."""

import pytest

from game.session.rewind import SNAPSHOT_INTERVAL, Rewind
from game.simulation.commands import AddBall, RemoveBall
from game.simulation.memory import memory_of
from tests.scenes import heptagon


@pytest.fixture
def scene(simulate):
    spawn = {"pattern": "disc", "radius": 1.0, "speed": [0.0, 1.0]}
    return simulate([{"count": 8, "spawn": spawn}], wall=heptagon())


@pytest.mark.parametrize("back", [1, 7, SNAPSHOT_INTERVAL, 33, 150])
def test_states_on_the_way_back_have_the_same_bits(scene, back):
    rewind, digests = Rewind(scene), []
    for k in range(150):
        if k == 60:
            scene.enqueue(AddBall(2.0, 0.0))
        if k == 100:
            scene.enqueue(RemoveBall(int(scene.balls.entities[0])))
        digests.append(scene.hash())
        rewind.step()
    end = scene.hash()
    assert rewind.step_back(back) == back
    assert (scene.steps, scene.hash()) == (150 - back, digests[150 - back])
    rewind.step(back)
    assert scene.hash() == end


def test_going_back_step_by_step_ends_at_the_oldest_snapshot(scene):
    rewind = Rewind(scene)
    digests = []
    for _ in range(45):
        digests.append(scene.hash())
        rewind.step()
    for step in range(44, -1, -1):
        assert rewind.step_back() == 1
        assert scene.hash() == digests[step]
    assert rewind.step_back() == 0


def test_the_oldest_snapshots_are_removed_when_memory_is_short(scene, monkeypatch):
    rewind = Rewind(scene)
    rewind.store_snapshot()
    monkeypatch.setattr("game.session.rewind.MAX_BYTES", 5 * memory_of(scene.snapshot()))
    rewind.step(200)
    assert rewind.oldest_step > 100
    assert rewind.step_back(1000) == 200 - rewind.oldest_step
    assert scene.steps == rewind.oldest_step


def test_a_minute_of_twenty_balls_takes_less_than_16_mb(simulate):
    simulation = simulate([{"count": 20, "spawn": {"pattern": "disc", "radius": 1.2}}], wall=heptagon())
    simulation.step(60)
    assert memory_of(simulation.snapshot()) * 3600 / SNAPSHOT_INTERVAL < 16e6
