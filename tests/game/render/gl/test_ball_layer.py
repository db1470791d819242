"""Pixels of balls in tiny worlds."""

import math

import esper
import numpy as np
import pytest

from components import Position, PreviousPose, Spin
from game.render import theme
from game.testing.tiny_worlds import create_ball as ball
from game.testing.tiny_worlds import create_wall as wall
from game.testing.tiny_worlds import regular_polygon as polygon
from tests.canvas import PIXEL, centroid, disc, grid, numbered, orange


def ink(picture, radius=0.58):
    """Mask of the pixels of the number on a ball of radius 1 at the origin."""
    return (picture.max(axis=-1) < 0.45) & disc(0.0, 0.0, 0.0, radius)


def likeness(mask, other):
    return (mask & other).sum() / (mask | other).sum()


def test_a_ball_has_its_colour_inside_and_not_outside(shoot):
    numbered(0.3, -0.2, radius=0.5)
    seen = orange(shoot())
    stripe = np.abs(grid()[1] + 0.2) < 0.08
    assert seen[disc(0.3, -0.2, 0.33, 0.46) & ~stripe].mean() > 0.9
    assert not seen[disc(0.3, -0.2, 0.51, 9.0)].any()


def test_a_ball_without_a_label_has_the_default_colour_and_no_badge(shoot):
    ball(radius=1.0)
    stripe = np.abs(grid()[1]) < 0.1
    red, green, blue = shoot()[disc(0.0, 0.0, 0.0, 0.5) & ~stripe].T
    assert theme.BALL == "#f39800"
    assert np.all(red > green + 0.1)
    assert np.all(green > blue + 0.1)
    assert np.all(red > blue + 0.2)


def test_the_light_comes_from_the_upper_left_at_every_angle(shoot):
    entity = numbered(radius=1.0)
    across, up = grid()
    bare = disc(0.0, 0.0, 0.66, 0.9)
    for angle in (0.0, 2.0, 4.0):
        esper.component_for_entity(entity, Spin).angle = angle
        brightness = shoot().mean(axis=-1)
        lit, dark = bare & (across < -0.4) & (up > 0.4), bare & (across > 0.4) & (up < -0.4)
        assert brightness[lit].mean() > 1.5 * brightness[dark].mean()


@pytest.mark.parametrize("number", [4, 17, 305, 999_999])
def test_the_number_turns_with_the_ball(shoot, number):
    entity = numbered(radius=1.0, number=number)
    upright = ink(shoot())
    assert upright.sum() > 300
    esper.component_for_entity(entity, Spin).angle = math.pi / 2.0
    turned = ink(shoot())
    assert likeness(turned, np.rot90(upright, -1)) > 0.8  # rows run upwards
    assert likeness(turned, upright) < 0.5


def test_six_is_not_nine_upside_down(shoot):
    spin = esper.component_for_entity(numbered(radius=1.0, number=6), Spin)
    six = ink(shoot())
    spin.angle = math.pi
    assert likeness(ink(shoot()), np.rot90(six, 2)) > 0.9
    esper.clear_database()
    numbered(radius=1.0, number=9)
    assert likeness(ink(shoot()), np.rot90(six, 2)) < 0.75


def test_a_tiny_ball_has_no_details(shoot):
    numbered(radius=4.0 * PIXEL)
    assert orange(shoot())[disc(0.0, 0.0, 0.0, 2.5 * PIXEL)].all()


@pytest.mark.parametrize(("alpha", "x"), [(0.0, -0.6), (0.5, 0.0), (1.0, 0.6)])
def test_a_ball_is_drawn_between_its_poses(shoot, balls, alpha, x):
    numbered(0.6, 0.1, radius=0.3)
    balls.sync()
    balls.dirty[:] = 0
    balls[PreviousPose].x[:], balls[PreviousPose].y[:] = -0.6, 0.1
    assert centroid(orange(shoot(alpha))) == pytest.approx((x, 0.1), abs=0.03)


def test_a_ball_moved_by_hand_is_drawn_at_its_present_pose(shoot, balls):
    entity = numbered(-0.6, 0.1, radius=0.3)
    balls.sync()
    balls.dirty[:] = 0
    balls[PreviousPose].x[:] = -0.6
    esper.component_for_entity(entity, Position).x = 0.6
    assert centroid(orange(shoot(0.0))) == pytest.approx((0.6, 0.1), abs=0.03)


def test_colours_stay_correct_when_balls_come_and_go(shoot):
    first = numbered(-0.6, 0.0, radius=0.3, color="#00aa00")
    shoot()
    numbered(0.6, 0.0, radius=0.3)
    picture = shoot()
    green = (picture[..., 1] > 0.3) & (picture[..., 0] < 0.2)
    assert centroid(green) == pytest.approx((-0.6, 0.0), abs=0.05)
    assert centroid(orange(picture)) == pytest.approx((0.6, 0.0), abs=0.05)
    esper.delete_entity(first, immediate=True)
    picture = shoot()
    assert not picture[disc(-0.6, 0.0, 0.0, 0.3)].any()
    assert centroid(orange(picture)) == pytest.approx((0.6, 0.0), abs=0.05)


def test_buffers_grow_with_the_number_of_balls(shoot):
    shoot()
    places = [(x, y) for x in np.linspace(-1.1, 1.1, 20) for y in np.linspace(-1.1, 1.1, 20)]
    for x, y in places:
        numbered(x, y, radius=0.04)
    seen = orange(shoot())
    assert all(seen[disc(x, y, 0.0, 0.02)].all() for x, y in places)


def test_a_picture_far_from_the_origin_is_the_same(shoot):
    entity = numbered(0.25, 0.125, radius=0.5)
    near = shoot()
    esper.component_for_entity(entity, Position).x += 2.0**20
    far = shoot(view=(2.0**20 - 1.2, 2.0**20 + 1.2, -1.2, 1.2))
    assert np.abs(far - near).max() < 0.02


def test_drawing_changes_nothing(shoot, balls, walls):
    numbered(radius=0.3)
    wall(polygon(7, 1.0), rate=1.0)
    shoot()
    before = balls.snapshot(), walls.snapshot()
    shoot(0.3)
    for old, new in zip(before, (balls.snapshot(), walls.snapshot()), strict=True):
        assert all(np.array_equal(a, b) for a, b in zip(old, new, strict=True))
