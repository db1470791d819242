"""The line of a file that a problem is in, with a caret below the place."""

from pathlib import Path

from rich.cells import cell_len

from game.levels.toml.problems import Problem
from game.levels.toml.source import MAX_BYTES

MAX_WIDTH = 100
"""Characters of a line that are shown; of a longer one, those around the place."""

TAB = "    "


def excerpt(problem: Problem) -> str:
    """Return the line and the caret, two lines; nothing for a file that has no such line.

    What a terminal might obey is shown as a replacement character, wide characters move the caret by two.
    """
    try:
        with Path(problem.file).open("rb") as file:
            lines = file.read(MAX_BYTES).decode("utf-8-sig", "replace").split("\n")
        line = lines[problem.line - 1].rstrip("\r")
    except (OSError, ValueError, IndexError):  # ValueError: a path with a NUL in it
        return ""
    if not line:
        return ""
    column = min(problem.column - 1, len(line))
    first = max(0, min(column - MAX_WIDTH // 2, len(line) - MAX_WIDTH))
    before, after = line[first:column], line[column : first + MAX_WIDTH]
    head, tail = "..." if first > 0 else "", "..." if first + MAX_WIDTH < len(line) else ""
    before = head + _shown(before)
    margin = f"{problem.line:5d} | "
    caret = " " * (len(margin) - 2) + "| " + " " * cell_len(before) + "^"
    return f"{margin}{before}{_shown(after)}{tail}\n{caret}"


def _shown(text: str) -> str:
    return "".join(sign if sign.isprintable() else TAB if sign == "\t" else "\ufffd" for sign in text)
