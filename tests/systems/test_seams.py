"""Walls that touch and move together are one surface."""

import math
from dataclasses import replace

import esper
import numpy as np
import pytest

from components import Collider, KeyBinding, KinematicMotion, Outline
from components.outline import CIRCLE, SEGMENT
from components.placed_outline import PlacedOutline
from components.table import ball_table, wall_table
from game import Simulation
from game.testing.tiny_worlds import create_ball as ball
from systems.seams import join_features, move_together, touching_walls
from systems.wall_collision import WallCollision
from tests.floors import KINDS, LENGTH, MOTIONS, largest_difference, random_floor, random_terrain
from tests.lanes import cases
from tests.scenes import obstacle, wall_of

pytestmark = pytest.mark.both_lanes

QUARTER = math.pi / 2


@pytest.fixture(autouse=True)
def fresh_world():
    esper.clear_database()


def box(left, right, top=0.0, bottom=-1.0):
    return obstacle([(left, bottom), (right, bottom), (right, top), (left, top)])


def joined(*outlines, motions=(), materials=()):
    """Return the joined features of walls with these outlines, in order, each a row."""
    table = wall_table()
    for k, outline in enumerate(outlines):
        motion = motions[k] if motions else KinematicMotion()
        wall_of(outline, motion, **(materials[k] if materials else {}))
    table.sync()
    return [features.T for features in join_features(table, list(outlines))[0]]


def segments(features):
    """Return the segments of a wall as sets of two points."""
    found = set()
    for kind, nx, ny, distance, low, high, *_ in features:
        if kind == SEGMENT:
            ends = [(distance * nx - at * ny, distance * ny + at * nx) for at in (low, high)]
            found.add(frozenset((round(x, 9) + 0.0, round(y, 9) + 0.0) for x, y in ends))
    return found


def corners(features):
    return {(x, y) for kind, x, y, *_ in features if kind == CIRCLE}


# -- features -------------------------------------------------


def test_two_flush_boxes_are_one():
    one, other = joined(box(0.0, 1.0), box(1.0, 3.0))
    assert corners(one) | corners(other) == {(0.0, 0.0), (0.0, -1.0), (3.0, 0.0), (3.0, -1.0)}
    assert segments(one) == {
        frozenset({(0.0, 0.0), (3.0, 0.0)}),
        frozenset({(0.0, -1.0), (3.0, -1.0)}),
        frozenset({(0.0, 0.0), (0.0, -1.0)}),
    }
    assert segments(other) == {frozenset({(3.0, 0.0), (3.0, -1.0)})}


def test_boxes_that_overlap_are_one():
    one, other = joined(box(0.0, 2.0), box(1.0, 3.0))
    assert frozenset({(0.0, 0.0), (3.0, 0.0)}) in segments(one)
    assert corners(one) | corners(other) == {(0.0, 0.0), (0.0, -1.0), (3.0, 0.0), (3.0, -1.0)}


def test_a_box_on_a_floor_hides_what_is_under_it():
    floor, block = joined(box(0.0, 10.0), box(4.0, 5.0, 1.0, 0.0))
    top = {frozenset({(0.0, 0.0), (4.0, 0.0)}), frozenset({(5.0, 0.0), (10.0, 0.0)})}
    assert top <= segments(floor)
    assert len(segments(floor)) == 5
    assert len(segments(block)) == 3
    assert corners(block) == {(4.0, 1.0), (5.0, 1.0)}


def test_a_step_keeps_its_upper_corner():
    low, high = joined(box(0.0, 1.0), box(1.0, 2.0, 0.5))
    assert (1.0, 0.5) in corners(high)
    assert (1.0, 0.0) not in corners(low)
    assert frozenset({(1.0, 0.0), (1.0, 0.5)}) in segments(high)


def test_walls_apart_are_left_as_they_are():
    outlines = box(0.0, 1.0), box(1.001, 2.0)
    for outline, features in zip(outlines, joined(*outlines), strict=True):
        np.testing.assert_array_equal(features, outline.features.T)


def test_a_gap_below_the_tolerance_is_none():
    one, _ = joined(box(0.0, 1.0), box(1.0 + 1e-9, 2.0))
    assert frozenset({(0.0, 0.0), (2.0, 0.0)}) in segments(one)


def test_walls_of_other_materials_keep_their_segments_but_not_the_corners():
    one, other = joined(box(0.0, 1.0), box(1.0, 2.0), materials=({"friction": 0.1}, {"friction": 0.2}))
    assert frozenset({(0.0, 0.0), (1.0, 0.0)}) in segments(one)
    assert frozenset({(1.0, 0.0), (2.0, 0.0)}) in segments(other)
    assert (1.0, 0.0) not in corners(one) | corners(other)


def test_belts_of_other_speeds_are_not_joined():
    slow = Outline(box(0.0, 1.0).points, container=False, belt=1.0)
    fast = Outline(box(1.0, 2.0).points, container=False, belt=2.0)
    one, other = joined(slow, fast)
    assert frozenset({(0.0, 0.0), (1.0, 0.0)}) in segments(one)
    assert frozenset({(1.0, 0.0), (2.0, 0.0)}) in segments(other)


def test_paths_joined_at_a_bend_have_a_corner_on_its_outer_side():
    one, other = joined(
        obstacle([(-1.0, 0.0), (0.0, 0.0)], 0.1, closed=False), obstacle([(0.0, 0.0), (1.0, -1.0)], 0.1, closed=False)
    )
    (cone,) = (row[4:6] for row in (*one, *other) if row[0] == CIRCLE and row[1] == 0.0)
    assert cone == pytest.approx([QUARTER / 2, QUARTER], abs=1e-8)


def test_paths_joined_straight_have_no_corner_between():
    one, other = joined(
        obstacle([(-1.0, 0.0), (0.0, 0.0)], 0.1, closed=False), obstacle([(0.0, 0.0), (1.0, 0.0)], 0.1, closed=False)
    )
    assert corners(one) | corners(other) == {(-1.0, 0.0), (1.0, 0.0)}
    assert segments(one) == {frozenset({(-1.0, y), (1.0, y)}) for y in (0.1, -0.1)}


def test_a_turned_wall_is_joined_in_its_own_frame():
    motions = KinematicMotion(5.0, 1.0, QUARTER), KinematicMotion(5.0, 1.0, QUARTER)
    one, _ = joined(box(0.0, 1.0), box(1.0, 3.0), motions=motions)
    assert frozenset({(0.0, 0.0), (3.0, 0.0)}) in segments(one)


# -- which walls ----------------------------------------------


@pytest.mark.parametrize(
    ("one", "other", "together"),
    [
        ({}, {}, True),
        ({}, {"x": 1.0}, True),
        ({"velocity_x": 1.0}, {"velocity_x": 1.0, "y": 2.0}, True),
        ({"velocity_x": 1.0}, {}, False),
        ({"rate": 1.0}, {"rate": 1.0, "angle": 2.0}, True),
        ({"rate": 1.0}, {"rate": 1.0, "x": 1.0}, False),
        ({"swing": 1.0, "swing_rate": 2.0}, {"swing": 1.0, "swing_rate": 2.0, "y": 1.0}, False),
        ({"sway_x": 1.0, "sway_rate": 2.0}, {"sway_x": 1.0, "sway_rate": 2.0, "y": 1.0}, True),
        ({"sway_x": 1.0, "sway_rate": 2.0}, {"sway_x": 1.0, "sway_rate": 2.0, "sway_phase": 1.0}, False),
    ],
)
def test_which_walls_move_together(one, other, together):
    table = wall_table()
    for motion in (one, other):
        wall_of(box(0.0, 1.0), KinematicMotion(**motion))
    table.sync()
    assert move_together(table, np.array([[0], [1]])).tolist() == [together]


@pytest.mark.parametrize("seed", range(5))
def test_touching_walls(seed):
    rng = np.random.default_rng(seed)
    corner, size = rng.uniform(0.0, 5.0, (12, 2)), rng.uniform(0.1, 2.0, (12, 2))
    placed = [
        PlacedOutline.at(box(x, x + w, y + h, y), 0.0, 0.0, 0.0)
        for (x, y), (w, h) in zip(corner.tolist(), size.tolist(), strict=True)
    ]
    expected = [
        (i, j)
        for i in range(12)
        for j in range(i + 1, 12)
        if np.all(corner[i] <= corner[j] + size[j]) and np.all(corner[j] <= corner[i] + size[i])
    ]
    assert [*zip(*touching_walls(placed).tolist(), strict=True)] == expected


# -- the law --------------------------------------------------


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("motion", MOTIONS)
def test_a_floor_in_pieces_is_one_floor(kind, motion):
    for seed in range(cases(quick=3, slow=40)):
        assert largest_difference(random_floor(kind, motion, seed), 180, LENGTH) < 1e-6, f"seed {seed}"


def test_a_terrain_in_pieces_is_one_terrain():
    for seed in range(cases(quick=20, slow=200)):
        assert largest_difference(random_terrain(seed), 120) < 1e-6, f"seed {seed}"


# -- changes --------------------------------------------------


@pytest.fixture
def two_tiles():
    """The system of two flush boxes, and their table."""
    for outline in (box(0.0, 1.0), box(1.0, 2.0)):
        wall_of(outline)
    walls, balls = wall_table(), ball_table()
    walls.sync()
    return WallCollision(balls, walls), walls


def test_walls_that_no_longer_move_together_are_joined_no_more(two_tiles):
    system, walls = two_tiles
    assert (system.feature_count, system.has_neighbors) == (8, True)
    walls[KinematicMotion].velocity_x[1] = 1.0
    assert system.feature_count == 16
    walls[KinematicMotion].velocity_x[0] = 1.0
    assert system.feature_count == 8
    walls[Collider].friction[0] = 0.9
    assert system.feature_count == 10


def test_walls_are_joined_only_if_the_same_keys_drive_them():
    stroke = KinematicMotion(stroke_y=1.0, stroke_rate=10.0, return_rate=10.0)
    for low, keys in ((0.0, ("A",)), (1.0, ("A",)), (2.0, ("B",))):
        entity = wall_of(box(low, low + 1.0), KinematicMotion(*stroke.values))
        esper.add_component(entity, KeyBinding(keys))
    walls = wall_table()
    walls.sync()
    assert WallCollision(ball_table(), walls).feature_count == 16


def test_walls_that_kick_are_joined_only_with_their_like():
    for low, kick in ((0.0, 1.0), (1.0, 1.0), (2.0, 0.0)):
        wall_of(replace(box(low, low + 1.0), kick=kick))
    walls = wall_table()
    walls.sync()
    features = WallCollision(ball_table(), walls)
    features.update_rows()
    top = (features.shapes.features[0] == SEGMENT) & (features.shapes.features[2] == -1.0)
    assert features.shapes.features[8, top].tolist() == [1.0, 0.0]


def test_contacts_stay_when_nothing_is_joined_otherwise():
    for outline in (box(0.0, 1.0), box(1.0, 2.0), box(5.0, 6.0)):
        wall_of(outline)
    ball(0.5, 0.1, radius=0.1)
    walls, balls = wall_table(), ball_table()
    walls.sync()
    balls.sync()
    system = WallCollision(balls, walls, rest_speed=0.1)
    system.process(0.01)
    (before,) = system.contacts.second
    walls[KinematicMotion].rate[2] = 1.0
    assert system.contacts.second.tolist() == [before]
    walls[KinematicMotion].rate[0] = 1.0
    assert system.contacts.second.tolist() == []


def test_a_simulation_follows_a_change_of_a_motion():
    levels = random_floor("boxes", "at rest", 1)
    simulation = Simulation(levels[0])
    simulation.step()
    before = simulation.pipeline.wall_collision.feature_count
    simulation.walls_table[KinematicMotion].velocity_y[1] = -1.0
    simulation.step()
    assert simulation.pipeline.wall_collision.shapes.features.shape[1] > before
    simulation.close()
