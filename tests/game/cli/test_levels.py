"""Tests of the commands `check`, `schema` and `levels`."""

import json
from pathlib import Path

from game.levels.model import load_level
from tests.command_line import LEVEL, ROOT, heptagon

BROKEN = ROOT / "tests" / "game" / "levels" / "format" / "broken_levels"


def test_check_prints_the_line_with_a_caret(tmp_path):
    (tmp_path / "a.toml").write_text('format = 1\ntitle = "x"\nseed = "é"\n')
    result = heptagon("check", tmp_path / "a.toml")
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr.splitlines()[1:] == ['    3 | seed = "é"', "      |        ^"]


def test_check_limits_the_number_of_printed_problems(tmp_path):
    (tmp_path / "a.toml").write_text('format = 1\ntitle = "x"\n' + "[[balls]]\nradius = -1.0\n" * 19_000)
    lines = heptagon("check", tmp_path / "a.toml").stderr.splitlines()
    assert len(lines) == 20 * 3 + 1
    assert lines[0].endswith("a.toml:1:1: file: has more than 1000 problems; the search stopped here")
    assert lines[-1] == f"{tmp_path / 'a.toml'}: and 981 more; --json lists them"
    lines = heptagon("simulate", tmp_path / "a.toml", "--seconds", 1).stderr.splitlines()
    assert (len(lines), lines[-1]) == (21, f"{tmp_path / 'a.toml'}: and 981 more")
    (report,) = json.loads(heptagon("check", "--json", tmp_path / "a.toml").stdout)["files"]
    assert len(report["problems"]) == 1001


def test_check_json_prints_one_object(tmp_path):
    result = heptagon("check", "--json", BROKEN / "both_ways.toml", LEVEL, "nosuch")
    assert (result.exit_code, result.stderr) == (2, "")
    broken, fine, absent = json.loads(result.stdout)["files"]
    assert (fine["file"], fine["ok"], fine["problems"]) == (LEVEL, True, [])
    assert (broken["ok"], len(broken["problems"]), absent["ok"]) == (False, 8, False)
    first = {"line": 6, "column": 12, "field": "balls[0].position"}
    assert first.items() <= broken["problems"][0].items()
    assert set(broken["problems"][0]) == {"file", "line", "column", "field", "message"}
    assert heptagon("check", "--json", LEVEL).exit_code == 0


def test_other_commands_print_problems_without_excerpts(tmp_path):
    result = heptagon("simulate", BROKEN / "nan.toml", "--seconds", 1)
    assert (result.exit_code, len(result.stderr.splitlines())) == (1, 1)


def test_schema_prints_the_schema():
    result = heptagon("schema")
    assert (result.exit_code, json.loads(result.stdout)["title"]) == (0, "Level")


def test_levels_help_describes_the_folder():
    assert "Folder for --thumbs" in " ".join(heptagon("levels", "--help").stdout.split())


def test_check_accepts_all_levels(monkeypatch):
    monkeypatch.chdir(ROOT)
    result = heptagon("check")
    assert (result.exit_code, result.stderr) == (0, "")
    assert {line.split()[0] for line in result.stdout.splitlines()} == {"OK"}
    assert len(result.stdout.splitlines()) == len([*Path("levels").glob("*.toml")])


def test_check_continues_after_an_invalid_level(here):
    result = heptagon("check", BROKEN / "unknown_key.toml", LEVEL, "nosuch", BROKEN / "syntax.toml")
    assert result.exit_code == 2, "a level does not exist"
    assert result.stdout == f"OK {LEVEL}\n"
    for text in ("unknown_key.toml:", "cannot find the level nosuch: no file and", "syntax.toml:"):
        assert text in result.stderr
    assert heptagon("check", BROKEN / "unknown_key.toml", LEVEL).exit_code == 1


def test_levels_lists_invalid_levels_with_the_reason(here):
    (here / "levels").mkdir()
    (here / "levels" / "odd.toml").write_text("format = 1\n")
    result = heptagon("levels")
    assert (result.exit_code, result.stderr) == (0, "")
    lines = {line.split()[0]: line for line in result.stdout.splitlines()}
    assert {"name", "heptagon", "odd"} <= set(lines)
    assert "invalid" in lines["odd"]
    assert "title" in lines["odd"]
    assert lines["heptagon"].endswith(load_level(LEVEL).description), "the description is complete"
