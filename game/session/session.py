"""A simulation as it is played: on and back in time, fast and slow."""

from collections.abc import Callable
from fractions import Fraction

from game.session.clock import Clock
from game.session.rewind import Rewind
from game.simulation.commands import Command
from game.simulation.simulation import Simulation

SPEEDS = (1.0 / 16.0, 8.0)
"""Slowest and fastest, in simulated seconds a second."""


class Session:
    """Moves a simulation as real time passes, and as whoever plays it asks.

    simulation : what is played
    clock : its speed, and where between two steps it is
    history : its way back
    is_rewinding : whether time runs backwards
    fault : what a system has raised in the step that comes next; then time stands still, until somebody goes on
    """

    def __init__(self, simulation: Simulation) -> None:
        self.simulation = simulation
        self.clock = Clock(simulation.level.world.step_rate)
        self.history = Rewind(simulation)
        self.is_rewinding = False
        self.fault: Exception | None = None

    def advance(self, elapsed: float, after_step: Callable[[], None] | None = None) -> bool:
        """Take the steps that are due after ``elapsed`` s of real time, onwards or back.

        after_step : called after each step onwards
        Returns False where there is no way further back.
        """
        due = self._due(elapsed)
        if self.is_rewinding:
            return self.history.back(max(due, 1)) > 0
        for _ in range(due):
            try:
                self.history.step()
            except Exception as error:  # a level or a system of somebody's own may be wrong: the window is not
                self._stand_still(error)
                break
            self.fault = None
            if after_step:
                after_step()
        return True

    def pause(self) -> None:
        """Stand still, or go on."""
        self.clock.paused = not self.clock.paused

    def step(self) -> None:
        """Pause, and take a single step at the next frame."""
        self.clock.step_once()

    def back(self) -> None:
        """Pause, a step earlier."""
        self.clock.paused = True
        self.history.back()

    def change_speed(self, factor: float) -> None:
        """Go on faster or slower, within `SPEEDS`."""
        slowest, fastest = SPEEDS
        self.clock.speed = min(max(self.clock.speed * factor, slowest), fastest)

    def enqueue(self, command: Command) -> None:
        """Let something be done to the simulation."""
        self.simulation.enqueue(command)

    def status(self) -> list[str]:
        """Return what is unusual about the way time passes, in a few words each."""
        clock, words = self.clock, []
        if self.is_rewinding:
            words.append("rewinding")
        elif clock.paused:
            words.append("paused")
        if clock.speed != 1.0:
            words.append(f"{Fraction(clock.speed)}\N{MULTIPLICATION SIGN} speed")
        if clock.dropped:
            words.append(f"{clock.dropped} steps dropped")
        return words

    def _due(self, elapsed: float) -> int:
        """Return how many steps are to be taken, onwards or back."""
        return self.clock.advance(elapsed)

    def _stand_still(self, error: Exception) -> None:
        self.fault = error
        self.clock.paused = True
        self.history.recover()
