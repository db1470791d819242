"""The edited level: edits, refusals, selection, undo, the clipboard and files."""

from game.levels.editing.drawing_tools import add_draft, ball, disc
from game.levels.editing.level_document import Item, LevelDocument
from game.levels.library import find_level
from tests.machine import needs_opengl

with needs_opengl():
    from game.ui.editor.editor import Editor
    from tests.game.ui.editor.worlds import LEVEL, FakeClipboard, make_editor

DISC, BALL = Item("walls", 1), Item("balls", 0)


def test_an_edit_selects_what_it_is_about_and_can_be_undone(tmp_path):
    editor = make_editor(tmp_path)
    assert editor.do(lambda: add_draft(editor.document, disc((1.0, -1.0), (1.0, -0.6))))
    assert editor.selection == (Item("walls", 2),)
    editor.undo()
    assert (editor.document.text, editor.selection) == (LEVEL, ())
    editor.redo()
    assert editor.selection == (Item("walls", 2),)


def test_an_edit_that_makes_the_level_invalid_is_refused_and_told(tmp_path):
    editor = make_editor(tmp_path)
    assert not editor.do(lambda: add_draft(editor.document, ball((0.3, 0.0), 0.2)))
    assert "sticks into walls[1] by" in editor.message
    assert editor.document.text == LEVEL
    assert editor.history.undo_label is None


def test_an_invalid_level_can_be_mended(tmp_path):
    editor = make_editor(tmp_path, LEVEL.replace("[2.0, 2.0]", "[0.0, 0.0]"))
    assert editor.document.problems
    assert editor.set_fields(BALL, {"position": [1.0, 0.0]})
    assert not editor.document.problems


def test_a_preview_is_shown_and_only_a_valid_one_is_kept(tmp_path):
    editor = make_editor(tmp_path)
    editor.show(lambda: add_draft(editor.document, ball((0.3, 0.0), 0.2)))
    assert editor.preview_problems
    assert editor.shown is editor.document
    assert not editor.commit()
    editor.show(lambda: add_draft(editor.document, ball((-2.0, 0.0), 0.2)))
    assert editor.shown is not editor.document
    assert editor.commit()
    assert len(editor.document.level.balls) == 2


def test_move_turn_duplicate_and_remove_change_the_selection(tmp_path):
    editor = make_editor(tmp_path)
    editor.select([DISC, BALL])
    editor.move(0.5, -0.25)
    level = editor.document.level
    assert (level.walls[1].center, level.balls[0].position) == ((0.5, -0.25), (2.5, 1.75))
    editor.duplicate(1.0)
    assert editor.selection == (Item("walls", 2), Item("balls", 1))
    editor.remove()
    assert editor.document.level == level
    editor.select([DISC, BALL])
    editor.turn(180.0)
    assert editor.document.level.balls[0].position != level.balls[0].position


def test_copies_pass_through_the_clipboard_as_text_of_a_level(tmp_path):
    editor = make_editor(tmp_path)
    editor.select([DISC])
    editor.copy()
    editor.paste((-2.0, 1.0))
    assert editor.document.level.walls[2].center == (-2.0, 1.0)
    editor.cut()
    assert len(editor.document.level.walls) == 2
    editor._clipboard.text = "nothing of a level"
    editor.paste(None)
    assert "cannot paste" in editor.message


def test_saving_writes_the_own_file_and_keeps_the_history(tmp_path):
    editor = make_editor(tmp_path)
    editor.select([DISC])
    editor.move(1.0, 0.0)
    assert editor.history.is_modified
    assert editor.save()
    assert not editor.history.is_modified
    assert (tmp_path / "box.toml").read_text("utf-8") == editor.document.text
    editor.undo()
    assert editor.history.is_modified


def test_a_file_that_has_changed_on_disk_is_not_overwritten_unless_told(tmp_path):
    editor = make_editor(tmp_path)
    editor.select([DISC])
    editor.move(1.0, 0.0)
    (tmp_path / "box.toml").write_text(LEVEL + "# more\n", "utf-8")
    assert not editor.save()
    assert "has changed on disk" in editor.message
    assert editor.save(overwrite=True)


def test_a_level_that_came_with_the_game_needs_a_new_file(tmp_path):
    editor = Editor(LevelDocument.open(find_level("heptagon").resolve()), FakeClipboard())
    assert editor.needs_new_file == "it came with the game"
    assert not editor.save()
    assert editor.save(tmp_path / "mine.toml")
    assert editor.needs_new_file == ""
