"""Tests of curves: bounds, chords, and circles that programs write as curves."""

import numpy as np
import pytest

from game.levels.importing.svg.curves import FLATNESS
from game.levels.importing.svg.path_data import read_path

FIGMA = "M340 100C340 111.046 331.046 120 320 120C308.954 120 300 111.046 300 100C300 88.9543 308.954 80 320 80\
C331.046 80 340 88.9543 340 100Z"
POWERPOINT = "M280 100C280 78 298 60 320 60 342 60 360 78 360 100 360 122 342 140 320 140 298 140 280 122 280 100Z"
ILLUSTRATOR = "M340,100a20,20,0,1,1-20-20A20,20,0,0,1,340,100Z"
INKSCAPE = "m 340,100 a 20,20 0 0 1 -20,20 20,20 0 0 1 -20,-20 20,20 0 0 1 20,-20 20,20 0 0 1 20,20 z"


def subpath(text):
    (found,), _ = read_path(text)
    return found


@pytest.mark.parametrize(
    ("text", "x", "y", "radius"),
    [
        (FIGMA, 320, 100, 20),
        (POWERPOINT, 320, 100, 40),
        (ILLUSTRATOR, 320, 100, 20),
        (INKSCAPE, 320, 100, 20),
        ("M10 10a5 5 0 1110 0 5 5 0 11-10 0", 15, 10, 5),
    ],
)
def test_circle_of_curves_is_a_circle(text, x, y, radius):
    found = subpath(text).circle()
    assert (*found.center, found.radius) == pytest.approx((x, y, radius), abs=1e-9)


@pytest.mark.parametrize(
    "text",
    [
        "M10 10a5 5 0 1110 0 5 5 0 00-10 0",  # the same half twice
        "M10 10a5 5 0 1110 0z",  # half of a disc
        "M10 10a5 6 0 1110 0 5 6 0 11-10 0",
        "M0 0h9v9h-9z",
        "M340 100C340 120 340 120 320 120C300 120 300 120 300 100C300 80 300 80 320 80C340 80 340 80 340 100Z",
    ],
)
def test_other_outlines_are_no_circles(text):
    assert subpath(text).circle() is None


@pytest.mark.parametrize(
    ("text", "center", "radius", "start", "sweep"),
    [
        ("M10 0A10 10 0 0 1 0 10", (0, 0), 10, 0, 90),
        ("M0 10A10 10 0 1 0 10 0", (10, 10), 10, 180, -270),
        ("M10 0A10 10 0 0 0 0 10", (10, 10), 10, -90, -90),
        ("M100 0C100 55.2285 55.2285 100 0 100", (0, 0), 100, 0, 90),
    ],
)
def test_arc_of_curves_is_an_arc(text, center, radius, start, sweep):
    found = subpath(text).arc()
    assert found.center == pytest.approx(np.array(center), abs=0.03)  # a cubic deviates by 3e-4
    assert found.radius == pytest.approx(radius, rel=3e-4)
    assert np.degrees([found.start, found.sweep]) == pytest.approx([start, sweep], abs=0.02)


@pytest.mark.parametrize("text", ["M0 0C1 1 2 1 3 0", "M0 0H9", "M0 0C0 9 9 9 9 0S5 -5 5 0", "M0 0C30 .1 60 -.1 90 0"])
def test_other_curve_is_no_arc(text):
    assert subpath(text).arc() is None


def test_bounds_are_those_of_the_curve():
    low, high = subpath("M0 0C0 30 10 30 10 0S20 -9 -5 3").bounds()
    t = np.linspace(0, 1, 100_001)[:, None]
    points = []
    for a, b, c, d in subpath("M0 0C0 30 10 30 10 0S20 -9 -5 3").controls:
        points.append((1 - t) ** 3 * a + 3 * (1 - t) ** 2 * t * b + 3 * (1 - t) * t**2 * c + t**3 * d)
    points = np.concatenate(points)
    assert low == pytest.approx(points.min(axis=0), abs=1e-8)
    assert high == pytest.approx(points.max(axis=0), abs=1e-8)


def test_bounds_of_lines_are_exact():
    assert subpath("M1 2L30 -4 7 9z").bounds().tolist() == [[1, -4], [30, 9]]


def test_chords_stay_near_the_curve_and_keep_corners():
    found = subpath("M0 0C0 100 100 100 100 0L200 50")
    chords = found.corners()
    assert chords[[0, -2, -1]].tolist() == [[0, 0], [100, 0], [200, 50]]
    t = np.linspace(0, 1, 2_001)[:, None]
    curve = 300 * (1 - t) * t * [0, 1] + 300 * (1 - t) * t**2 * [1, 0] + 100 * t**3 * [1, 0]
    start, along = chords[:-2], np.diff(chords[:-1], axis=0)
    share = np.clip(((curve[:, None] - start) * along).sum(axis=2) / (along**2).sum(axis=1), 0, 1)
    away = np.linalg.norm(curve[:, None] - start - share[..., None] * along, axis=2).min(axis=1)
    assert 0 < away.max() < FLATNESS * np.hypot(200, 100)
