"""New files for screenshots, recordings and reports: numbered names that never overwrite an existing file."""

import re
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path
from tempfile import gettempdir
from typing import NamedTuple

from platformdirs import user_pictures_path

PICTURES_SUBFOLDER = "Heptagon"
"""Subfolder of the user's pictures folder."""

MAX_NAME_BYTES = 100
"""Bytes of a text that a file name contains at most."""


class ReservedFile(NamedTuple):
    """A new file name that is reserved on disk, and a hidden file to write the content to.

    path : the reserved name, an empty file until `commit`
    part : the hidden file in the same folder
    """

    path: Path
    part: Path

    def commit(self) -> None:
        """Rename the hidden file to the reserved name. Raises ``OSError``."""
        self.part.replace(self.path)

    def discard(self) -> None:
        """Delete both files."""
        for file in (self.part, self.path):
            file.unlink(missing_ok=True)


def output_folders() -> Iterator[Path]:
    """Yield the folders for new files in order of preference."""
    yield user_pictures_path() / PICTURES_SUBFOLDER
    yield Path()
    yield Path(gettempdir())


def plain_name(text: str) -> str:
    """Return a text as a part of a file name: it leads to no other folder, and is not hidden.

    Characters other than letters, digits, _ - . and spaces become _, and a long text is cut.
    """
    plain = re.sub(r"[^\w .-]", "_", text).encode()[:MAX_NAME_BYTES].decode("utf-8", "ignore")
    return plain.lstrip(" .-").rstrip(" .") or "untitled"


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
            path = _create_numbered(folder, plain_name(name), suffix).absolute()
        except OSError as error:
            errors.append(error)
        else:
            return ReservedFile(path, path.with_name(f".{path.stem}.part{suffix}"))
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


def _create_numbered(folder: Path, name: str, suffix: str) -> Path:
    """Create an empty file under the first free number and return its path. Raises ``OSError``."""
    for number in count(1):
        path = folder / f"{name}-{number}{suffix}"
        try:
            path.open("xb").close()
        except FileExistsError:
            continue
        return path
    raise AssertionError
