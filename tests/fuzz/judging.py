"""Reads a file as the game would, in a process of its own, and tells whether what happened may happen."""

import logging
import sys
import tempfile
import traceback
import warnings
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path
from time import process_time
from typing import Any, Literal

from game import LevelError, Simulation, load_level, load_state
from game.levels.importing import DrawingError, import_drawing
from game.levels.toml.excerpt import excerpt
from game.session.recording.record_error import RecordError
from game.session.recording.recording_file import read_recording
from game.session.recording.replay import start_simulation, verify
from game.ui import preferences
from tests.fuzz.seeds import ROOT, seeds

ENDINGS = {"level": ".toml", "preferences": ".toml", "recording": ".rec", "state": ".npz"}
LONGEST, LARGEST = 2.0, 512
"""CPU seconds, and MB more than before, that a file may take."""

A_BALL = 1e-4
"""CPU seconds a ball that what is right may take beyond that: two steps of it, and what comes before them."""

PATIENCE = 60.0
"""Seconds after which a file is said to take for ever."""

WATCHED = {"open", "os.remove", "os.rename", "os.mkdir", "os.rmdir", "os.system", "subprocess.Popen", "socket.connect",
           "pickle.find_class", "ctypes.dlopen"}  # fmt: skip
CODE = {".py", ".pyc", ".so", ".nbi", ".nbc"}


@dataclass(frozen=True)
class Outcome:
    """What became of a file: how it was judged, why, and what it took (CPU s, MB)."""

    verdict: Literal["accepted", "refused", "crash"]
    why: str = ""
    seconds: float = 0.0
    megabytes: float = 0.0


class Court:
    """Judges files in another process, which is begun anew when one of them ends it."""

    def __enter__(self) -> "Court":
        self._folder = tempfile.TemporaryDirectory()
        self._process: Any = None
        return self

    def __exit__(self, *_: object) -> None:
        self._end()
        self._folder.cleanup()

    def judge(self, kind: str, raw: bytes) -> Outcome:
        """Judge a file."""
        if self._process is None:
            context = get_context("spawn")
            self._ours, theirs = context.Pipe()
            self._process = context.Process(target=_serve, args=(theirs, self._folder.name), daemon=True)
            self._process.start()
            theirs.close()
        self._ours.send((kind, raw))
        try:
            if self._ours.poll(PATIENCE):
                return self._ours.recv()
            why = f"takes more than {PATIENCE:g} s"
        except EOFError:
            self._process.join()
            why = f"ends the process ({self._process.exitcode})"
        self._end()
        return Outcome("crash", why)

    def _end(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.join()
            self._ours.close()
            self._process = None


def _serve(pipe: Connection, folder: str) -> None:
    """Judge what comes, until nobody asks any more."""
    room = Path(folder, "room")
    room.mkdir(exist_ok=True)
    Path(folder, "secret.toml").write_text('format = 1\ntitle = "secret"\n')
    tempfile.tempdir = str(room)
    warnings.simplefilter("error")
    logging.disable()  # who was let go is told again and again
    sys.addaudithook(_look)
    warm = set[str]()
    with suppress(EOFError):
        while True:
            kind, raw = pipe.recv()
            if kind not in warm:
                for seed in seeds(kind):
                    _judged(kind, seed, room)
                warm.add(kind)
            pipe.send(_judged(kind, raw, room))


# -- one file ------------------------------


def _judged(kind: str, raw: bytes, room: Path) -> Outcome:
    """Write a file into a room, and read it there."""
    for old in room.iterdir():
        old.unlink()
    path = room / f"case{ENDINGS.get(kind, f'.{kind}')}"
    path.write_bytes(raw)
    if kind == "level":
        (room / "beside.toml").write_text(BESIDE)
    before, begin = _memory(), process_time()
    verdict, why, balls, raised = "refused", "", 0, None
    with _watching(room) as touched:
        try:
            balls = READERS[kind](path)
            verdict = "accepted"
        except (LevelError, DrawingError, RecordError) as refusal:
            why = str(refusal)
            for problem in getattr(refusal, "problems", ())[:3]:
                excerpt(problem)
        except BaseException as error:
            verdict, why, raised = "crash", "", error
    seconds, megabytes = process_time() - begin, _memory(peak=True) - before
    if raised is not None:
        why = "".join(traceback.format_exception(raised)[-8:])
    elif verdict == "refused" and not all(
        line.startswith(f"{room}/") and line.isprintable() for line in why.split("\n")
    ):
        verdict, why = "crash", f"no line that names the file, or not printable: {why!r}"
    elif touched:
        verdict, why = "crash", f"touches {touched[0]}"
    elif seconds > LONGEST + A_BALL * balls:
        verdict, why = "crash", f"takes {seconds:.1f} s ({balls} balls): {why}"
    elif megabytes > LARGEST:
        verdict, why = "crash", f"takes {megabytes:.0f} MB ({balls} balls): {why}"
    return Outcome(verdict, why.replace(f"{room}/", ""), seconds, megabytes)


BESIDE = 'format = 1\ntitle = "Parent"\n[[walls]]\nshape = "box"\nwidth = 6.0\nheight = 4.0\ncontainer = true\n'


def _level(path: Path) -> int:
    return _run(Simulation(load_level(path)))


def _state(path: Path) -> int:
    return _run(load_state(path))


def _run(simulation: Simulation, steps: int = 2) -> int:
    try:
        simulation.step(steps)
        return steps * simulation.count
    finally:
        simulation.close()


def _recording(path: Path) -> int:
    found = read_recording(path)
    verdict = verify(found)
    assert str(verdict.difference).isprintable()
    return verdict.steps + _run(start_simulation(found), min(found.last_step, 60))


def _drawing(path: Path) -> int:
    notes = import_drawing(path, path.with_name("level.toml"), 100.0)
    odd = [note for note in notes if not (note.isprintable() and note.startswith(f"{path}: "))]
    assert not odd, f"notes that are not a line of text: {odd!r}"
    return load_level(path.with_name("level.toml")).count


def _preferences(path: Path) -> int:
    preferences.path = lambda: path
    _, mistakes = preferences.load()
    if mistakes:
        raise mistakes.error
    return 0


READERS = {
    "level": _level,
    "preferences": _preferences,
    "recording": _recording,
    "state": _state,
    "svg": _drawing,
    "tmx": _drawing,
    "tmj": _drawing,
}


# -- what it takes, and touches ------------------------------

_watch: tuple[Path, list[str]] | None = None


@contextmanager
def _watching(room: Path) -> Iterator[list[str]]:
    """Collect what is touched outside of a room, but for code and levels that are read."""
    global _watch  # noqa: PLW0603 - an audit hook can never be taken away again
    touched = list[str]()
    _watch = room, touched
    try:
        yield touched
    finally:
        _watch = None


def _look(event: str, arguments: tuple[Any, ...]) -> None:
    if _watch is None or event not in WATCHED:
        return
    room, touched = _watch
    if event.startswith(("open", "os.")) and isinstance(arguments[0], str | bytes):
        path = Path(arguments[0].decode() if isinstance(arguments[0], bytes) else arguments[0])
        if path.is_relative_to(room):
            return
        if (
            event != "open" and isinstance(arguments[-1], int) and arguments[-1] >= 0
        ):  # as seen from a folder that is open
            return
        is_read = event == "open" and (arguments[1] or "r") in {"r", "rb"}
        if is_read and (path.suffix in CODE or path.is_relative_to(sys.prefix) or path.parent == ROOT / "levels"):
            return
    elif event == "open":  # of a file that is open already
        return
    touched.append(f"{event} {arguments[0]!r}")


def _memory(peak: bool = False) -> float:
    """MB of now; or the most since the last call that asked for now. 0 where nothing tells it."""
    try:
        if not peak:
            Path("/proc/self/clear_refs").write_text("5")
        lines = Path("/proc/self/status").read_text().splitlines()
    except OSError:
        return 0.0
    name = "VmHWM" if peak else "VmRSS"
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith(name))
