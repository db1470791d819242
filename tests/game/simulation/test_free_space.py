"""Room for a ball among balls and walls."""

import pytest

from game import Level, Simulation
from game.simulation.free_space import FreeSpace
from tests.scenes import heptagon

PLATE = {"shape": "path", "points": [[-0.5, -1.0], [0.5, -1.0]], "closed": False}
BALLS = [{"position": [0.0, 0.0], "radius": 0.2}, {"position": [1.0, 0.0], "radius": 0.2}]


@pytest.fixture
def scene():
    parts = {"walls": [heptagon(), PLATE], "balls": BALLS}
    simulation = Simulation(Level.model_validate({"format": 1, "title": "Plate"} | parts))
    yield simulation
    simulation.close()


def test_the_obstacle_is_named(scene):
    space = FreeSpace(scene, 0.2)
    assert space.obstacle((1.3, 0.0)) == "ball 2"
    assert space.obstacle((0.0, -1.1)) == "a wall"
    assert space.obstacle((20.0, 0.0)) == "a wall"
    assert space.obstacle((0.0, 1.0)) == ""


def test_a_new_ball_needs_a_small_gap_and_a_moved_one_may_touch(scene):
    entity = int(scene.balls.entities[0])
    touching = (0.6, 0.0)
    assert FreeSpace(scene, 0.2).obstacle(touching) != ""
    assert FreeSpace(scene, 0.2, moved=entity).obstacle(touching) == ""


def test_the_moved_ball_is_no_obstacle_for_itself(scene):
    assert FreeSpace(scene, 0.2, moved=int(scene.balls.entities[0])).obstacle((0.05, 0.0)) == ""


def test_the_last_free_point_of_a_way_is_found_beyond_an_obstacle(scene):
    space = FreeSpace(scene, 0.2, moved=int(scene.balls.entities[0]))
    way = [(0.5, 0.0), (1.0, 0.0), (1.5, 0.0), (9.0, 0.0)]
    assert space.last_free(way) == (1.5, 0.0)
    assert space.last_free(way[:2]) == (0.5, 0.0)
    assert space.last_free(way[1:2]) is None
