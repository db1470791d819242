"""Opens files that are dropped on the window: levels, recordings, states and drawings."""

from collections.abc import Callable, Iterable
from pathlib import Path

from platformdirs import user_data_path

from game.files.atomic_write import error_text, unused_path
from game.files.new_file import plain_name
from game.levels.importing import READERS, DrawingError, import_drawing
from game.session.recording.record_error import RecordError
from game.session.recording.recording_file import read_recording
from game.session.recording.replay import Replay
from game.session.recording.state_file import load_state
from game.session.session import Session

PIXELS_PER_METRE = 100.0
"""Scale at which drawings are imported."""

SESSIONS: dict[str, Callable[[Path], Session]] = {
    ".rec": lambda path: Replay(read_recording(path)),
    ".npz": lambda path: Session(load_state(path)),
}
"""Readers of recordings and states, by suffix."""


def open_dropped(
    paths: Iterable[Path], play_level: Callable[[Path], bool], play_session: Callable[[Session], None]
) -> str:
    """Open the first of the dropped files.

    play_level : starts a level; shows what is wrong with it and returns False if it is broken
    play_session : replays a recording, or continues from a state
    Returns a message for the player, empty if there is nothing to say.
    """
    path = next(iter(paths), None)
    if path is None:
        return ""
    suffix = path.suffix.lower()
    if suffix == ".toml":
        play_level(path)
        return ""
    if suffix in SESSIONS:
        return _open_session(path, play_session)
    if suffix in READERS:
        return _import_drawing(path, play_level)
    allowed = f"a level (.toml), a recording (.rec), a state (.npz), a drawing ({', '.join(READERS)})"
    return f"cannot open {path.name}: unknown file type; allowed: {allowed}"


def _open_session(path: Path, play_session: Callable[[Session], None]) -> str:
    try:
        play_session(SESSIONS[path.suffix.lower()](path))
    except RecordError as error:
        return str(error)
    except OSError as error:
        return f"cannot open {path.name}: {error_text(error)}"
    return ""


def _import_drawing(path: Path, play_level: Callable[[Path], bool]) -> str:
    """Import a drawing as a level into the user's folder of levels, and start it."""
    folder = user_data_path("heptagon") / "levels"
    output = unused_path(folder / f"{plain_name(path.stem)}.toml")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        notes = import_drawing(path, output, PIXELS_PER_METRE)
    except DrawingError as error:
        return str(error).splitlines()[0]
    except OSError as error:
        return f"cannot open {path.name}: {error_text(error)}"
    if not play_level(output):
        return ""
    others = f" (and {len(notes) - 1} more)" if len(notes) > 1 else ""
    return f"wrote {output}" + (f"  ·  {notes[0]}{others}" if notes else "")
