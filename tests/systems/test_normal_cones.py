"""The directions from which a ball can touch a corner, and the corners that this leaves."""

import math

import numpy as np
import pytest

from components import Outline
from components.outline import Arc
from components.placed_outline import PlacedOutline
from systems.normal_cones import narrowed_corners, normal_cone
from systems.placed_features import place_features

QUARTER = math.pi / 2
PAIR = np.array([[0], [1]])


def chain(*points):
    return Outline(points, 0.1, closed=False, container=False)


def quarter_arc(start):
    shape = Arc(1.0, start, QUARTER)
    return Outline(shape.points, 0.1, closed=False, container=False, arc=shape)


def narrowed(*outlines):
    placed = [PlacedOutline.at(outline, 0.0, 0.0, 0.0) for outline in outlines]
    features = place_features([outline.features for outline in outlines], placed)
    changed = narrowed_corners(features, PAIR)
    return [tuple(features.rows[1:3, k].round(9).tolist()) for k in changed], changed


@pytest.mark.parametrize(
    ("edges", "cone"),
    [
        ((math.pi, 1.5 * math.pi), (0.0, QUARTER)),
        ((math.pi, 1.5 * math.pi, 0.0), None),
        ((0.0, math.pi), None),
        ((0.1,), (0.1 + QUARTER, 0.1 + 3 * QUARTER)),
        ((0.0, QUARTER, math.pi, 3 * QUARTER), None),
    ],
)
def test_normal_cone(edges, cone):
    found = normal_cone(np.array(edges))
    assert (found is None) == (cone is None)
    if cone:
        turns = (found[0] - cone[0]) / (2 * math.pi)
        assert turns == pytest.approx(round(turns), abs=1e-8)
        assert found[1] - found[0] == pytest.approx(cone[1] - cone[0], abs=1e-8)


def test_chains_that_meet_at_a_right_angle_keep_one_corner_between_their_outer_normals():
    places, changed = narrowed(chain((-1.0, 0.0), (0.0, 0.0)), chain((0.0, 0.0), (0.0, -1.0)))
    assert places == [(0.0, 0.0), (0.0, 0.0)]
    (cone,), nothing = changed.values()
    assert nothing == []
    np.testing.assert_allclose(cone, [0.0, QUARTER], atol=1e-8)


def test_a_chain_along_the_tangent_of_an_arc_leaves_no_corner():
    places, changed = narrowed(chain((-1.0, -1.0), (0.0, -1.0)), quarter_arc(-QUARTER))
    assert places == [(0.0, -1.0), (0.0, -1.0)]
    assert list(changed.values()) == [[], []]


def test_a_chain_across_the_end_of_an_arc_leaves_the_corner_outside():
    _, changed = narrowed(chain((0.0, -3.0), (0.0, -1.0)), quarter_arc(-QUARTER))
    ((cone,), nothing) = changed.values()
    assert nothing == []
    np.testing.assert_allclose(cone, [QUARTER, 2.0 * QUARTER], atol=1e-8)
