"""A recording as it is read from a file."""

from base64 import b64decode
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from pydantic import ValidationError

from game.levels.model import Level
from game.session.recording.checkpoint import Checkpoint
from game.session.recording.command_schema import command_of
from game.session.recording.origin import Kind, Origin, check_size
from game.session.recording.record_error import RecordError
from game.session.recording.schema import (
    CHUNK,
    KIND,
    LINE,
    MOST_OF_STATE,
    VERSION,
    Back,
    Chunk,
    End,
    Header,
    Line,
    unpacked,
)
from game.simulation.commands import TimedCommand

MOST_BYTES = 512 * 1024**2
LONGEST = MOST_OF_STATE + 32 * 1024**2
"""Bytes of a file, and of a line."""

MOST_COMMANDS = 2_000_000
"""Of a recording; nine hours of dragging a ball about have fewer."""


@dataclass(slots=True)
class Recording:
    """What happened to a simulation, up to the last whole line of a file.

    path : of the file
    origin, level : where the simulation comes from
    state : in which it began, as a file; None at the start of the level
    first, steps : steps it had taken at the begin, and at the end
    commands : in the order of time
    marks : of its states, in the order of time; the first is that of the begin
    broken_off : what is lacking at the end, if anything
    """

    path: Path
    origin: Origin
    level: Level
    state: bytes | None
    marks: list[Checkpoint]
    steps: int
    commands: list[TimedCommand] = field(default_factory=list)
    broken_off: str = "it was not ended"

    @property
    def first(self) -> int:
        """The number of steps before the first of its own."""
        return self.marks[0].step

    def add(self, line: Line) -> None:
        """Take over what a line after the first tells; raises ``ValueError`` when it cannot follow those before."""
        match line:
            case Chunk():
                self._go_on(line)
            case Back():
                self._go_back(line.to)
            case End():
                self.broken_off = ""
            case Header():
                raise ValueError("begins a second time")

    def _go_on(self, line: Chunk) -> None:
        if line.begin != self.steps or not 0 < line.end - line.begin <= CHUNK:
            raise ValueError(f"tells of the steps {line.begin} to {line.end} after step {self.steps}")
        if len(self.commands) + len(line.commands) > MOST_COMMANDS:
            raise ValueError(f"has more commands than the {MOST_COMMANDS} that a recording may have in all")
        commands, marked = [command_of(plain) for plain in line.commands], [mark.step for mark in line.marks]
        times = [one.step for one in commands]
        if times != sorted(times) or any(not line.begin <= time < line.end for time in times):
            raise ValueError("has commands that are not of its steps")
        if marked != sorted(set(marked)) or any(not line.begin < step <= line.end for step in marked):
            raise ValueError("has marks that are not of its steps")
        self.commands += commands
        self.marks += line.marks
        self.steps = line.end

    def _go_back(self, step: int) -> None:
        if (step % CHUNK and step != self.first) or not self.first <= step <= self.steps:
            raise ValueError(f"goes back from step {self.steps} to {step}")
        self.steps = step
        while self.commands and self.commands[-1].step >= step:
            self.commands.pop()
        while self.marks[-1].step > step:
            self.marks.pop()


def read(path: Path) -> Recording:
    """Read a recording; raises ``OSError``, and `RecordError` that names the file and the line.

    What is cut off within its last line ends with the line before.
    """
    if path.exists() and not path.is_file():  # a pipe may never begin
        raise RecordError(f"{path}: is not a regular file")
    if path.stat().st_size > MOST_BYTES:
        raise RecordError(f"{path}: is larger than any recording, {MOST_BYTES // 1024**2} MB")
    recording, number = None, 0
    try:
        for number, body in enumerate(_bodies(path), 1):
            check_size(body or b"")
            if recording is None:
                recording = _begun(path, _header(path, body))
            elif not recording.broken_off:
                raise ValueError("goes on after its end")
            elif body is None:
                recording.broken_off = f"it is cut off in line {number}"
            else:
                recording.add(LINE.validate_json(body))
    except ValidationError as error:
        fault = error.errors(include_url=False, include_input=False)[0]
        what = ".".join(map(str, fault["loc"]))
        raise RecordError(f"{path}:{number}: is not right: {what}: {fault['msg']}") from None
    except (ValueError, RecursionError) as problem:
        raise RecordError(f"{path}:{number}: {problem}") from None
    if recording is None:
        raise RecordError(f"{path}: is empty")
    return recording


def _bodies(path: Path) -> Iterator[bytes | None]:
    """Yield the body of each line; and None for a last one that is cut off."""
    before, number = b"", 0
    with path.open("rb") as file:
        while text := file.readline(LONGEST + 1):
            number += 1
            if number == 1 and not text.startswith(b'["'):
                raise RecordError(f"{path}: is no recording")
            if len(text) > LONGEST:
                raise RecordError(f"{path}: line {number} is longer than any of a recording")
            if not text.endswith(b"\n"):
                yield None
                return
            try:
                body, before = unpacked(text, before)
            except ValueError:
                raise RecordError(f"{path}: line {number} is not as it was written: its checksum is wrong") from None
            yield body


def _header(path: Path, body: bytes | None) -> Header:
    """Return the first line."""
    if body is None:
        raise RecordError(f"{path}: is cut off in its first line: there is nothing to play")
    kind = Kind.model_validate_json(body)
    if kind.kind != KIND:
        raise RecordError(f"{path}: is no recording")
    version = kind.version
    if type(version) is int and version > VERSION:
        raise RecordError(f"{path}: is of version {version} of recordings; this program knows {VERSION}: update it")
    return Header.model_validate_json(body)


def _begun(path: Path, header: Header) -> Recording:
    """Return a recording without a step."""
    level = header.origin.restored()
    if header.step_rate != level.world.step_rate or (header.start.step > 0) != (header.state is not None):
        raise RecordError(f"{path}: its first line does not fit its level")
    state = None if header.state is None else b64decode(header.state)
    return Recording(path, header.origin, level, state, [header.start], header.start.step)
