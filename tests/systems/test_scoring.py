"""Points of kicks and sensors, and the step in which a level is won."""

import esper
import pytest

from components import Goal, KickCount, KickScore, Outline, Position, Sensor
from game.testing.tiny_worlds import create_ball as ball
from systems import Scoring, Sensing
from tests.scenes import wall_of

DISC = Outline([(0.0, 0.0)], 0.5, container=False, kick=1.0)


@pytest.fixture
def scoring(balls, walls):
    """The scoring of a world with two kicking walls, worth 50 and 7 points, and a sensor around (9, 0), worth 3."""
    for points in (50, 7):
        esper.add_component(wall_of(DISC), KickScore(points))
    wall_of(DISC)
    esper.create_entity(Sensor("zone", 9.0, 0.0, 1.0, 1.0, score=3, action="finish"))
    ball(-9.0, 0.0)
    balls.sync()
    walls.sync()
    return Scoring(walls, Sensing(balls))


def test_kicks_and_counted_balls_give_points(scoring):
    assert scoring.score == 0
    scoring.walls[KickCount].kicks[:] = 2.0, 3.0, 9.0
    assert scoring.score == 2 * 50 + 3 * 7
    scoring.sensing.sensors()[0][1].count = 5
    assert scoring.score == 2 * 50 + 3 * 7 + 5 * 3


def test_a_world_without_a_goal_is_never_won(scoring):
    scoring.process(5)
    assert (scoring.is_open, scoring.won_step) == (False, None)


def test_a_score_wins_once(scoring):
    esper.create_entity(Goal(score=100))
    scoring.walls[KickCount].kicks[0] = 1.0
    scoring.process(3)
    assert (scoring.is_open, scoring.won_step) == (True, None)
    scoring.walls[KickCount].kicks[0] = 2.0
    scoring.process(4)
    assert (scoring.is_open, scoring.won_step) == (False, 4)
    scoring.process(5)
    assert scoring.won_step == 4


def test_finished_balls_win(scoring, balls):
    esper.create_entity(Goal(finish=1))
    scoring.process(1)
    assert scoring.won_step is None
    esper.component_for_entity(int(balls.entities[0]), Position).x = 9.0
    scoring.sensing.process(2)
    scoring.process(2)
    assert scoring.won_step == 2


def test_the_goals_of_all_sensors_and_the_score_have_to_be_reached(scoring):
    esper.create_entity(Goal(score=50))
    (_, sensor), *_ = scoring.sensing.sensors()
    sensor.goal, sensor.count = 2, 1
    scoring.walls[KickCount].kicks[0] = 1.0
    scoring.process(7)
    assert scoring.won_step is None
    sensor.count = 2
    scoring.process(8)
    assert scoring.won_step == 8
