"""Tests of the table of levels: nothing is cut, and no line is longer than the terminal."""

import pytest
from rich.cells import cell_len

from game.cli import level_table
from game.cli.level_table import LevelRow

ROWS = [
    LevelRow("heptagon", "Spinning heptagon", "20", "built-in", "Twenty balls in a heptagon that turns."),
    LevelRow("日本", "日本語のレベル", "1", "project", "球がぶつかり合う。" * 9),
    LevelRow("x" * 60, "invalid", "", "user", "x.toml:1:1: [title]: is missing; allowed: a text of 1 to 100"),
]


def without_spaces(text):
    return "".join(text.split())


@pytest.mark.parametrize("width", [24, 40, 69, 70, 80, 109, 110, 200])
def test_every_text_is_whole_in_a_terminal_of_any_width(monkeypatch, capsys, width):
    monkeypatch.setenv("COLUMNS", str(width))
    for row in ROWS:
        level_table._print_table([row])
        lines = capsys.readouterr().out.splitlines()
        assert max(map(cell_len, lines)) <= width
        headings = lines[0].split()
        starts = [lines[0].index(heading) for heading in headings]
        columns = {}
        for heading, start, end in zip(headings, starts, [*starts[1:], width + 9], strict=True):
            columns[heading] = without_spaces("".join(_part(line, start, end) for line in lines[1:]))
        assert columns["name"] == row.name
        texts = columns["level"] if width < level_table.NARROW else columns["title"] + columns["description"]
        assert without_spaces(row.title) in texts
        assert without_spaces(row.description) in texts
        assert ("origin" in columns) == (width >= level_table.WIDE)


def _part(line, start, end):
    """Return the part of a line between two columns of the terminal."""
    places, text = 0, ""
    for char in line:
        text += char if start - 1 <= places < end - 1 else ""
        places += cell_len(char)
    return text


def test_a_single_ball_is_singular(monkeypatch, capsys):
    monkeypatch.setenv("COLUMNS", "60")
    level_table._print_table(ROWS)
    text = capsys.readouterr().out
    assert "Spinning heptagon, 20 balls. " in text
    assert "日本語のレベル, 1 ball. " in text


def test_a_pipe_gets_one_line_a_level_in_aligned_columns(capsys):
    level_table.print_levels(ROWS)
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 1 + len(ROWS)
    for row, line in zip(ROWS, lines[1:], strict=True):
        assert line.endswith(row.description)
    ends = {cell_len(line) - cell_len(row.description) for row, line in zip(ROWS, lines[1:], strict=True)}
    assert len(ends) == 1, "descriptions begin in one column"
