"""Playing a simulation in real time: pause, speed, single steps and rewinding."""

from collections.abc import Callable
from fractions import Fraction

from game.session.clock import Clock
from game.session.rewind import Rewind
from game.simulation.commands import Command
from game.simulation.simulation import Simulation

SPEED_LIMITS = (1.0 / 16.0, 8.0)
"""The lowest and the highest speed, in simulated seconds a real second."""


class Session:
    """Runs a simulation as real time passes.

    simulation : the simulation that is played
    clock : speed, pause, and the position between two steps
    rewind : the stored snapshots
    is_rewinding : whether time runs backwards
    fault : the error of the next step, if it has failed; the clock is paused then, until the player resumes
    """

    def __init__(self, simulation: Simulation) -> None:
        self.simulation = simulation
        self.clock = Clock(simulation.level.world.step_rate)
        self.rewind = Rewind(simulation)
        self.is_rewinding = False
        self.fault: Exception | None = None

    def advance(self, elapsed: float, after_step: Callable[[], None] | None = None) -> bool:
        """Run the steps that are due after ``elapsed`` s of real time, forwards or backwards.

        after_step : called after each step forwards

        Returns False if it cannot rewind any further.
        """
        due = self._due(elapsed)
        if self.is_rewinding:
            return self.rewind.step_back(max(due, 1)) > 0
        for _ in range(due):
            try:
                self.rewind.step()
            except Exception as error:  # raised by a level or by a system that a program has added
                self._stop_at_fault(error)
                break
            self.fault = None
            if after_step:
                after_step()
        return True

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

    def enqueue(self, command: Command) -> None:
        """Pass a command to the simulation, which executes it at the start of the next step."""
        self.simulation.enqueue(command)

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

    def _stop_at_fault(self, error: Exception) -> None:
        self.fault = error
        self.clock.paused = True
        self.rewind.recover()
