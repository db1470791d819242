"""Test that chords of curves have the same bounds as the curves, so that what lies flush in a drawing lies flush."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from game.levels.importing.svg.curves import Pen

NUMBER = st.integers(-1000, 1000)
POINT = st.tuples(NUMBER, NUMBER)


@given(st.lists(st.tuples(POINT, POINT, POINT), min_size=1, max_size=5), st.floats(-3.0, 3.0))
def test_chords_have_the_bounds_of_their_curves(curves, angle):
    pen = Pen()
    for first, second, end in curves:
        pen.curve_to(first, second, end)
    (subpath,) = pen.subpaths()
    turned = subpath.transformed(
        np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]]), np.zeros(2)
    )
    corners = turned.corners()
    assert np.allclose([corners.min(axis=0), corners.max(axis=0)], turned.bounds(), rtol=0.0, atol=1e-5)
    assert (corners[0] == turned.controls[0, 0]).all()
    assert (corners[-1] == turned.controls[-1, 3]).all()
