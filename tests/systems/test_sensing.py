import esper
import pytest

from components import Label, Position, PreviousPose, Sensor
from game.testing.tiny_worlds import create_ball as ball
from systems import Sensing, StorePreviousPose
from systems.sensing import Finish


@pytest.fixture
def move(balls):
    """A function that moves balls by (dx, dy) and runs the sensors for the step with this number."""
    sensing, remember = Sensing(balls), StorePreviousPose(balls)

    def step(number, *ways):
        balls.sync()
        remember.process()
        for row, (dx, dy) in enumerate(ways):
            balls[Position].x[row] += dx
            balls[Position].y[row] += dy
        balls.dirty[:] = 0
        sensing.process(number)

    step.sensing = sensing
    return step


def zone(**changes):
    sensor = Sensor(**{"name": "gate", "x": 0.0, "y": 0.0, "half_width": 1.0, "half_height": 0.5} | changes)
    esper.create_entity(sensor)
    return sensor


def test_a_ball_counts_every_time_it_enters(move):
    sensor = zone()
    ball(-2.0, 0.0)
    counts = []
    for number, dx in enumerate((0.5, 1.0, 0.5, 5.0, -5.0, 0.1)):
        move(number, (dx, 0.0))
        counts.append(sensor.count)
    assert counts == [0, 1, 1, 1, 2, 2]


@pytest.mark.parametrize("is_round", [False, True])
@pytest.mark.parametrize(
    ("start", "way", "met"),
    [
        ((-5.0, 0.0), (10.0, 0.0), 1),  # through the zone in one step
        ((0.0, 3.0), (0.0, -6.0), 1),
        ((-5.0, 0.4), (10.0, 0.0), 1),
        ((-5.0, 0.6), (10.0, 0.0), 0),  # above the zone
        ((-3.0, 0.0), (1.5, 0.0), 0),  # before the zone
        ((3.0, 0.0), (1.0, 0.0), 0),  # away from the zone
        ((-3.0, -1.0), (4.0, 4.0), 0),  # past a corner
        ((0.2, 0.1), (0.0, 0.0), 1),  # at rest inside
        ((2.0, 0.0), (0.0, 0.0), 0),
    ],
)
def test_the_path_of_the_centre_counts(move, is_round, start, way, met):
    sensor = zone(is_round=is_round)
    ball(*start)
    move(0, way)
    assert sensor.count == met


def test_a_round_sensor_is_an_ellipse(move):
    box, ellipse = zone(), zone(is_round=True)
    ball(0.9, 0.45)
    move(0, (0.0, 0.0))
    assert (box.count, ellipse.count) == (1, 0)


def test_a_teleported_ball_has_no_path(balls, move):
    sensor = zone()
    one = ball(-5.0, 0.0)
    move(0, (0.0, 0.0))
    StorePreviousPose(balls).process()
    esper.component_for_entity(one, Position).x = 5.0
    move.sensing.process(1)
    assert sensor.count == 0


def test_the_action_remove_deletes_the_ball(balls, move):
    sensor = zone(action="remove")
    gone, stays = ball(0.0, 0.0), ball(5.0, 0.0)
    move(0)
    assert balls.entities.tolist() == [stays]
    assert not esper.entity_exists(gone)
    assert (sensor.count, sensor.inside) == (1, ())


def test_the_action_teleport_waits_for_room(balls, move):
    sensor = zone(action="teleport", to_x=5.0, to_y=6.0)
    ball(0.0, 0.0, radius=0.2)
    ball(5.3, 6.0, radius=0.2)
    move(0)
    assert (sensor.count, balls[Position].x[0]) == (0, 0.0)
    move(1, (0.0, 0.0), (1.0, 0.0))
    assert (sensor.count, balls[Position].x[0], balls[Position].y[0]) == (1, 5.0, 6.0)
    assert balls.dirty[0] == 1
    assert balls[PreviousPose].x[0] == 0.0


def test_finished_balls_are_recorded_once_in_order(move):
    zone(action="finish")
    one, other = ball(-3.0, 0.0), ball(-2.0, 0.0)
    esper.add_component(one, Label(4, "#000000"))
    esper.add_component(other, Label(9, "#000000"))
    assert move.sensing.finished == []
    move(11, (0.0, 0.0), (1.5, 0.0))
    move(12, (3.0, 0.0), (5.0, 0.0))
    move(13, (0.0, 0.0), (-5.0, 0.0))
    assert move.sensing.finished == [Finish(9, 11, "gate"), Finish(4, 12, "gate")]


def test_restore_restores_a_snapshot(move):
    sensor = zone(action="finish")
    ball(0.0, 0.0)
    before = move.sensing.snapshot()
    move(0)
    after = move.sensing.snapshot()
    move.sensing.restore(before)
    assert (sensor.count, sensor.inside, move.sensing.finished) == (0, (), [])
    move.sensing.restore(after)
    assert (sensor.count, len(sensor.inside), len(move.sensing.finished)) == (1, 1, 1)


def test_a_ball_that_a_sensor_has_moved_into_a_zone_has_not_entered_it(move):
    zone(action="teleport", to_x=5.0, to_y=6.0)
    other, counter = (
        zone(name=name, x=5.0, y=6.0, action=action) for name, action in (("b", "teleport"), ("c", "count"))
    )
    ball(-3.0, 0.0)
    move(0, (3.0, 0.0))
    for number in range(1, 4):
        move(number, (0.1, 0.0))
    assert (other.count, counter.count, len(other.inside), len(counter.inside)) == (0, 0, 1, 1)
    move(4, (3.0, 0.0))
    assert (other.inside, counter.inside) == ((), ())
    move(5, (-3.0, 0.0))
    assert (other.count, counter.count) == (1, 1)
