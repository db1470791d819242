"""Locks of files, which end with the process that holds them, even if it is killed."""

from enum import Enum
from typing import IO, Any

try:
    import fcntl
except ImportError:  # Windows
    fcntl = None  # type: ignore[assignment]


class Lock(Enum):
    """The result of `try_lock`: the file is locked now, another process holds the lock, or there are no locks here."""

    OURS = "ours"
    TAKEN = "taken"
    UNSUPPORTED = "unsupported"


def try_lock(file: IO[Any]) -> Lock:
    """Lock an open file until it is closed. This does not wait, and concerns only those who call it as well."""
    if fcntl is None:
        return Lock.UNSUPPORTED
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return Lock.TAKEN
    except OSError:  # some network file systems have no locks
        return Lock.UNSUPPORTED
    return Lock.OURS
