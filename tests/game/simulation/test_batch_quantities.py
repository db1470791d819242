"""Quantities of the balls of many simulations: reading them as arrays, and setting them."""

import math

import esper
import numpy as np
import pytest

from components import Collider, Position, Spin, Velocity
from game import Batch, Simulation
from game.testing.tiny_worlds import tiny_level as level
from tests.scenes import heptagon

TWENTY = {"count": 20, "spawn": {"pattern": "disc", "radius": 1.1, "speed": [0.0, 1.0]}}


def plain(seed):
    return Simulation(level([TWENTY], wall=heptagon()), seed=seed)


@pytest.fixture
def three():
    with Batch([plain(seed) for seed in range(3)], threads=2) as batch:
        yield batch


def delete_a_ball(simulation):
    with simulation.world.active():
        esper.delete_entity(int(simulation.balls.entities[4]))


def create_a_ball(simulation):
    with simulation.world.active():
        esper.create_entity(Position(0.0, 2.2), Velocity(), Spin(), Collider(0.1))


def hashes(simulations):
    return [simulation.hash() for simulation in simulations]


def test_length_and_indices(three):
    assert len(three) == 3
    assert [three[number] for number in range(3)] == list(three)
    assert len(Batch([])) == 0


def test_an_empty_batch_has_nothing_to_do():
    with Batch([]) as batch:
        batch.step(10)
        assert batch.positions.shape == (0, 0, 2)


def test_quantities_are_those_of_the_simulations(three):
    three.step(20)
    for name in ("positions", "velocities", "angles", "spins"):
        values = getattr(three, name)
        assert np.array_equal(values, [getattr(simulation, name) for simulation in three])
        with pytest.raises(ValueError, match="read-only"):
            values[:] = 0.0
    assert three.counts.tolist() == [20, 20, 20]


def test_rows_of_fewer_balls_end_with_nan(three):
    three.step()
    delete_a_ball(three[1])
    three.step()
    assert three.counts.tolist() == [20, 19, 20]
    assert three.positions.shape == (3, 20, 2)
    assert np.array_equal(three.positions[1, :19], three[1].positions)
    assert np.argwhere(np.isnan(three.spins)).tolist() == [[1, 19]]
    create_a_ball(three[0])
    three.step()
    assert (three.counts.tolist(), three.angles.shape) == ([21, 19, 20], (3, 21))


def test_velocities_are_set(three):
    twin = plain(1)
    three.step(60)
    twin.step(60)
    velocities = three.velocities + np.array((0.5, 1.0))
    three.set_velocities(velocities)
    twin.set_velocities(velocities[1])
    assert np.array_equal(three.velocities, velocities)
    assert not three[1].balls.dirty.any()
    three.step(10)
    twin.step(10)
    assert three[1].hash() == twin.hash()


def test_moved_balls_are_teleported(three):
    twin = plain(1)
    three.step(60)
    twin.step(60)
    positions = three.positions + np.array((0.0, 0.01))
    three.set_positions(positions)
    twin.set_positions(positions[1])
    assert np.array_equal(three.positions, positions)
    assert three[1].balls.dirty.all()
    three.step(10)
    twin.step(10)
    assert three[1].hash() == twin.hash()


def test_what_was_read_can_be_set_if_numbers_of_balls_differ(three):
    delete_a_ball(three[1])
    three.step(5)
    before = hashes(three)
    three.set_velocities(three.velocities)
    assert hashes(three) == before


@pytest.mark.parametrize("write", ["set_positions", "set_velocities"])
def test_invalid_values_are_not_set(three, write):
    before = hashes(three)
    for values, message in (
        (np.zeros((3, 19, 2)), r"shape is \(3, 19, 2\); allowed: \(3, 20, 2\)"),
        (np.zeros(3), "shape"),
        (np.full((3, 20, 2), math.nan), "finite"),
        (np.full((3, 20, 2), math.inf), "finite"),
    ):
        with pytest.raises(ValueError, match=message):
            getattr(three, write)(values)
        with pytest.raises(ValueError, match=message.replace("3, ", "")):
            getattr(three[0], write)(values[0])
    assert hashes(three) == before


def test_lists_and_single_precision_are_converted(three):
    three.set_velocities(np.ones((3, 20, 2), np.float32).tolist())
    assert (three.velocities == 1.0).all()
    three[0].set_velocities(np.zeros((20, 2), np.float32))
    assert not three.velocities[0].any()
