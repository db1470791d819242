"""The list of levels to choose from, and the selected level."""

from collections.abc import Callable, Iterable
from pathlib import Path

from game.levels.header import group_order
from game.levels.library import LevelEntry
from game.levels.model import Level, LevelError, load_level
from game.levels.watch import Changes, LevelWatch


class LevelSelection:
    """The list of levels and the selected level. Changes of their files are detected.

    path : path of the level that was loaded last
    """

    def __init__(self, levels: Callable[[], Iterable[LevelEntry]], path: Path) -> None:
        """Select the level at ``path`` without reading it; ``levels`` returns the current list of levels."""
        self.path = self._last_tried = path
        self._watch = LevelWatch(levels)
        self._watch.set_files([path])

    @property
    def entries(self) -> list[LevelEntry]:
        """The levels to choose from, including invalid ones, by groups."""
        return sorted(self._watch.entries, key=lambda entry: group_order(entry.group))

    @property
    def entry(self) -> LevelEntry | None:
        """The entry of the level that was loaded last, or None if the list does not contain it."""
        return self._find(self.path)

    def select(self, path: Path) -> Level:
        """Load another level and select it; LevelError if it is invalid, and then the selection does not change."""
        self._last_tried = path
        watched = self._watch.paths
        self._watch.set_files([*watched, path])
        try:
            level = load_level(path)
        except LevelError:
            self._watch.set_files(watched)
            raise
        self.path = path
        self.watch_files(level)
        return level

    def adopt(self, level: Level) -> None:
        """Select a level that was loaded elsewhere, and watch its files from now on, as they are now."""
        self.path = self._last_tried = level.path or self.path
        self._watch.set_files(())
        self.watch_files(level)

    def reload(self) -> Level:
        """Load the selected level again; LevelError if it is invalid. Files with problems are then watched, too."""
        try:
            level = load_level(self.path)
        except LevelError as error:
            self._watch.set_files([*self._watch.paths, *(Path(problem.file) for problem in error.problems)])
            raise
        self.watch_files(level)
        return level

    def watch_files(self, level: Level) -> None:
        """Watch the files of a level."""
        self._watch.set_files(level.source_files)

    def poll(self, elapsed: float) -> Changes:
        """Return what has changed; ``elapsed`` s of real time have passed since the last call."""
        return self._watch.poll(elapsed)

    def neighbour(self, offset: int) -> Path | None:
        """Return the level at an offset from the level that was tried last, cyclically; None if the list is empty."""
        entries, last_tried = self.entries, self._find(self._last_tried)
        if not entries:
            return None
        index = entries.index(last_tried) + offset if last_tried else min(offset, 0)
        return entries[index % len(entries)].path

    def _find(self, path: Path) -> LevelEntry | None:
        """Return the entry of a file, given by an absolute or a relative path."""
        absolute = path.absolute()
        return next((entry for entry in self._watch.entries if entry.path.absolute() == absolute), None)
