"""The heads of level files, and the order of groups."""

import pytest

from game.levels import header
from game.levels.header import LevelHead, group_order, read_head, source_files
from game.levels.library import LevelFolder, list_levels
from game.levels.model import load_level
from game.levels.selection import LevelSelection
from tests.display import LEVEL


def test_a_head_has_title_and_group(tmp_path):
    (tmp_path / "a.toml").write_text('title = "A"\ngroup = "games"\nextends = "b.toml"\n[[walls]]\nsides = "no"\n')
    assert read_head(tmp_path / "a.toml") == LevelHead("A", "games", "b.toml")


@pytest.mark.parametrize("text", ["title = ", "title = 3\ngroup = [1]\nextends = true\n", "\xff", ""])
def test_a_head_that_cannot_be_read_is_empty(tmp_path, text):
    (tmp_path / "a.toml").write_text(text, "latin-1")
    assert read_head(tmp_path / "a.toml") == LevelHead()
    assert read_head(tmp_path / "none.toml") == LevelHead()


def test_a_changed_head_is_read_again(tmp_path):
    file = tmp_path / "a.toml"
    file.write_text('title = "A"\n')
    assert read_head(file).title == "A"
    file.write_text('title = "Another"\n')
    assert read_head(file).title == "Another"


def test_source_files_are_those_of_the_level(tmp_path):
    (tmp_path / "more").mkdir()
    (tmp_path / "c.toml").write_text(LEVEL.format(title="C"), "utf-8")
    (tmp_path / "more" / "b.toml").write_text('format = 1\ntitle = "B"\nextends = "../c.toml"\n', "utf-8")
    (tmp_path / "a.toml").write_text('format = 1\ntitle = "A"\nextends = "more/b.toml"\n', "utf-8")
    files = source_files(tmp_path / "more" / "b.toml")
    assert files == (tmp_path / "more" / "b.toml", tmp_path / "c.toml")
    assert len(source_files(tmp_path / "a.toml")) == 3


def test_a_circle_of_files_ends(tmp_path):
    (tmp_path / "a.toml").write_text('extends = "a.toml"\n')
    assert len(source_files(tmp_path / "a.toml")) == header.MAX_CHAIN_LENGTH


def test_known_groups_come_first_and_levels_without_one_last():
    groups = ["", "zoo", "Ants", "crowds", "scene", "games", "experiments"]
    assert sorted(groups, key=group_order) == ["scene", "experiments", "games", "crowds", "Ants", "zoo", ""]


def test_levels_are_chosen_by_groups(tmp_path):
    for name, group in (("a", "zoo"), ("b", ""), ("c", "scene"), ("heptagon", "scene"), ("d", "games")):
        (tmp_path / f"{name}.toml").write_text(f'group = "{group}"\n')
    selection = LevelSelection(lambda: list_levels([LevelFolder("project", tmp_path)]), tmp_path / "c.toml")
    assert [entry.name for entry in selection.entries] == ["heptagon", "c", "d", "a", "b"]
    assert selection.neighbour(1) == tmp_path / "d.toml"


def test_a_level_does_not_inherit_its_group(tmp_path):
    (tmp_path / "a.toml").write_text('group = "games"\n' + LEVEL.format(title="A"), "utf-8")
    (tmp_path / "b.toml").write_text('format = 1\ntitle = "B"\nextends = "a.toml"\n', "utf-8")
    assert load_level(tmp_path / "a.toml").group == "games"
    assert load_level(tmp_path / "b.toml").group == ""
    assert read_head(tmp_path / "b.toml").group == ""
