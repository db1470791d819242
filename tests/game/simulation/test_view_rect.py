"""Rectangles that a view shows: around circles, boxes, and all walls of a level."""

import esper
import numpy as np
import pytest

from components import Collider, Label, Outline, Position, Spin, Velocity
from game.levels.model import Level
from game.simulation.simulation import Simulation
from game.simulation.view_rect import MARGIN, MIN_ASPECT, ViewRect, level_rect
from tests.shapes import OUTLINES, wall_at


def test_a_rectangle_around_circles_has_a_margin():
    rect = ViewRect.around_circles([(0.0, 0.0), (4.0, 1.0)], [1.0, 2.0])
    assert rect.center == (2.5, 1.0)
    assert (rect.width, rect.height) == pytest.approx(((1 + 2 * MARGIN) * 7.0, (1 + 2 * MARGIN) * 4.0))


def test_a_rectangle_around_nothing_is_a_square_metre():
    assert ViewRect.around_circles(np.empty((0, 2)), []) == ((0.0, 0.0), 1.0, 1.0)


def test_a_rectangle_around_a_line_has_an_area():
    line = ViewRect.around_boxes(np.array([[-5.0, 1.0]]), np.array([[5.0, 1.0]]))
    assert line.height == pytest.approx(MIN_ASPECT * line.width)
    assert line.center == (0.0, 1.0)


def test_the_size_is_the_shorter_side_or_half_the_longer():
    assert ViewRect((0.0, 0.0), 3.0, 2.0).size == 2.0
    assert ViewRect((0.0, 0.0), 1.0, 8.0).size == 4.0


@pytest.fixture
def view_of():
    """Return a function: left, right, bottom and top of the view of the entities that `make` creates, no margin."""
    made = []

    def view_of(make):
        made.append(simulation := Simulation(Level.model_validate({"format": 1, "title": "made by hand"})))
        with simulation.world.active():
            make()
            simulation.balls.sync()
            simulation.walls_table.sync()
            rect = level_rect(simulation.level, simulation.balls, simulation.walls_table, simulation.time)
        (x, y), width, height = rect
        width, height = width / (2.0 + 4.0 * MARGIN), height / (2.0 + 4.0 * MARGIN)
        return x - width, x + width, y - height, y + height

    yield view_of
    for one in made:
        one.close()


DRUM, STICK = OUTLINES["a drum"], OUTLINES["a stick"]


def test_a_drum_is_in_view(view_of):
    assert view_of(lambda: wall_at(DRUM, 1.0, 2.0)) == pytest.approx((0.2, 1.8, 1.2, 2.8))


def test_a_resting_wall_is_in_view_at_its_angle(view_of):
    box = Outline([(0.0, 0.0), (3.0, 0.0), (3.0, 1.0), (0.0, 1.0)])
    assert view_of(lambda: wall_at(box)) == pytest.approx((0.0, 3.0, 0.0, 1.0))
    assert view_of(lambda: wall_at(box, 1.0, 1.0, np.pi / 2)) == pytest.approx((0.0, 1.0, 1.0, 4.0))


@pytest.mark.parametrize("motion", [{"rate": 1.0}, {"swing": 0.5, "swing_rate": 1.0}, {"stroke_angle": 1.0}])
def test_a_turning_wall_is_in_view_at_every_angle(view_of, motion):
    reach = np.hypot(0.6, 0.2) + 0.15
    assert view_of(lambda: wall_at(STICK, **motion)) == pytest.approx((-reach, reach, -reach, reach))


def test_a_swaying_wall_is_in_view_on_its_whole_way(view_of):
    sway = {"sway_x": -2.0, "sway_y": 1.0, "sway_rate": 3.0, "sway_phase": np.pi / 2}
    assert view_of(lambda: wall_at(DRUM, **sway)) == pytest.approx((-2.8, 2.8, -1.8, 1.8))


def test_a_wall_with_a_stroke_is_in_view_on_its_whole_way(view_of):
    stroke = {"stroke_x": -2.0, "stroke_y": 1.0, "stroke_rate": 3.0}
    assert view_of(lambda: wall_at(DRUM, **stroke)) == pytest.approx((-2.8, 0.8, -0.8, 1.8))


def test_obstacles_are_in_view(view_of):
    def scene():
        wall_at(DRUM)
        wall_at(STICK, 2.0)

    assert view_of(scene) == pytest.approx((-0.8, 2.75, -0.8, 0.8))


def test_balls_are_in_view_if_there_is_no_container(view_of):
    def ball():
        esper.create_entity(Position(0.0, 4.0), Velocity(), Spin(), Collider(0.5), Label(1, "#ffffff"))

    def above_a_stick():
        wall_at(STICK)
        ball()

    def above_a_drum():
        wall_at(DRUM)
        ball()

    assert view_of(above_a_stick) == pytest.approx((-0.75, 0.75, -0.15, 4.5), abs=0.2)
    assert view_of(above_a_drum) == pytest.approx((-0.8, 0.8, -0.8, 0.8))
    assert view_of(ball) == pytest.approx((-0.5, 0.5, 3.5, 4.5))
