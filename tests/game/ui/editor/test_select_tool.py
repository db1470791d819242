"""Selecting, moving and resizing with the mouse."""

import pytest

from game.levels.editing.level_document import Item
from tests.machine import needs_opengl

with needs_opengl():
    from game.ui.editor.select_tool import SelectTool
    from tests.game.ui.editor.worlds import LEVEL, at, drag, make_editor

BOX, DISC, BALL = Item("walls", 0), Item("walls", 1), Item("balls", 0)


@pytest.fixture
def editor(tmp_path):
    return make_editor(tmp_path)


@pytest.fixture
def tool(editor):
    return SelectTool(editor)


def click(tool, x, y, **keys):
    tool.press(at(x, y, **keys))
    tool.release(at(x, y, **keys))


def test_a_click_selects_and_shift_adds(editor, tool):
    click(tool, 0.1, 0.1)
    assert editor.selection == (DISC,)
    click(tool, 2.0, 2.0, is_adding=True)
    assert editor.selection == (DISC, BALL)
    click(tool, -3.0, -2.0)
    assert editor.selection == ()


def test_a_drag_moves_what_is_selected_as_one_edit(editor, tool):
    drag(tool, (0.1, 0.1), (1.1, -0.9))
    assert editor.document.level.walls[1].center == (1.0, -1.0)
    editor.undo()
    assert editor.document.text == LEVEL


def test_a_drag_to_an_invalid_place_is_taken_back(editor, tool):
    drag(tool, (2.0, 2.0), (0.1, 0.1))
    assert editor.document.text == LEVEL
    assert "sticks into" in editor.message


def test_a_handle_resizes(editor, tool):
    editor.select([DISC])
    drag(tool, (0.5, 0.0), (1.0, 0.0))
    assert editor.document.level.walls[1].radius == pytest.approx(1.0)


def test_a_box_selects_what_lies_inside(editor, tool):
    drag(tool, (-1.0, -1.0), (3.0, 3.0))
    assert set(editor.selection) == {DISC, BALL}


def test_cancel_gives_up_a_drag_then_the_selection(editor, tool):
    tool.press(at(2.0, 2.0))
    tool.move(at(2.5, 2.0))
    assert editor.preview
    assert tool.cancel()
    assert (editor.preview, editor.selection) == (None, (BALL,))
    assert tool.cancel()
    assert editor.selection == ()
    assert not tool.cancel()
