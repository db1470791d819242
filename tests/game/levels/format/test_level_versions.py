"""Levels of earlier versions of the format are migrated; later versions are rejected."""

import copy
from pathlib import Path

import pytest
from pydantic import ValidationError

from game.levels.format import versions
from game.levels.model import Level, LevelError, load_level

FROZEN = Path(__file__).parent / "old_levels"
HEAD = 'format = 1\ntitle = "x"\n'


def error_lines(path, text):
    path.write_text(text)
    with pytest.raises(LevelError) as caught:
        load_level(path)
    return [str(problem).removeprefix(f"{path}:") for problem in caught.value.problems]


def test_every_earlier_version_has_a_frozen_file_and_a_migration():
    assert sorted(versions.MIGRATIONS) == list(range(versions.LATEST))
    assert {path.stem for path in FROZEN.glob("*.toml")} == {f"format-{n}" for n in versions.MIGRATIONS}


def test_format_0_names_fps_and_air_drag():
    level = load_level(FROZEN / "format-0.toml")
    assert (level.format, level.world.step_rate, level.world.linear_damping) == (1, 120, 0.603)
    assert (level.world.angular_damping, level.world.gravity, level.count) == (0.25, (0.0, -1.62), 3)


def test_a_migration_does_not_change_its_argument():
    data = {"format": 0, "title": "x", "world": {"fps": 60, "substeps": 2}}
    before = copy.deepcopy(data)
    assert versions.migrate(data)["world"] == {"step_rate": 60, "substeps": 2}
    assert data == before


def test_migrations_run_in_order(monkeypatch):
    steps = {n: lambda data, n=n: {**data, "way": [*data["way"], n]} for n in range(3)}
    monkeypatch.setattr(versions, "MIGRATIONS", steps)
    monkeypatch.setattr(versions, "LATEST", 3)
    assert versions.migrate({"format": 1, "way": []}) == {"format": 3, "way": [1, 2]}


def test_the_names_of_format_0_are_unknown_in_format_1(tmp_path):
    (line,) = error_lines(tmp_path / "x.toml", f"{HEAD}world = {{ fps = 60 }}")
    assert line.startswith("3:11: world.fps: unknown key")


def test_an_old_name_next_to_its_new_name_is_unknown(tmp_path):
    (line,) = error_lines(tmp_path / "x.toml", 'format = 0\ntitle = "x"\nworld = { fps = 60, step_rate = 60 }')
    assert line.startswith("3:11: world.fps: unknown key")


def test_errors_in_an_old_file_use_the_new_names(tmp_path):
    (line,) = error_lines(tmp_path / "x.toml", 'format = 0\ntitle = "x"\nworld = { fps = 6 }')
    assert line == "3:9: world.step_rate: must be at least 30 (got 6); allowed: whole 30 <= step_rate <= 480 Hz"


@pytest.mark.parametrize(("version", "got"), [("3", "3"), ("0x" + "f" * 5000, "a very large number")])
def test_a_newer_format_is_the_only_error_reported(tmp_path, version, got):
    found = error_lines(tmp_path / "x.toml", f"format = {version}\ncolour = 3\n")
    assert found == [f"1:10: format: is newer than this program (got {got}); allowed: up to 1; update the program"]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "is missing"),
        ("format = -1", "unknown value (got -1)"),
        ("format = true", "unknown value"),
        ("format = '1'", "unknown value"),
    ],
)
def test_an_invalid_format_is_rejected(tmp_path, text, words):
    (line,) = error_lines(tmp_path / "x.toml", f'{text}\ntitle = "x"')
    assert words in line


def test_data_without_a_file_are_migrated():
    assert Level.model_validate({"format": 0, "title": "x", "world": {"fps": 50}}).world.step_rate == 50
    with pytest.raises(ValidationError, match="newer than this program"):
        Level.model_validate({"format": 3, "title": "x"})
