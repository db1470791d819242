"""Tests of `game.cli.tables`."""

import re

import pytest
from rich.cells import cell_len

from game.cli import tables

ROWS = [("a", "日本語", "word " * 30), ("b" * 30, "", "/a/path/that/is/longer/than/its/column" * 3)]


@pytest.mark.parametrize("width", [20, 50, 80, 300])
def test_a_table_fits_the_terminal_and_nothing_is_cut(monkeypatch, capsys, width):
    monkeypatch.setenv("COLUMNS", str(width))
    monkeypatch.setattr(tables.sys.stdout, "isatty", lambda: True, raising=False)
    tables.print_table(("first", "second", "third"), ROWS, {"a": "green"})
    output = re.sub(r"\x1b\[[0-9;]*m", "", capsys.readouterr().out)
    assert max(map(cell_len, output.splitlines())) <= width
    assert "…" not in output
    for char in "日本語":
        assert char in output
    assert output.count("b") == 30
    assert output.replace(" ", "").replace("\n", "").count("word") == 30 or width < 30


def test_a_pipe_gets_a_line_for_each_row_without_line_breaks(capsys):
    tables.print_table(("first", "second", "third"), [*ROWS, ("x\ny", "", "end")])
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 4
    assert lines[3].startswith("x\\ny ")
    assert lines[2].endswith(ROWS[1][2])
    assert len({cell_len(line) - cell_len(row[2].rstrip()) for line, row in zip(lines[1:3], ROWS, strict=True)}) == 1
