"""Detection of changes of level files by polling.

A poll takes 40 µs every 0.08 s, needs no thread, and works on every file system. Events of the operating system, as
reported by watchfiles, would cost 4 MB, 23 ms of import and a thread, and miss changes on network file systems.
Editors save in several ways: in place, by renaming a new file over the old one, or by deleting the old file first. So
files are identified by path. A change is reported once two polls in a row have read the same stamp, that is, once the
file is complete.
"""

from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path
from typing import Generic, NamedTuple, TypeVar

from game.levels.library import LevelEntry

Reading = TypeVar("Reading")
FileStamp = tuple[int, int, int]

FILE_PERIOD, LIST_PERIOD = 0.08, 0.4
"""Time between two polls of the files of the level, and of the list of levels with their files, in s."""


class Changes(NamedTuple):
    """The result of a poll.

    level : whether a file of the running level has changed
    library : whether the list of levels, or one of its files, has changed
    """

    level: bool = False
    library: bool = False


class LevelWatch:
    """Watches the list of levels, and the files of the running level."""

    def __init__(self, levels: Callable[[], Iterable[LevelEntry]]) -> None:
        """Read the current list; ``levels`` returns it whenever it is called."""
        self._elapsed = self._list_elapsed = 0.0
        self._files: dict[Path, Debounced[FileStamp | None]] = {}
        self._library = Debounced(lambda: tuple((entry, file_stamp(entry.path)) for entry in levels()))

    @property
    def entries(self) -> list[LevelEntry]:
        """The list of levels at the last poll."""
        return [entry for entry, _ in self._library.reading]

    @property
    def paths(self) -> tuple[Path, ...]:
        """The files that are watched as files of the level."""
        return tuple(self._files)

    def set_files(self, paths: Iterable[Path]) -> None:
        """Watch these files as files of the level.

        Call this before the files are read, so that no change is missed. Files that are already watched keep their
        state.
        """
        self._files = {path: self._files.get(path) or Debounced(partial(file_stamp, path)) for path in paths}

    def poll(self, elapsed: float) -> Changes:
        """Return what has changed; ``elapsed`` s of real time have passed since the last call."""
        self._elapsed += elapsed
        self._list_elapsed += elapsed
        level = library = False
        if self._elapsed >= FILE_PERIOD:
            self._elapsed, changed = 0.0, [file.refresh() for file in self._files.values()]
            level = any(changed)
        if self._list_elapsed >= LIST_PERIOD:
            self._list_elapsed, library = 0.0, self._library.refresh()
        return Changes(level, library)


class Debounced(Generic[Reading]):
    """A value that is read repeatedly, and accepted once two readings in a row are equal.

    reading : the accepted value
    """

    def __init__(self, read: Callable[[], Reading]) -> None:
        self._read = read
        self.reading = self._latest = read()

    def refresh(self) -> bool:
        """Read the value; return whether a new value was accepted."""
        before, self._latest = self._latest, self._read()
        if self._latest != before or self._latest == self.reading:
            return False
        self.reading = self._latest
        return True


def file_stamp(path: Path) -> FileStamp | None:
    """Return values that change whenever a file is saved: time in ns, size in bytes, inode; None without a file."""
    try:
        status = path.stat()
    except (OSError, ValueError):  # ValueError: the path contains a NUL
        return None
    return status.st_mtime_ns, status.st_size, status.st_ino
