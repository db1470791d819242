"""The labels of plots: names that do not overlap, and what the names of bars have in common."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.machine import needs_opengl

with needs_opengl():
    from game.ui.gui.bar_chart import shortened
    from game.ui.gui.line_plot import separated_positions

heights = st.lists(st.floats(-100.0, 300.0), min_size=1, max_size=6)


@given(heights)
def test_positions_keep_their_gap_their_order_and_the_area(targets):
    places = separated_positions(np.array(targets), 15.0, 0.0, 200.0)
    assert np.all(np.diff(np.sort(places)) >= 15.0 - 1e-9)
    assert np.all(np.diff(places[np.argsort(targets, kind="stable")]) > 0.0)
    assert places.min() >= -1e-9
    assert places.max() <= 200.0 + 1e-9


def test_positions_with_room_stay_where_they_are():
    assert separated_positions(np.array([90.0, 10.0, 50.0]), 15.0, 0.0, 200.0).tolist() == [90.0, 10.0, 50.0]


@pytest.mark.parametrize(
    ("names", "shared", "short"),
    [
        (["bin 1", "bin 2", "bin 10"], "bin", ["1", "2", "10"]),
        (["left", "right"], "", ["left", "right"]),
        (["goal"], "", ["goal"]),
        (["red bin 1", "blue bin 1"], "", ["red bin 1", "blue bin 1"]),
        (["bin 1", "bin 1"], "bin", ["1", "1"]),
    ],
)
def test_what_all_names_begin_with_is_written_once(names, shared, short):
    assert shortened(names) == (shared, short)
