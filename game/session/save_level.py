"""Saving a level with what a player has changed in it: into its own file, or into a new one."""

from contextlib import suppress
from itertools import count
from pathlib import Path
from typing import NamedTuple

from game.files.new_file import plain_name
from game.levels import library
from game.levels.editing.level_document import EditError, LevelDocument
from game.levels.editing.operations import set_value
from game.levels.editing.saving import SaveError, read_only_reason, save
from game.levels.editing.standalone import standalone
from game.levels.format import new_level
from game.levels.importing.writing import level_text
from game.levels.model import Level, LevelError
from game.session.played_level import played_edit
from game.simulation.parameters import Overrides
from game.simulation.simulation import Simulation

MAX_TITLE_LENGTH = 100
"""Characters of a title at most."""


class SavedLevel(NamedTuple):
    """A level file that was written.

    path : of the file
    notes : what of the game the file does not say, one sentence each
    """

    path: Path
    notes: tuple[str, ...]

    @property
    def message(self) -> str:
        """The path, and the notes."""
        return " ".join([f"{self.path}.", *self.notes]) if self.notes else str(self.path)


def save_level(simulation: Simulation, overrides: Overrides | None = None) -> SavedLevel:
    """Write the level of a simulation with what was changed into its own file, or else into a new one.

    A level that came with the game, or that has changed on disk since it was read, is not overwritten. The file keeps
    its comments.

    overrides : the changed parameters; default: those of the simulation

    Raises ``OSError`` if the file cannot be written; nothing is changed then.
    """
    return _save_in_place(simulation, overrides) or save_new_level(simulation, overrides)


def _save_in_place(simulation: Simulation, overrides: Overrides | None) -> SavedLevel | None:
    """Write the level into its own file; return None if that must not be done."""
    level = simulation.level
    if level.path is None or read_only_reason(level.path):
        return None
    with suppress(LevelError, EditError, SaveError):
        document = LevelDocument.open(level.path)
        if document.level.model_dump() == level.model_dump():
            edit = played_edit(document, simulation, overrides)
            return SavedLevel(save(edit.document).path, edit.notes)
    return None


def save_new_level(simulation: Simulation, overrides: Overrides | None = None) -> SavedLevel:
    """Write the level of a simulation with what was changed into a new file of the user's folder of levels.

    overrides : the changed parameters; default: those of the simulation

    Raises ``OSError`` if the file cannot be written.
    """
    level = simulation.level
    document, _, _, notes = played_edit(level_document(level), simulation, overrides)
    title = f"{level.title.removesuffix(' (tuned)')[: MAX_TITLE_LENGTH - 8]} (tuned)"
    text = set_value(document, ("title",), title).document.text
    folder = next(folder.path for folder in library.level_folders() if folder.origin == "user")
    folder.mkdir(parents=True, exist_ok=True)
    taken = {entry.name for entry in library.list_levels()}
    stem = plain_name(level.name).removesuffix("-tuned")
    for number in count(1):
        name = f"{stem}-tuned" if number == 1 else f"{stem}-tuned-{number}"
        if name not in taken:
            with suppress(FileExistsError):
                return SavedLevel(new_level.write_level_file(folder / f"{name}.toml", text), notes)
    raise AssertionError


def level_document(level: Level) -> LevelDocument:
    """Return the text of a level without `extends`: that of its own file, if it still gives this level."""
    if level.path is not None:
        with suppress(LevelError, EditError, ValueError):
            document = standalone(LevelDocument.open(level.path)).document
            if document.level.model_dump() == level.model_dump():
                return document
    data = level.model_dump(mode="json", exclude_defaults=True) | {"format": level.format}
    return LevelDocument(level_text(data, "Saved with changed parameters."), level.path or Path("untitled.toml"))
