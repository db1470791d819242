"""The history of an edited level: undo and redo."""

from typing import NamedTuple

from game.levels.editing.level_document import Item, LevelDocument
from game.levels.editing.operations import Edit

MAX_CHARACTERS = 20_000_000
"""Characters of all texts that are kept for undo; the oldest are dropped."""


class _Entry(NamedTuple):
    document: LevelDocument
    label: str  # of the edit that led to this document
    selection: tuple[Item, ...]
    key: object  # edits with the same key are one entry


class History:
    """The versions of a level, and which of them is current."""

    def __init__(self, document: LevelDocument) -> None:
        self._entries = [_Entry(document, "", (), None)]
        self._current = 0

    @property
    def document(self) -> LevelDocument:
        """The current version."""
        return self._entries[self._current].document

    @property
    def selection(self) -> tuple[Item, ...]:
        """The items that the last edit was about."""
        return self._entries[self._current].selection

    @property
    def undo_label(self) -> str | None:
        """What undo takes back, such as "move walls[3]"; None if there is nothing."""
        return self._entries[self._current].label if self._current else None

    @property
    def redo_label(self) -> str | None:
        """What redo does again; None if there is nothing."""
        later = self._entries[self._current + 1 :]
        return later[0].label if later else None

    @property
    def is_modified(self) -> bool:
        """Whether the current version differs from the file as it was read or written last."""
        return self.document.is_modified

    def push(self, edit: Edit, merge: object = None) -> LevelDocument:
        """Make an edited document the current version; versions after the current are dropped. No-op without a change.

        merge : edits with the same key, one after another, are one entry: pass the same object during a drag
        """
        before = self._entries[self._current]
        if edit.document.text == before.document.text and (merge is None or before.key != merge):
            return self.document
        del self._entries[self._current + 1 :]
        if merge is not None and before.key == merge:
            self._entries.pop()
        entry = _Entry(edit.document, edit.label, edit.selection, merge)
        if self._entries and self._entries[-1].document.text == edit.document.text:  # dragged back to the start
            self._current = len(self._entries) - 1
            return self.document
        self._entries.append(entry)
        self._drop_oldest()
        self._current = len(self._entries) - 1
        return self.document

    def undo(self) -> LevelDocument:
        """Go back by an edit, if there is one; return the current version."""
        self._current = max(self._current - 1, 0)
        return self.document

    def redo(self) -> LevelDocument:
        """Do the next edit again, if there is one; return the current version."""
        self._current = min(self._current + 1, len(self._entries) - 1)
        return self.document

    def mark_saved(self, saved: LevelDocument) -> None:
        """Remember that a version was written to a file: its path and its text are those of all versions now."""
        self._entries = [
            entry._replace(document=LevelDocument(entry.document.text, saved.path, saved.saved_text))
            for entry in self._entries
        ]

    def _drop_oldest(self) -> None:
        total = 0
        for k, entry in enumerate(reversed(self._entries)):
            total += len(entry.document.text)
            if total > MAX_CHARACTERS and k > 1:
                del self._entries[: len(self._entries) - k]
                return
