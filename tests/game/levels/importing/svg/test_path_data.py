"""Tests of path data and lists of points."""

import numpy as np
import pytest

from game.levels.importing.svg.path_data import read_path, read_points


def corners(text):
    """Return the ends of all pieces of a path."""
    return [[subpath.controls[0, 0].tolist(), *subpath.controls[:, 3].tolist()] for subpath in read_path(text)[0]]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("M 1 2 L 3 4 5 6", [[[1, 2], [3, 4], [5, 6]]]),
        ("m1e1-5.5L3,4", [[[10, -5.5], [3, 4]]]),
        ("M.5.5.5-1", [[[0.5, 0.5], [0.5, -1]]]),
        ("M0 0H5V6h-1v-1", [[[0, 0], [5, 0], [5, 6], [4, 6], [4, 5]]]),
        ("M1 1l1 0 0 1zl5 5", [[[1, 1], [2, 1], [2, 2], [1, 1]], [[1, 1], [6, 6]]]),
        ("M1 1l1 0 0 1zm2 2h1", [[[1, 1], [2, 1], [2, 2], [1, 1]], [[3, 3], [4, 3]]]),
        ("M1 1 2 2M3 3\n4,4", [[[1, 1], [2, 2]], [[3, 3], [4, 4]]]),
        ("M5 5", []),
        ("", []),
        ("  ", []),
    ],
)
def test_commands_are_read(text, expected):
    assert corners(text) == expected
    assert read_path(text)[1] == ""


@pytest.mark.parametrize(
    ("text", "expected", "fault"),
    [
        ("A 5 5 0 0 1 50 50", [], "begins with A, not with M"),
        ("M 10 10 L 20 20 X 30 30", [[[10, 10], [20, 20]]], "ends at 'X 30 30': not a command"),
        ("M 10 10 h 5 v 5 h", [[[10, 10], [15, 10], [15, 15]]], "ends at '': h needs 1 numbers"),
        ("M1 1 L 2 2 3", [[[1, 1], [2, 2]]], "ends at '': L needs 2 numbers"),
        ("M0 0L9 9A5 5 0 2 1 50 50", [[[0, 0], [9, 9]]], "ends at '2 1 50 50': not a flag, 0 or 1"),
        ("10 10 L 20 20", [], "ends at '10 10 L 20 20': not a command"),
        ("M1 1 L nan 5", [], "ends at 'nan 5': L needs 2 numbers"),
    ],
)
def test_path_is_drawn_up_to_a_mistake(text, expected, fault):
    assert corners(text) == expected
    assert read_path(text)[1] == fault


def controls(text):
    return read_path(text)[0][0].controls


def test_smooth_curves_reflect_the_control_point_before_of_their_kind():
    assert controls("M0 0C0 1 2 3 4 4S8 8 9 9")[1].tolist() == [[4, 4], [6, 5], [8, 8], [9, 9]]
    assert controls("M0 0S8 8 9 9")[0].tolist() == [[0, 0], [0, 0], [8, 8], [9, 9]]
    assert controls("M0 0Q3 3 6 0T12 0")[1] == pytest.approx(np.array([[6, 0], [8, -2], [10, -2], [12, 0]]))
    assert controls("M0 0C0 1 2 3 4 4T9 9")[1] == pytest.approx(
        np.array([[4, 4], [4, 4], [4 + 5 / 3, 4 + 5 / 3], [9, 9]])
    )


@pytest.mark.parametrize("flags", ["0 0", "0 1", "1 0", "1 1"])
@pytest.mark.parametrize("degrees", [0, 30, -75])
def test_points_of_an_arc_are_on_its_ellipse_and_on_the_side_that_its_flags_choose(flags, degrees):
    large, sweep = (flag == "1" for flag in flags.split())
    (subpath,), _ = read_path(f"M 10 20 A 50 30 {degrees} {flags} 60 40")
    knots = np.concatenate([subpath.controls[:1, 0], subpath.controls[:, 3]])
    turn = np.exp(-1j * np.radians(degrees))
    circle = knots @ [1, 1j] * turn
    circle = circle.real / 50 + 1j * circle.imag / 30
    a, b = circle[0], circle[-1]
    offset = 1j * (b - a) / abs(b - a) * np.sqrt(1 - abs(b - a) ** 2 / 4)
    center = (a + b) / 2 + (offset if large != sweep else -offset)
    assert np.abs(circle - center) == pytest.approx(np.ones(len(circle)), abs=1e-12)
    swept = np.angle((circle[1:] - center) / (circle[:-1] - center)).sum()
    assert (swept > 0) == sweep
    assert (abs(swept) > np.pi) == large


def test_arcs_with_too_small_or_no_radii_reach_their_end():
    half = controls("M0 0A1 1 0 0 1 10 0")
    assert half[1, 3] == pytest.approx(np.array([5, -5]))
    assert corners("M0 0A0 5 0 0 1 10 7A3 3 0 0 1 10 7") == [[[0, 0], [10, 7]]]


def test_flags_of_an_arc_need_no_separators():
    assert controls("M10 10a5 6 0 1110 3") == pytest.approx(controls("M10 10a5 6 0 1 1 10 3"))


@pytest.mark.parametrize(
    ("text", "points", "fault"),
    [
        ("1,2 3 4,5,6", [(1, 2), (3, 4), (5, 6)], ""),
        ("1-2.5.5", [(1, -2.5)], "has an odd number of coordinates"),
        ("1,2 3 4 x 5,6", [(1, 2), (3, 4)], "ends at 'x 5,6'"),
        ("", [], ""),
    ],
)
def test_points_are_read_up_to_a_mistake(text, points, fault):
    assert read_points(text) == (points, fault)
