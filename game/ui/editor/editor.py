"""The level that is edited: its versions, what is selected, and what tools and panels do with it."""

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, Protocol

from game.levels.editing import clipboard, item_edits, operations, saving
from game.levels.editing.frame import Point
from game.levels.editing.geometry import ItemGeometry
from game.levels.editing.history import History
from game.levels.editing.level_document import EditError, Item, LevelDocument
from game.levels.editing.operations import Edit
from game.levels.editing.saving import SaveError
from game.levels.toml.problems import Problem


class Clipboard(Protocol):
    """The clipboard of the system."""

    def get_clipboard_text(self) -> str:
        """Return the text in the clipboard, or an empty text."""
        ...

    def set_clipboard_text(self, text: str) -> None:
        """Put a text into the clipboard."""
        ...


class Editor:
    """Edits a level. Every edit can be undone, and an edit that would make the level invalid is refused.

    history : the versions of the level
    selection : the selected items
    preview : the edit of the present drag, valid or not; None without a drag
    message : what was done or refused last
    """

    def __init__(self, document: LevelDocument, clipboard: Clipboard) -> None:
        self.history = History(document)
        self.selection: tuple[Item, ...] = ()
        self.preview: Edit | None = None
        self.message = ""
        self._clipboard = clipboard

    @property
    def document(self) -> LevelDocument:
        """The current version of the level."""
        return self.history.document

    @property
    def shown(self) -> LevelDocument:
        """What the window shows: the preview if it is valid, else the current version."""
        return self.preview.document if self.preview and not self.preview_problems else self.document

    @property
    def preview_problems(self) -> tuple[Problem, ...]:
        """Why the preview is refused; empty if it is not."""
        return self._new_problems(self.preview.document) if self.preview else ()

    def geometry(self, item: Item) -> ItemGeometry | None:
        """Return the shape of an item as it is shown, or None for an invalid one."""
        return (self.preview.document if self.preview else self.document).geometries.get(item)

    def select(self, items: Iterable[Item]) -> None:
        """Select these items only."""
        self.selection = tuple(dict.fromkeys(items))

    # -- edits ------------------------------

    def show(self, make_edit: Callable[[], Edit]) -> None:
        """Show the result of an edit during a drag; `commit` makes it the current version."""
        try:
            self.preview = make_edit()
            self.message = next((problem.message for problem in self.preview_problems), "")
        except EditError as error:
            self.preview, self.message = None, str(error)

    def commit(self) -> bool:
        """Make the preview the current version, unless it is invalid; return whether it was."""
        edit, self.preview = self.preview, None
        return edit is not None and self._push(edit)

    def cancel(self) -> None:
        """Forget the preview."""
        self.preview, self.message = None, ""

    def do(self, make_edit: Callable[[], Edit], merge: object = None) -> bool:
        """Make an edit, unless it is refused; return whether it was made.

        merge : edits with the same key, one after another, are undone at once
        """
        try:
            return self._push(make_edit(), merge)
        except EditError as error:
            self.message = str(error)
            return False

    def set_fields(self, item: Item, changes: dict[str, Any], merge: object = None) -> bool:
        """Set fields of an item, given by dotted names; return whether they were set. None removes a field."""
        return self.do(lambda: operations.set_fields(self.document, item, changes), merge)

    def move(self, dx: float, dy: float) -> None:
        """Move the selection by a distance in m."""
        if self.selection:
            self.do(lambda: item_edits.move_items(self.document, self.selection, dx, dy))

    def turn(self, degrees: float) -> None:
        """Turn the selection counter-clockwise about its middle."""
        if self.selection:
            self.do(lambda: item_edits.turn_items(self.document, self.selection, degrees))

    def remove(self) -> None:
        """Remove the selection."""
        if self.selection:
            self.do(lambda: operations.remove_items(self.document, self.selection))

    def duplicate(self, offset: float) -> None:
        """Add copies of the selection, moved by an offset in m to the right and down."""
        if self.selection:
            self.do(lambda: item_edits.duplicate_items(self.document, self.selection, offset, -offset))

    def copy(self) -> None:
        """Copy the selection to the clipboard, as text of a level file."""
        if self.selection:
            self._clipboard.set_clipboard_text(clipboard.copy_items(self.document, self.selection))
            self.message = f"copied {item_edits.names(self.selection)}"

    def cut(self) -> None:
        """Copy the selection to the clipboard, and remove it."""
        self.copy()
        self.remove()

    def paste(self, at: Point | None) -> None:
        """Add the items of the clipboard with their middle at a point, in m."""
        self.do(lambda: clipboard.paste_items(self.document, self._clipboard.get_clipboard_text(), at))

    def undo(self) -> None:
        """Go back by an edit."""
        self.cancel()
        label = self.history.undo_label
        self.history.undo()
        self._after_jump(f"undone: {label}" if label else "nothing to undo")

    def redo(self) -> None:
        """Do the next edit again."""
        self.cancel()
        label = self.history.redo_label
        self.history.redo()
        self._after_jump(f"done again: {label}" if label else "nothing to redo")

    # -- files ------------------------------

    @property
    def needs_new_file(self) -> str:
        """Why the level cannot be saved into its own file, or an empty text."""
        if self.document.saved_text is None:
            return "it is a new level"
        return saving.read_only_reason(self.document.path)

    def save(self, path: Path | None = None, overwrite: bool = False) -> bool:
        """Write the level into its file or into another one; return whether it was written.

        overwrite : also if the file exists, or has changed on disk
        """
        try:
            if path is None:
                saved = saving.save(self.document, overwrite=overwrite)
            else:
                saved = saving.save_as(self.document, path, overwrite=overwrite)
        except SaveError as error:
            self.message = str(error)
            return False
        self.history.mark_saved(saved)
        self.message = f"saved as {saved.path}"
        return True

    def save_anywhere(self) -> bool:
        """Write the level into its own file, or into a new one with an unused name; return whether it was written."""
        return self.save(saving.suggest_path(self.document) if self.needs_new_file else None)

    def _push(self, edit: Edit, merge: object = None) -> bool:
        if problems := self._new_problems(edit.document):
            self.message = problems[0].message
            return False
        self.history.push(edit, merge)
        self.select(edit.selection)
        self.message = "  ·  ".join((edit.label, *edit.notes))
        return True

    def _new_problems(self, document: LevelDocument) -> tuple[Problem, ...]:
        """Return the problems of a version; none if the current version has some, too, so that it can be mended."""
        return () if self.document.problems else document.problems

    def _after_jump(self, message: str) -> None:
        known = set(self.document.items)
        wanted = self.history.selection or self.selection
        self.select(item for item in wanted if item in known)
        self.message = message
