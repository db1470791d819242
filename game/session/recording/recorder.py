"""Writes down what happens to a simulation, while it happens."""

from base64 import b64encode
from bisect import bisect_left
from errno import ENOSPC
from operator import attrgetter
from os import strerror
from pathlib import Path
from types import TracebackType
from typing import Self

from game.session.recording import state_file
from game.session.recording.checkpoint import Checkpoint
from game.session.recording.command_schema import row_of
from game.session.recording.origin import Origin
from game.session.recording.record_error import RecordError
from game.session.recording.schema import CHUNK, MOST_OF_STATE, Back, Chunk, End, Header, Line, packed
from game.simulation.simulation import Simulation

EVERY, EVERY_OF_MANY, MANY = 10, 60, 500
"""Steps from one mark to the next; of more than so many balls they are fewer, for each takes bytes for every ball."""


class Recorder:
    """Appends to a new file a line for every `CHUNK` steps: their commands, and marks to know the states again.

    Each line is handed to the system at once, so that whatever happens to this process, at most the last one is lost.
    When time goes back, that is written down as well: what counts is the future that came to pass.

    Raises `RecordError` when there is such a file, and ``OSError``.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            self._file = path.open("xb", buffering=0)
        except FileExistsError:
            raise RecordError(f"{path}: already exists; remove it or choose another name") from None
        self._checksum = b""
        self._start = self._begin = self._seen = 0
        self._every = EVERY
        self._marks: list[Checkpoint] = []
        self._simulation: Simulation | None = None
        self._is_busy = False

    @property
    def can_begin_again(self) -> bool:
        """Whether what it follows may begin again: it does not, if it has begun in the middle."""
        return self._start == 0

    def follow(self, simulation: Simulation) -> None:
        """Begin with a simulation, in whatever state; one of the same level and seed that begins again goes on with it.

        Raises `RecordError` for a state that is too large, and ``OSError``.
        """
        if self._simulation is None:
            self._is_busy = True
            self._every = EVERY if simulation.count + simulation.pending <= MANY else EVERY_OF_MANY
            self._write(self._header(simulation))
            self._start = self._begin = self._seen = simulation.steps
            self._is_busy = False
        elif simulation.steps or not self.can_begin_again:
            raise RecordError(f"{self.path}: has begun with another state")
        self._simulation = simulation

    def look(self) -> None:
        """Take note of a step; call this after each. Raises ``OSError`` when the file cannot be written."""
        simulation = self._followed
        self._is_busy, step = True, simulation.steps
        if step != self._seen + 1:
            self._go_back(step - 1)
        self._seen = step
        if step % self._every == 0:
            self._marks.append(Checkpoint.of(simulation))
        if step % CHUNK == 0:
            self._tell(step)
        self._is_busy = False

    def close(self) -> None:
        """End the recording with the state of now; later calls do nothing. Raises ``OSError``.

        What has followed nothing leaves no file.
        """
        self._end(between_steps=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._end(between_steps=kind is None)

    def _header(self, simulation: Simulation) -> Header:
        """Return the first line, with the state of now unless it is that of the start of a level."""
        state = b64encode(state_file.pack(simulation)).decode() if simulation.steps else None
        if state and len(state) > MOST_OF_STATE:
            raise RecordError(f"{self.path}: the state is too large to begin a recording with")
        origin, rate = Origin.of(simulation), simulation.level.world.step_rate
        return Header(origin=origin, step_rate=rate, every=self._every, start=Checkpoint.of(simulation), state=state)

    @property
    def _followed(self) -> Simulation:
        if self._simulation is None:
            raise RuntimeError("a recorder must follow a simulation first")
        return self._simulation

    def _end(self, between_steps: bool) -> None:
        """End the recording; if something was interrupted, that may have been a step, or the writing of a line.

        The state of the middle of a step is no state, and what comes after half a line is of no use.
        """
        if self._file.closed:
            return
        with self._file:
            if self._simulation is None:
                self.path.unlink()
            elif not self._is_busy:
                steps = self._simulation.steps
                self._wind_up(steps if between_steps else min(steps, self._seen), between_steps)

    def _wind_up(self, step: int, between_steps: bool) -> None:
        """Write what is left, up to a step."""
        if step != self._seen:
            self._go_back(step)
        if step > self._begin:
            if between_steps and not (self._marks and self._marks[-1].step == step):
                self._marks.append(Checkpoint.of(self._followed))
            self._tell(step)
        self._write(End())

    def _go_back(self, step: int) -> None:
        """Forget what came after a step; if that is written already, back to the end of a line."""
        self._marks = [mark for mark in self._marks if mark.step <= step]
        if step < self._begin:
            self._begin, self._marks = max(step // CHUNK * CHUNK, self._start), []
            self._write(Back(to=self._begin))

    def _tell(self, step: int) -> None:
        """Write a line for all steps up to this one."""
        commands = self._followed.commands
        first, behind = (bisect_left(commands, time, key=attrgetter("step")) for time in (self._begin, step))
        rows = [row_of(one) for one in commands[first:behind]]
        self._write(Chunk(begin=self._begin, end=step, commands=rows, marks=self._marks))
        self._begin, self._marks = step, []

    def _write(self, line: Line) -> None:
        """Append a line, whole; when that cannot be done, the file is of no more use."""
        text, self._checksum = packed(line, self._checksum)
        try:
            if self._file.write(text) != len(text):
                raise OSError(ENOSPC, strerror(ENOSPC))
        except OSError as problem:
            self._file.close()
            problem.filename = str(self.path)
            raise
