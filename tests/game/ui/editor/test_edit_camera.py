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


def test_the_subject_is_in_the_middle_of_the_free_part(camera):
    assert camera.to_panel((1.0, 2.0)) == pytest.approx((400.0, 410.0))


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
