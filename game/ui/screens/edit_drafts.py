"""The levels that are being edited, each with its own screen and history, as long as the window is open."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from game.levels.model import LevelError

if TYPE_CHECKING:
    from game.levels.editing.level_document import LevelDocument
    from game.ui.screens.edit import EditScreenHost, EditView


class EditDrafts:
    """Screens of the edit mode by file. Their edits survive playing, and the choice of another level."""

    def __init__(self, host: "EditScreenHost", notify: Callable[[str], None]) -> None:
        self._host, self._notify = host, notify
        self._views: list[EditView] = []

    def open_played(self) -> None:
        """Edit the level that is played; its edits that are not saved are still there."""
        if (path := self._host.simulation.level.path) is None:
            self._notify("cannot edit: this level is not in a file")
            return
        try:
            self._host.window.show_view(self._find(path))
        except LevelError as error:
            self._notify(f"cannot edit: {error.problems[0]}")

    def open_new(self) -> None:
        """Edit a new level."""
        from game.levels.editing.new_document import new_document  # noqa: PLC0415  (the edit mode loads slowly)

        self._host.window.show_view(self._add(new_document()))

    @property
    def modified(self) -> "list[LevelDocument]":
        """The levels with edits that are not saved."""
        return [view.editor.document for view in self._views if view.editor.history.is_modified]

    def keep_window_open(self) -> bool:
        """Ask before the window closes if edits would be lost; return whether it stays open."""
        modified = next((view for view in self._views if view.editor.history.is_modified), None)
        if modified:
            self._host.window.show_view(modified)
            modified.panels.panel("leave").is_open = True
        return modified is not None

    def discard(self, view: "EditView") -> None:
        """Forget a level and its edits."""
        self._views.remove(view)
        view.close()

    def _find(self, path: Path) -> "EditView":
        """Return the screen of a file, which is read again unless there are edits. Raises LevelError."""
        from game.levels.editing.level_document import LevelDocument  # noqa: PLC0415

        known = next((view for view in self._views if view.editor.document.path.absolute() == path.absolute()), None)
        if known and known.editor.history.is_modified:
            return known
        document = LevelDocument.open(path)
        if known and known.editor.document == document:
            return known
        if known:
            self._views.remove(known)
            known.close()
        return self._add(document)

    def _add(self, document: "LevelDocument") -> "EditView":
        from game.ui.screens.edit import EditView  # noqa: PLC0415

        self._views.append(EditView(document, self._host, self))
        return self._views[-1]
