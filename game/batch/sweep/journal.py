"""Journal of a sweep on disk, from which an interrupted sweep is resumed.

Writing a run takes 5 µs. SQLite would need 230 µs, and file locks, which some network file systems do not have.
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
except ImportError:  # Windows: two processes can write the same journal
    fcntl = None  # type: ignore[assignment]

KIND = "heptagon sweep 1"
"""Format name and version in the first line of a journal."""


class Journal:
    """A file of JSON lines: the fingerprint of the sweep, then the outcome of each completed run.

    If the last line is incomplete, because its writer was killed or the disk was full, it is removed on opening.

    completed : byte offset of the outcome of each completed run, by run number

    Raises ``SweepError`` if the file belongs to another sweep, is damaged, or is open in another process; ``OSError``.
    """

    def __init__(self, path: Path, fingerprint: dict[str, Any]) -> None:
        self.path = path
        self.completed: dict[int, int] = {}
        self._header = _line({"kind": KIND, **fingerprint})
        self._file = path.open("ab", buffering=0)  # unbuffered: close() has nothing to write if the disk is full
        try:
            self._lock()
            self._end = self._read()
            self._file.truncate(self._end)
            if self._end == 0:
                self._write_line(self._header)
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

    def append(self, outcomes: Iterable[tuple[int, Outcome]]) -> None:
        """Write the numbers and outcomes of completed runs. Raises ``OSError`` that names the file."""
        for run, outcome in outcomes:
            self.completed[run] = self._write_line(_line({"run": run} | outcome._asdict()))

    def read_outcome(self, run: int) -> Outcome:
        """Return the outcome of a completed run."""
        self._reader.seek(self.completed[run])
        fields = json.loads(self._reader.readline())
        del fields["run"]
        return Outcome(**fields | {"order": tuple(fields["order"])})

    def _lock(self) -> None:
        if fcntl is None:
            return
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise SweepError(f"{self.path}: another process is running this sweep") from None
        except OSError:
            return  # the file system has no locks

    def _write_line(self, line: bytes) -> int:
        """Write a line and return its byte offset."""
        start = self._end
        self._end += len(line)
        try:
            while line:  # a nearly full disk accepts a part of the line
                line = line[self._file.write(line) :]
        except OSError as error:
            raise OSError(error.errno, error.strerror, str(self.path)) from None
        return start

    def _read(self) -> int:
        """Read which runs are completed; return the byte offset of the end of the last complete line."""
        with self.path.open("rb") as file:
            end = len(header := file.readline())
            if header == self._header[:end] != self._header:
                return 0  # empty file or incomplete header
            self._check_header(header)
            for number, line in enumerate(file, 2):
                try:
                    if not line.endswith(b"\n"):
                        break
                    self.completed[json.loads(line)["run"]] = end
                except (ValueError, LookupError, TypeError):
                    if file.read(1):
                        reason = f"line {number} is damaged; to start the sweep again, remove the file"
                        raise SweepError(f"{self.path}: {reason}") from None
                    break
                end += len(line)
        return end

    def _check_header(self, header: bytes) -> None:
        """Raise ``SweepError`` unless the first line is the header of this sweep."""
        if header == self._header:
            return
        try:
            found, expected = json.loads(header), json.loads(self._header)
            if found["kind"] != KIND:
                raise ValueError
        except (ValueError, LookupError, TypeError):
            raise SweepError(f"{self.path}: is not a journal of a sweep; choose another output name") from None
        different = [name for name, value in expected.items() if found.get(name) != value]
        raise SweepError(
            f"{self.path}: belongs to a sweep with different {' and '.join(different)}; to resume that sweep, give its "
            "command; to start this one, remove the file or choose another output name"
        )


def _line(entry: dict[str, Any]) -> bytes:
    return (json.dumps(entry) + "\n").encode()
