"""Tables without lines between the cells: nothing in them is cut."""

import sys
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import TYPE_CHECKING

from game.files.terminal import encodable, new_console, printable

if TYPE_CHECKING:
    from rich.table import Table


def print_table(
    headings: Sequence[str], rows: Sequence[Sequence[str]], colors: Mapping[str, str] = MappingProxyType({})
) -> None:
    """Print a table that fits the terminal, by wrapping; or a line for each row if stdout is no terminal.

    colors : color of a text on a terminal
    """
    rows = [[cell_text(text) for text in row] for row in rows]
    if not sys.stdout.isatty():
        print_lines([headings, *rows])
        return
    from rich.text import Text  # noqa: PLC0415  (slow)

    table = new_table(*headings)
    for row in rows:
        table.add_row(*(Text(text, colors.get(text, "")) for text in row))
    new_console().print(table)


def cell_text(text: str) -> str:
    """Return a text as it is printed: without control characters, and with those characters that stdout has."""
    return encodable(printable(text), sys.stdout.encoding)


def new_table(*headings: str) -> "Table":
    """Return a table for a terminal, in which words that are longer than their column are wrapped, not cut."""
    from rich.table import Table  # noqa: PLC0415  (slow)

    table = Table(box=None, pad_edge=False)
    for heading in headings:
        table.add_column(heading, overflow="fold")
    return table


def print_lines(rows: Sequence[Sequence[str]]) -> None:
    """Print each row as one line, in columns that are as wide as their longest text."""
    from rich.cells import cell_len  # noqa: PLC0415  (slow)

    widths = [max(map(cell_len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        cells = (text + " " * (width - cell_len(text)) for text, width in zip(row, widths, strict=True))
        print("  ".join(cells).rstrip())
