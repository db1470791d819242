"""TOML files as text and data, with every mistake at its line and column."""

import re
import tomllib
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path
from typing import Any

from game.levels.toml.positions import Location, Positions
from game.levels.toml.problems import LevelError, Problem, format_location, printable, suggest

__all__ = ["MAX_BYTES", "Document", "LevelError", "Positions", "Problem", "read_toml", "suggest"]

# A level takes a blink to read, and one that means harm no more than a second or two to refuse.
MAX_BYTES = 1024 * 1024
MAX_TABLE_KEYS = 1000  # of a table, and
MAX_ITEM_KEYS = 100  # of one in a list of tables
MAX_LIST_ITEMS = 20_000  # of a list
MAX_VALUES = 300_000  # in all
MAX_CHECKED_DEPTH = 4  # such as balls[0].spawn.points
DEEP_KEY = re.compile(r"(?<![\w\"'-])(?:[\w\"'-]+[ \t]*\.[ \t]*){32}")  # tomllib takes long for such keys


class Document:
    """A file that was read: what it says, and where."""

    def __init__(self, path: str | Path, text: str, data: dict[str, Any]) -> None:
        self.path = Path(path)
        self.file = str(path)  # as the user wrote it
        self.text = text
        self.data = data

    @cached_property
    def positions(self) -> Positions:
        """Line and column of everything."""
        return Positions(self.text)

    def problem_at(self, location: Location, message: str, *, at_key: bool = False) -> Problem:
        """Return what is wrong with a value, or with its key, as a problem in this file."""
        line, column = self.positions.key(location) if at_key else self.positions.value(location)
        return Problem(self.file, line, column, format_location(location) or "file", printable(message))


def read_toml(path: str | Path) -> Document:
    """Read a TOML file; LevelError if it is none, or beyond all measure."""
    text = _text(path)
    document = Document(path, text, _parsed(text, str(path)))
    if problems := [document.problem_at(location, why) for location, why in find_oversized(document.data)]:
        raise LevelError(problems)
    return document


def find_oversized(
    data: dict[str, Any], most_items: int = MAX_LIST_ITEMS, most_values: int = MAX_VALUES
) -> Iterator[tuple[Location, str]]:
    """Yield the tables and lists that are far too long, and whether there are too many values in all."""
    values: list[tuple[Location, Any]] = [((), data)]
    total = 0
    while values:
        location, value = values.pop()
        in_list = bool(location) and isinstance(location[-1], int)
        most = most_items if isinstance(value, list) else MAX_ITEM_KEYS if in_list else MAX_TABLE_KEYS
        total += len(value)
        if len(value) > most:
            what = "items" if isinstance(value, list) else "keys"
            yield location, f"has too many {what} (got {len(value)}); allowed: up to {most}"
        elif total > most_values:
            yield (), f"has too many values in all; allowed: up to {most_values}"
            return
        elif len(location) < MAX_CHECKED_DEPTH:
            inner = enumerate(value) if isinstance(value, list) else value.items()
            values.extend(((*location, key), part) for key, part in inner if isinstance(part, dict | list))


def _text(path: str | Path) -> str:
    def unusable(why: str, line: int = 1, column: int = 1) -> LevelError:
        return LevelError([Problem(str(path), line, column, "file", why)])

    try:
        if Path(path).is_dir():
            raise unusable("is a folder; allowed: a TOML file")
        if Path(path).exists() and not Path(path).is_file():  # a pipe may never end, or never begin
            raise unusable("is not a regular file; allowed: a TOML file")
        with Path(path).open("rb") as file:
            raw = file.read(MAX_BYTES + 1)
    except FileNotFoundError:
        raise unusable("does not exist") from None
    except (OSError, ValueError) as error:  # ValueError: a path with a NUL in it
        raise unusable(f"cannot be read: {getattr(error, 'strerror', None) or error}") from None
    if len(raw) > MAX_BYTES:
        raise unusable(f"is too large; allowed: up to {MAX_BYTES // 1024**2} MB")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = raw[: error.start].decode("utf-8-sig")
        raise unusable("is not a text in UTF-8", *_line_and_column(before)) from None


def _parsed(text: str, file: str) -> dict[str, Any]:
    dotted = any(line.count(".") >= 32 for line in text.split("\n"))
    if dotted and (deep := DEEP_KEY.search(text)):
        raise LevelError([Problem(file, *_line_and_column(text[: deep.start()]), "toml", "is nested too deeply")])
    try:
        return tomllib.loads(text)
    except RecursionError:
        raise LevelError([Problem(file, 1, 1, "toml", "is nested too deeply")]) from None
    except ValueError as error:  # TOMLDecodeError, and plain ones about numbers of too many digits
        what, separator, place = str(error).partition(" (at ")
        numbers = [int(number) for number in re.findall(r"\d+", place)]
        if not separator:
            line, column = 1, 1
        elif len(numbers) == 2:
            line, column = numbers
        else:  # "at end of document"
            line, column = _line_and_column(text)
        what = what.replace("Cannot overwrite a value", "This key is given twice")
        raise LevelError([Problem(file, line, column, "toml", printable(what[:1].lower() + what[1:]))]) from None


def _line_and_column(before: str) -> tuple[int, int]:
    """Return where a text goes on."""
    return before.count("\n") + 1, len(before) - before.rfind("\n")
