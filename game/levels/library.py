"""The level library: finds levels by path, or by name in the project, user and built-in folders."""

import os
from collections.abc import Iterable
from pathlib import Path
from typing import Literal, NamedTuple

from platformdirs import user_data_path

from game.levels.header import read_head
from game.levels.toml.problems import LevelError, Problem, suggest

Origin = Literal["project", "user", "built-in"]


class LevelFolder(NamedTuple):
    """A folder of levels. It need not exist."""

    origin: Origin
    path: Path


class LevelEntry(NamedTuple):
    """A level in the library."""

    name: str
    path: Path
    origin: Origin

    @property
    def group(self) -> str:
        """The group that the level file names, or an empty text."""
        return read_head(self.path).group


def level_folders() -> tuple[LevelFolder, ...]:
    """Return the level folders in search order. A level hides levels of the same name in later folders."""
    package = Path(__file__).parent
    installed = package / "built_in"
    return (
        LevelFolder("project", Path("levels")),
        LevelFolder("user", user_data_path("heptagon") / "levels"),
        LevelFolder("built-in", installed if installed.is_dir() else package.parents[1] / "levels"),
    )


def list_levels(searched: Iterable[LevelFolder] | None = None) -> list[LevelEntry]:
    """Return all levels of the library: heptagon first, the others in alphabetical order.

    searched : folders in search order; default: `level_folders()`
    """
    found: dict[str, LevelEntry] = {}
    for origin, folder in level_folders() if searched is None else searched:
        for name in _file_names(folder):
            stem = name.removesuffix(".toml")
            if stem != name and not name.startswith(".") and stem not in found:
                found[stem] = LevelEntry(stem, folder / name, origin)
    return sorted(found.values(), key=lambda entry: (entry.name != "heptagon", entry.name))


def find_level(level: str | Path) -> Path:
    """Return the path of a level that is given by path or by name, with or without .toml.

    Raises LevelError if it does not exist. Only the names of `list_levels()` are names: "../x" is a path.
    """
    if _is_file(Path(level)):
        return Path(level)
    known = {entry.name: entry.path for entry in list_levels()}
    name = str(level).removesuffix(".toml")
    if name in known:
        return known[name]
    if kind := _other_kind(Path(level)):
        raise LevelError(
            [Problem(str(level), 1, 1, "level", f"it is {kind}; allowed: a level file, or the name of a level")]
        )
    message = f"no file and no level has this name; {suggest(name, known)}allowed: {', '.join(known)}"
    raise LevelError([Problem(str(level), 1, 1, "level", message)])


def is_level(level: str) -> bool:
    """Return whether a level is found by a path or a name."""
    try:
        find_level(level)
    except LevelError:
        return False
    return True


def _file_names(folder: Path) -> list[str]:
    """Return the names of the files in a folder, without opening them; an empty list if it cannot be read."""
    try:
        with os.scandir(folder) as entries:
            return [entry.name for entry in entries if _is_file(entry)]
    except OSError:
        return []


def _is_file(path: Path | os.DirEntry[str]) -> bool:
    try:
        return path.is_file()
    except OSError:  # the name is too long for the file system
        return False


def _other_kind(path: Path) -> str:
    """Return what is at a path, if it is there and no file; else an empty text."""
    try:
        if path.is_dir():
            return "a folder"
        return "a pipe" if path.is_fifo() else "a device" if path.exists() else ""
    except OSError:
        return ""
