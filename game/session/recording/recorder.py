"""Recording of a simulation while it runs."""

from base64 import b64encode
from bisect import bisect_left
from operator import attrgetter
from pathlib import Path
from types import TracebackType
from typing import Self

from game.files.checksummed_line import encode_line
from game.session.recording.checkpoint import Checkpoint
from game.session.recording.command_schema import encode_command
from game.session.recording.origin import Origin
from game.session.recording.record_error import RecordError
from game.session.recording.schema import (
    BLOCK_STEPS,
    MAX_STATE_LENGTH,
    End,
    Header,
    Line,
    Rewound,
    StepBlock,
    encode_body,
)
from game.session.recording.state_file import pack_state
from game.simulation.simulation import Simulation

CHECKPOINT_INTERVAL, LARGE_CHECKPOINT_INTERVAL = 10, 60
"""Steps from one checkpoint to the next, and with more than `LARGE_COUNT` balls."""

LARGE_COUNT = 500
"""Number of balls above which checkpoints are rarer, because a checkpoint takes bytes for every ball."""


class Recorder:
    """Writes a recording: the commands and the checkpoints of a simulation, a line for every `BLOCK_STEPS` steps.

    Each line goes to the operating system at once, so that at most one block is lost if the process is killed. When
    the simulation goes back in time, the later records are discarded.

    Raises `RecordError` if the file exists, and ``OSError``.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            self._file = path.open("xb", buffering=0)
        except FileExistsError:
            raise RecordError(f"cannot write {path}: it already exists; allowed: another name") from None
        self._checksum = b""
        self._first_step = self._block_start = self._last_step = 0
        self._interval = CHECKPOINT_INTERVAL
        self._checkpoints: list[Checkpoint] = []
        self._simulation: Simulation | None = None
        self._is_busy = False

    @property
    def can_restart(self) -> bool:
        """Whether the simulation may be replaced by a restarted one: only if the recording starts with the level."""
        return self._first_step == 0

    def record_simulation(self, simulation: Simulation) -> None:
        """Start recording a simulation in its present state, or continue with a restarted one of the same level.

        Raises `RecordError` if the state is too large or the simulation cannot be continued with, and ``OSError``.
        """
        if self._simulation is None:
            self._is_busy = True
            is_large = simulation.count + simulation.pending > LARGE_COUNT
            self._interval = LARGE_CHECKPOINT_INTERVAL if is_large else CHECKPOINT_INTERVAL
            self._write(self._header(simulation))
            self._first_step = self._block_start = self._last_step = simulation.steps
            self._is_busy = False
        elif simulation.steps or not self.can_restart:
            raise RecordError(
                f"cannot continue {self.path}: the recording started with another state; allowed: the same level"
            )
        self._simulation = simulation

    def record_step(self) -> None:
        """Record a step. Call this after every step. Raises ``OSError`` if the file cannot be written."""
        simulation = self._attached
        step = simulation.steps
        checkpoints = [Checkpoint.from_simulation(simulation)] if step % self._interval == 0 else []
        self._is_busy = True  # from here on only: Ctrl-C while a checkpoint is made leaves out this step
        if step != self._last_step + 1:
            self._rewind_to(step - 1)
        self._last_step = step
        self._checkpoints += checkpoints
        if step % BLOCK_STEPS == 0:
            self._write_block(step)
        self._is_busy = False

    def close(self, between_steps: bool = True) -> None:
        """End the recording with the present state; later calls do nothing. Raises ``OSError``.

        If no simulation was attached, the file is deleted.

        between_steps : False if a step may have been interrupted: the recording ends with the last recorded step then
        """
        self._end(between_steps)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._end(between_steps=kind is None)

    def _header(self, simulation: Simulation) -> Header:
        """Return the first line; it contains the present state, unless that is the start of the level."""
        state = b64encode(pack_state(simulation)).decode() if simulation.steps else None
        if state and len(state) > MAX_STATE_LENGTH:
            raise RecordError(f"cannot write {self.path}: the state is too large to start a recording with")
        return Header(
            origin=Origin.from_simulation(simulation),
            step_rate=simulation.level.world.step_rate,
            checkpoint_interval=self._interval,
            start=Checkpoint.from_simulation(simulation),
            start_state=state,
        )

    @property
    def _attached(self) -> Simulation:
        if self._simulation is None:
            raise RuntimeError("cannot record a step: no simulation is attached")
        return self._simulation

    def _end(self, between_steps: bool) -> None:
        """End the recording. After an interruption, write neither an unfinished step nor after an unfinished line."""
        if self._file.closed:
            return
        with self._file:
            if self._simulation is None:
                self.path.unlink()
            elif not self._is_busy:
                steps = self._simulation.steps
                self._write_rest(steps if between_steps else min(steps, self._last_step), between_steps)

    def _write_rest(self, step: int, between_steps: bool) -> None:
        """Write the records up to a step, and the last line."""
        if step != self._last_step:
            self._rewind_to(step)
        if step > self._block_start:
            if between_steps and not (self._checkpoints and self._checkpoints[-1].step == step):
                self._checkpoints.append(Checkpoint.from_simulation(self._attached))
            self._write_block(step)
        self._write(End())

    def _rewind_to(self, step: int) -> None:
        """Discard the records after a step; if they are already written, go back to the end of a block."""
        self._checkpoints = [one for one in self._checkpoints if one.step <= step]
        if step < self._block_start:
            self._block_start, self._checkpoints = max(step // BLOCK_STEPS * BLOCK_STEPS, self._first_step), []
            self._write(Rewound(to_step=self._block_start))

    def _write_block(self, end: int) -> None:
        """Write a line for all steps since the last block."""
        commands, start = self._attached.commands, self._block_start
        first, behind = (bisect_left(commands, step, key=attrgetter("step")) for step in (start, end))
        rows = [encode_command(one) for one in commands[first:behind]]
        self._write(StepBlock(first_step=start, end_step=end, commands=rows, checkpoints=self._checkpoints))
        self._block_start, self._checkpoints = end, []

    def _write(self, line: Line) -> None:
        """Append a whole line. If that fails, close the file, because later lines could not be read."""
        text, self._checksum = encode_line(encode_body(line), self._checksum)
        try:
            while text:  # a nearly full disk accepts a part of the line
                text = text[self._file.write(text) :]
        except OSError as error:
            self._file.close()
            error.filename = str(self.path)
            raise
