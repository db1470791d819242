"""Playing a simulation in real time: pause, speed, single steps and rewinding."""

from collections.abc import Callable
from fractions import Fraction
from time import perf_counter

from game.session.action_history import ActionHistory
from game.session.clock import Clock
from game.session.rewind import Rewind
from game.simulation.commands import BallEdit, Command
from game.simulation.parameters import Overrides
from game.simulation.simulation import Simulation

SEEK_TIME = 0.012
"""Time of a frame that seeking may take, s."""

SPEED_LIMITS = (1.0 / 16.0, 8.0)
"""The lowest and the highest speed, in simulated seconds a real second."""


class Session:
    """Runs a simulation as real time passes.

    simulation : the simulation that is played
    clock : speed, pause, and the position between two steps
    rewind : the stored snapshots
    is_rewinding : whether time runs backwards
    can_change : whether the player may change the simulation; a replay is fixed
    fault : the error of the next step, if it has failed; the clock is paused then, until the player resumes
    """

    can_change = True

    def __init__(self, simulation: Simulation) -> None:
        self.simulation = simulation
        self.clock = Clock(simulation.level.world.step_rate)
        self.rewind = Rewind(simulation)
        self._history = ActionHistory(simulation, self.rewind)
        self._target: int | None = None  # the step to which it seeks
        self._saved = self._changes()
        self.is_rewinding = False
        self.fault: Exception | None = None

    def advance(self, elapsed: float, after_step: Callable[[], None] | None = None) -> bool:
        """Run the steps that are due after ``elapsed`` s of real time, forwards or backwards.

        after_step : called after each step forwards

        While it seeks, it runs steps for `SEEK_TIME` instead. Returns False if it cannot rewind any further.
        """
        if self.is_seeking:
            self._seek(after_step)
            return True
        due = self._due(elapsed)
        if self.is_rewinding:
            return self.rewind.step_back(max(due, 1)) > 0
        for _ in range(due):
            if not self._step(after_step):
                break
        if self.clock.paused:
            self.simulation.preview()
        return True

    @property
    def is_seeking(self) -> bool:
        """Whether it runs forwards to a step as fast as it can."""
        return self._target is not None

    def undo(self) -> str:
        """Restore the scene as it was before the last action, and pause; return a message."""
        try:
            action = self._history.undo()
        except ValueError as error:
            return f"cannot undo: {error}"
        if action is None:
            return "nothing to undo"
        self._stand_at(None)
        return f"undone: {action.name}"

    def redo(self) -> str:
        """Do the last undone action again, at its time, and pause; return a message."""
        try:
            redone = self._history.redo()
        except ValueError as error:
            return f"cannot redo: {error}"
        if redone is None:
            return "nothing to redo"
        action, end = redone
        self._stand_at(end if end > self.simulation.steps else None)
        return f"redone: {action.name}"

    def toggle_pause(self) -> None:
        """Pause, or resume."""
        self.clock.paused = not self.clock.paused

    def step_once(self) -> None:
        """Pause, and run a single step in the next frame."""
        self.clock.step_once()

    def step_back(self) -> None:
        """Pause, and go back by a step."""
        self.clock.paused = True
        self.rewind.step_back()

    def change_speed(self, factor: float) -> None:
        """Multiply the speed, within `SPEED_LIMITS`."""
        slowest, fastest = SPEED_LIMITS
        self.clock.speed = min(max(self.clock.speed * factor, slowest), fastest)

    def enqueue(self, command: Command, action: str = "", *, continues: bool = False) -> None:
        """Pass a command to the simulation. Its effect is seen at once, and is part of the next step.

        action : name of the action that it begins, and that can be undone; empty if it is part of the last one
        continues : whether it goes on with the last action instead, if that is recent and has the same name
        """
        if action:
            begins = self._history.note_action(action, continues=continues)
        else:
            begins = False
            self._history.forget_undone()
        self.simulation.enqueue(command, may_replace=not begins)
        self.simulation.preview()

    @property
    def has_unsaved_changes(self) -> bool:
        """Whether the player has changed a slider, or added or removed a ball, since `mark_saved`."""
        return self.can_change and self._changes() != self._saved

    def mark_saved(self) -> None:
        """Note that the present sliders and balls are saved."""
        self._saved = self._changes()

    def status(self) -> list[str]:
        """Return all that differs from normal playing, such as "paused" or "2× speed"."""
        clock, words = self.clock, []
        if self.is_rewinding:
            words.append("rewinding")
        elif clock.paused:
            words.append("paused")
        if clock.speed != 1.0:
            words.append(f"{Fraction(clock.speed)}\N{MULTIPLICATION SIGN} speed")
        if clock.pace < 1.0 and not clock.paused:
            words.append(f"running at {clock.pace * clock.speed:.0%} of real time")
        return words

    def _due(self, elapsed: float) -> int:
        """Return the number of steps to run, forwards or backwards."""
        return self.clock.tick(elapsed)

    def _changes(self) -> tuple[Overrides, list[BallEdit]]:
        """Return what `save_level` saves: the values of all sliders, and the balls that were added and removed."""
        return self.simulation.parameters.overrides, self.simulation.ball_edits[:]

    def _step(self, after_step: Callable[[], None] | None) -> bool:
        """Run a step; return whether it was run."""
        try:
            self.rewind.step()
        except Exception as error:  # raised by a level or by a system that a program has added
            self._stop_at_fault(error)
            return False
        self.fault = None
        if after_step:
            after_step()
        return True

    def _seek(self, after_step: Callable[[], None] | None) -> None:
        """Run steps for `SEEK_TIME` towards the step that is sought."""
        end = perf_counter() + SEEK_TIME
        while self._target is not None and self.simulation.steps < self._target and perf_counter() < end:
            if not self._step(after_step):
                self._target = None
        if self._target is not None and self.simulation.steps >= self._target:
            self._target = None
            self.simulation.preview()

    def _stand_at(self, step: int | None) -> None:
        """Pause, here or at a later step."""
        self.clock.paused, self._target = True, step

    def _stop_at_fault(self, error: Exception) -> None:
        self.fault = error
        self.clock.paused = True
        self.rewind.recover()
