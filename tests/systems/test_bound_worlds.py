import numpy as np
import pytest

from components import Position, Velocity
from game.testing.tiny_worlds import create_ball as ball
from systems.bound_worlds import BoundColumns, BoundWorlds
from systems.kernels.batch import POSITION, VELOCITY
from systems.kernels.step import DONE


@pytest.fixture
def bound():
    """Return columns of two and of three balls of two tables, and the storages of the tables."""
    storages = [np.arange(28.0 * capacity).reshape(28, capacity) for capacity in (4, 7)]
    columns = BoundColumns(2)
    for number, (storage, count) in enumerate(zip(storages, (2, 3), strict=True)):
        columns.bind(number, storage, count)
    return columns, storages


def test_columns_are_read_with_nan_where_a_world_has_fewer_balls(bound):
    columns, (first, second) = bound
    values = columns.read(VELOCITY)
    assert values.shape == (2, 3, 2)
    assert np.array_equal(values[0, :2], first[list(VELOCITY), :2].T)
    assert np.isnan(values[0, 2]).all()
    assert np.array_equal(values[1], second[list(VELOCITY), :3].T)


@pytest.mark.parametrize("is_teleport", [False, True])
def test_columns_are_written_where_there_are_balls_and_nowhere_else(bound, is_teleport):
    columns, storages = bound
    expected = [storage.copy() for storage in storages]
    values = np.random.default_rng(1).normal(size=(2, 3, 2))
    for number, count in enumerate((2, 3)):
        expected[number][list(POSITION), :count] = values[number, :count].T
        if is_teleport:
            expected[number][0, :count] = 1.0
    columns.write(POSITION, values, is_teleport)
    assert all(map(np.array_equal, storages, expected))


def test_columns_can_be_bound_again(bound):
    columns, (_, second) = bound
    columns.bind(0, second, 1)
    assert columns.counts.tolist() == [1, 3]
    assert np.array_equal(columns.read(VELOCITY)[0, :1], second[list(VELOCITY), :1].T)


def test_a_table_is_read_after_it_has_grown(balls):
    columns = BoundColumns(1)
    for number in range(100):  # more than the first capacity
        ball(x=number, vx=-number)
    balls.sync()
    columns.bind(0, balls.storage, len(balls))
    assert np.array_equal(columns.read(POSITION)[0, :, 0], balls[Position].x)
    assert np.array_equal(columns.read(VELOCITY)[0, :, 0], balls[Velocity].x)


def test_worlds_run_until_their_steps_are_done(simulate):
    simulations = [simulate([{"position": [0.0, 0.0]}], gravity=[0.0, -10.0]) for _ in range(3)]
    worlds, codes = BoundWorlds(3), np.full(2, -1)
    for number, simulation in enumerate(simulations):
        with simulation.world.active():
            worlds.bind(number, next(simulation.run(1)))
    worlds.run(np.array([2, 0]), np.array([5, 0]), slice(0, 2), codes)
    assert codes.tolist() == [DONE, DONE]
    assert [simulation.pipeline.steps for simulation in simulations] == [1, 0, 5]
