"""Checks how the game reads a file, in a process of its own: result, time, memory and access to other files."""

import faulthandler
import logging
import sys
import tempfile
import traceback
import warnings
from collections.abc import Callable, Iterator
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

SUFFIXES = {"level": ".toml", "preferences": ".toml", "recording": ".rec", "state": ".npz"}
MAX_SECONDS, MAX_MEGABYTES = 2.0, 512
"""Largest CPU time, s, and memory, MB, for a file."""

START_TIME = 120.0
"""Real time in which the process reads all seeds of a kind, s; it can compile kernels before."""

SECONDS_PER_BALL = 1e-4
"""Additional CPU time for each ball of a valid file, s: for two steps and their preparation."""

TIMEOUT = 30.0
"""Real time after which a file counts as a crash, s. The process tells where it is, and ends."""

WATCHED_EVENTS = {"open", "os.remove", "os.rename", "os.mkdir", "os.rmdir", "os.system", "subprocess.Popen",
                  "socket.connect", "pickle.find_class", "ctypes.dlopen"}  # fmt: skip
"""Audit events that count as access to something outside."""

CODE_SUFFIXES = {".py", ".pyc", ".so", ".nbi", ".nbc"}


@dataclass(frozen=True)
class Outcome:
    """Result of reading a file.

    verdict : "accepted", "refused" with a proper message, or "crash" for anything else
    reason : message or traceback
    seconds, megabytes : CPU time, s, and memory, MB
    """

    verdict: Literal["accepted", "refused", "crash"]
    reason: str = ""
    seconds: float = 0.0
    megabytes: float = 0.0


class FileChecker:
    """Checks files in a process of its own, which is restarted after a crash.

    timeout : real time after which a file counts as a crash, s
    """

    def __init__(self, timeout: float = TIMEOUT) -> None:
        self.timeout = timeout

    def __enter__(self) -> "FileChecker":
        self._folder = tempfile.TemporaryDirectory()
        self._process: Any = None
        return self

    def __exit__(self, *_: object) -> None:
        self._stop()
        self._folder.cleanup()

    def check(self, kind: str, raw: bytes) -> Outcome:
        """Return the outcome of reading a file.

        kind : a key of `READERS`
        raw : content of the file
        """
        if self._process is None:
            context = get_context("spawn")
            self._ours, theirs = context.Pipe()
            self._process = context.Process(target=_serve, args=(theirs, self._folder.name, self.timeout), daemon=True)
            self._process.start()
            theirs.close()
        try:
            self._ours.send((kind, raw))
            if self._ours.poll(2.0 * self.timeout + START_TIME):  # the process ends by itself before this time
                return self._ours.recv()
            reason = "hangs, and its watchdog too"
        except (EOFError, OSError):
            self._process.join()
            reason = self._reason_of_end()
        self._stop()
        return Outcome("crash", reason)

    def _reason_of_end(self) -> str:
        stack = _stack_file(self._folder.name).read_text(errors="replace")
        if stack.startswith("Timeout"):
            return f"takes more than {self.timeout:g} s:\n{stack}"
        return f"ends the process ({self._process.exitcode}): {stack}"

    def _stop(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.join()
            self._ours.close()
            self._process = None


def _stack_file(folder: str) -> Path:
    """Return the path of the file with the stack of a process that hangs or crashes."""
    return Path(folder, "stack.txt")


def _serve(pipe: Connection, folder: str, timeout: float) -> None:
    """Check the files that arrive through the pipe, until it is closed; end at the first that takes too long."""
    with _stack_file(folder).open("w") as stack, suppress(EOFError):
        faulthandler.enable(stack)
        _check_files(pipe, folder, lambda: faulthandler.dump_traceback_later(timeout, exit=True, file=stack))


def _check_files(pipe: Connection, folder: str, watch: Callable[[], None]) -> None:
    """Check the files that arrive through the pipe.

    watch : starts the time of a file
    """
    sandbox = Path(folder, "sandbox")
    sandbox.mkdir(exist_ok=True)
    Path(folder, "secret.toml").write_text('format = 1\ntitle = "secret"\n')
    tempfile.tempdir = str(sandbox)
    warnings.simplefilter("error")
    logging.disable()  # quarantined balls are logged many times
    sys.addaudithook(_audit)
    warm = set[str]()
    while True:
        kind, raw = pipe.recv()
        if kind not in warm:
            for seed in seeds(kind):
                _check_file(kind, seed, sandbox)
            warm.add(kind)
        watch()
        outcome = _check_file(kind, raw, sandbox)
        faulthandler.cancel_dump_traceback_later()
        pipe.send(outcome)


# -- one file ------------------------------


def _check_file(kind: str, raw: bytes, sandbox: Path) -> Outcome:
    """Write a file into a folder and read it there."""
    for old in sandbox.iterdir():
        old.unlink()
    path = sandbox / f"case{SUFFIXES.get(kind, f'.{kind}')}"
    path.write_bytes(raw)
    if kind == "level":
        (sandbox / "beside.toml").write_text(BESIDE)
    before, start = _memory(), process_time()
    verdict, reason, balls, raised = "refused", "", 0, None
    with _watching(sandbox) as touched:
        try:
            balls = READERS[kind](path)
            verdict = "accepted"
        except (LevelError, DrawingError, RecordError) as refusal:
            reason = str(refusal)
            for problem in getattr(refusal, "problems", ())[:3]:
                excerpt(problem)
        except BaseException as error:
            verdict, reason, raised = "crash", "", error
    seconds, megabytes = process_time() - start, _memory(peak=True) - before
    if raised is not None:
        reason = "".join(traceback.format_exception(raised)[-8:])
    elif verdict == "refused" and not all(f"{sandbox}/" in line and line.isprintable() for line in reason.split("\n")):
        verdict, reason = "crash", f"a line does not name the file, or is not printable: {reason!r}"
    elif touched:
        verdict, reason = "crash", f"accesses {touched[0]}"
    elif seconds > MAX_SECONDS + SECONDS_PER_BALL * balls:
        verdict, reason = "crash", f"takes {seconds:.1f} s ({balls} balls): {reason}"
    elif megabytes > MAX_MEGABYTES:
        verdict, reason = "crash", f"takes {megabytes:.0f} MB ({balls} balls): {reason}"
    return Outcome(verdict, reason.replace(f"{sandbox}/", ""), seconds, megabytes)


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
    invalid = [note for note in notes if not (note.isprintable() and note.startswith(f"{path}: "))]
    assert not invalid, f"notes that are not one printable line with the file name: {invalid!r}"
    return load_level(path.with_name("level.toml")).count


def _preferences(path: Path) -> int:
    preferences.path = lambda: path
    _, mistakes = preferences.load()
    assert preferences.save_for("saved", volume=3).isprintable()
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
"""Functions that read a file of each kind and return its number of balls (of a run: balls times steps)."""


# -- memory and access to other files ------------------------------

_watch: tuple[Path, list[str]] | None = None


@contextmanager
def _watching(sandbox: Path) -> Iterator[list[str]]:
    """Collect access to anything outside a folder, except for reading code and levels."""
    global _watch  # noqa: PLW0603 - an audit hook cannot be removed
    touched = list[str]()
    _watch = sandbox, touched
    try:
        yield touched
    finally:
        _watch = None


def _audit(event: str, arguments: tuple[Any, ...]) -> None:
    if _watch is None or event not in WATCHED_EVENTS:
        return
    sandbox, touched = _watch
    if event.startswith(("open", "os.")) and isinstance(arguments[0], str | bytes):
        path = Path(arguments[0].decode() if isinstance(arguments[0], bytes) else arguments[0])
        if path.is_relative_to(sandbox):
            return
        if event != "open" and isinstance(arguments[-1], int) and arguments[-1] >= 0:  # relative to an open folder
            return
        is_read = event == "open" and (arguments[1] or "r") in {"r", "rb"}
        if is_read and (
            path.suffix in CODE_SUFFIXES or path.is_relative_to(sys.prefix) or path.parent == ROOT / "levels"
        ):
            return
    elif event == "open":  # an open file descriptor
        return
    touched.append(f"{event} {arguments[0]!r}")


def _memory(peak: bool = False) -> float:
    """Return the present memory in MB, or its peak since the last call without ``peak``; 0 if it is unknown."""
    try:
        if not peak:
            Path("/proc/self/clear_refs").write_text("5")
        lines = Path("/proc/self/status").read_text().splitlines()
    except OSError:
        return 0.0
    name = "VmHWM" if peak else "VmRSS"
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith(name))
