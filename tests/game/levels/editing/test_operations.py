"""Edits of a level as a whole: fields, new items, removal, and what comes from parents."""

import pytest

from game.levels.editing.level_document import EditError, Item
from game.levels.editing.operations import add_item, adopt, can_edit, remove_items, set_fields, set_value, set_values
from game.levels.editing.standalone import standalone
from tests.game.levels.editing.test_level_document import CHILD, child

__all__ = ["child"]
BALL, PIN = Item("balls", 0), Item("walls", 1)


def test_a_field_is_set_reset_and_told_in_the_label(child):
    edit = set_value(child, ("balls", 0, "velocity"), [1.0, -0.0])
    assert edit.document.text == CHILD + "velocity = [1.0, 0.0]\n"
    assert (edit.label, edit.selection) == ("set balls[0].velocity", (BALL,))
    back = set_value(edit.document, ("balls", 0, "velocity"), None)
    assert (back.document.text, back.label) == (CHILD, "reset balls[0].velocity")
    assert child.text == CHILD


def test_a_value_of_a_parent_table_is_set_in_the_level(child):
    document = set_value(child, ("world", "substeps"), 5).document
    assert document.level.world.substeps == 5
    assert "\n[world]\nsubsteps = 5\n\n[[balls]]" in document.text


def test_an_edit_that_makes_the_level_invalid_is_returned_with_its_problems(child):
    document = set_fields(child, BALL, {"radius": -1.0}).document
    assert [problem.field for problem in document.item_problems(BALL)] == ["balls[0].radius"]
    assert "allowed: 0.0001 <= radius <= 10000 m" in document.problems[0].message


@pytest.mark.parametrize(
    "edit",
    [
        lambda level: set_fields(level, PIN, {"radius": 1.0}),
        lambda level: remove_items(level, [PIN]),
        lambda level: add_item(level, "walls", {"shape": "circle", "radius": 9.0}),
    ],
)
def test_items_of_a_parent_cannot_be_edited_until_they_are_copied(child, edit):
    with pytest.raises(EditError, match="allowed: copy them into this level first"):
        edit(child)
    assert can_edit(child, PIN)
    own = adopt(child, "walls").document
    assert not can_edit(own, PIN)
    assert own.level == child.level
    assert 'template = "pin"  # round' in own.text
    assert edit(own).document.text != own.text
    assert adopt(own, "walls").document is own


def test_a_value_of_a_template_is_overridden_in_the_item_and_can_be_reset(child):
    own = adopt(child, "walls").document
    wider = set_fields(own, PIN, {"radius": 0.3}).document
    assert wider.fields(PIN)["radius"] == 0.3
    assert set_fields(wider, PIN, {"radius": None}).document.text == own.text


def test_a_part_of_a_list_from_a_template_becomes_a_list_of_the_item(child):
    text = child.text + '\n[templates.bent]\nshape = "path"\npoints = [[0.0, 0.0], [1.0, 0.0], [1.0, 1.0]]\n'
    document = child.with_text(text + '\n[[walls]]\ntemplate = "bent"\n')
    changed = set_values(document, {("walls", 0, "points", 1, 0): 2.0, ("walls", 0, "points", 2, 1): 3.0}, "").document
    assert changed.own_fields(Item("walls", 0))["points"] == [[0.0, 0.0], [2.0, 0.0], [1.0, 3.0]]
    assert changed.data["templates"] == document.data["templates"]


@pytest.mark.parametrize(
    "location",
    [(), ("walls",), ("balls", 0), ("balls", 1, "radius"), ("balls", 0, "position", "x"), ("balls", 0, "radius", "x")],
)
def test_what_cannot_be_set_is_refused(child, location):
    with pytest.raises(EditError, match=r"cannot|there is no"):
        set_value(child, location, 1.0)


def test_several_items_are_removed_at_once(child):
    document = add_item(child, "balls", {"radius": 0.1, "position": [1.0, 1.0]}).document
    edit = remove_items(document, [BALL, Item("balls", 1)])
    assert ("balls" in edit.document.data, edit.label) == (False, "remove 2 items")


def test_a_level_that_extends_none_says_the_same(child):
    merged = standalone(child).document
    child.path.with_name("parent.toml").unlink()
    assert merged.level.model_dump() == child.level.model_dump() if child.problems == () else merged.level
    assert "extends" not in merged.text
    assert "# round" in merged.text
    assert standalone(merged).document.text == merged.text
