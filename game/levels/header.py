"""The head of a level file: what a list of levels needs to know before it loads them.

Reading a head takes a millisecond and raises no errors; loading a level takes up to a hundred.
"""

import os
import tomllib
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

from game.files.regular_file import read_regular_file
from game.levels.toml.source import MAX_BYTES

GROUPS = ("scene", "experiments", "games", "crowds", "classics")
"""The groups of the built-in levels, in the order of the list; groups of other names follow."""

MAX_CHAIN_LENGTH = 8
"""Number of files of a level that are looked for, see `source_files`."""


class LevelHead(NamedTuple):
    """The head of a level file; texts are empty where the file lacks them or cannot be read.

    parent : path in `extends`
    """

    title: str = ""
    group: str = ""
    parent: str = ""


def read_head(path: Path) -> LevelHead:
    """Return the head of a level file; it is read again when the file has changed."""
    try:
        status = path.stat()
    except OSError:
        return LevelHead()
    return _read_head(path, status.st_mtime_ns, status.st_size)


def source_files(path: Path) -> tuple[Path, ...]:
    """Return the paths of a level file and of those that it extends, nearest first, without checking them."""
    files = [path]
    while (parent := read_head(files[-1]).parent) and len(files) < MAX_CHAIN_LENGTH:
        files.append(Path(os.path.normpath(files[-1].parent / parent)))
    return tuple(files)


def group_order(group: str) -> tuple[int, str]:
    """Return the sort key of a group: known groups, then others in alphabetical order, then levels without one."""
    if not group:
        return len(GROUPS) + 1, ""
    return (GROUPS.index(group), "") if group in GROUPS else (len(GROUPS), group.casefold())


@lru_cache(maxsize=1024)
def _read_head(path: Path, modified: int, size: int) -> LevelHead:  # noqa: ARG001  (part of the key)
    try:
        raw = read_regular_file(path, MAX_BYTES)
        data = tomllib.loads(raw.decode("utf-8-sig")) if len(raw) <= MAX_BYTES else {}
    except (OSError, ValueError, RecursionError):
        return LevelHead()
    return LevelHead(*(_text(data.get(field)) for field in ("title", "group", "extends")))


def _text(value: Any) -> str:
    return value if isinstance(value, str) and "\0" not in value else ""
