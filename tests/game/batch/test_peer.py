"""Tests of `game.batch.peer`."""

import math

import numpy as np
import pytest

from components import Outline
from components.placed_outline import PlacedOutline
from game.batch.peer import body_state, can_be_copied, count_escaped, offset_outwards, wall_segments
from game.testing.tiny_worlds import create_ball as ball
from game.testing.tiny_worlds import regular_polygon as polygon
from tests.scenes import heptagon, obstacle

SOME = [{"count": 3, "spawn": {"pattern": "disc", "radius": 1.0}}]
SQUARE = [(-1.0, -1.0), (1.0, -1.0), (1.0, 1.0), (-1.0, 1.0)]


def test_offset_moves_the_edges_of_a_square_outwards():
    assert offset_outwards(np.array(SQUARE), 0.5) == pytest.approx(1.5 * np.array(SQUARE))


def test_segments_of_a_convex_container_touch_it_from_outside():
    corners = polygon(7, 3.0)
    segments, radius = wall_segments(Outline(corners))
    assert (len(segments), radius) == (7, pytest.approx(0.15))
    apothem = 3.0 * math.cos(math.pi / 7)
    for ax, ay, bx, by in segments:
        assert math.hypot(ax + bx, ay + by) / 2 == pytest.approx(apothem + radius)


def test_segments_of_obstacles_are_their_edges():
    segments, radius = wall_segments(obstacle(SQUARE, 0.1))
    assert (len(segments), segments[0], radius) == (4, [-1.0, -1.0, 1.0, -1.0], 0.1)
    assert wall_segments(obstacle([(2.0, 1.0)], 0.5)) == ([[2.0, 1.0, 2.0, 1.0]], 0.5)
    segments, radius = wall_segments(obstacle([(0.0, 0.0), (1.0, 0.0), (2.0, 1.0)], 0.1, closed=False))
    assert (segments, radius) == ([[0.0, 0.0, 1.0, 0.0], [1.0, 0.0, 2.0, 1.0]], 0.1)


def test_positions_outside_a_container_or_inside_an_obstacle_have_escaped():
    container = PlacedOutline.at(Outline(SQUARE), 10.0, 0.0, 0.0)
    disc = PlacedOutline.at(obstacle([(0.0, 0.0)], 0.2), 10.5, 0.0, 0.0)
    positions = np.array([(10.0, 0.0), (10.5, 0.1), (0.0, 0.0)])
    assert count_escaped(positions, [container, disc]) == 2
    assert count_escaped(positions, []) == 0
    assert count_escaped(np.empty((0, 2)), [container]) == 0


def test_body_state_holds_pose_and_velocity(balls):
    assert body_state(ball(1.0, 2.0, 3.0, 4.0, spin=5.0, angle=6.0)) == (1.0, 2.0, 6.0, 3.0, 4.0, 5.0)


def test_walls_that_sway_or_swing_cannot_be_copied(simulate):
    assert can_be_copied(simulate(SOME, wall=heptagon()))
    assert not can_be_copied(simulate(SOME, wall=heptagon(swing={"angle": 5.0, "period": 2.0})))
    assert not can_be_copied(simulate(SOME, wall=heptagon(sway={"offset": [1.0, 0.0], "period": 2.0})))
