"""The camera and the view of a level."""

import esper
import numpy as np
import pytest

from components import Collider, Label, Outline, Position, Spin, Velocity
from game.levels.model import Level
from game.render.camera import Camera, whole_view
from game.simulation.simulation import Simulation
from game.simulation.view_rect import MARGIN, SLIMMEST, ViewRect
from tests.shapes import OUTLINES, wall_at

SQUARE = ViewRect((1.0, -2.0), 7.0, 7.0)
WINDOWS = [(1280, 800), (600, 900), (800, 800), (3000, 100), (1, 1)]


@pytest.mark.parametrize("window", WINDOWS)
@pytest.mark.parametrize("subject", [SQUARE, ViewRect((0.0, 0.0), 10.0, 2.0), ViewRect((-3.0, 1e3), 0.1, 5.0)])
def test_the_subject_is_entirely_visible_and_as_large_as_possible(window, subject):
    left, right, bottom, top = Camera(subject, window).view
    assert (0.5 * (left + right), 0.5 * (bottom + top)) == pytest.approx(subject.center)
    spare = (right - left) / subject.width, (top - bottom) / subject.height
    assert min(spare) == pytest.approx(1.0)


@pytest.mark.parametrize("window", WINDOWS)
def test_scales_along_x_and_y_are_equal(window):
    camera = Camera(SQUARE, window)
    left, right, bottom, top = camera.view
    assert window[0] / (right - left) == pytest.approx(camera.scale)
    assert window[1] / (top - bottom) == pytest.approx(camera.scale)


@pytest.mark.parametrize("window", WINDOWS)
def test_to_world_inverts_to_window(window):
    camera = Camera(SQUARE, window)
    assert camera.to_window(*SQUARE.center) == pytest.approx((window[0] / 2, window[1] / 2))
    assert camera.to_world(*camera.to_window(3.5, -1.25)) == pytest.approx((3.5, -1.25))
    left, right, bottom, top = camera.view
    assert camera.to_world(0, 0) == pytest.approx((left, bottom))
    assert camera.to_world(*window) == pytest.approx((right, top))


def test_the_pixel_ratio_multiplies_the_scale():
    plain, fine = Camera(SQUARE, (1280, 800)), Camera(SQUARE, (1280, 800), pixel_ratio=2.0)
    assert plain.pixels_per_metre == plain.scale == pytest.approx(800 / 7)
    assert fine.view == plain.view
    assert fine.to_window(0.5, 0.5) == plain.to_window(0.5, 0.5)
    assert fine.pixels_per_metre == 2.0 * plain.pixels_per_metre


def test_a_view_holds_circles_with_a_margin():
    subject = ViewRect.around([(0.0, 0.0), (4.0, 1.0)], [1.0, 2.0])
    assert subject.center == (2.5, 1.0)
    assert (subject.width, subject.height) == pytest.approx(((1 + 2 * MARGIN) * 7.0, (1 + 2 * MARGIN) * 4.0))


def test_a_view_of_nothing_is_a_square_metre():
    assert ViewRect.around(np.empty((0, 2)), []) == ((0.0, 0.0), 1.0, 1.0)


def test_a_view_of_a_line_has_a_smallest_height():
    line = ViewRect.holding(np.array([[-5.0, 1.0]]), np.array([[5.0, 1.0]]))
    assert line.height == pytest.approx(SLIMMEST * line.width)
    assert line.center == (0.0, 1.0)


def test_the_size_of_a_view_is_its_shorter_side_within_limits():
    assert ViewRect((0.0, 0.0), 3.0, 2.0).size == 2.0
    assert ViewRect((0.0, 0.0), 1.0, 8.0).size == 4.0


@pytest.fixture
def seen():
    """The view of walls and balls that a function creates: left, right, bottom, top, without the margin."""
    made = []

    def subject(make):
        made.append(simulation := Simulation(Level.model_validate({"format": 1, "title": "made by hand"})))
        with simulation.world.active():
            make()
            simulation.balls.sync()
            simulation.walls_table.sync()
        (x, y), width, height = whole_view(simulation)
        width, height = width / (2.0 + 4.0 * MARGIN), height / (2.0 + 4.0 * MARGIN)
        return x - width, x + width, y - height, y + height

    yield subject
    for one in made:
        one.close()


DRUM, STICK = OUTLINES["a drum"], OUTLINES["a stick"]


def test_the_view_holds_a_drum(seen):
    assert seen(lambda: wall_at(DRUM, 1.0, 2.0)) == pytest.approx((0.2, 1.8, 1.2, 2.8))


def test_the_view_holds_a_wall_at_rest_at_its_angle(seen):
    box = Outline([(0.0, 0.0), (3.0, 0.0), (3.0, 1.0), (0.0, 1.0)])
    assert seen(lambda: wall_at(box)) == pytest.approx((0.0, 3.0, 0.0, 1.0))
    assert seen(lambda: wall_at(box, 1.0, 1.0, np.pi / 2)) == pytest.approx((0.0, 1.0, 1.0, 4.0))


@pytest.mark.parametrize("motion", [{"rate": 1.0}, {"swing": 0.5, "swing_rate": 1.0}])
def test_the_view_holds_a_turning_wall_at_every_angle(seen, motion):
    reach = np.hypot(0.6, 0.2) + 0.15
    assert seen(lambda: wall_at(STICK, **motion)) == pytest.approx((-reach, reach, -reach, reach))


def test_the_view_holds_a_swaying_wall_at_every_time(seen):
    sway = {"sway_x": -2.0, "sway_y": 1.0, "sway_rate": 3.0, "sway_phase": np.pi / 2}
    assert seen(lambda: wall_at(DRUM, **sway)) == pytest.approx((-2.8, 2.8, -1.8, 1.8))


def test_the_view_holds_obstacles(seen):
    def scene():
        wall_at(DRUM)
        wall_at(STICK, 2.0)

    assert seen(scene) == pytest.approx((-0.8, 2.75, -0.8, 0.8))


def test_the_view_holds_balls_without_a_container(seen):
    def ball():
        esper.create_entity(Position(0.0, 4.0), Velocity(), Spin(), Collider(0.5), Label(1, "#ffffff"))

    def above_a_stick():
        wall_at(STICK)
        ball()

    def above_a_drum():
        wall_at(DRUM)
        ball()

    assert seen(above_a_stick) == pytest.approx((-0.75, 0.75, -0.15, 4.5), abs=0.2)
    assert seen(above_a_drum) == pytest.approx((-0.8, 0.8, -0.8, 0.8))
    assert seen(ball) == pytest.approx((-0.5, 0.5, 3.5, 4.5))


@pytest.mark.parametrize("taken", [0.0, 100.0, 500.0])
@pytest.mark.parametrize("window", [(1280.0, 800.0), (700.0, 900.0)])
def test_the_subject_is_centred_beside_a_panel(window, taken):
    subject = ViewRect((1.0, -2.0), 4.0, 3.0)
    camera = Camera(subject.left_of(taken, window), window)
    left, bottom = camera.to_window(-1.0, -3.5)
    right, top = camera.to_window(3.0, -0.5)
    assert left + right == pytest.approx(window[0] - taken)
    assert bottom + top == pytest.approx(window[1])
    assert max((right - left) / (window[0] - taken), (top - bottom) / window[1]) == pytest.approx(1.0)
