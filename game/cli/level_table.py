"""The table of levels that `levels` prints, in columns that fit the terminal."""

# ruff: noqa: PLC0415

import sys
from collections.abc import Sequence
from typing import NamedTuple

from game.cli.tables import cell_text, new_table, print_lines
from game.files.counted import counted
from game.files.terminal import new_console

NARROW, WIDE = 70, 110
"""Width of a terminal, in characters, below which a level has two columns, and from which its origin has one."""


class LevelRow(NamedTuple):
    """What the table tells about a level; of an invalid one, the title is "invalid" and the description the reason."""

    name: str
    title: str
    balls: str
    origin: str
    description: str


def print_levels(rows: Sequence[LevelRow]) -> None:
    """Print a line or more for each level. Nothing is cut; if stdout is no terminal, each level has one line."""
    rows = [LevelRow(*map(cell_text, row)) for row in rows]
    if sys.stdout.isatty():
        _print_table(rows)
    else:
        print_lines([LevelRow._fields, *rows])


def _print_table(rows: Sequence[LevelRow]) -> None:
    """Print a table in which long texts are wrapped."""
    from rich.cells import cell_len

    console, table = new_console(), new_table()
    longest = max((cell_len(row.name) for row in rows), default=0)
    table.add_column("name", overflow="fold", min_width=min(longest, console.width // 3))
    if console.width < NARROW:
        table.add_column("level", overflow="fold", ratio=1)
        for row in rows:
            balls = f", {counted(int(row.balls), 'ball')}" if row.balls else ""
            table.add_row(row.name, f"{row.title}{balls}. {row.description}")
    else:
        is_wide = console.width >= WIDE
        table.add_column("title", overflow="fold", max_width=console.width // 4)
        table.add_column("balls", justify="right", no_wrap=True)
        if is_wide:
            table.add_column("origin", no_wrap=True)
        table.add_column("description", overflow="fold", ratio=1)
        for row in rows:
            table.add_row(*row[:3], *([row.origin] if is_wide else []), row.description)
    console.print(table)
