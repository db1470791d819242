"""A recording, played again."""

from collections.abc import Callable
from time import perf_counter
from typing import NamedTuple

from game.session.recording import state_file
from game.session.recording.checkpoint import Difference
from game.session.recording.record_error import RecordError
from game.session.recording.recording import Recording
from game.session.rewind import Rewind
from game.session.session import Session
from game.simulation.commands import Command, Grab
from game.simulation.simulation import Simulation

LONGEST = 0.012
"""s of a frame that may go by on the way to another place of the recording."""


class Verdict(NamedTuple):
    """How a recording that was played again compares with what was written down.

    steps, commands, hashes : that were played, carried out, and compared
    wrong : the first of the compared steps with another state, or None
    same : the one before, or None
    difference : what differs there
    """

    steps: int
    commands: int
    hashes: int
    wrong: int | None = None
    same: int | None = None
    difference: Difference | None = None


def begin(recording: Recording) -> Simulation:
    """Return a simulation at the begin of a recording; it will do all that was done.

    Raises `RecordError` when the state that it begins with is damaged, or not the one it was recorded with.
    """
    if recording.state is None:
        simulation = Simulation(recording.level, recording.origin.seed)
    else:
        simulation = state_file.unpacked(recording.state, f"{recording.path}: its state")
        if (simulation.level, simulation.hash()) != (recording.level, recording.marks[0].hash):
            simulation.close()
            raise RecordError(f"{recording.path}: its state is not the one it was recorded with")
        simulation.is_replaying = False
    simulation.commands[:] = recording.commands
    return simulation


def verify(recording: Recording, advance: Callable[[], object] = lambda: None) -> Verdict:
    """Play a recording from its begin, up to the first state that is not as it was; ``advance`` is called a step."""
    simulation, same = begin(recording), None
    try:
        for hashes, mark in enumerate(recording.marks, 1):
            while simulation.steps < mark.step:
                simulation.step()
                advance()
            if simulation.hash() != mark.hash:
                done = sum(one.step < mark.step for one in recording.commands)
                return Verdict(mark.step - recording.first, done, hashes, mark.step, same, mark.difference(simulation))
            same = mark.step
        while simulation.steps < recording.steps:  # behind the last mark, if it was interrupted
            simulation.step()
            advance()
        return Verdict(simulation.steps - recording.first, len(recording.commands), len(recording.marks))
    finally:
        simulation.close()


def _firsts(recording: Recording) -> list[int]:
    """Return the steps in which something was done; of a ball that is dragged along, the first."""
    steps, before = [], None
    for step, command in recording.commands:
        if not (isinstance(command, Grab) and isinstance(before, Grab)):
            steps.append(step)
        before = command
    return sorted(set(steps))


class Replay(Session):
    """Moves a simulation through a recording, to any place of it.

    first, last : steps at the begin and at the end of the recording
    doings : steps in which something was done, of a ball that is dragged along the first
    """

    def __init__(self, recording: Recording) -> None:
        super().__init__(begin(recording))
        self.first, self.last = recording.first, recording.steps
        self.doings = _firsts(recording)
        self._start = self.simulation.snapshot()
        self._goal: int | None = None

    def advance(self, elapsed: float, after_step: Callable[[], None] | None = None) -> bool:
        """Take the steps that are due, but none beyond the end; or go on to where `seek` leads."""
        if self._goal is None:
            return super().advance(elapsed, after_step)
        end = perf_counter() + LONGEST
        while self.simulation.steps < self._goal and perf_counter() < end:
            self.rewind.step()
        if self.simulation.steps == self._goal:
            self._goal = None
        return True

    def seek(self, step: int) -> None:
        """Go to a step of the recording, or to the nearer end; the way on takes some time of each frame."""
        step = min(max(step, self.first), self.last)
        here = self.simulation.steps
        if step < here:
            self.rewind.step_back(here - step)
            if self.simulation.steps > step:  # further than the memory reaches
                self.simulation.restore(self._start)
                self.rewind = Rewind(self.simulation)
        self._goal = step

    def skip(self, seconds: float) -> None:
        """Go so far on, or back."""
        here = self.simulation.steps if self._goal is None else self._goal
        self.seek(here + round(seconds * self.clock.step_rate))

    def enqueue(self, command: Command) -> None:
        """Do nothing: what has happened has happened."""

    def status(self) -> list[str]:
        """Return what is unusual about the way time passes, in a few words each."""
        return ["replay", *super().status()]

    def _due(self, elapsed: float) -> int:
        due, left = super()._due(elapsed), self.last - self.simulation.steps
        if due <= left or self.is_rewinding:
            return due
        self.clock.paused = True
        return left
