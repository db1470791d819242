"""The level files that the marker ``heptagon_levels`` names."""

from collections.abc import Iterable
from pathlib import Path

from game.levels import library


def level_files(places: Iterable[str | Path], root: Path) -> list[Path]:
    """Return the files of levels: all in each folder in alphabetical order, single files, and levels by name.

    places : folders and files, relative to ``root``, or names; all levels of the library if there are none

    Raises LevelError for an unknown name, and ``ValueError`` for a folder without levels.
    """
    places = list(places)
    if not places:
        return [entry.path for entry in library.list_levels()]
    return [file for place in places for file in _files_of(place, root / place)]


def _files_of(place: str | Path, path: Path) -> list[Path]:
    if not path.is_dir():
        return [path if path.is_file() else library.find_level(place)]
    files = sorted(file for file in path.glob("*.toml") if not file.name.startswith("."))
    if not files:
        raise ValueError(f"cannot find levels in {path}: it has no .toml file")
    return files
