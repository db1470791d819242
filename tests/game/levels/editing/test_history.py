"""Undo and redo of edits."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from game.levels.editing import history
from game.levels.editing.history import History
from game.levels.editing.item_edits import duplicate_items, move_items, turn_items
from game.levels.editing.level_document import Item, LevelDocument
from game.levels.editing.operations import Edit, remove_items, set_value

LEVELS = sorted((Path(__file__).parents[4] / "levels").glob("*.toml"))


def edit(text, label="edit", selection=()):
    return Edit(LevelDocument(text, Path("a.toml"), "0"), label, selection)


@pytest.fixture
def undoable():
    return History(LevelDocument("0", Path("a.toml"), "0"))


def test_versions_go_back_and_forth_with_their_labels(undoable):
    undoable.push(edit("1", "first", (Item("walls", 0),)))
    undoable.push(edit("2", "second"))
    assert (undoable.undo_label, undoable.redo_label, undoable.is_modified) == ("second", None, True)
    assert undoable.undo().text == "1"
    assert (undoable.undo_label, undoable.redo_label) == ("first", "second")
    assert undoable.selection == (Item("walls", 0),)
    assert undoable.undo().text == "0"
    assert (undoable.undo().text, undoable.undo_label, undoable.is_modified) == ("0", None, False)
    assert [undoable.redo().text for _ in range(3)] == ["1", "2", "2"]


def test_a_new_edit_drops_what_was_undone_and_an_edit_without_change_nothing(undoable):
    undoable.push(edit("1"))
    undoable.undo()
    undoable.push(edit("0"))
    assert undoable.redo_label == "edit"
    undoable.push(edit("2"))
    assert (undoable.redo_label, undoable.undo().text) == (None, "0")


def test_a_drag_is_one_entry(undoable):
    undoable.push(edit("1"))
    drag = object()
    for text in "234":
        undoable.push(edit(text, "move"), drag)
    undoable.push(edit("5", "move"), object())
    assert [undoable.undo().text for _ in range(3)] == ["4", "1", "0"]


def test_a_drag_back_to_its_start_leaves_no_entry(undoable):
    drag = object()
    for text in ("1", "2", "0"):
        undoable.push(edit(text), drag)
    assert (undoable.document.text, undoable.undo_label) == ("0", None)
    undoable.push(edit("3"), drag)
    assert (undoable.undo().text, undoable.undo_label) == ("0", None)


def test_a_saved_version_is_unmodified_and_others_are_modified(undoable):
    undoable.push(edit("1"))
    undoable.mark_saved(LevelDocument("1", Path("b.toml"), "1"))
    assert (undoable.is_modified, undoable.document.path) == (False, Path("b.toml"))
    assert undoable.undo().is_modified
    undoable.redo()
    assert not undoable.is_modified


def test_the_oldest_versions_are_dropped(undoable, monkeypatch):
    monkeypatch.setattr(history, "MAX_CHARACTERS", 50)
    for k in range(20):
        undoable.push(edit(str(k) * 10))
    assert undoable.document.text == "19" * 10
    count = 0
    while undoable.undo_label:
        undoable.undo()
        count += 1
    assert count == 1


@given(st.data())
def test_undo_of_any_edits_of_any_level_returns_the_exact_text(data):
    document = LevelDocument.open(data.draw(st.sampled_from(LEVELS)))
    undoable = History(document)
    texts = [document.text]
    for _ in range(data.draw(st.integers(1, 5))):
        current = undoable.document
        if not current.geometries:
            break
        item = data.draw(st.sampled_from(list(current.geometries)))
        action = data.draw(st.sampled_from(("move", "turn", "copy", "remove", "title")))
        made = {
            "move": lambda current=current, item=item: move_items(current, [item], 0.25, -0.5),
            "turn": lambda current=current, item=item: turn_items(current, [item], 30.0, (0.0, 0.0)),
            "copy": lambda current=current, item=item: duplicate_items(current, [item], 0.1, 0.0),
            "remove": lambda current=current, item=item: remove_items(current, [item]),
            "title": lambda current=current: set_value(current, ("title",), current.data["title"] + "!"),
        }[action]()
        undoable.push(made)
        if undoable.document.text != texts[-1]:
            texts.append(undoable.document.text)
    for text in reversed(texts):
        assert undoable.document.text == text
        undoable.undo()
    for text in texts[1:]:
        assert undoable.redo().text == text
