"""The commands about level files: check, levels."""

# ruff: noqa: PLC0415

import sys
from collections.abc import Sequence
from typing import Annotated

import typer

from game.commands.shell import app
from game.progress import say


@app.command()
def check(
    files: Annotated[list[str] | None, typer.Argument(metavar="[FILES]...", help="Levels; all if not given.")] = None,
) -> None:
    """Validate levels, and tell everything that is wrong with them."""
    from game import level_folders
    from game.level import LevelError, load_level

    wrong = False
    for file in files or [str(entry.path) for entry in level_folders.levels()]:
        try:
            path = level_folders.find(file)
            load_level(path)
        except LevelError as problem:
            wrong = True
            say(str(problem))
        else:
            print(f"OK {path}")
    if wrong:
        raise typer.Exit(1)


@app.command()
def levels() -> None:
    """List the levels that have a name."""
    from game import level_folders
    from game.level import LevelError, load_level

    rows = []
    for entry in level_folders.levels():
        try:
            level = load_level(entry.path)
        except LevelError as problem:
            rows.append((entry.name, "broken", "", entry.origin, str(problem.problems[0])))
        else:
            rows.append((entry.name, level.title, str(level.count), entry.origin, level.description))
    _print_levels(rows)


def _print_levels(rows: Sequence[tuple[str, ...]]) -> None:
    """Print a table, or plain columns where there is no terminal to fit them in."""
    heads = ("name", "title", "balls", "origin", "description")
    if not sys.stdout.isatty():
        widths = [max(map(len, column)) for column in zip(heads, *rows, strict=True)]
        for row in (heads, *rows):
            print("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())
        return
    from rich.console import Console
    from rich.table import Table

    table = Table(*heads)
    for row in rows:
        table.add_row(*row)
    Console().print(table)
