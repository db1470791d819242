"""Excerpts of problems: the caret is below the column, whatever characters the line contains."""

import pytest
from rich.cells import cell_len

from game.levels.toml.excerpt import MAX_WIDTH, excerpt
from game.levels.toml.problems import Problem


@pytest.fixture
def show_excerpt(tmp_path):
    """A function that returns the excerpt of a text at a line and column."""

    def show(content, line, column):
        path = tmp_path / "a.toml"
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return excerpt(Problem(str(path), line, column, "x", "is wrong"))

    return show


def marked_character(text):
    """Return the character above the caret."""
    line, caret = text.split("\n")
    cells = caret.index("^")
    place = max(n for n in range(len(line) + 1) if cell_len(line[:n]) == cells)
    return line[place : place + 1]


def test_the_caret_is_below_the_column(show_excerpt):
    assert show_excerpt("a = 1\nbcd = 2\n", 2, 3) == "    2 | bcd = 2\n      |   ^"


@pytest.mark.parametrize("before", ["\t", "\t\t x ", "漢字", "é", "e\u0301", "\x1b[31m", "👍"])
def test_the_caret_position_is_right_after_tabs_wide_and_control_characters(show_excerpt, before):
    text = show_excerpt(f"{before}!", 1, len(before) + 1)
    assert marked_character(text) == "!"
    assert "\x1b" not in text
    assert "\t" not in text


@pytest.mark.parametrize("column", [1, 50, 51, 5000, 9950, 10000])
def test_a_long_line_is_cut_around_the_column(show_excerpt, column):
    text = show_excerpt("x" * (column - 1) + "!" + "x" * (10000 - column), 1, column)
    assert marked_character(text) == "!"
    assert max(map(len, text.split("\n"))) <= MAX_WIDTH + 14


def test_the_caret_may_be_after_the_end_of_the_line(show_excerpt):
    assert show_excerpt("ab", 1, 3) == "    1 | ab\n      |   ^"
    assert show_excerpt("ab", 1, 99) == "    1 | ab\n      |   ^"


def test_line_ends_and_byte_order_marks_are_removed(show_excerpt):
    assert show_excerpt("\ufeffab\r\ncd\r\n", 1, 2) == "    1 | ab\n      |  ^"


def test_invalid_utf_8_bytes_are_replaced(show_excerpt):
    assert show_excerpt(b"a\xe9b", 1, 2).startswith("    1 | a\ufffdb")


@pytest.mark.parametrize(("content", "line"), [("", 1), ("a\n\nb", 2), ("a", 7)])
def test_the_excerpt_of_a_missing_line_is_empty(show_excerpt, content, line):
    assert show_excerpt(content, line, 1) == ""


@pytest.mark.parametrize("path", ["none.toml", "a\0b", "/"])
def test_the_excerpt_of_an_unreadable_file_is_empty(path):
    assert excerpt(Problem(path, 1, 1, "file", "does not exist")) == ""
