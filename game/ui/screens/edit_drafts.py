"""The levels that are being edited, each with its own screen and history, as long as the window is open."""

from pathlib import Path
from typing import TYPE_CHECKING

from game.ui.screens.input_view import InputView

if TYPE_CHECKING:
    from game.ui.screens.edit import EditScreenHost, EditView


class EditDrafts:
    """Screens of the edit mode by file. Their edits survive playing, and the choice of another level."""

    def __init__(self, host: "EditScreenHost") -> None:
        self._host = host
        self._views: list[EditView] = []

    def open(self, path: Path) -> InputView:
        """Return the screen on which the level in a file is edited. Raises LevelError if the file is no TOML file.

        A level that is not modified is read again, because its file may have changed.
        """
        from game.levels.editing.level_document import LevelDocument  # noqa: PLC0415  (the edit mode loads slowly)
        from game.ui.screens.edit import EditView  # noqa: PLC0415

        known = next((view for view in self._views if view.editor.document.path.absolute() == path.absolute()), None)
        if known and (known.editor.history.is_modified or known.editor.document == LevelDocument.open(path)):
            return known
        document = LevelDocument.open(path)
        if known:
            self._views.remove(known)
            known.close()
        self._views.append(EditView(document, self._host))
        return self._views[-1]

    def open_new(self) -> InputView:
        """Return a screen on which a new level is edited."""
        from game.levels.editing.new_document import new_document  # noqa: PLC0415
        from game.ui.screens.edit import EditView  # noqa: PLC0415

        self._views.append(EditView(new_document(), self._host))
        return self._views[-1]

    @property
    def modified(self) -> list["EditView"]:
        """The screens with edits that are not saved."""
        return [view for view in self._views if view.editor.history.is_modified]

    def close(self) -> None:
        """Free all screens."""
        for view in self._views:
            view.close()
