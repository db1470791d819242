"""Pictures drawn by Pillow: that they show what there is, where it is."""

import os
import subprocess
import sys
from math import pi
from pathlib import Path

import numpy as np
import pytest

from game import painting
from game.camera import Camera, Subject
from game.level import Level
from game.painting import Painting
from game.simulation import Simulation
from tests.scenes import heptagon

ROOT = Path(__file__).parents[2]
SIZE = (320, 240)
TURNING = heptagon(spin=72.0)


def seen_at(simulation, points, size=SIZE):
    """Columns and rows of points of the world (n, 2)."""
    left, _, _, top = (camera := Camera(Subject.of(simulation), size)).view
    places = (np.asarray(points) - (left, top)) * (camera.scale, -camera.scale)
    return places.astype(int).T


def test_a_picture_has_the_size_that_was_asked_for(simulate):
    picture = Painting(simulate([{"position": [0.0, 0.0]}]), (123, 45)).frame()
    assert (picture.shape, picture.dtype) == ((45, 123, 3), np.uint8)


def test_balls_are_where_they_are(simulate):
    simulation = simulate([{"count": 12, "radius": 0.25, "spawn": {"pattern": "disc", "radius": 1.2}}], wall=TURNING)
    simulation.step(40)
    picture = Painting(simulation, SIZE).frame()
    columns, rows = seen_at(simulation, simulation.positions + np.array([0.0, 0.19]))  # above the badge
    for row, column, label in zip(rows, columns, simulation.labels, strict=True):
        red, green, blue = picture[row, column].astype(int)
        wanted = bytes.fromhex(label.color[1:])
        assert red > green > blue, "every ball is an orange"
        assert abs(green / red - wanted[1] / wanted[0]) < 0.25


def test_the_number_turns_with_the_ball(simulate):
    simulation = simulate([{"position": [0.0, 0.0], "radius": 2.0}], gravity=[0.0, 0.0])
    artist = Painting(simulation, SIZE)
    upright = artist.frame().astype(int)
    for turn, is_seen in ((pi / 2, True), (2 * pi, False)):
        simulation.balls[painting.Spin].angle[0] = turn
        assert (np.abs(artist.frame().astype(int) - upright).max() > 60) == is_seen


def test_a_ball_turns_counter_clockwise():
    coat = painting._coat(30.0, "#f39800", 7)
    upright, turned = (np.asarray(painting._turned(coat, angle, (2, 2))).astype(int) for angle in (0.0, pi / 2))
    right, wrong = (np.abs(turned - np.rot90(upright, turns))[20:44, 20:44].mean() for turns in (1, -1))
    assert right < 0.5 * wrong


def test_light_comes_from_the_upper_left_whatever_turns(simulate):
    simulation = simulate([{"position": [0.0, 0.0], "radius": 3.0}], gravity=[0.0, 0.0])
    artist = Painting(simulation, SIZE)
    for turn in (0.0, 1.0, 4.0):
        simulation.balls[painting.Spin].angle[0] = turn
        picture = artist.frame().astype(int).sum(axis=-1)
        (left, top), (right, bottom) = seen_at(simulation, [(-1.5, 1.7), (1.5, -1.7)]).T
        assert picture[top, left] > 1.5 * picture[bottom, right]


def test_the_marker_turns_with_the_wall(simulate):
    simulation = simulate([{"position": [0.0, 0.0]}], wall=TURNING)
    artist = Painting(simulation, SIZE)
    for _ in range(3):
        corner = simulation.walls()[0][0]
        ((column,), (row,)) = seen_at(simulation, [corner * (1.0 + 0.087 / np.hypot(*corner))])
        red, _, blue = artist.frame()[row, column].astype(int)
        assert red > blue + 60
        simulation.step(40)


def test_between_two_steps_all_is_drawn_where_it_was(simulate):
    simulation = simulate([{"position": [0.0, 0.0], "velocity": [6.0, 0.0]}], gravity=[0.0, 0.0], wall=TURNING)
    artist = Painting(simulation, SIZE)
    simulation.step(10)
    before = artist.frame()
    simulation.step()
    np.testing.assert_array_equal(artist.frame(0.0), before)
    assert np.abs(artist.frame(0.5).astype(int) - before).max() > 30


def test_a_ball_that_was_put_elsewhere_is_not_seen_on_its_way(simulate):
    simulation = simulate([{"position": [0.0, 0.0], "radius": 1.0}], gravity=[0.0, 0.0])
    artist = Painting(simulation, SIZE)
    simulation.step()
    simulation.balls[painting.Position].x[0] = 5.0
    simulation.balls.dirty[0] = 1
    np.testing.assert_array_equal(artist.frame(0.3), artist.frame(1.0))


def test_the_start_is_drawn_too(simulate):
    simulation = simulate([{"position": [2.0, 1.0], "radius": 1.0}])
    ((column,), (row,)) = seen_at(simulation, [(2.0, 1.8)])
    red, _, blue = Painting(simulation, SIZE).frame()[row, column].astype(int)
    assert red > blue + 60


def test_small_balls_are_specks_and_two_thousand_are_drawn(simulate):
    rain = [{"count": 2000, "radius": 0.02, "spawn": {"pattern": "disc", "radius": 2.0}}]
    crowd, none = Painting(simulate(rain, wall=TURNING), SIZE), Painting(simulate([], wall=TURNING), SIZE)
    differs = np.abs(crowd.frame().astype(int) - none.frame()).max(axis=-1) > 20
    assert 0.03 < differs.mean() < 0.1


def test_what_is_outside_of_the_picture_does_no_harm(simulate):
    far = simulate([{"position": [0.0, 0.0]}, {"position": [1.0, 0.0]}])
    far.balls[painting.Position].x[1] = 1e6
    Painting(far, SIZE).frame()


def test_without_walls_the_balls_are_seen():
    simulation = Simulation(
        Level.model_validate({"format": 1, "title": "free", "balls": [{"position": [70.0, 0.0], "radius": 1.0}]})
    )
    ((column,), (row,)) = seen_at(simulation, [(70.0, 0.8)])
    assert Painting(simulation, SIZE).frame()[row, column].astype(int).max() > 120
    simulation.close()


@pytest.mark.parametrize("number", [6, 9, 66, 689, 906])
def test_a_number_that_is_another_one_upside_down_is_underlined(number):
    assert ink_at_the_foot(number) > 2 * ink_at_the_foot(number, of=10 ** len(str(number)) // 9)


@pytest.mark.parametrize("number", [1, 8, 16, 19, 88, 123456])
def test_other_numbers_are_not(number):
    assert ink_at_the_foot(number) < 0.02


def ink_at_the_foot(number, of=None):
    """Part of the place of the underline that is dark."""
    coat = np.asarray(painting._coat(100.0, "#f39800", number if of is None else of).convert("L")).astype(int)
    middle, unit = len(coat) // 2, 200.0
    wide = 0.70 * len(str(number))
    size = min(1.68 * painting.BADGE / np.hypot(1.0, wide), 1.1 * painting.BADGE) * unit
    rows = slice(int(middle + 0.47 * size), int(middle + 0.56 * size))
    columns = slice(int(middle - 0.35 * wide * size), int(middle + 0.35 * wide * size))
    return (coat[rows, columns] < 100).mean()


def test_it_draws_where_arcade_cannot_be_imported():
    program = """
import sys
sys.modules["arcade"] = sys.modules["pyglet"] = None
from game.level import load_level
from game.painting import Painting
from game.simulation import Simulation
print(Painting(Simulation(load_level("levels/heptagon.toml")), (64, 64)).frame().shape)
"""
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    run = subprocess.run(
        [sys.executable, "-W", "error", "-c", program],
        env=environment,
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.stdout == "(64, 64, 3)\n", run.stderr
