"""Drawings in the styles of common programs that were once rejected or misplaced. Values are what Chromium shows."""

import math
from pathlib import Path

import numpy as np
import pytest

from game.levels.importing import import_drawing
from game.levels.model import load_level

CASES = Path(__file__).parent / "cases"
ROOM = [[-3.1, 2.3], [3.1, 2.3], [3.1, -2.3], [-3.1, -2.3]]
BLUE, BLACK = "#3fa0c8", "#000000"


def box(left, top, right, bottom):
    """Return the corners in m of a rectangle in px of a page of 640 x 480, at 100 px per metre."""
    x, y = (np.array([left, right]) - 320) / 100, (240 - np.array([top, bottom])) / 100
    return [[x[0], y[0]], [x[1], y[0]], [x[1], y[1]], [x[0], y[1]]]


def turned(corners, degrees, about):
    c, s = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
    return (np.array(corners) - about) @ [[c, -s], [s, c]] + about  # clockwise, y up


def disc(x, y, radius):
    return "circle", ((x - 320) / 100, (240 - y) / 100), radius / 100


NOTES = {
    "figma-background": ["a rect without an id: is a background as large as the page, not a wall"],
    "gradient-ball": ["ignored: 1 gradient"],
    "invisible-frame": ["ignored: 1 invisible shape"],
    "missing-radius": ['circle "none": is not drawn: it has no size'],
    "path-begins-with-arc": ['path "odd": d begins with A, not with M'],
}
COLORS = {
    "figma-background": "#d9d9d9",
    "gradient-ball": "#d45500",  # the mean of its stops
    "light-dark-ball": "#f8cecc",
    "long-style": BLACK,
    "rgb-floats": "#80000e",
    "root-em": BLACK,
}
CONTAINERS = {"figma-background": box(40, 40, 600, 440), "ring-wall": box(30, 30, 610, 450)}
OBSTACLES = {
    "css-transform-class": [box(200, 250, 250, 300)],
    "em-units": [box(160, 240, 224, 272)],
    "long-style": [[[-2.2, -0.6], [1.8, -1.6], [1.8, -1.8], [-2.2, -0.8]]],
    "missing-radius": [disc(400, 300, 40)],
    "nested-svg": [box(410, 310, 460, 360)],
    "symbol-viewbox": [disc(120, 220, 20)],
    "transform-origin": [turned(box(200, 300, 400, 320), 20, [-0.2, -0.7])],
    "unit-pct": [[[-2.2, -0.6], [-0.2, -1.6]]],
    "x-inherit": [box(0, 0, 50, 50)],
}


def placed(wall):
    """Return the corners of a wall, m, in an order that does not depend on where they begin or which way they run."""
    if wall.shape == "circle":
        return "circle", wall.center, wall.radius
    return np.add(wall.points, wall.center)


def in_order(corners):
    return np.array(sorted(np.asarray(corners).tolist(), key=lambda point: [round(part, 6) for part in point]))


def assert_same(wall, expected):
    found = placed(wall)
    if isinstance(expected, tuple):
        assert found[0] == expected[0]
        assert (*found[1], found[2]) == pytest.approx((*expected[1], expected[2]), abs=1e-9)
    else:
        assert in_order(found) == pytest.approx(in_order(expected), abs=1e-9)


@pytest.mark.parametrize("path", sorted(CASES.glob("*.svg")), ids=lambda path: path.stem)
def test_drawing_becomes_what_its_program_shows(path, tmp_path):
    name, output = path.stem, tmp_path / "level.toml"
    notes = [note.removeprefix(f"{path}: ") for note in import_drawing(path, output, 100.0)]
    level = load_level(output)
    assert notes == NOTES.get(name, [])
    (ball,) = level.balls
    assert (ball.position, ball.radius) == (pytest.approx((0.0, 1.4), abs=1e-9), pytest.approx(0.2, abs=1e-9))
    assert ball.colors == (COLORS.get(name, BLUE),)
    container, *obstacles = level.walls
    assert container.container
    assert_same(container, CONTAINERS.get(name, ROOM))
    assert [wall.container for wall in obstacles] == [False] * len(OBSTACLES.get(name, []))
    for wall, expected in zip(obstacles, OBSTACLES.get(name, []), strict=True):
        assert_same(wall, expected)


def test_width_of_a_stroke_in_percent_is_of_the_diagonal_of_the_page(tmp_path):
    import_drawing(CASES / "unit-pct.svg", tmp_path / "level.toml", 100.0)
    wall = load_level(tmp_path / "level.toml").walls[1]
    assert not wall.closed
    assert wall.thickness == pytest.approx(0.01 * math.sqrt((6.4**2 + 4.8**2) / 2), abs=1e-9)
