"""Files that are there as a whole, or not at all."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from errno import EINVAL
from itertools import count
from pathlib import Path


@contextmanager
def atomic_write(path: Path) -> Iterator[Path]:
    """Yield a new file beside ``path`` that takes its place at the end, unless something goes wrong.

    Raises ``OSError`` that names ``path``; what was there before is there still.
    """
    target = path.resolve()
    if target.exists() and not target.is_file():
        raise OSError(EINVAL, "is not an ordinary file", str(path))
    file = target.with_name(f".{target.stem}-{os.getpid()}{target.suffix}")
    try:
        file.open("xb").close()
        try:
            yield file
            file.replace(target)
        finally:
            file.unlink(missing_ok=True)
    except OSError as problem:
        if problem.filename in {None, str(file)}:
            problem.filename, problem.filename2 = str(path), None
        raise


def unused(path: Path) -> Path:
    """Return ``path`` if there is no such file yet, or else the first of ``name-2``, ``name-3`` ... that is free."""
    candidates = (path.with_name(f"{path.stem}-{k}{path.suffix}") for k in count(2))
    return path if not path.exists() else next(other for other in candidates if not other.exists())


def error_text(problem: Exception) -> str:
    """Return in a few words what is in the way of a file."""
    return (problem.strerror if isinstance(problem, OSError) else None) or str(problem) or type(problem).__name__
