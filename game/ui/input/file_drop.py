"""Files that are dropped on the window."""

from collections.abc import Callable, Iterable
from pathlib import Path

from platformdirs import user_data_path

from game.files.atomic_write import error_text, unused_path
from game.levels.importing import READERS, DrawingError, import_drawing
from game.session.recording import recording, state_file
from game.session.recording.record_error import RecordError
from game.session.recording.replay import Replay
from game.session.session import Session

SCALE = 100.0
"""Pixels of a drawing to the metre."""


RECORDS: dict[str, Callable[[Path], Session]] = {
    ".rec": lambda path: Replay(recording.read(path)),
    ".npz": lambda path: Session(state_file.load(path)),
}
"""Recordings and states, by suffix."""


def take(paths: Iterable[Path], play: Callable[[Path], bool], begin: Callable[[Session], None]) -> str:
    """Open the first of the files; return what there is to say, nothing if it plays or if ``play`` has told why not.

    play : begins a level, or tells what is wrong with it and returns False
    begin : plays a recording, or goes on from a state
    """
    path = next(iter(paths), None)
    if path is None:
        return ""
    suffix = path.suffix.lower()
    if suffix == ".toml":
        play(path)
        return ""
    if suffix in RECORDS:
        return _open(path, begin)
    if suffix in READERS:
        return _import(path, play)
    allowed = f"a level (.toml), a recording (.rec), a state (.npz), a drawing ({', '.join(READERS)})"
    return f"{path.name}: cannot be played; allowed: {allowed}"


def _open(path: Path, begin: Callable[[Session], None]) -> str:
    """Play a recording, or go on from a state."""
    try:
        begin(RECORDS[path.suffix.lower()](path))
    except RecordError as problem:
        return str(problem)
    except OSError as problem:
        return f"{path.name}: {error_text(problem)}"
    return ""


def _import(path: Path, play: Callable[[Path], bool]) -> str:
    """Make a level of a drawing, among the user's own, and play it."""
    folder = user_data_path("heptagon") / "levels"
    output = unused_path(folder / f"{path.stem}.toml")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        notes = import_drawing(path, output, SCALE)
    except DrawingError as problem:
        return str(problem).splitlines()[0]
    except OSError as problem:
        return f"{path.name}: {error_text(problem)}"
    if not play(output):
        return ""
    return f"wrote {output}" + (f"  ·  {len(notes)} notes, the first: {notes[0]}" if notes else "")
