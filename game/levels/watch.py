"""Notices that level files change, by looking at them a few times a second.

Looking takes 40 µs every 0.08 s, needs no thread, and works on every kind of disk. Events of the operating system, as
watchfiles reports them, would cost 4 MB, 23 ms of import and a thread, and miss changes on network disks. Editors
save in many ways: in place, by renaming a new file over the old one, by deleting it first. So what counts is the path,
and only what two looks in a row have seen alike: a file that is still being written is left alone.
"""

from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path
from typing import Generic, NamedTuple, TypeVar

from game.levels.library import LevelEntry

Reading = TypeVar("Reading")
FileStamp = tuple[int, int, int]

FILE_PERIOD, LIST_PERIOD = 0.08, 0.4
"""Time between two looks at the files of the level, and at the list of levels, each with its file, in s."""


class Changes(NamedTuple):
    """What is new.

    level : whether a file of the level that runs has changed
    folders : whether the list of levels has changed, or one of them
    """

    level: bool = False
    folders: bool = False


class LevelWatch:
    """Watches the list of levels, and the files of the one that runs.

    entries : the levels as they were seen last
    """

    def __init__(self, levels: Callable[[], Iterable[LevelEntry]]) -> None:
        """Begin with what ``levels`` lists now."""
        self._elapsed = self._list_elapsed = 0.0
        self._files: dict[Path, Debounced[FileStamp | None]] = {}
        self._folders = Debounced(lambda: tuple((entry, file_stamp(entry.path)) for entry in levels()))

    @property
    def entries(self) -> list[LevelEntry]:
        """The levels that can be chosen, in their order."""
        return [entry for entry, _ in self._folders.reading]

    @property
    def paths(self) -> tuple[Path, ...]:
        """The files that are followed."""
        return tuple(self._files)

    def set_files(self, paths: Iterable[Path]) -> None:
        """Watch these files as those of the level.

        Call it before they are read, so that no change is missed. What is followed already keeps its history.
        """
        self._files = {path: self._files.get(path) or Debounced(partial(file_stamp, path)) for path in paths}

    def poll(self, elapsed: float) -> Changes:
        """Tell what has changed, ``elapsed`` s of real time after the last call."""
        self._elapsed += elapsed
        self._list_elapsed += elapsed
        level = folders = False
        if self._elapsed >= FILE_PERIOD:
            self._elapsed, changed = 0.0, [file.refresh() for file in self._files.values()]
            level = any(changed)
        if self._list_elapsed >= LIST_PERIOD:
            self._list_elapsed, folders = 0.0, self._folders.refresh()
        return Changes(level, folders)


class Debounced(Generic[Reading]):
    """Something to read again and again, that counts once two readings in a row are alike.

    reading : what counts
    """

    def __init__(self, read: Callable[[], Reading]) -> None:
        self._read = read
        self.reading = self._latest = read()

    def refresh(self) -> bool:
        """Read; whether another reading counts from now on."""
        before, self._latest = self._latest, self._read()
        if self._latest != before or self._latest == self.reading:
            return False
        self.reading = self._latest
        return True


def file_stamp(path: Path) -> FileStamp | None:
    """Return what changes whenever a file is saved: time in ns, bytes, number on its disk; None without a file."""
    try:
        status = path.stat()
    except (OSError, ValueError):  # ValueError: a path with a NUL in it
        return None
    return status.st_mtime_ns, status.st_size, status.st_ino
