"""Writing of level files in a readable layout: a comment, the settings, then a table for each wall and group."""

from pathlib import Path
from typing import Any

import tomlkit
from tomlkit.items import AoT, Array, InlineTable, Table

from game.files.atomic_write import atomic_write
from game.levels.importing.drawing import DrawingError
from game.levels.model import LevelError, parse_level

POINTS_PER_LINE = 6
LINE_WIDTH = 116


def write_level(level: dict[str, Any], path: Path, comment: str) -> None:
    """Write level data to a new file, unless the level is invalid.

    Raises ``OSError`` if the file exists or cannot be written, ``DrawingError`` with all problems of an invalid level.
    """
    text = level_text(level, comment)
    try:
        parse_level(text, path)
    except LevelError as error:
        raise DrawingError(f"does not give a valid level:\n{error}") from None
    with atomic_write(path, replaces=False) as file:
        file.write_text(text, encoding="utf-8", newline="\n")


def level_text(level: dict[str, Any], comment: str) -> str:
    """Return level data as the text of a level file, with a comment in its first line."""
    document = tomlkit.document()
    document.add(tomlkit.comment("".join(c if c.isprintable() else "?" for c in comment)))
    document.add(tomlkit.nl())
    for key, value in level.items():
        if isinstance(value, dict) and key == "materials":
            document.add(key, _tables(value))
        elif isinstance(value, dict):
            document.add(key, _table(value))
        elif isinstance(value, list):
            document.add(key, _array_of_tables(value))
        else:
            document.add(key, tomlkit.item(value))
    return document.as_string()


def _tables(tables: dict[str, dict[str, Any]]) -> Table:
    table = tomlkit.table(is_super_table=True)
    for name, values in tables.items():
        table.add(name, _table(values))
    return table


def _table(values: dict[str, Any]) -> Table:
    table = tomlkit.table()
    for key, value in values.items():
        table.add(key, _value(key, value))
    return table


def _array_of_tables(tables: list[dict[str, Any]]) -> AoT:
    array = tomlkit.aot()
    for values in tables:
        array.append(_table(values))
    return array


def _value(key: str, value: Any) -> Any:
    if isinstance(value, dict):
        inline: InlineTable = tomlkit.inline_table()
        inline.update(value)
        return inline
    if key == "points":
        array: Array = tomlkit.array()
        longest = max(len(str(point)) for point in value)
        count = min(max(LINE_WIDTH // (longest + 2), 1), POINTS_PER_LINE)
        for k in range(0, len(value), count):
            array.add_line(*value[k : k + count])
        array.add_line(indent="")
        return array
    return tomlkit.item(value)
