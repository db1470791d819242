"""The text of an edited level: its problems, its items and where their values come from."""

from pathlib import Path

import pytest

from game.levels.editing.level_document import EditError, Item, LevelDocument, ValueOrigin
from game.levels.model import LevelError, load_level

LEVELS = Path(__file__).parents[4] / "levels"
PARENT = """\
format = 1
title = "Parent"

[world]
substeps = 2

[templates.pin]
shape = "circle"
radius = 0.1
container = false

[[walls]]
shape = "circle"
radius = 3.0

# A pin.
[[walls]]
template = "pin"  # round
center = [1.0, 0.0]
"""
CHILD = """\
extends = "parent.toml"
format = 1
title = "Child"

[[balls]]
radius = 0.2
position = [0.0, 1.0]
"""


@pytest.fixture
def child(tmp_path):
    """A level that extends another; both are in files."""
    (tmp_path / "parent.toml").write_text(PARENT, "utf-8")
    (tmp_path / "child.toml").write_text(CHILD, "utf-8")
    return LevelDocument.open(tmp_path / "child.toml")


def test_the_level_is_the_one_that_is_loaded_from_the_file(child):
    assert child.level == load_level(child.path)
    assert (child.level.path, child.level.name) == (child.path, "child")
    assert child.level.source_files == (child.path, child.path.with_name("parent.toml"))
    assert (child.problems, child.is_modified) == ((), False)


def test_the_problems_are_those_of_the_file_with_line_and_column(child):
    broken = child.with_text(CHILD.replace("[0.0, 1.0]", "[0.0, 2.9]"))
    child.path.write_text(broken.text, "utf-8")
    with pytest.raises(LevelError) as raised:
        load_level(child.path)
    assert broken.problems == raised.value.problems
    assert str(broken.problems[0]).startswith(f"{child.path}:7:12: balls[0].position: the ball sticks out of walls[0]")
    assert broken.item_problems(Item("balls", 0)) == broken.problems
    assert broken.item_problems(Item("walls", 0)) == ()
    assert broken.is_modified
    with pytest.raises(LevelError):
        _ = broken.level


def test_a_text_that_is_no_toml_has_a_problem_and_cannot_be_edited(child):
    broken = child.with_text("format = ")
    assert broken.problems[0].field == "toml"
    with pytest.raises(EditError, match="cannot edit"):
        _ = broken.data
    with pytest.raises(EditError, match="cannot edit"):
        _ = broken.toml


def test_items_and_fields_include_those_of_parents_and_templates(child):
    pin = Item("walls", 1)
    assert child.items == (Item("walls", 0), pin, Item("balls", 0))
    assert child.own_fields(pin) == {"template": "pin", "center": [1.0, 0.0]}
    assert child.fields(pin) == {"shape": "circle", "radius": 0.1, "container": False, "center": [1.0, 0.0]}
    assert child.inherited_from("walls") == child.path.with_name("parent.toml")
    assert child.inherited_from("balls") is None
    with pytest.raises(EditError, match=r"there is no walls\[2\]"):
        child.fields(Item("walls", 2))
    assert child.geometries[pin].frame.center == (1.0, 0.0)


def test_the_origin_of_a_value_is_told(child):
    assert child.origin(("balls", 0, "radius")) == ValueOrigin("own")
    assert child.origin(("balls", 0, "spin")) == ValueOrigin("default")
    assert child.origin(("walls", 1, "radius")) == ValueOrigin("template", "pin")
    assert child.origin(("walls", 0, "radius")) == ValueOrigin("parent", str(child.path.with_name("parent.toml")))
    assert "which this level extends" in child.origin(("world", "substeps")).message
    assert child.origin(("title",)).message == "Set in this level."


def test_copies_of_a_repeated_item_are_found():
    document = LevelDocument.open(LEVELS / "galton.toml")
    copies = {item: len(others) + 1 for item, others in document.copies.items()}
    assert sum(copies.values()) + len(document.items) - len(copies) == sum(
        len(getattr(document.level, array)) for array in ("walls", "balls", "emitters", "forces", "sensors")
    )
    assert document.text_item("walls", len(document.level.walls) - 1) == Item(
        "walls", sum(item.array == "walls" for item in document.items) - 1
    )
    assert document.text_item("emitters", 0) == Item("emitters", 0)
