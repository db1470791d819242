"""New files for screenshots, recordings and reports: numbered names that never overwrite an existing file."""

import re
from collections.abc import Callable, Iterator
from contextlib import suppress
from itertools import count
from pathlib import Path
from tempfile import gettempdir
from typing import BinaryIO, NamedTuple

from platformdirs import user_pictures_path

from game.files.file_name import device_name
from game.files.lock import Lock, try_lock

PICTURES_SUBFOLDER = "Heptagon"
"""Subfolder of the user's pictures folder."""

MAX_NAME_BYTES = 100
"""Bytes of a text that a file name contains at most."""


class ReservedFile(NamedTuple):
    """A new file name that is reserved on disk, and a hidden file to write the content to.

    path : the reserved name, an empty file until `commit`
    part : the hidden file in the same folder
    lock : the open empty file; its lock tells other processes that it is in use
    """

    path: Path
    part: Path
    lock: BinaryIO

    def commit(self) -> None:
        """Rename the hidden file to the reserved name. Raises ``OSError``."""
        self.lock.close()
        self.part.replace(self.path)

    def discard(self) -> None:
        """Delete both files."""
        self.lock.close()
        for file in (self.part, self.path):
            file.unlink(missing_ok=True)


def output_folders() -> Iterator[Path]:
    """Yield the folders for new files in order of preference."""
    yield user_pictures_path() / PICTURES_SUBFOLDER
    yield Path()
    yield Path(gettempdir())


def plain_name(text: str) -> str:
    """Return a text as a part of a file name: it leads to no other folder, and is not hidden.

    Characters other than letters, digits, _ - . and spaces become _, a long text is cut, and names that Windows
    reserves begin with _.
    """
    plain = re.sub(r"[^\w .-]", "_", text).encode()[:MAX_NAME_BYTES].decode("utf-8", "ignore")
    plain = plain.lstrip(" .-").rstrip(" .") or "untitled"
    return f"_{plain}" if device_name(plain) else plain


def capture_name(level: str, time: float) -> str:
    """Return the file name of a capture, without number and suffix.

    level : the level's name
    time : simulated time, s
    """
    return f"{plain_name(level)}-{time:.2f}s"


def reserve_file(name: str, suffix: str, folders: Callable[[], Iterator[Path]] | None = None) -> ReservedFile:
    """Reserve ``name-1``, ``name-2`` ... in the first folder that can be written.

    name : made plain by `plain_name`
    folders : yields the folders to try; `output_folders` by default

    Raises the first ``OSError`` if no folder can be written.
    """
    errors = []
    for folder in (folders or output_folders)():
        try:
            folder.mkdir(parents=True, exist_ok=True)
            return _create_numbered(folder.absolute(), plain_name(name), suffix)
        except OSError as error:
            errors.append(error)
    raise errors[0]


def write_new_file(
    name: str, suffix: str, write: Callable[[Path], None], folders: Callable[[], Iterator[Path]] | None = None
) -> Path:
    """Reserve a file, let ``write`` write its content, and return its path. If ``write`` raises, no file is left.

    folders : as for `reserve_file`

    Raises ``OSError``, and what ``write`` raises.
    """
    reserved = reserve_file(name, suffix, folders)
    try:
        write(reserved.part)
        reserved.commit()
    except BaseException:
        reserved.discard()
        raise
    return reserved.path


def _create_numbered(folder: Path, name: str, suffix: str) -> ReservedFile:
    """Reserve the first free number. Raises ``OSError``."""
    for number in count(1):
        path = folder / f"{name}-{number}{suffix}"
        part = path.with_name(f".{path.stem}.part{suffix}")
        if lock := _create(path) or _take_over(path, part):
            return ReservedFile(path, part, lock)
    raise AssertionError


def _create(path: Path) -> BinaryIO | None:
    """Return a new empty file, locked; None if it exists. Raises ``OSError``."""
    try:
        file = path.open("xb")
    except FileExistsError:
        return None
    try_lock(file)
    return file


def _take_over(path: Path, part: Path) -> BinaryIO | None:
    """Return the locked empty file that a killed process has reserved, without its part; None for any other file."""
    with suppress(OSError):
        if path.stat().st_size == 0 and part.exists():
            file = path.open("r+b")
            if try_lock(file) is Lock.OURS:
                part.unlink(missing_ok=True)
                return file
            file.close()
    return None
