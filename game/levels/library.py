"""Where levels are found: by path, or by name in the project's, the user's and the built-in folder."""

import os
from collections.abc import Iterable
from pathlib import Path
from typing import Literal, NamedTuple

from platformdirs import user_data_path

from game.levels.toml.problems import LevelError, Problem, suggest

Origin = Literal["project", "user", "built-in"]


class LevelFolder(NamedTuple):
    """A folder that may hold levels; it need not exist."""

    origin: Origin
    path: Path


class LevelEntry(NamedTuple):
    """A level that can be found by name."""

    name: str
    path: Path
    origin: Origin


def level_folders() -> tuple[LevelFolder, ...]:
    """Return the folders in the order they are searched; a level in an earlier one hides its namesakes."""
    here = Path(__file__).parent
    installed = here / "built_in"
    return (
        LevelFolder("project", Path("levels")),
        LevelFolder("user", user_data_path("heptagon") / "levels"),
        LevelFolder("built-in", installed if installed.is_dir() else here.parents[1] / "levels"),
    )


def list_levels(searched: Iterable[LevelFolder] | None = None) -> list[LevelEntry]:
    """Return every level that can be found by name, heptagon first, the others by name.

    searched : folders in their order; `level_folders()` if not given
    """
    found: dict[str, LevelEntry] = {}
    for origin, folder in level_folders() if searched is None else searched:
        for name in _files(folder):
            stem = name.removesuffix(".toml")
            if stem != name and not name.startswith(".") and stem not in found:
                found[stem] = LevelEntry(stem, folder / name, origin)
    return sorted(found.values(), key=lambda entry: (entry.name != "heptagon", entry.name))


def find_level(level: str | Path) -> Path:
    """Return the file of a level given by path or by name, with or without .toml.

    Raises LevelError if there is none. A name is only ever one of `list_levels()`: "../x" is a path.
    """
    if _is_file(Path(level)):
        return Path(level)
    known = {entry.name: entry.path for entry in list_levels()}
    name = str(level).removesuffix(".toml")
    if name in known:
        return known[name]
    why = f"no such file and no level of this name; {suggest(name, known)}known: {', '.join(known)}"
    raise LevelError([Problem(str(level), 1, 1, "level", why)])


def _files(folder: Path) -> list[str]:
    """Names of the files in a folder, with no look at any of them; none where it cannot be read."""
    try:
        with os.scandir(folder) as entries:
            return [entry.name for entry in entries if _is_file(entry)]
    except OSError:
        return []


def _is_file(path: Path | os.DirEntry[str]) -> bool:
    try:
        return path.is_file()
    except OSError:  # a name too long for the system
        return False
