"""Replaying a recording, and verifying that it gives the same bits."""

from collections.abc import Callable
from typing import NamedTuple

from game.session.recording.checkpoint import Difference
from game.session.recording.record_error import RecordError
from game.session.recording.recording_file import Recording
from game.session.recording.state_file import unpack_state
from game.session.rewind import Rewind
from game.session.session import Session
from game.simulation.commands import Command, Grab, Place
from game.simulation.simulation import Simulation


class Verdict(NamedTuple):
    """The result of comparing a replay with its recording.

    steps, commands, checkpoints : numbers of steps that were run, of commands, and of checkpoints that were compared
    mismatch_step : step of the first checkpoint that differs, or None
    last_match_step : step of the checkpoint before it, or None
    difference : where the states differ
    """

    steps: int
    commands: int
    checkpoints: int
    mismatch_step: int | None = None
    last_match_step: int | None = None
    difference: Difference | None = None


def start_simulation(recording: Recording) -> Simulation:
    """Return a simulation in the first state of a recording, with the recorded commands in its log.

    Raises `RecordError` if the first state is damaged or does not match its checkpoint.
    """
    if recording.start_state is None:
        simulation = Simulation(recording.level, recording.origin.seed)
    else:
        simulation = unpack_state(recording.start_state, f"{recording.path}: its first state")
        if (simulation.level, simulation.hash()) != (recording.level, recording.checkpoints[0].hash):
            simulation.close()
            raise RecordError(f"cannot read {recording.path}: its first state does not match its checkpoint")
        simulation.is_replaying = False
    simulation.commands[:] = recording.commands
    return simulation


def verify(recording: Recording, after_step: Callable[[], object] = lambda: None) -> Verdict:
    """Replay a recording up to the first checkpoint that differs; ``after_step`` is called after each step."""
    simulation, last_match = start_simulation(recording), None
    first = recording.first_step

    def run_to(step: int) -> None:
        while simulation.steps < step:
            simulation.step()
            after_step()

    try:
        for compared, expected in enumerate(recording.checkpoints, 1):
            run_to(expected.step)
            if simulation.hash() != expected.hash:
                done = sum(one.step < expected.step for one in recording.commands)
                difference = expected.difference(simulation)
                return Verdict(expected.step - first, done, compared, expected.step, last_match, difference)
            last_match = expected.step
        run_to(recording.last_step)  # an interrupted recording has no checkpoint at its end
        return Verdict(simulation.steps - first, len(recording.commands), len(recording.checkpoints))
    finally:
        simulation.close()


def _event_steps(recording: Recording) -> list[int]:
    """Return the steps with a command; a drag counts as its first step."""
    steps, previous = [], None
    for step, command in recording.commands:
        if not (isinstance(command, Grab | Place) and isinstance(previous, Grab | Place)):
            steps.append(step)
        previous = command
    return sorted(set(steps))


class Replay(Session):
    """Replays a recording: forwards, backwards, and from any step. Commands of the player are ignored.

    first_step, last_step : numbers of steps at the start and at the end of the recording
    event_steps : steps with a command; a drag counts as its first step
    """

    can_change = False

    def __init__(self, recording: Recording) -> None:
        super().__init__(start_simulation(recording))
        self.first_step, self.last_step = recording.first_step, recording.last_step
        self.event_steps = _event_steps(recording)
        self._start = self.simulation.snapshot()

    def seek(self, step: int) -> None:
        """Go to a step of the recording, or to its nearer end. Going forwards may take several frames."""
        step = min(max(step, self.first_step), self.last_step)
        present = self.simulation.steps
        if step < present:
            self.rewind.step_back(present - step)
            if self.simulation.steps > step:  # the step is before the oldest snapshot
                self.simulation.restore(self._start)
                self.rewind = Rewind(self.simulation)
        self._target = step

    def skip(self, seconds: float) -> None:
        """Go forwards by a simulated time in s, or backwards if it is negative."""
        present = self.simulation.steps if self._target is None else self._target
        self.seek(present + round(seconds * self.clock.step_rate))

    def enqueue(self, command: Command, action: str = "", *, continues: bool = False) -> None:
        """Ignore a command."""

    def status(self) -> list[str]:
        """Return "replay", and all that differs from normal playing."""
        return ["replay", *super().status()]

    def _due(self, elapsed: float) -> int:
        due, left = super()._due(elapsed), self.last_step - self.simulation.steps
        if due <= left or self.is_rewinding:
            return due
        self.clock.paused = True
        return left
