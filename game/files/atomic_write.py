"""Atomic replacement of files, unused paths, and messages of file errors."""

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from errno import EINVAL, EIO, ELOOP
from glob import escape
from itertools import count
from pathlib import Path

from game.files.lock import Lock, try_lock


@contextmanager
def atomic_write(path: Path, replaces: bool = True) -> Iterator[Path]:
    """Yield a temporary file beside ``path`` and rename it to ``path`` at the end of the block.

    If the block raises, the temporary file is deleted and ``path`` is not changed. Temporary files that killed
    processes left for the same path are deleted first.

    replaces : whether an existing file is replaced

    Raises ``OSError`` that names ``path`` if the file cannot be written, if it exists and must not be replaced, or if
    ``path`` is not a regular file.
    """
    target = real_path(path)
    if target.exists() and not target.is_file():
        raise OSError(EINVAL, "is not a regular file", str(path))
    part = target.with_name(f".{target.stem}.heptagon-{os.getpid()}{target.suffix}")
    try:
        _remove_leftovers(target)
        with part.open("xb") as lock:
            try_lock(lock)
            try:
                yield part
                lock.close()  # Windows renames no open file
                _put_in_place(part, target, replaces)
            finally:
                part.unlink(missing_ok=True)
    except OSError as error:  # of a library too, whose errors have a meaning of their own
        if error.filename not in {None, str(part)}:
            raise
        raise OSError(error.errno or EIO, error_text(error), str(path)) from None


def _put_in_place(part: Path, target: Path, replaces: bool) -> None:
    if replaces:
        part.replace(target)
        return
    target.open("xb").close()  # reserves the name: a rename would replace a file that has appeared meanwhile
    try:
        part.replace(target)
    except BaseException:
        target.unlink()
        raise


def _remove_leftovers(target: Path) -> None:
    """Delete the temporary files for a path whose processes have ended. Those of running processes are locked."""
    for part in target.parent.glob(f".{escape(target.stem)}.heptagon-*{escape(target.suffix)}"):
        with suppress(OSError), part.open("rb") as file:
            if try_lock(file) is not Lock.TAKEN:
                part.unlink()  # Windows has no such locks, but deletes no open file


def real_path(path: Path) -> Path:
    """Return a path without links; what it leads to need not exist. Raises ``OSError`` for a link to itself."""
    try:
        path.stat()
    except OSError as error:
        if error.errno == ELOOP:
            raise OSError(ELOOP, "is a link that leads to itself", str(path)) from None
    return Path(os.path.realpath(path))


def unused_path(path: Path) -> Path:
    """Return ``path``, or the first of ``name-2``, ``name-3`` ... that does not exist if ``path`` exists."""
    candidates = (path.with_name(f"{path.stem}-{k}{path.suffix}") for k in count(2))
    return path if not path.exists() else next(other for other in candidates if not other.exists())


def error_text(error: Exception) -> str:
    """Return the reason of an error, without the file name of an ``OSError``."""
    return (error.strerror if isinstance(error, OSError) else None) or str(error) or type(error).__name__
