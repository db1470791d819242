"""The file in which a player's preferences are kept."""

import pytest
import typer

from game import preferences
from game.commands.keys import keys
from game.preferences import Preferences
from game.toml.words import LevelError


@pytest.fixture
def file(tmp_path, monkeypatch):
    monkeypatch.setattr(preferences, "user_config_path", lambda _: tmp_path / "config")
    (tmp_path / "config").mkdir()
    return preferences.path()


def test_without_a_file_all_is_as_usual(file):
    assert preferences.load() == Preferences()


def test_what_is_saved_is_loaded_and_all_else_stays(file):
    file.write_text('# mine\nvolume = 3  # soft\n[keys]\npause = ["P"]\n')
    preferences.save(theme="light", volume=4)
    loaded = preferences.load()
    assert (loaded.theme, loaded.volume, loaded.keys) == ("light", 4, {"pause": ("P",)})
    text = file.read_text()
    assert "# mine" in text
    assert "# soft" in text


def test_the_folder_is_made_when_it_is_needed(file):
    file.parent.rmdir()
    preferences.save(muted=True)
    assert preferences.load().muted
    assert [entry.name for entry in file.parent.iterdir()] == ["preferences.toml"]


def test_every_mistake_is_told_with_its_place(file):
    file.write_text('theme = "drak"\nscale = 9\nvolum = 1\n[keys]\npause = "P"\n')
    with pytest.raises(LevelError) as caught:
        preferences.load()
    told = [(problem.line, problem.field, problem.message) for problem in caught.value.problems]
    assert [line[:2] for line in told] == [(1, "theme"), (2, "scale"), (3, "volum"), (5, "keys.pause")]
    assert 'did you mean "dark"' in told[0][2]
    assert "0.5 <= scale <= 3" in told[1][2]
    assert told[2][2].endswith('did you mean "volume"? allowed: theme, scale, reduced_motion, volume, muted, keys')


def test_a_file_that_is_no_toml_is_left_alone(file):
    file.write_text("theme = ")
    with pytest.raises(LevelError, match=r"preferences\.toml:1:"):
        preferences.save(theme="light")
    assert file.read_text() == "theme = "


def test_mistakes_about_keys_are_told_with_their_place(file):
    file.write_text('[keys]\nput = ["V"]\npause = ["V", "Spcae"]\nqiut = ["Q"]\n')
    with pytest.raises(LevelError) as caught:
        preferences.load()
    places = [(problem.line, problem.column, problem.field) for problem in caught.value.problems]
    assert places == [(3, 10, "keys.pause[0]"), (3, 15, "keys.pause[1]"), (4, 1, "keys.qiut")]
    usual, mistakes = preferences.load_or_usual()
    assert usual == Preferences()
    assert mistakes is not None
    assert mistakes.problems == caught.value.problems


def test_keys_of_the_player_are_listed(file, capsys):
    file.write_text('[keys]\npause = ["P", "Ctrl+Space"]\n')
    keys()
    lines = capsys.readouterr().out.splitlines()
    (line,) = (line for line in lines if " pause " in line)
    assert "P  Ctrl+Space" in line
    assert "yours" in line
    assert sum(" yours " in line for line in lines) == 1
    assert any(str(file)[:60] in line for line in lines)
    (line,) = (line for line in lines if " put " in line)
    assert "none" in line


def test_broken_keys_are_told_beside_the_usual_ones(file, capsys):
    file.write_text('[keys]\npause = ["Spcae"]\n')
    with pytest.raises(typer.Exit) as caught:
        keys()
    assert caught.value.exit_code == 1
    captured = capsys.readouterr()
    assert "Space" in captured.out
    assert 'unknown key "Spcae"; did you mean "Space"?' in captured.err
    assert "preferences.toml:2:10" in captured.err
