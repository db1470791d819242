"""Which part of the world a window shows."""

import numpy as np
import pytest

from game.camera import MARGIN, Camera, Subject

SQUARE = Subject((1.0, -2.0), 7.0, 7.0)
WINDOWS = [(1280, 800), (600, 900), (800, 800), (3000, 100), (1, 1)]


@pytest.mark.parametrize("window", WINDOWS)
@pytest.mark.parametrize("subject", [SQUARE, Subject((0.0, 0.0), 10.0, 2.0), Subject((-3.0, 1e3), 0.1, 5.0)])
def test_the_subject_is_seen_whole_and_as_large_as_can_be(window, subject):
    left, right, bottom, top = Camera(subject, window).view
    assert (0.5 * (left + right), 0.5 * (bottom + top)) == pytest.approx(subject.center)
    spare = (right - left) / subject.width, (top - bottom) / subject.height
    assert min(spare) == pytest.approx(1.0)


@pytest.mark.parametrize("window", WINDOWS)
def test_a_metre_is_as_long_up_as_across(window):
    camera = Camera(SQUARE, window)
    left, right, bottom, top = camera.view
    assert window[0] / (right - left) == pytest.approx(camera.scale)
    assert window[1] / (top - bottom) == pytest.approx(camera.scale)


@pytest.mark.parametrize("window", WINDOWS)
def test_there_and_back(window):
    camera = Camera(SQUARE, window)
    assert camera.to_window(*SQUARE.center) == pytest.approx((window[0] / 2, window[1] / 2))
    assert camera.to_world(*camera.to_window(3.5, -1.25)) == pytest.approx((3.5, -1.25))
    left, right, bottom, top = camera.view
    assert camera.to_world(0, 0) == pytest.approx((left, bottom))
    assert camera.to_world(*window) == pytest.approx((right, top))


def test_pixels_are_finer_than_units_where_the_screen_is():
    plain, fine = Camera(SQUARE, (1280, 800)), Camera(SQUARE, (1280, 800), pixel_ratio=2.0)
    assert plain.pixels_per_metre == plain.scale == pytest.approx(800 / 7)
    assert fine.view == plain.view
    assert fine.to_window(0.5, 0.5) == plain.to_window(0.5, 0.5)
    assert fine.pixels_per_metre == 2.0 * plain.pixels_per_metre


def test_around_circles():
    subject = Subject.around([(0.0, 0.0), (4.0, 1.0)], [1.0, 2.0])
    assert subject.center == (2.5, 1.0)
    assert (subject.width, subject.height) == pytest.approx(((1 + 2 * MARGIN) * 7.0, (1 + 2 * MARGIN) * 4.0))


def test_around_nothing():
    assert Subject.around(np.empty((0, 2)), []) == ((0.0, 0.0), 1.0, 1.0)
