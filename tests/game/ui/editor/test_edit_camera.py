"""The camera of the edit mode."""

import pytest

from game.simulation.view_rect import Insets, ViewRect
from tests.machine import needs_opengl

with needs_opengl():
    from game.ui import ui_style
    from game.ui.editor.edit_camera import MAX_HEIGHT, MIN_HEIGHT, EditCamera


@pytest.fixture
def camera(monkeypatch):
    monkeypatch.setattr(ui_style, "_current", ui_style.UiStyle(window_size=(1000.0, 800.0)))
    return EditCamera(ViewRect((1.0, 2.0), 8.0, 6.0), Insets(left=100.0, bottom=30.0, right=300.0, top=50.0))


def test_the_subject_is_beside_the_panels_and_moves_no_more_than_they_demand(camera):
    """As in play: in the middle of what the right panel leaves, and of the height if the bars leave room there."""
    assert camera.to_panel((1.0, 2.0)) == pytest.approx((400.0, 400.0))
    camera.subject = ViewRect((1.0, 2.0), 8.0, 9.6)  # as high as the free part, and as wide
    assert camera.to_panel((1.0, 2.0)) == pytest.approx((400.0, 410.0))


def test_a_window_that_the_panels_cover_entirely_has_a_view(monkeypatch, camera):
    monkeypatch.setattr(ui_style, "_current", ui_style.UiStyle(window_size=(300.0, 60.0)))
    assert camera.metres_per_unit > 0.0
    left, right, bottom, top = camera.view
    assert left < right
    assert bottom < top


def test_the_point_at_the_mouse_stays_there_while_zooming(camera):
    before = camera.to_world(300.0, 500.0)
    camera.zoom(300.0, 500.0, 3.0)
    assert camera.to_world(300.0, 500.0) == pytest.approx(before)
    assert camera.subject.height < 6.0


@pytest.mark.parametrize(("notches", "height"), [(1e9, MIN_HEIGHT), (-1e9, MAX_HEIGHT)])
def test_no_turn_of_the_wheel_goes_beyond_the_limits(camera, notches, height):
    for _ in range(3):
        camera.zoom(300.0, 500.0, notches)
    assert camera.subject.height == pytest.approx(height)
