"""Saving what a player would lose if the window ends without asking: a crash, a lost display, Ctrl-C."""

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from game.files import new_file
from game.files.terminal import print_stderr

if TYPE_CHECKING:
    from game.levels.editing.level_document import LevelDocument
    from game.session.session import Session
    from game.ui.capture.recorder_adapter import RecorderAdapter
    from game.ui.screens.edit_drafts import EditDrafts


class RescuedScreen(Protocol):
    """The screen on which a level runs.

    recorder_adapter : the recording
    drafts : the levels that are being edited
    """

    recorder_adapter: "RecorderAdapter"
    drafts: "EditDrafts"

    @property
    def session(self) -> "Session":
        """The running session."""
        ...


def rescue(screen: RescuedScreen) -> None:
    """Save everything that is not in a file yet, into new files, and print what was saved and what was not.

    It needs neither the window nor OpenGL. No file of the player is overwritten.
    """
    for what, save in _parts(screen):
        try:
            print_stderr(f"saved {what}: {save()}")
        except Exception as error:  # one part must not keep the others from being saved
            print_stderr(f"cannot save {what}: {error}")


def _parts(screen: RescuedScreen) -> Iterator[tuple[str, Callable[[], object]]]:
    """Yield a name of each part that is not saved, and what saves it."""
    if screen.recorder_adapter.path:
        yield "the recording", screen.recorder_adapter.finish
    for document in screen.drafts.modified:
        yield f"the edits of {document.path.stem}", partial(_save_draft, document)
    if screen.session.has_unsaved_changes:
        yield "the changes of play", partial(_save_played, screen.session)


def _save_draft(document: "LevelDocument") -> Path:
    """Write a level as a new one into the user's folder of levels; if it must not be there, as it is elsewhere.

    Raises OSError.
    """
    from game.levels.editing import saving  # noqa: PLC0415  (slow to import)

    name = f"{document.path.stem}-draft"
    try:
        return saving.save_as(document, saving.unused_path(name)).path
    except saving.SaveError:  # the folder is full, or the parent of the level is not allowed there
        return new_file.write_new_file(name, ".toml", lambda part: _write(part, document.text))


def _write(path: Path, text: str) -> None:
    path.write_text(text, "utf-8", newline="")


def _save_played(session: "Session") -> str:
    """Write the played level with its changes as a new one. Raises OSError."""
    from game.session.save_level import save_new_level  # noqa: PLC0415  (slow to import)

    return save_new_level(session.simulation).message
