"""Where pictures and recordings are kept, under names that never overwrite anything."""

from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path
from tempfile import gettempdir
from typing import NamedTuple

from platformdirs import user_pictures_path

FOLDER = "Heptagon"
"""In the user's folder of pictures."""

LONGEST_NAME = 100
"""Letters of a level's name that go into that of a file."""


class Claim(NamedTuple):
    """A new name that nobody else can take, and beside it a hidden file to be written under it.

    path : the name; the file is empty until `keep`
    part : to be written by whoever made the claim
    """

    path: Path
    part: Path

    def keep(self) -> None:
        """Give the name to what was written. Raises ``OSError``."""
        self.part.replace(self.path)

    def give_up(self) -> None:
        """Leave nothing behind."""
        for file in (self.part, self.path):
            file.unlink(missing_ok=True)


def folders() -> Iterator[Path]:
    """Yield the folders that may keep a file, the best first."""
    yield user_pictures_path() / FOLDER
    yield Path()
    yield Path(gettempdir())


def name_of(level: str, time: float) -> str:
    """Return what a file is called that shows a level at a time (s), up to its number."""
    return f"{level[:LONGEST_NAME]}-{time:.2f}s"


def claim(name: str, suffix: str, places: Callable[[], Iterator[Path]] | None = None) -> Claim:
    """Claim the next number of a name, in the first folder that can be written. Raises ``OSError`` if none can.

    places : yields the folders, instead of `folders`
    """
    reasons = []
    for folder in (places or folders)():
        try:
            folder.mkdir(parents=True, exist_ok=True)
            path = _take(folder, name, suffix).absolute()
        except OSError as problem:
            reasons.append(problem)
        else:
            return Claim(path, path.with_name(f".{path.stem}.part{suffix}"))
    raise reasons[0]


def keep(
    name: str, suffix: str, write: Callable[[Path], None], places: Callable[[], Iterator[Path]] | None = None
) -> Path:
    """Let ``write`` fill a new file, whole or not at all, and return where it is. Raises what ``write`` raises."""
    claimed = claim(name, suffix, places)
    try:
        write(claimed.part)
        claimed.keep()
    except BaseException:
        claimed.give_up()
        raise
    return claimed.path


def _take(folder: Path, name: str, suffix: str) -> Path:
    for number in count(1):
        path = folder / f"{name}-{number}{suffix}"
        try:
            path.open("xb").close()
        except FileExistsError:
            continue
        return path
    raise AssertionError
