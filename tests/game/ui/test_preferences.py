"""The preferences file of a player."""

import pytest
import typer

from game.cli.keys import keys
from game.levels.toml.problems import LevelError
from game.ui import preferences
from game.ui.preferences import Preferences


@pytest.fixture
def file(tmp_path, monkeypatch):
    monkeypatch.setattr(preferences, "user_config_path", lambda _: tmp_path / "config")
    (tmp_path / "config").mkdir()
    return preferences.path()


def test_without_a_file_defaults_apply(file):
    assert preferences.load() == (Preferences(), None)


def test_saved_preferences_are_loaded_and_the_rest_of_the_file_stays(file):
    file.write_text('# mine\nvolume = 3  # soft\n[keys]\npause = ["P"]\n')
    preferences.save_preferences(theme="light", volume=4)
    loaded, _ = preferences.load()
    assert (loaded.theme, loaded.volume, loaded.keys) == ("light", 4, {"pause": ("P",)})
    text = file.read_text()
    assert "# mine" in text
    assert "# soft" in text


def test_saving_creates_the_folder(file):
    file.parent.rmdir()
    preferences.save_preferences(muted=True)
    assert preferences.load()[0].muted
    assert [entry.name for entry in file.parent.iterdir()] == ["preferences.toml"]


def test_every_mistake_is_located_and_replaced_by_the_default(file):
    file.write_text('theme = "drak"\nscale = 9\nvolum = 1\nvolume = 2\n[keys]\npause = "P"\nput = ["V"]\n')
    found, mistakes = preferences.load()
    reported = [(problem.line, problem.field, problem.message) for problem in mistakes.error.problems]
    assert [line[:2] for line in reported] == [(1, "theme"), (2, "scale"), (3, "volum"), (6, "keys.pause")]
    assert 'did you mean "dark"' in reported[0][2]
    assert "0.5 <= scale <= 3" in reported[1][2]
    allowed = ", ".join(Preferences.model_fields)
    assert reported[2][2].endswith(f'did you mean "volume"? allowed: {allowed}')
    assert found == Preferences(volume=2, keys={"put": ("V",)})
    assert mistakes.outcome == "Defaults are used for: theme, scale, keys.pause. All other settings apply."


@pytest.mark.parametrize(
    ("text", "found", "outcome"),
    [
        ("volum = 1\nmuted = true\n", Preferences(muted=True), "All other settings apply."),
        ("keys = 5\nmuted = true\n", Preferences(muted=True), "Defaults are used for: keys. All other settings apply."),
        ('muted = true\n[keys]\nquiet = ["Q"]\n', Preferences(muted=True), "All other settings apply."),
        ("muted = true\nvolume = \n", Preferences(), "Defaults are used for all settings and keys."),
    ],
)
def test_the_outcome_names_the_settings_with_defaults(file, text, found, outcome):
    file.write_text(text)
    held, mistakes = preferences.load()
    assert (held, mistakes.outcome) == (found, outcome)
    assert len(mistakes.error.problems) == 1


def test_a_mistake_hidden_by_another_is_reported_too(file):
    file.write_text('[keys]\nquit = ["Spcae"]\npause = ["Esc"]\nput = ["V"]\n')
    found, mistakes = preferences.load()
    reported = [(problem.line, problem.message.partition(";")[0]) for problem in mistakes.error.problems]
    assert reported == [(2, 'unknown key "Spcae"'), (3, 'takes the last key of "quit"')]
    assert found.keys == {"put": ("V",)}


def test_an_invalid_toml_file_is_not_overwritten(file):
    file.write_text("theme = ")
    with pytest.raises(LevelError, match=r"preferences\.toml:1:"):
        preferences.save_preferences(theme="light")
    assert file.read_text() == "theme = "


def test_the_message_says_if_a_change_cannot_be_saved(file):
    assert preferences.save_for("theme: light", theme="light") == "theme: light"
    assert preferences.load()[0].theme == "light"
    file.write_text("theme = ")
    message = preferences.save_for("theme: dark", theme="dark")
    assert message.startswith(f"theme: dark, not saved: {file}:1:9: toml: ")
    file.unlink()
    file.mkdir()
    assert preferences.save_for("theme: dark", theme="dark").startswith("theme: dark, not saved: ")


def test_mistakes_in_keys_are_located(file):
    file.write_text('[keys]\nput = ["V"]\npause = ["V", "Spcae"]\nqiut = ["Q"]\n')
    found, mistakes = preferences.load()
    places = [(problem.line, problem.column, problem.field) for problem in mistakes.error.problems]
    assert places == [(3, 10, "keys.pause[0]"), (3, 15, "keys.pause[1]"), (4, 1, "keys.qiut")]
    assert found.keys == {"put": ("V",)}
    assert mistakes.outcome == "Defaults are used for: keys.pause. All other settings apply."


def test_custom_keys_are_listed(file, capsys):
    file.write_text('[keys]\npause = ["P", "Ctrl+Space"]\n')
    keys()
    lines = capsys.readouterr().out.splitlines()
    (line,) = (line for line in lines if line.startswith("pause  "))
    assert "P  Ctrl+Space" in line
    assert " you " in line
    assert sum(" you " in line for line in lines) == 1
    assert any(str(file)[:60] in line for line in lines)
    (line,) = (line for line in lines if line.startswith("put  "))
    assert "none" in line


def test_mistakes_in_keys_are_printed_below_the_keys_that_apply(file, capsys):
    file.write_text('[keys]\npause = ["Spcae"]\nput = ["V"]\n')
    with pytest.raises(typer.Exit) as caught:
        keys()
    assert caught.value.exit_code == 1
    captured = capsys.readouterr()
    assert "Space" in captured.out
    assert 'unknown key "Spcae"; did you mean "Space"?' in captured.err
    assert "preferences.toml:2:10" in captured.err
    assert captured.err.endswith("Defaults are used for: keys.pause. All other settings apply.\n")
    (line,) = (line for line in captured.out.splitlines() if line.startswith("put  "))
    assert " V " in line
