"""The features of walls in the world."""

import numpy as np

from components import Outline
from components.outline import Arc
from components.placed_outline import PlacedOutline
from game.testing.tiny_worlds import regular_polygon as polygon
from systems.placed_features import DISTANCE, HIGH, LOW, X, Y, place_features

TURN = 0.4


def test_segments_and_corners_are_placed_with_their_wall():
    outline = Outline(polygon(4, 1.0), 0.1, container=False)
    features = place_features([outline.features], [PlacedOutline.at(outline, 2.0, 3.0, TURN)])
    corners, (nx, ny), core = features.rows[X : Y + 1, 4:], features.rows[X : Y + 1, :4], features.core[:4]
    np.testing.assert_allclose(np.hypot(corners[0] - 2.0, corners[1] - 3.0), 1.0)
    for along in features.rows[LOW : HIGH + 1, :4]:  # every segment ends at a corner
        x, y = core * nx - along * ny, core * ny + along * nx
        away = np.hypot(x[:, None] - corners[0], y[:, None] - corners[1])
        np.testing.assert_allclose(away.min(axis=1), 0.0, atol=1e-12)
    np.testing.assert_allclose(features.rows[DISTANCE, :4], core - 0.1)
    assert features.radius.tolist() == [0.1] * 8
    assert features.solid.all()
    assert features.joins.all()


def test_arcs_are_placed_with_their_wall():
    shape = Arc(1.5, 1.0, -2.0)
    outline = Outline(shape.points, 0.1, closed=False, container=False, arc=shape)
    features = place_features([outline.features], [PlacedOutline.at(outline, 2.0, 3.0, TURN)])
    np.testing.assert_allclose(features.arcs[:, 0], [0.0, 2.0, 3.0, 1.5, TURN - 1.0, TURN + 1.0, 0.1])
    assert features.is_arc.tolist() == [True, True, False, False]
    assert features.joins.tolist() == [False, False, True, True]
