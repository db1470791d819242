"""Tests of `game.batch.chipmunk`."""

import math
import sys
from pathlib import Path

import numpy as np
import pytest

from game import Simulation, load_level
from game.batch import bench
from game.batch.chipmunk import Chipmunk, find_chipmunk

LEVELS = Path(__file__).parents[3] / "levels"


def test_chipmunk_starts_at_the_same_positions_and_turns_its_walls():
    simulation = Simulation(bench.benchmark_level(20))
    peer = Chipmunk(simulation)
    assert np.array_equal([ball.position for ball in peer.balls], simulation.positions)
    for _ in range(30):
        peer.step()
        simulation.step()
    ((wall, _),) = peer.walls
    assert wall.angle == pytest.approx(math.radians(72.0) / 2)
    assert peer.escaped_count() == 0
    peer.balls[3].position = (0.0, 99.0)
    assert peer.escaped_count() == 1
    simulation.close()


def test_chipmunk_is_found_with_pymunk_only(monkeypatch):
    assert find_chipmunk() is Chipmunk
    monkeypatch.setitem(sys.modules, "pymunk", None)
    assert find_chipmunk() is None


@pytest.mark.parametrize("name", ["pile", "cradle", "drum", "jacobi"])
def test_chipmunk_gets_obstacles_chains_and_discs(name):
    simulation = Simulation(load_level(LEVELS / f"{name}.toml"))
    peer = Chipmunk(simulation)
    for _ in range(20):
        peer.step()
    assert np.isfinite([ball.position for ball in peer.balls]).all()
    assert peer.escaped_count() == 0
    simulation.close()
