"""Journal of a sweep on disk, from which an interrupted sweep is resumed.

Writing a run takes 5 µs. SQLite would need 230 µs, and file locks, which some network file systems do not have.
"""

import json
from collections.abc import Iterable
from pathlib import Path
from types import TracebackType
from typing import Annotated, Any, NamedTuple, Self

from pydantic import Field, TypeAdapter, ValidationError

from game.batch.sweep.runs import Outcome
from game.batch.sweep.settings import SweepError
from game.files.checksummed_line import decode_line, encode_line
from game.files.lock import Lock, try_lock

NAME, VERSION = "heptagon sweep", 2
"""Name and version of the format in the first line of a journal."""


class DamagedJournal(SweepError):  # noqa: N818
    """The file of a journal is damaged, was edited, or is none."""


class Entry(NamedTuple):
    """The body of a line: a completed run and its outcome."""

    run: Annotated[int, Field(ge=0)]
    outcome: Outcome


ENTRY = TypeAdapter(Entry)


class Journal:
    """A file of lines with checksums: the fingerprint of the sweep, then the outcome of each completed run.

    The key of a checksum is the checksum of the first line, so that a line of another sweep is noticed as well. If the
    last line is incomplete, because its writer was killed or the disk was full, it is removed on opening.

    completed : byte offset of the outcome of each completed run, by run number

    Raises ``SweepError`` if the file belongs to another sweep or is open in another process; `DamagedJournal` if it is
    damaged or edited; ``OSError``.
    """

    def __init__(self, path: Path, fingerprint: dict[str, Any]) -> None:
        self.path = path
        self.completed: dict[int, int] = {}
        self._header, self._key = encode_line(json.dumps({"kind": f"{NAME} {VERSION}", **fingerprint}).encode(), b"")
        self._file = path.open("ab", buffering=0)  # unbuffered: close() has nothing to write if the disk is full
        try:
            if try_lock(self._file) is Lock.TAKEN:
                raise SweepError(
                    f"cannot write {self.path}: another process runs this sweep; allowed: another output name"
                )
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
            body = json.dumps({"run": run, "outcome": outcome._asdict()}).encode()
            self.completed[run] = self._write_line(encode_line(body, self._key)[0])

    def read_outcome(self, run: int) -> Outcome:
        """Return the outcome of a completed run. Raises ``SweepError`` if the file was changed meanwhile."""
        self._reader.seek(self.completed[run])
        try:
            return self._decode(self._reader.readline()).outcome
        except ValueError as error:
            raise SweepError(f"cannot read {self.path}: the outcome of run {run} is damaged: {error}") from None

    def _decode(self, line: bytes) -> Entry:
        """Return the entry of a line; raises ``ValueError`` with the reason if it is damaged."""
        body, _ = decode_line(line, self._key)
        try:
            return ENTRY.validate_json(body, strict=True)
        except ValidationError as error:
            fault = error.errors(include_url=False, include_input=False)[0]
            raise ValueError(f"{'.'.join(map(str, fault['loc']))}: {fault['msg']}") from None

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
                if not line.endswith(b"\n"):
                    break
                try:
                    self.completed[self._decode(line).run] = end
                except ValueError as error:
                    reason = f"the line is damaged: {error}; allowed: to start the sweep again without it"
                    raise DamagedJournal(f"cannot read {self.path}:{number}: {reason}") from None
                end += len(line)
        return end

    def _check_header(self, header: bytes) -> None:
        """Raise ``SweepError`` unless the first line is the header of this sweep."""
        if header == self._header:
            return
        try:
            found, expected = json.loads(decode_line(header, b"")[0]), json.loads(self._header)[1]
            if found["kind"] != expected["kind"]:
                raise ValueError
        except (ValueError, LookupError, TypeError, RecursionError):
            what = (
                "it is not an intact journal of this version"
                if NAME.encode() in header
                else "it is not a journal of a sweep"
            )
            raise DamagedJournal(f"cannot read {self.path}: {what}; allowed: another output name") from None
        different = [name for name, value in expected.items() if found.get(name) != value]
        raise SweepError(
            f"cannot continue {self.path}: it belongs to a sweep with different {' and '.join(different)}; "
            "allowed: the command of that sweep, or another output name"
        )
