"""Saving of an edited level: into its own file, or into a new one. A level that came with the game is never changed."""

import os
from dataclasses import replace
from pathlib import Path

from game.files.atomic_write import atomic_write, error_text
from game.levels import library
from game.levels.editing.level_document import LevelDocument
from game.levels.editing.toml_text import TomlText
from game.levels.format import loader, new_level
from game.levels.toml import source
from game.levels.toml.problems import LevelError


class SaveError(Exception):
    """A level that was not saved. The message says why, and what is allowed."""


class FileChangedError(SaveError):
    """The file on disk has changed since it was read or written last; `save` with `overwrite` replaces it."""


def read_only_reason(path: Path) -> str:
    """Return why a level file must not be written, or "" if it may be."""
    if is_built_in(path):
        return "it came with the game"
    if path.exists() and not os.access(path, os.W_OK):
        return "the file is write-protected"
    return ""


def is_built_in(path: Path) -> bool:
    """Whether a path lies in the folder of the levels that came with the game."""
    folders = (folder.path for folder in library.level_folders() if folder.origin == "built-in")
    target = Path(os.path.realpath(path))  # of a link that leads to itself, too
    return any(target.is_relative_to(folder.resolve()) for folder in folders)


def save(document: LevelDocument, *, overwrite: bool = False) -> LevelDocument:
    """Write the text into the file of the document; return the document as saved. Problems of the level do not matter.

    overwrite : also if the file has changed on disk since it was read or written last

    Raises SaveError if the file must not or cannot be written, FileChangedError if it has changed on disk. The file
    is unchanged then.
    """
    if reason := read_only_reason(document.path):
        raise SaveError(f"cannot save {document.path}: {reason}; allowed: save it as a new level")
    if not overwrite:
        _check_unchanged(document)
    return _written(document)


def save_as(document: LevelDocument, path: str | Path, *, overwrite: bool = False) -> LevelDocument:
    """Write the text into another file; return the document with its new path.

    The path of a parent is adapted to the new folder. A folder without the schema of levels gets it.

    overwrite : also if the file exists

    Raises SaveError. No file is changed then.
    """
    target = Path(path)
    if target.suffix != ".toml":
        raise SaveError(f"cannot save {target}: it is no level file; allowed: a name that ends in .toml")
    if fault := new_level.level_name_fault(target.stem):
        raise SaveError(f"cannot save {target}: {fault}")
    if reason := read_only_reason(target):
        raise SaveError(f"cannot save {target}: {reason}; allowed: another folder")
    if target.exists() and not overwrite:
        raise SaveError(f"cannot save {target}: it exists; allowed: another name")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise SaveError(f"cannot save {target}: {error_text(error)}") from None
    saved = _written(replace(document, text=_relocated(document, target.parent), path=target))
    try:
        new_level.write_schema(target.parent)
    except OSError:  # the level does not need it
        return saved
    return saved


def suggest_path(document: LevelDocument) -> Path:
    """Return an unused path in the user's level folder for a level that is to be saved as a new one."""
    return unused_path(document.path.stem)


def unused_path(stem: str) -> Path:
    """Return a path in the user's level folder whose name no level of the library has, such as stem-2."""
    folder = next(folder.path for folder in library.level_folders() if folder.origin == "user")
    taken = {entry.name for entry in library.list_levels()}
    names = (stem if k == 1 else f"{stem}-{k}" for k in range(1, len(taken) + 3))
    return folder / f"{next(name for name in names if name not in taken)}.toml"


def text_on_disk(path: Path) -> str | None:
    """Return the text of a file; None if there is none. Raises LevelError if it is no readable TOML file."""
    return source.read_toml(path).text if path.exists() else None


def _check_unchanged(document: LevelDocument) -> None:
    path = document.path
    try:
        on_disk = text_on_disk(path)
    except LevelError as error:
        raise FileChangedError(
            f"cannot save {path}: it has changed on disk: {error.problems[0]}; allowed: overwrite it"
        ) from None
    if on_disk is not None and on_disk not in (document.saved_text, document.text):
        raise FileChangedError(
            f"cannot save {path}: it has changed on disk since it was read; allowed: overwrite it, or another name"
        )


def _written(document: LevelDocument) -> LevelDocument:
    try:
        with atomic_write(document.path) as file:
            file.write_text(document.text, encoding="utf-8", newline="")
    except OSError as error:
        raise SaveError(f"cannot save {document.path}: {error_text(error)}") from None
    return replace(document, saved_text=document.text)


def _relocated(document: LevelDocument, folder: Path) -> str:
    """Return the text with the path of its parent relative to another folder."""
    if folder.resolve() == document.path.resolve().parent:
        return document.text
    try:
        parsed = source.parse_toml(document.text, document.path)
        parent = loader.find_parent(parsed)
    except LevelError:  # an invalid text is saved as it is
        return document.text
    if parent is None:
        return document.text
    if not loader.is_allowed_parent(parent.resolve(), folder.resolve()):
        raise SaveError(f"cannot save into {folder}: a level there cannot extend {parent}; allowed: its own folder")
    path = Path(os.path.relpath(parent.resolve(), folder.resolve())).as_posix()
    return TomlText(document.text).with_values([(("extends",), path)])
