"""Saving of an edited level: what is written, and what is refused."""

from pathlib import Path

import pytest

from game.levels import library
from game.levels.editing.level_document import LevelDocument
from game.levels.editing.saving import FileChangedError, SaveError, is_built_in, save, save_as, suggest_path
from game.levels.library import LevelFolder
from game.levels.model import load_level
from tests.game.levels.editing.test_level_document import CHILD, child

__all__ = ["child"]
LEVELS = Path(__file__).parents[4] / "levels"


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    """The user's folder of levels; the levels of the game are those of the repository."""
    folders = (LevelFolder("user", tmp_path / "user"), LevelFolder("built-in", LEVELS))
    monkeypatch.setattr(library, "level_folders", lambda: folders)
    return tmp_path / "user"


def test_a_level_is_written_into_its_own_file(child):
    edited = child.with_text(CHILD.replace("0.2", "0.3"))
    saved = save(edited)
    assert child.path.read_text("utf-8") == edited.text
    assert (saved.is_modified, edited.is_modified, saved.path) == (False, True, child.path)
    assert save(saved) == saved
    assert sorted(path.name for path in child.path.parent.iterdir()) == ["child.toml", "parent.toml"]


def test_the_line_ends_of_the_file_are_kept(tmp_path):
    path = tmp_path / "a.toml"
    path.write_bytes(b'format = 1\r\ntitle = "A"\r\n')
    document = LevelDocument.open(path)
    save(document.with_text(document.text.replace("A", "B")))
    assert path.read_bytes() == b'format = 1\r\ntitle = "B"\r\n'


def test_an_invalid_level_can_be_saved(child):
    assert save(child.with_text(CHILD + "oops = 1\n")).problems


def test_a_file_that_has_changed_on_disk_is_only_overwritten_if_wanted(child):
    edited = child.with_text(CHILD.replace("0.2", "0.3"))
    child.path.write_text(CHILD + "# of another program\n", "utf-8")
    with pytest.raises(FileChangedError, match="it has changed on disk since it was read; allowed: overwrite it"):
        save(edited)
    assert "another program" in child.path.read_text("utf-8")
    assert save(edited, overwrite=True).saved_text == child.path.read_text("utf-8") == edited.text
    child.path.write_bytes(b"\xff")
    with pytest.raises(FileChangedError, match="not UTF-8"):
        save(edited)


def test_a_file_that_is_gone_is_written_again(child):
    child.path.unlink()
    save(child)
    assert child.path.read_text("utf-8") == CHILD


def test_a_level_of_the_game_is_never_overwritten():
    document = LevelDocument.open(LEVELS / "heptagon.toml")
    assert is_built_in(document.path)
    for attempt in (save, lambda one: save(one, overwrite=True), lambda one: save_as(one, one.path, overwrite=True)):
        with pytest.raises(SaveError, match="it came with the game; allowed"):
            attempt(document.with_text("format = 2\n"))


def test_a_level_of_the_game_is_saved_as_a_new_one_of_the_user(home):
    document = LevelDocument.open(LEVELS / "heptagon.toml")
    path = suggest_path(document)
    assert path == home / "heptagon-2.toml"
    saved = save_as(document, path)
    assert (saved.path, path.read_text("utf-8")) == (path, document.text)
    assert (home / "level.schema.json").exists()
    with pytest.raises(SaveError, match="it exists; allowed: another name"):
        save_as(document, path)
    save_as(document.with_text(document.text + "# more\n"), path, overwrite=True)
    assert path.read_text("utf-8").endswith("# more\n")
    assert suggest_path(document) == home / "heptagon-3.toml"


def test_the_path_of_the_parent_is_adapted(child):
    saved = save_as(child, child.path.with_name("new.toml"))
    assert load_level(saved.path).title == "Child"
    with pytest.raises(SaveError, match="a level there cannot extend"):
        save_as(child, child.path.parent / "below" / "new.toml")


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("a.txt", "it is no level file"),
        ("a?.toml", "is not a valid level name"),
        ("con.toml", "Windows reserves the name con"),
    ],
)
def test_a_bad_name_is_refused(child, name, why):
    with pytest.raises(SaveError, match=why):
        save_as(child, child.path.with_name(name))


def test_a_folder_that_cannot_be_written_is_told(child, tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(SaveError, match="cannot save"):
        save_as(child.with_text('format = 1\ntitle = "A"\n'), tmp_path / "file" / "a.toml")
