"""Balls that a player placed and removed, as edits of a level."""

import tomllib
from pathlib import Path

import pytest

from game import Simulation
from game.levels.editing.level_document import LevelDocument
from game.session.ball_changes import next_number, with_ball_edits, with_count
from game.simulation.commands import AddBall, BallEdit, RemoveBall

LEVEL = """\
format = 1
title = "Two groups"  # and one ball

[materials.steel]
restitution = 0.5

[[walls]]
shape = "box"
container = true
width = 10.0
height = 10.0

# Four in a row.
[[balls]]
count = 4
radius = 0.25
material = "steel"
spawn = { pattern = "line", length = 4.0 }

# One.
[[balls]]
radius = 0.3
position = [0.0, 3.0]

# Three.
[[balls]]
count = 3
radius = 0.2
spawn = { pattern = "points", points = [[-3.0, -3.0], [0.0, -3.0], [3.0, -3.0]] }
"""
EMITTER = """
[[emitters]]
position = [0.0, 4.0]
rate = 1.0
count = 5
radius = 0.1
"""


def document(text=LEVEL):
    return LevelDocument(text, Path("two.toml"))


def added(number, x, y, vx=0.0, vy=0.0):
    return BallEdit(0, number, AddBall(x, y, vx, vy))


def removed(number):
    return BallEdit(0, number, RemoveBall(0))


def edited(*edits, text=LEVEL):
    """Return the data of a level after edits, and the notes. Comments and other lines must be kept."""
    before = document(text)
    after, notes = with_ball_edits(before, before.level, list(edits))
    assert after.problems == ()
    return tomllib.loads(after.text), notes, after.text


def test_a_placed_ball_becomes_a_table_of_its_own_with_its_velocity():
    data, notes, text = edited(added(9, -0.00001, -1.00004, -0.0, 2.5), added(10, -2.0, 1.0))
    assert text == LEVEL + (
        '\n[[balls]]\nradius = 0.25\nmaterial = "steel"\ncolors = ["#ec6800"]\n'
        "position = [0.0, -1.0]\nvelocity = [0.0, 2.5]\n"
        '\n[[balls]]\nradius = 0.25\nmaterial = "steel"\ncolors = ["#ee7800"]\nposition = [-2.0, 1.0]\n'
    )
    assert (len(data["balls"]), notes) == (5, ())


def test_a_placed_ball_that_was_removed_again_is_not_saved():
    assert edited(added(9, 1.0, 1.0), removed(9))[2] == LEVEL
    data, _, _ = edited(added(9, 1.0, 1.0), removed(9), added(9, -1.0, 1.0))
    assert [ball.get("position") for ball in data["balls"]] == [None, [0.0, 3.0], None, [-1.0, 1.0]]


def test_a_removed_single_ball_takes_its_table_and_others_keep_their_numbers():
    data, notes, text = edited(removed(5))
    assert "# One." not in text
    assert [ball.get("first_number") for ball in data["balls"]] == [None, 6]
    assert notes == ()


def test_a_group_with_given_points_loses_the_very_ball():
    data, notes, _ = edited(removed(7))
    assert data["balls"][2] == {
        "count": 2, "radius": 0.2, "spawn": {"pattern": "points", "points": [[-3.0, -3.0], [3.0, -3.0]]},
    }  # fmt: skip
    assert notes == ()


def test_a_group_in_a_pattern_gets_smaller_and_the_note_says_what_this_means():
    data, notes, text = edited(removed(2), removed(3))
    assert data["balls"][0]["count"] == 2
    assert data["balls"][1]["first_number"] == 5
    assert "first_number" not in data["balls"][2]
    assert notes == ("balls[0] has 2 of its 4 balls less, and the others start in a new arrangement of its pattern.",)
    assert "# Four in a row.\n[[balls]]\ncount = 2" in text


def test_a_group_that_lost_all_its_balls_is_removed():
    data, notes, _ = edited(*map(removed, (1, 2, 3, 4)))
    assert ([ball["radius"] for ball in data["balls"]], notes) == ([0.3, 0.2], ())


def test_balls_of_emitters_keep_their_numbers():
    data, notes, _ = edited(added(14, 1.0, 1.0), removed(10), text=LEVEL + EMITTER)
    assert (data["emitters"][0]["first_number"], data["emitters"][0]["count"]) == (9, 4)
    assert data["balls"][3]["first_number"] == 14
    assert notes == ("emitters[0] emits 1 of its 5 balls less; which ones were removed cannot be said in a level.",)


@pytest.mark.parametrize(
    ("x", "y", "why"),
    [(0.0, 3.1, "overlaps balls[1] by 0.45 m"), (4.9, 0.0, "sticks out of walls[0] by 0.15 m")],
)
def test_a_placed_ball_without_room_at_the_start_is_left_out_with_the_reason(x, y, why):
    data, notes, _ = edited(added(9, x, y), added(10, 2.0, 1.0))
    assert [ball.get("position") for ball in data["balls"]] == [None, [0.0, 3.0], None, [2.0, 1.0]]
    assert notes == (f"Ball 9 is left out, because at the start it {why}.",)


@pytest.mark.parametrize("count", [0, 3, 5, 8, 9, 40])
@pytest.mark.parametrize("text", [LEVEL, LEVEL + EMITTER])
def test_a_level_gets_another_number_of_balls(count, text):
    after, notes = with_count(document(text), count)
    assert (after.level.count, notes) == (count, ())
    simulation = Simulation(after.level)
    assert simulation.count + simulation.pending == count
    simulation.close()
    assert "-0.0]" not in after.text
    assert max(map(len, after.text.splitlines())) <= 120


def test_the_next_number_is_that_after_all_groups():
    assert next_number(document()) == 9
    assert next_number(document(LEVEL + "\n[[balls]]\nradius = 0.1\nfirst_number = 30\nposition = [1, 1]\n")) == 31
