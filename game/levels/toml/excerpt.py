"""Source excerpts for error messages: the line of a problem, with a caret below the column."""

from rich.cells import cell_len

from game.levels.toml.problems import Problem
from game.levels.toml.source import source_line

MAX_WIDTH = 100
"""Number of characters that an excerpt shows. A longer line is cut on both sides of the column."""

TAB = "    "


def excerpt(problem: Problem) -> str:
    """Return two lines: the source line, and the caret below the column of the problem.

    Returns "" if there is no file, or it cannot be read, or has no such line, or the line is empty. A pipe or a device
    is not read. Control characters are shown as U+FFFD, so that none reaches the terminal. A wide character moves the
    caret by two cells.
    """
    if not (line := source_line(problem)):
        return ""
    column = min(problem.column - 1, len(line))
    first = max(0, min(column - MAX_WIDTH // 2, len(line) - MAX_WIDTH))
    before, after = line[first:column], line[column : first + MAX_WIDTH]
    head, tail = "..." if first > 0 else "", "..." if first + MAX_WIDTH < len(line) else ""
    before = head + _replace_control_characters(before)
    margin = f"{problem.line:5d} | "
    caret = " " * (len(margin) - 2) + "| " + " " * cell_len(before) + "^"
    return f"{margin}{before}{_replace_control_characters(after)}{tail}\n{caret}"


def _replace_control_characters(text: str) -> str:
    return "".join(
        character if character.isprintable() else TAB if character == "\t" else "\ufffd" for character in text
    )
