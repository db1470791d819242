"""Atomic replacement of files, unused paths, and messages of file errors."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from errno import EINVAL
from itertools import count
from pathlib import Path


@contextmanager
def atomic_write(path: Path) -> Iterator[Path]:
    """Yield a temporary file beside ``path`` and rename it to ``path`` at the end of the block.

    If the block raises, the temporary file is deleted and ``path`` is not changed. Raises ``OSError`` that names
    ``path`` if the file cannot be written or ``path`` is not a regular file.
    """
    target = path.resolve()
    if target.exists() and not target.is_file():
        raise OSError(EINVAL, "is not a regular file", str(path))
    file = target.with_name(f".{target.stem}-{os.getpid()}{target.suffix}")
    try:
        file.open("xb").close()
        try:
            yield file
            file.replace(target)
        finally:
            file.unlink(missing_ok=True)
    except OSError as error:
        if error.filename in {None, str(file)}:
            error.filename, error.filename2 = str(path), None
        raise


def unused_path(path: Path) -> Path:
    """Return ``path``, or the first of ``name-2``, ``name-3`` ... that does not exist if ``path`` exists."""
    candidates = (path.with_name(f"{path.stem}-{k}{path.suffix}") for k in count(2))
    return path if not path.exists() else next(other for other in candidates if not other.exists())


def error_text(error: Exception) -> str:
    """Return the reason of an error, without the file name of an ``OSError``."""
    return (error.strerror if isinstance(error, OSError) else None) or str(error) or type(error).__name__
