"""Tests of the choice of the container, and of hollow walls with balls inside."""

import pytest

from tests.game.levels.importing.test_holes import ROOM, ball, convert

__all__ = ["convert"]

CUP = '<{} fill="none" stroke="red" stroke-width="10"/>'


def test_wall_around_all_balls_is_the_container_although_another_one_sticks_out(convert):
    level, notes = convert(ROOM + ball(320, 200) + '<rect width="50" height="50"/>')
    assert (notes, [wall.container for wall in level.walls]) == ([], [True, False])


def test_largest_wall_around_all_balls_is_the_container(convert):
    inner = '<rect x="200" y="100" width="300" height="300" fill="none" stroke="red"/>'
    level, _ = convert(inner + ROOM + ball(320, 200) + '<rect width="50" height="50"/>')
    assert [wall.container for wall in level.walls] == [False, True, False]


@pytest.mark.parametrize(
    "element", ['rect x="200" y="100" width="200" height="200"', 'circle cx="300" cy="200" r="99"']
)
def test_hollow_wall_with_a_ball_inside_is_a_line(convert, element):
    level, notes = convert(ROOM + ball(300, 200) + ball(100, 200) + CUP.format(element))
    assert (notes, level.count) == ([], 2)
    wall = level.walls[1]
    assert (wall.shape, wall.closed, wall.thickness, wall.points[0]) == ("path", False, 0.1, wall.points[-1])


def test_hollow_wall_without_a_ball_inside_is_an_obstacle(convert):
    level, _ = convert(ROOM + ball(100, 200) + CUP.format('rect x="200" y="100" width="200" height="200"'))
    assert level.walls[1].closed


def test_walls_with_a_room_for_each_ball_need_no_container(convert):
    house = '<path fill-rule="evenodd" d="M0 0H640V480H0zM20 20H310V460H20zM330 20H620V460H330z"/>'
    level, notes = convert(house + ball(100, 100) + ball(500, 100))
    assert (notes, level.count, [wall.container for wall in level.walls]) == ([], 2, [False, False])
    cups = CUP.format('rect x="10" y="10" width="200" height="200"') + CUP.format('circle cx="400" cy="200" r="99"')
    level, notes = convert(cups + ball(100, 100) + ball(400, 200))
    assert (notes, level.count, [wall.closed for wall in level.walls]) == ([], 2, [False, False])
