"""The line that a problem is in is shown with a caret below the place, whatever stands in it."""

import pytest
from rich.cells import cell_len

from game.levels.toml.excerpt import MAX_WIDTH, excerpt
from game.levels.toml.problems import Problem


@pytest.fixture
def shown(tmp_path):
    """Return the excerpt of a text at a line and column."""

    def show(content, line, column):
        path = tmp_path / "a.toml"
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return excerpt(Problem(str(path), line, column, "x", "is wrong"))

    return show


def under(text):
    """Return what stands above the caret, and how many cells before it."""
    line, caret = text.split("\n")
    cells = caret.index("^")
    place = max(n for n in range(len(line) + 1) if cell_len(line[:n]) == cells)
    return line[place : place + 1]


def test_the_caret_is_below_the_column(shown):
    assert shown("a = 1\nbcd = 2\n", 2, 3) == "    2 | bcd = 2\n      |   ^"


@pytest.mark.parametrize("before", ["\t", "\t\t x ", "漢字", "é", "e\u0301", "\x1b[31m", "👍"])
def test_tabs_wide_and_unprintable_characters_move_it_rightly(shown, before):
    text = shown(f"{before}!", 1, len(before) + 1)
    assert under(text) == "!"
    assert "\x1b" not in text
    assert "\t" not in text


@pytest.mark.parametrize("column", [1, 50, 51, 5000, 9950, 10000])
def test_a_long_line_is_cut_around_the_place(shown, column):
    text = shown("x" * (column - 1) + "!" + "x" * (10000 - column), 1, column)
    assert under(text) == "!"
    assert max(map(len, text.split("\n"))) <= MAX_WIDTH + 14


def test_the_caret_may_be_behind_the_end(shown):
    assert shown("ab", 1, 3) == "    1 | ab\n      |   ^"
    assert shown("ab", 1, 99) == "    1 | ab\n      |   ^"


def test_line_ends_and_byte_order_marks_are_not_shown(shown):
    assert shown("\ufeffab\r\ncd\r\n", 1, 2) == "    1 | ab\n      |  ^"


def test_bytes_that_are_no_text_are_replaced(shown):
    assert shown(b"a\xe9b", 1, 2).startswith("    1 | a\ufffdb")


@pytest.mark.parametrize(("content", "line"), [("", 1), ("a\n\nb", 2), ("a", 7)])
def test_where_there_is_no_line_nothing_is_shown(shown, content, line):
    assert shown(content, line, 1) == ""


@pytest.mark.parametrize("path", ["none.toml", "a\0b", "/"])
def test_a_file_that_cannot_be_read_shows_nothing(path):
    assert excerpt(Problem(path, 1, 1, "file", "does not exist")) == ""
