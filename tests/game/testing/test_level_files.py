import pytest

from game import LevelError
from game.levels.library import find_level, list_levels
from game.testing.level_files import level_files


def test_folders_files_and_names_are_found_in_their_order(tmp_path):
    for name in ("b.toml", "a.toml", ".hidden.toml", "notes.txt"):
        (tmp_path / "mine" / name).parent.mkdir(exist_ok=True)
        (tmp_path / "mine" / name).touch()
    a, b = tmp_path / "mine" / "a.toml", tmp_path / "mine" / "b.toml"
    assert level_files(["heptagon", "mine", "mine/b.toml"], tmp_path) == [find_level("heptagon"), a, b, b]


def test_without_places_all_levels_of_the_library_are_found(tmp_path):
    assert level_files([], tmp_path) == [entry.path for entry in list_levels()]


def test_a_folder_without_levels_and_an_unknown_name_are_refused(tmp_path):
    with pytest.raises(ValueError, match=r"cannot find levels in .*: it has no \.toml file"):
        level_files(["."], tmp_path)
    with pytest.raises(LevelError, match="no level has this name"):
        level_files(["heptagn"], tmp_path)
