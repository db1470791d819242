from math import inf, nan

import pytest

from components import Position, Velocity
from game.testing import approx_component


def test_components_with_close_fields_are_equal():
    assert Velocity(1.0 + 1e-7, 1e-13) == approx_component(Velocity(1.0, 0.0))
    assert approx_component(Velocity(1.0, 0.0)) == Velocity(1.0 + 1e-7, 1e-13)
    assert Velocity(1.1, 0.0) == approx_component(Velocity(1.0, 0.0), relative=0.2)
    assert Velocity(1.1, 0.0) == approx_component(Velocity(1.0, 0.0), absolute=0.2)
    assert Velocity(inf, -inf) == approx_component(Velocity(inf, -inf))


@pytest.mark.parametrize(
    "actual",
    [Velocity(1.1, 0.0), Velocity(1.0, 1e-9), Velocity(nan, 0.0), Velocity(inf, 0.0), Position(1.0, 0.0), 1.0, None],
)
def test_other_components_and_objects_are_not(actual):
    assert actual != approx_component(Velocity(1.0, 0.0))


@pytest.mark.parametrize("expected", [Velocity(inf, 0.0), Velocity(nan, 0.0)])
def test_nothing_finite_is_close_to_inf_or_nan(expected):
    assert Velocity(1e308, 0.0) != approx_component(expected)


def test_only_fields_that_differ_are_listed():
    approx = approx_component(Velocity(1.0, 2.0))
    assert approx.differences(Velocity(1.5, 2.0)) == ["x: 1.5 != 1.0 ± 1.0e-06"]
    assert approx.differences(Position(1.0, 2.0)) == ["is a Position, not a Velocity"]
    assert repr(approx) == "approx_component(Velocity(x=1.0, y=2.0))"
