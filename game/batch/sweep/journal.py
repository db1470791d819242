"""What is done of a sweep, on disk: a sweep that was stopped continues from there.

A run takes 5 µs to write. SQLite would need 230 µs, and file locks, which not every network disk has.
"""

import json
from collections.abc import Iterable
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from game.batch.sweep.runs import Outcome
from game.batch.sweep.settings import SweepError

try:
    import fcntl
except ImportError:  # Windows: nobody keeps two processes from the same sweep
    fcntl = None  # type: ignore[assignment]

KIND = "heptagon sweep 1"
"""What a journal calls itself in its first line."""


class Journal:
    """A file of JSON lines: the first tells what is swept, each of the others the outcome of a run.

    A last line that is torn, for its writer was killed or the disk was full, is cut off when the file is opened again.

    done : where in the file the outcome of each run begins, by the number of the run

    Raises ``SweepError`` for a file that belongs to another sweep, is damaged, or is being written by somebody else.
    """

    def __init__(self, path: Path, fingerprint: dict[str, Any]) -> None:
        self.path = path
        self.done: dict[int, int] = {}
        self._header = _line({"kind": KIND, **fingerprint})
        self._file = path.open("ab", buffering=0)  # so that nothing is left to be written when the disk is full
        try:
            self._lock()
            self._end = self._read()
            self._file.truncate(self._end)
            if self._end == 0:
                self._append(self._header)
            self._reader = path.open("rb")
        except BaseException:
            self._file.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._reader.close()
        self._file.close()

    def write(self, outcomes: Iterable[tuple[int, Outcome]]) -> None:
        """Write down the outcomes of runs."""
        for run, outcome in outcomes:
            self.done[run] = self._append(_line({"run": run} | outcome._asdict()))

    def outcome(self, run: int) -> Outcome:
        """Return what was written down of a run that is done."""
        self._reader.seek(self.done[run])
        fields = json.loads(self._reader.readline())
        del fields["run"]
        return Outcome(**fields | {"order": tuple(fields["order"])})

    def _lock(self) -> None:
        if fcntl is None:
            return
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise SweepError(f"{self.path}: another process is at this sweep") from None
        except OSError:
            return  # a file system that knows no locks

    def _append(self, line: bytes) -> int:
        """Write a line; return where it begins."""
        start = self._end
        self._end += len(line)
        try:
            while line:  # a disk that is nearly full takes a part
                line = line[self._file.write(line) :]
        except OSError as problem:
            raise OSError(problem.errno, problem.strerror, str(self.path)) from None
        return start

    def _read(self) -> int:
        """Find what is done; return where the last whole line ends."""
        with self.path.open("rb") as file:
            end = len(header := file.readline())
            if header == self._header[:end] != self._header:
                return 0  # torn, or nothing yet
            self._check(header)
            for number, line in enumerate(file, 2):
                try:
                    if not line.endswith(b"\n"):
                        break
                    self.done[json.loads(line)["run"]] = end
                except (ValueError, LookupError, TypeError):
                    if file.read(1):
                        why = f"line {number} is damaged; remove the file to begin anew"
                        raise SweepError(f"{self.path}: {why}") from None
                    break
                end += len(line)
        return end

    def _check(self, header: bytes) -> None:
        """Raise ``SweepError`` unless the first line tells of the same sweep."""
        if header == self._header:
            return
        try:
            found, wanted = json.loads(header), json.loads(self._header)
            if found["kind"] != KIND:
                raise ValueError
        except (ValueError, LookupError, TypeError):
            raise SweepError(f"{self.path}: is no journal of a sweep; choose another name") from None
        other = [name for name, value in wanted.items() if found.get(name) != value]
        raise SweepError(
            f"{self.path}: belongs to another sweep, with other {' and '.join(other)}; give the same command as then "
            "to go on with it, remove the file to begin anew, or choose another name"
        )


def _line(entry: dict[str, Any]) -> bytes:
    return (json.dumps(entry) + "\n").encode()
