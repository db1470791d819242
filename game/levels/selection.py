"""The levels to choose from, and the one that was taken."""

from collections.abc import Callable, Iterable
from pathlib import Path

from game.levels.library import LevelEntry
from game.levels.model import Level, LevelError, load_level
from game.levels.watch import Changes, LevelWatch


class LevelSelection:
    """Levels, one of which plays; what changes on the disk is noticed.

    path : of the level that was taken last
    """

    def __init__(self, levels: Callable[[], Iterable[LevelEntry]], path: Path) -> None:
        """Begin with the level at ``path``, which is still to be read; ``levels`` lists all, whenever it is called."""
        self.path = self._here = path
        self._watch = LevelWatch(levels)
        self._watch.set_files([path])

    @property
    def entries(self) -> list[LevelEntry]:
        """The levels to choose from, broken ones included."""
        return self._watch.entries

    @property
    def entry(self) -> LevelEntry | None:
        """The level that was taken, if it is one of them."""
        return self._find(self.path)

    def select(self, path: Path) -> Level:
        """Read another level; LevelError if it is broken, and then the one before stays."""
        self._here = path
        followed = self._watch.paths
        self._watch.set_files([*followed, path])
        try:
            level = load_level(path)
        except LevelError:
            self._watch.set_files(followed)
            raise
        self.path = path
        self.watch_files(level)
        return level

    def reload(self) -> Level:
        """Read the level as it is now; LevelError if it is broken, and then the files at fault are watched as well."""
        try:
            level = load_level(self.path)
        except LevelError as error:
            self._watch.set_files([*self._watch.paths, *(Path(problem.file) for problem in error.problems)])
            raise
        self.watch_files(level)
        return level

    def watch_files(self, level: Level) -> None:
        """Watch the files that a level is made of."""
        self._watch.set_files(level.source_files)

    def poll(self, elapsed: float) -> Changes:
        """Tell what has changed, ``elapsed`` s of real time after the last call."""
        return self._watch.poll(elapsed)

    def neighbour(self, way: int) -> Path | None:
        """Return the level so many places further, from the one that was tried last; None if there is none at all."""
        entries, here = self._watch.entries, self._find(self._here)
        if not entries:
            return None
        place = entries.index(here) + way if here else min(way, 0)
        return entries[place % len(entries)].path

    def _find(self, path: Path) -> LevelEntry | None:
        """Return the level in this file, however the file is called."""
        place = path.absolute()
        return next((entry for entry in self._watch.entries if entry.path.absolute() == place), None)
