"""Tests of shapes with holes as walls: balls inside, outside, and on both sides."""

from pathlib import Path

import numpy as np
import pytest

from game.levels.importing import import_drawing
from game.levels.model import load_level
from game.simulation.simulation import Simulation

PAGE = '<svg xmlns="http://www.w3.org/2000/svg" width="640" height="480">{}</svg>'
ROOM = '<rect id="room" x="10" y="10" width="620" height="460" fill="none" stroke="#000"/>'
RING = '<path id="ring" fill-rule="evenodd" d="M200 100H440V380H200zM230 130H410V350H230z" {}/>'


@pytest.fixture
def convert(tmp_path):
    def convert(content):
        path = tmp_path / "a.svg"
        path.write_text(PAGE.format(content))
        output = tmp_path / "level.toml"
        Path(output).unlink(missing_ok=True)
        notes = import_drawing(path, output, 100.0)
        return load_level(output), [note.removeprefix(f"{path}: ") for note in notes]

    return convert


def ball(x, y, r=20):
    return f'<circle class="ball" cx="{x}" cy="{y}" r="{r}"/>'


def test_hole_around_everything_is_the_container(convert):
    level, notes = convert(RING.format("") + ball(320, 200) + '<rect x="300" y="300" width="40" height="10"/>')
    assert notes == []
    assert [wall.container for wall in level.walls] == [True, False]
    assert np.add(level.walls[0].points, level.walls[0].center).min(axis=0) == pytest.approx((-0.9, -1.1))


def test_circular_hole_is_a_circular_container(convert):
    level, _ = convert(
        '<path d="M0 0H640V480H0zM120 240a200 200 0 1 0 400 0a200 200 0 1 0 -400 0" fill-rule="evenodd"/>'
    )
    (wall,) = level.walls
    assert (wall.shape, wall.container, wall.radius) == ("circle", True, pytest.approx(2.0, abs=1e-9))


def test_named_container_keeps_its_largest_hole(convert):
    level, _ = convert(RING.format('class="container"') + ball(320, 200) + '<rect x="5" width="9" height="9"/>')
    assert [wall.container for wall in level.walls] == [True, False]


def test_balls_are_inside_and_outside_of_a_ring(convert):
    level, notes = convert(ROOM + RING.format("") + ball(320, 200) + ball(100, 200) + ball(215, 300))
    assert notes == ['a circle without an id: sticks into path "ring" by 0.35 m']
    assert [wall.container for wall in level.walls] == [True, False, False]
    simulation = Simulation(level)
    simulation.step(240)
    inner, outer = simulation.positions
    assert inner == pytest.approx((0.0, -0.9), abs=2e-3)  # at rest on the floor of the hole
    assert outer == pytest.approx((-2.2, -2.1), abs=2e-3)
    simulation.close()


def test_parts_of_a_turning_ring_turn_about_its_centre(convert):
    level, _ = convert(ROOM + RING.format('data-spin="90"') + ball(320, 200) + ball(100, 200))
    assert [(wall.center, wall.spin) for wall in level.walls[1:]] == [((0.0, 0.0), 90.0)] * 2


def test_ball_that_is_drawn_as_a_ring_is_a_ball(convert):
    text = (
        '<path class="ball" fill-rule="evenodd" d="M300 200a20 20 0 1 0 40 0a20 20 0 1 0 -40 0M310 200a10 10 0 1 0 20 0\
a10 10 0 1 0 -20 0"/>'
    )
    level, _ = convert(ROOM + text)
    (one,) = level.balls
    assert (one.position, one.radius) == (pytest.approx((0.0, 0.4)), pytest.approx(0.2))


def test_island_in_a_hole_is_an_obstacle(convert):
    island = RING.format("").replace('z" ', 'zM300 200H340V240H300z" ')
    level, _ = convert(ROOM + island + ball(260, 200))
    assert len(level.walls) == 4
    assert level.count == 1
