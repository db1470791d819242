"""Reading of files of a bounded size, which must be regular: reading a pipe or a device may wait for ever."""

import os
import stat
from errno import EINVAL
from pathlib import Path

FLAGS = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_BINARY", 0)
"""To read a file, and to open a pipe without waiting for its other end."""


def read_regular_file(path: Path, max_bytes: int) -> bytes:
    """Return the first bytes of a regular file; of a larger one, one byte more than ``max_bytes``.

    Raises ``OSError``, also for what is not a regular file, and ``ValueError`` for a path with a NUL.
    """
    with os.fdopen(os.open(path, FLAGS), "rb") as file:
        if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
            raise OSError(EINVAL, "is not a regular file", str(path))
        return file.read(max_bytes + 1)
