"""Moves, turns, copies and separation of selected items."""

from pathlib import Path

import numpy as np
import pytest

from game.levels.editing.clipboard import copy_items, paste_items
from game.levels.editing.item_edits import duplicate_items, move_items, separate_copies, turn_items, with_fields
from game.levels.editing.level_document import EditError, Item, LevelDocument
from game.levels.editing.operations import set_fields

LEVELS = Path(__file__).parents[4] / "levels"
TEXT = """\
format = 1
title = "Parts"

[materials.steel]
friction = 0.1

[templates.ramp]
shape = "box"
width = 2.0
height = 0.1
material = "steel"

[[walls]]
template = "ramp"
center = [1.0, 0.0]  # right
angle = 10.0

[[walls]]
shape = "circle"
radius = 0.2
container = false
velocity = [1.0, 0.0]
sway = { offset = [0.5, 0.0], period = 2.0 }
center = [-1.0, 0.0]

[[balls]]
radius = 0.1
first_number = 7
position = [0.0, 3.0]
velocity = [0.0, 1.0]

[[balls]]
count = 2
radius = 0.1
spawn = { pattern = "grid", center = [3.0, 3.0], width = 1.0, height = 1.0, speed = [1.0, 1.0], direction = 0.0 }
"""
RAMP, DISC, BALL, GROUP = Item("walls", 0), Item("walls", 1), Item("balls", 0), Item("balls", 1)


def document(text=TEXT):
    return LevelDocument(text, Path("parts.toml"))


def outline(geometry):
    return np.concatenate([stroke.points for stroke in geometry.strokes])


def test_items_are_moved_together():
    edit = move_items(document(), [RAMP, BALL, GROUP], 0.1, -0.2)
    assert edit.label == "move 3 items"
    assert edit.selection == (RAMP, BALL, GROUP)
    centers = [edit.document.geometries[item].frame.center for item in edit.selection]
    assert centers == [(1.1, -0.2), (0.1, 2.8), (3.1, 2.8)]
    assert "center = [1.1, -0.2]  # right" in edit.document.text


def test_a_turn_about_a_point_turns_all_that_has_a_direction():
    edit = turn_items(document(), [RAMP, DISC, BALL, GROUP], 90.0, (0.0, 0.0))
    level = edit.document.level
    ramp, disc = level.walls
    assert (ramp.center, ramp.angle) == ((0.0, 1.0), 100.0)
    assert (disc.center, disc.velocity, disc.sway.offset) == ((0.0, -1.0), (0.0, 1.0), (0.0, 0.5))
    ball, group = level.balls
    assert (ball.position, ball.velocity, ball.angle) == ((-3.0, 0.0), (-1.0, 0.0), 90.0)
    assert (group.spawn.center, group.spawn.direction) == ((-3.0, 3.0), 90.0)
    assert edit.notes == ("The sides of balls[1] stay horizontal and vertical.",)


def test_several_items_turn_about_their_middle_and_one_about_its_center():
    edit = turn_items(document(), [RAMP, DISC], 180.0)
    assert [wall.center for wall in edit.document.level.walls] == [(-1.0, 0.0), (1.0, 0.0)]
    assert turn_items(document(), [RAMP], 30.0).document.text == TEXT.replace("angle = 10.0", "angle = 40.0")


def test_copies_are_appended_and_selected_and_keep_templates():
    edit = duplicate_items(document(), [RAMP, BALL], 0.5, 0.5)
    assert edit.selection == (Item("walls", 2), Item("balls", 2))
    assert edit.document.own_fields(Item("walls", 2)) == {"template": "ramp", "center": [1.5, 0.5], "angle": 10.0}
    assert "first_number" not in edit.document.own_fields(Item("balls", 2))
    assert edit.document.problems == ()


def test_an_invalid_item_is_not_moved_and_the_reason_is_told():
    broken = set_fields(document(), BALL, {"radius": "big"}).document
    with pytest.raises(EditError, match=r"balls\[0\].*balls\[0\].radius: must be a number"):
        move_items(broken, [BALL], 1.0, 0.0)


def test_items_are_pasted_into_another_level_with_their_materials_and_templates():
    text = copy_items(document(), [BALL, RAMP])
    assert text.index("[materials.steel]") < text.index("[templates.ramp]") < text.index("[[walls]]")
    assert "# right" in text
    empty = document('format = 1\ntitle = "Empty"\n')
    edit = paste_items(empty, text, (5.0, 5.0))
    assert edit.document.problems == ()
    assert edit.selection == (Item("walls", 0), Item("balls", 0))
    centers = [edit.document.geometries[item].frame.center for item in edit.selection]
    assert np.mean(centers, axis=0).tolist() == [5.0, 5.0]
    again = paste_items(edit.document, text).document
    assert again.text.count("[materials.steel]") == 1
    assert [wall.center for wall in again.level.walls][1] == (1.0, 0.0)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("hello", "is no valid TOML"),
        ("[[apples]]\na = 1", "has no items of a level"),
        ("walls = 3", "has no items"),
        ("", "has no items"),
    ],
)
def test_a_text_without_items_cannot_be_pasted(text, why):
    with pytest.raises(EditError, match=why):
        paste_items(document(), text)


@pytest.mark.parametrize("name", ["galton", "tiles", "race"])
def test_separate_copies_give_the_same_level(name):
    before = LevelDocument.open(LEVELS / f"{name}.toml")
    item = next(iter(before.copies))
    edit = separate_copies(before, item)
    assert len(edit.selection) == len(before.copies[item]) + 1
    after, level = edit.document.level, before.level
    walls = sorted(wall.model_dump_json() for wall in getattr(after, item.array))
    assert walls == sorted(wall.model_dump_json() for wall in getattr(level, item.array))
    assert item not in edit.document.copies
    with pytest.raises(EditError, match="it has no valid repeat"):
        separate_copies(edit.document, item)


def test_a_ring_of_copies_moves_and_turns_as_a_whole():
    text = 'format = 1\ntitle = "Ring"\n\n[[walls]]\nshape = "box"\nwidth = 1.0\nheight = 0.2\ncenter = [2.0, 0.0]\n'
    before = document(text + "repeat = { count = 6, turn = 60.0 }\n")
    item = Item("walls", 0)
    for edit, expected in (
        (move_items(before, [item], 1.0, 2.0), lambda p: np.add(p, (1.0, 2.0))),
        (turn_items(before, [item], 90.0, (0.0, 1.0)), lambda p: np.column_stack((1.0 - p[:, 1], 1.0 + p[:, 0]))),
    ):
        for old, new in zip(before.copies[item], edit.document.copies[item], strict=True):
            np.testing.assert_allclose(outline(new), expected(outline(old)), atol=2e-3)


def test_dotted_fields_are_merged():
    assert with_fields({"a": {"b": 1, "c": 2}, "d": 3}, {"a.b": 5, "d": None, "e.f": 6}) == {
        "a": {"b": 5, "c": 2}, "e": {"f": 6},
    }  # fmt: skip
