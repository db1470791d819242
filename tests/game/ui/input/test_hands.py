"""What hands do to a simulation, and the way back."""

import math

import esper
import numpy as np
import pytest

from components import Position
from game.levels.format.balls import ORANGES
from game.session.rewind import EVERY, Rewind
from game.simulation.commands import AddBall, Grab, Release, RemoveBall
from game.simulation.memory import memory_of
from tests.scenes import heptagon


@pytest.fixture
def scene(simulate):
    spawn = {"pattern": "disc", "radius": 1.0, "speed": [0.0, 1.0]}
    return simulate([{"count": 8, "spawn": spawn}], wall=heptagon())


@pytest.fixture
def still(simulate):
    return simulate([{"position": [0.0, 0.0]}], gravity=[0.0, 0.0])


def first(simulation):
    return int(simulation.balls.entities[0])


def test_a_held_ball_comes_to_the_hand_and_stays(still):
    still.enqueue(Grab(first(still), 3.0, 4.0))
    still.step(60)
    assert still.positions[0] == pytest.approx((3.0, 4.0), abs=1e-3)
    still.enqueue(Release())
    still.step(60)
    assert still.velocities[0] == pytest.approx((0.0, 0.0), abs=1e-2)


def test_the_hand_is_stable_at_any_step_and_cannot_explode(simulate):
    for rates in ({"step_rate": 30, "substeps": 1}, {"step_rate": 480, "substeps": 8}):
        simulation = simulate([{"position": [-9.0, 0.0]}], gravity=[0.0, -100.0], **rates)
        simulation.enqueue(Grab(first(simulation), 1e6, 1e6))  # far outside
        for _ in range(100):
            simulation.step()
            assert np.isfinite(simulation.positions).all()
            assert np.abs(simulation.positions).max() < 10.0


def test_a_held_ball_is_not_drawn_as_if_put_elsewhere(still):
    still.enqueue(Grab(first(still), 3.0, 4.0))
    still.step(3)
    assert not still.balls.dirty.any()


def test_a_ball_that_is_no_more_is_let_go(still):
    entity = first(still)
    still.enqueue(Grab(entity, 3.0, 4.0))
    still.step()
    still.enqueue(RemoveBall(entity))
    still.enqueue(RemoveBall(entity))
    still.step(2)
    assert (still.count, still.pipeline.mouse_joint.target) == (0, None)


def test_a_ball_is_added_like_the_others(scene):
    scene.enqueue(AddBall(2.0, 0.0, 1.0, 0.0))
    scene.step()
    assert (scene.count, scene.radii[-1], scene.masses[-1]) == (9, scene.radii[0], scene.masses[0])
    assert (scene.labels[-1].number, scene.labels[-1].color) == (9, ORANGES[8])
    assert scene.velocities[-1][0] == pytest.approx(1.0)
    scene.enqueue(AddBall(*scene.positions[-1]))  # in the way of itself
    scene.step()
    assert scene.count == 9


def test_a_ball_may_be_added_where_there_was_none(simulate):
    empty = simulate([])
    empty.enqueue(AddBall(0.0, 0.0))
    empty.step()
    assert (empty.count, empty.labels[0].number) == (1, 1)


def handle(simulation, steps):
    """Play with it: grab, drag, throw, remove."""
    for k in range(steps):
        if k % 40 == 5:
            simulation.enqueue(Grab(first(simulation), math.sin(k), 1.0))
        if k % 40 == 25:
            simulation.enqueue(Release())
        if k % 50 == 30:
            simulation.enqueue(AddBall(-1.0 + 0.02 * k, 1.5, 0.0, 2.0))
        if k % 90 == 80:
            simulation.enqueue(RemoveBall(int(simulation.balls.entities[2])))
        simulation.step()


def test_the_same_inputs_give_the_same_bits(scene, simulate):
    handle(scene, 200)
    again = simulate([{"count": 8, "spawn": {"pattern": "disc", "radius": 1.0, "speed": [0.0, 1.0]}}], wall=heptagon())
    again.commands[:] = scene.commands
    again.step(200)
    assert again.hash() == scene.hash()


def test_what_was_done_is_done_again_after_going_back(scene):
    handle(scene, 30)
    state = scene.snapshot()
    rest = [stamped for stamped in scene.commands if stamped.step >= 30]
    assert rest == []
    scene.enqueue(AddBall(-1.0, 1.5))
    scene.step(100)
    digest = scene.hash()
    scene.restore(state)
    scene.step(100)
    assert scene.hash() == digest


def test_another_future_forgets_the_first(scene):
    state = scene.snapshot()
    scene.enqueue(AddBall(2.0, 0.0))
    scene.step(10)
    scene.enqueue(AddBall(-2.0, 0.0))
    scene.step(10)
    scene.restore(state)
    scene.step(5)  # the first ball comes again ...
    scene.enqueue(RemoveBall(first(scene)))
    scene.enqueue(AddBall(0.0, 2.0))
    scene.step(20)  # ... the second does not
    assert [(one.step, type(one.command)) for one in scene.commands] == [(0, AddBall), (5, RemoveBall), (5, AddBall)]
    assert scene.count == 9


@pytest.mark.parametrize("back", [1, 7, EVERY, 33, 150])
def test_the_way_back_has_the_bits_of_the_way_there(scene, back):
    history, digests = Rewind(scene), []
    for k in range(150):
        if k == 60:
            scene.enqueue(AddBall(2.0, 0.0))
        if k == 100:
            scene.enqueue(RemoveBall(first(scene)))
        digests.append(scene.hash())
        history.step()
    end = scene.hash()
    assert history.back(back) == back
    assert (scene.steps, scene.hash()) == (150 - back, digests[150 - back])
    history.step(back)
    assert scene.hash() == end


def test_one_goes_back_step_by_step_to_the_oldest(scene):
    history = Rewind(scene)
    digests = []
    for _ in range(45):
        digests.append(scene.hash())
        history.step()
    for step in range(44, -1, -1):
        assert history.back() == 1
        assert scene.hash() == digests[step]
    assert history.back() == 0


def test_the_memory_is_bounded(scene, monkeypatch):
    history = Rewind(scene)
    history.note()
    monkeypatch.setattr("game.session.rewind.MOST_BYTES", 5 * memory_of(scene.snapshot()))
    history.step(200)
    assert history.oldest > 100
    assert history.back(1000) == 200 - history.oldest
    assert scene.steps == history.oldest


def test_a_minute_of_twenty_balls_fits(simulate):
    simulation = simulate([{"count": 20, "spawn": {"pattern": "disc", "radius": 1.2}}], wall=heptagon())
    simulation.step(60)
    assert memory_of(simulation.snapshot()) * 3600 / EVERY < 16e6


def test_hands_on_a_snapshot_are_put_back(still):
    still.enqueue(Grab(first(still), 3.0, 0.0))
    still.step(5)
    state, digest = still.snapshot(), still.hash()
    still.enqueue(Release())
    still.step(5)
    assert still.pipeline.mouse_joint.target is None
    still.restore(state)
    assert (still.pipeline.mouse_joint.target, still.hash()) == ((first(still), 3.0, 0.0), digest)
    with still.world.active():
        assert esper.component_for_entity(first(still), Position).x > 0.0
