"""Reading of a recording from its file."""

from base64 import b64decode
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

from pydantic import ValidationError

from game.files.checksummed_line import decode_line
from game.levels.model import Level
from game.session.recording.checkpoint import Checkpoint
from game.session.recording.command_schema import decode_command
from game.session.recording.format_version import FileKind, check_version
from game.session.recording.origin import Origin, check_size
from game.session.recording.record_error import RecordError
from game.session.recording.schema import (
    BLOCK_STEPS,
    KIND,
    LINE,
    MAX_STATE_LENGTH,
    VERSION,
    End,
    Header,
    Line,
    Rewound,
    StepBlock,
)
from game.simulation.commands import TimedCommand

MAX_BYTES = 512 * 1024**2
MAX_LINE_BYTES = MAX_STATE_LENGTH + 32 * 1024**2
"""Bytes of a file and of a line at most."""

MAX_COMMANDS = 2_000_000
"""Commands of a recording at most; nine hours of dragging a ball have fewer."""

MAX_CHECKPOINTS = 2_000_000
"""Checkpoints of a recording at most; nine hours have a tenth of it."""


@dataclass(slots=True)
class Recording:
    """The commands and the checkpoints of a run, up to the last complete line of a file.

    path : of the file
    origin, level : of the simulation
    start_state : the first state, as a state file; None at the start of the level
    last_step : number of steps at the end
    commands : in the order of time
    checkpoints : in the order of time; the first is that of the first state
    checkpoint_interval : steps from one checkpoint to the next at most, if none is missing
    incomplete_reason : why the end is missing, or ""
    """

    path: Path
    origin: Origin
    level: Level
    start_state: bytes | None
    checkpoints: list[Checkpoint]
    checkpoint_interval: int
    last_step: int
    commands: list[TimedCommand] = field(default_factory=list)
    incomplete_reason: str = "the recording was not ended"

    @property
    def first_step(self) -> int:
        """Number of steps at the start."""
        return self.checkpoints[0].step

    @property
    def proven_steps(self) -> int:
        """Number of steps that a replay with the same checkpoints proves: those before checkpoints at full rate."""
        gaps = (later.step - earlier.step for earlier, later in pairwise(self.checkpoints))
        return sum(gap for gap in gaps if gap <= self.checkpoint_interval)

    def add_line(self, line: Line) -> None:
        """Add a line after the header; raises ``ValueError`` if it cannot follow the lines before."""
        match line:
            case StepBlock():
                self._add_block(line)
            case Rewound():
                self._rewind_to(line.to_step)
            case End():
                self.incomplete_reason = ""
            case Header():
                raise ValueError("it is a second header")

    def _add_block(self, block: StepBlock) -> None:
        start, end = block.first_step, block.end_step
        if start != self.last_step or not 0 < end - start <= BLOCK_STEPS:
            raise ValueError(f"it has the steps {start} to {end} after step {self.last_step}")
        if len(self.commands) + len(block.commands) > MAX_COMMANDS:
            raise ValueError(f"it exceeds the {MAX_COMMANDS} commands that a recording may have")
        if len(self.checkpoints) + len(block.checkpoints) > MAX_CHECKPOINTS:
            raise ValueError(f"it exceeds the {MAX_CHECKPOINTS} checkpoints that a recording may have")
        commands = [decode_command(row, self.level) for row in block.commands]
        steps, checkpoint_steps = [one.step for one in commands], [one.step for one in block.checkpoints]
        if steps != sorted(steps) or any(not start <= step < end for step in steps):
            raise ValueError("it has commands of other steps")
        if checkpoint_steps != sorted(set(checkpoint_steps)) or any(not start < k <= end for k in checkpoint_steps):
            raise ValueError("it has checkpoints of other steps")
        self.commands += commands
        self.checkpoints += block.checkpoints
        self.last_step = end

    def _rewind_to(self, step: int) -> None:
        is_block_end = step % BLOCK_STEPS == 0 or step == self.first_step
        if not (is_block_end and self.first_step <= step <= self.last_step):
            raise ValueError(f"it goes back from step {self.last_step} to {step}")
        self.last_step = step
        while self.commands and self.commands[-1].step >= step:
            self.commands.pop()
        while self.checkpoints[-1].step > step:
            self.checkpoints.pop()


def read_recording(path: Path) -> Recording:
    """Read a recording. If its last line is truncated, the recording ends with the line before.

    Raises ``OSError``, and `RecordError` with the path, the line and the reason.
    """
    if path.exists() and not path.is_file():  # reading from a pipe may wait for ever
        raise RecordError(f"cannot read {path}: it is not a regular file")
    if path.stat().st_size > MAX_BYTES:
        raise RecordError(f"cannot read {path}: it is larger than any recording, {MAX_BYTES // 1024**2} MB")
    recording, number = None, 0
    try:
        for number, body in enumerate(read_bodies(path), 1):
            check_size(body or b"")
            if recording is None:
                recording = _start_recording(path, _read_header(path, body))
            elif not recording.incomplete_reason:
                raise ValueError("it follows the end of the recording")
            elif body is None:
                recording.incomplete_reason = f"line {number} is truncated"
            else:
                recording.add_line(LINE.validate_json(body))
    except ValidationError as error:
        fault = error.errors(include_url=False, include_input=False)[0]
        location = ".".join(map(str, fault["loc"]))
        raise RecordError(f"cannot read {path}:{number}: it is invalid: {location}: {fault['msg']}") from None
    except (ValueError, RecursionError) as error:
        raise RecordError(f"cannot read {path}:{number}: {error}") from None
    if recording is None:
        raise RecordError(f"cannot read {path}: it is empty")
    return recording


def read_bodies(path: Path) -> Iterator[bytes | None]:
    """Yield the body of each line, and None for a truncated last line; raises `RecordError` for a wrong checksum."""
    checksum, number = b"", 0
    with path.open("rb") as file:
        while text := file.readline(MAX_LINE_BYTES + 1):
            number += 1
            if number == 1 and not text.startswith(b'["'):
                raise RecordError(f"cannot read {path}: it is not a Heptagon recording")
            if len(text) > MAX_LINE_BYTES:
                raise RecordError(f"cannot read {path}:{number}: it is longer than any line of a recording")
            if not text.endswith(b"\n"):
                yield None
                return
            try:
                body, checksum = decode_line(text, checksum)
            except ValueError as error:
                raise RecordError(f"cannot read {path}:{number}: it is damaged: {error}") from None
            yield body


def _read_header(path: Path, body: bytes | None) -> Header:
    if body is None:
        raise RecordError(f"cannot read {path}: its first line is truncated, so there is nothing to replay")
    kind = FileKind.model_validate_json(body)
    if kind.kind != KIND:
        raise RecordError(f"cannot read {path}: it is not a Heptagon recording")
    try:
        check_version(kind.version, VERSION, "recording")
    except ValueError as error:
        raise RecordError(f"cannot read {path}: {error}") from None
    return Header.model_validate_json(body)


def _start_recording(path: Path, header: Header) -> Recording:
    """Return a recording without steps."""
    level = header.origin.restore_level()
    if header.step_rate != level.world.step_rate or (header.start.step > 0) != (header.start_state is not None):
        raise RecordError(f"cannot read {path}: its header does not match its level")
    state = None if header.start_state is None else b64decode(header.start_state)
    start, interval = header.start, header.checkpoint_interval
    return Recording(path, header.origin, level, state, [start], interval, start.step)
