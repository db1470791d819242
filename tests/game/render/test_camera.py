"""The camera."""

import pytest

from game.render.camera import Camera
from game.simulation.view_rect import Insets, ViewRect

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


@pytest.mark.parametrize("taken", [0.0, 100.0, 500.0])
@pytest.mark.parametrize("window", [(1280.0, 800.0), (700.0, 900.0)])
def test_the_subject_is_centred_beside_a_panel(window, taken):
    subject = ViewRect((1.0, -2.0), 4.0, 3.0)
    camera = Camera(subject.clear_of(Insets(right=taken), window), window)
    left, bottom = camera.to_window(-1.0, -3.5)
    right, top = camera.to_window(3.0, -0.5)
    assert left + right == pytest.approx(window[0] - taken)
    assert bottom + top == pytest.approx(window[1])
    assert max((right - left) / (window[0] - taken), (top - bottom) / window[1]) == pytest.approx(1.0)
