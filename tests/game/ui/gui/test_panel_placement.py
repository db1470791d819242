"""Where panels stand, and how much of the world they cover."""

import pytest

from tests.machine import needs_opengl

with needs_opengl():
    from game.ui.gui.placement import covered_width, free_place, moved_inside
    from game.ui.widgets.rounded_rect import Box

WINDOW = (1280.0, 800.0)


def test_the_first_panel_stands_at_the_right_below_the_status():
    assert free_place((390.0, 300.0), [], WINDOW) == Box(1280 - 18 - 390, 800 - 18 - 50, 390.0, 300.0)


def test_a_second_panel_stands_below_the_first_or_beside_it():
    first = free_place((390.0, 300.0), [], WINDOW)
    low = free_place((390.0, 300.0), [first], WINDOW)
    assert (low.left, low.top) == (first.left, first.top - first.height - 18)
    high = free_place((390.0, 500.0), [first], WINDOW)
    assert high.left == first.left - 18 - 390
    assert not high.intersects(first)


def test_without_a_free_place_a_panel_covers_others():
    first = free_place((600.0, 700.0), [], WINDOW)
    second = free_place((600.0, 700.0), [first, Box(0.0, 800.0, 700.0, 800.0)], WINDOW)
    assert second == first


def test_in_a_narrow_window_a_panel_stands_above_the_buttons_at_the_bottom():
    box = free_place((390.0, 300.0), [], (480.0, 720.0))
    assert box.top - box.height == 18 + 44


@pytest.mark.parametrize("left", [-200.0, 0.0, 700.0, 1200.0])
@pytest.mark.parametrize("top", [-50.0, 100.0, 500.0, 900.0])
def test_a_panel_is_moved_into_the_window(left, top):
    box = moved_inside(Box(left, top, 390.0, 300.0), WINDOW)
    assert 18 <= box.left <= 1280 - 18 - 390
    assert 18 + 300 <= box.top <= 800 - 18


def test_the_title_of_a_panel_that_is_too_high_stays_inside():
    assert moved_inside(Box(100.0, 300.0, 390.0, 2000.0), WINDOW).top == 800 - 18


def test_panels_at_the_right_edge_cover_the_world_unless_they_are_too_wide():
    assert covered_width([Box(872.0, 700.0, 390.0, 300.0)], 1280.0) == 408.0
    assert covered_width([Box(500.0, 700.0, 390.0, 300.0)], 1280.0) == 0.0  # dragged away from the edge
    assert covered_width([Box(400.0, 700.0, 862.0, 300.0)], 1280.0) == 0.0
    assert covered_width([], 1280.0) == 0.0
