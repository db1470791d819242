"""Reading of TOML files: text, data, and errors with line and column. File size and item counts are limited."""

import re
import tomllib
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path
from typing import Any

from game.files.regular_file import read_regular_file
from game.files.terminal import printable
from game.levels.toml.positions import Location, Positions
from game.levels.toml.problems import LevelError, Problem, format_location, suggest

__all__ = [
    "MAX_BYTES",
    "Document",
    "LevelError",
    "Positions",
    "Problem",
    "parse_toml",
    "read_toml",
    "source_line",
    "suggest",
]

# With these limits a malicious file is rejected within one or two seconds.
MAX_BYTES = 1024 * 1024
MAX_TABLE_KEYS = 1000  # keys of a table
MAX_ITEM_KEYS = 100  # keys of a table that is an item of a list
MAX_LIST_ITEMS = 20_000
MAX_VALUES = 300_000  # values of the whole file
MAX_CHECKED_DEPTH = 4  # depth of balls[0].spawn.points, the deepest list of a level
# A key of 32 or more parts. tomllib is slow for these.
DEEP_KEY = re.compile(r"(?<![\w\"'-])(?:[\w\"'-]+[ \t]*\.[ \t]*){32}")


class Document:
    """A TOML file that was read.

    path, file : its path, and the path as the user gave it
    text, data : its text, and its data as of tomllib
    """

    def __init__(self, path: str | Path, text: str, data: dict[str, Any]) -> None:
        self.path = Path(path)
        self.file = str(path)
        self.text = text
        self.data = data

    @cached_property
    def positions(self) -> Positions:
        """Line and column of every key and value."""
        return Positions(self.text)

    def problem_at(self, location: Location, message: str, *, at_key: bool = False) -> Problem:
        """Return the problem of a value, or of its key, with its position in this file."""
        line, column = self.positions.key_position(location) if at_key else self.positions.value_position(location)
        return Problem(self.file, line, column, format_location(location) or "file", printable(message))


def read_toml(path: str | Path) -> Document:
    """Read a TOML file.

    Raises LevelError if it cannot be read, is not valid TOML, or exceeds a limit of this module.
    """
    return parse_toml(_read_text(path), path)


def parse_toml(text: str, path: str | Path) -> Document:
    """Parse the text of a TOML file; the file need not exist.

    Raises LevelError if the text is not valid TOML or exceeds a limit of this module.
    """
    if len(text.encode()) > MAX_BYTES:
        raise LevelError([Problem(str(path), 1, 1, "file", _too_large())])
    document = Document(path, text, _parse(text, str(path)))
    if problems := [document.problem_at(location, why) for location, why in find_oversized(document.data)]:
        raise LevelError(problems)
    return document


def source_line(problem: Problem) -> str:
    """Return the line of a problem; "" if it cannot be read, or if there is none."""
    try:
        raw = read_regular_file(Path(problem.file), MAX_BYTES)
        return raw.decode("utf-8-sig", "replace").split("\n")[problem.line - 1].rstrip("\r")
    except (OSError, ValueError, IndexError):  # ValueError: the path contains a NUL
        return ""


def find_oversized(
    data: dict[str, Any], max_items: int = MAX_LIST_ITEMS, max_values: int = MAX_VALUES
) -> Iterator[tuple[Location, str]]:
    """Yield location and message of every table and list that exceeds a limit, and of a total that does."""
    values: list[tuple[Location, Any]] = [((), data)]
    total = 0
    while values:
        location, value = values.pop()
        in_list = bool(location) and isinstance(location[-1], int)
        limit = max_items if isinstance(value, list) else MAX_ITEM_KEYS if in_list else MAX_TABLE_KEYS
        total += len(value)
        if len(value) > limit:
            what = "items" if isinstance(value, list) else "keys"
            yield location, f"has too many {what} (got {len(value)}); allowed: up to {limit}"
        elif total > max_values:
            yield (), f"has too many values in total; allowed: up to {max_values}"
            return
        elif len(location) < MAX_CHECKED_DEPTH:
            inner = enumerate(value) if isinstance(value, list) else value.items()
            values.extend(((*location, key), part) for key, part in inner if isinstance(part, dict | list))


def _read_text(path: str | Path) -> str:
    def file_error(message: str, line: int = 1, column: int = 1) -> LevelError:
        return LevelError([Problem(str(path), line, column, "file", message)])

    try:
        if Path(path).is_dir():
            raise file_error("is a folder; allowed: a TOML file")
        if Path(path).exists() and not Path(path).is_file():
            raise file_error("is not a regular file; allowed: a TOML file")
        raw = read_regular_file(Path(path), MAX_BYTES)
    except FileNotFoundError:
        raise file_error("does not exist") from None
    except (OSError, ValueError) as error:  # ValueError: the path contains a NUL
        raise file_error(f"cannot be read: {getattr(error, 'strerror', None) or error}") from None
    if len(raw) > MAX_BYTES:
        raise file_error(_too_large())
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = raw[: error.start].decode("utf-8-sig")
        raise file_error("is not UTF-8 text", *_end_position(before)) from None


def _too_large() -> str:
    return f"is too large; allowed: up to {MAX_BYTES // 1024**2} MB"


def _parse(text: str, file: str) -> dict[str, Any]:
    dotted = any(line.count(".") >= 32 for line in text.split("\n"))
    if dotted and (deep := DEEP_KEY.search(text)):
        raise LevelError([Problem(file, *_end_position(text[: deep.start()]), "toml", "is nested too deeply")])
    try:
        return tomllib.loads(text)
    except RecursionError:
        raise LevelError([Problem(file, 1, 1, "toml", "is nested too deeply")]) from None
    except ValueError as error:  # also raised for numbers of too many digits
        what, separator, place = str(error).partition(" (at ")
        numbers = [int(number) for number in re.findall(r"\d+", place)]
        if not separator:
            line, column = 1, 1
        elif len(numbers) == 2:
            line, column = numbers
        else:  # "at end of document"
            line, column = _end_position(text)
        what = what.replace("Cannot overwrite a value", "This key occurs twice")
        raise LevelError([Problem(file, line, column, "toml", printable(what[:1].lower() + what[1:]))]) from None


def _end_position(before: str) -> tuple[int, int]:
    """Return line and column of the first character after a text."""
    return before.count("\n") + 1, len(before) - before.rfind("\n")
