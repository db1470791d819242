"""The way back: where a simulation has been."""

from collections import deque
from contextlib import suppress

from game.simulation.memory import memory_of
from game.simulation.simulation import Simulation, State

EVERY = 10
"""Steps between two states that are kept; those between are found again by stepping."""

MOST_BYTES = 256 * 1024**2
"""Memory that the states may take; the oldest are forgotten first."""


class Rewind:
    """Remembers states of a simulation, to go back to any step since the oldest of them.

    The steps between two states are taken again when they are asked for, with the commands of then: the bits are the
    same.
    """

    def __init__(self, simulation: Simulation) -> None:
        self.simulation = simulation
        self._states: deque[State] = deque()
        self._bytes = 0
        self._between: list[State] = []  # a state each step, from one that is kept up to the next

    @property
    def oldest(self) -> int:
        """The first step that there is a way back to."""
        return self._states[0].steps if self._states else self.simulation.steps

    def note(self) -> None:
        """Keep the present state, if it is the first or its turn; call it before every step."""
        steps = self.simulation.steps
        if self._states and (steps % EVERY or self._states[-1].steps >= steps):
            return
        state = self.simulation.snapshot()
        self._states.append(state)
        self._bytes += memory_of(state)
        while self._bytes > MOST_BYTES and len(self._states) > 1:
            self._bytes -= memory_of(self._states.popleft())

    def step(self, count: int = 1) -> None:
        """Go on by so many steps."""
        for _ in range(count):
            self.note()
            self.simulation.step()

    def back(self, count: int = 1) -> int:
        """Go back by so many steps, or as far as the memory reaches; return by how many."""
        here = self.simulation.steps
        there = max(here - count, min(self.oldest, here))
        if there == here:
            return 0
        while self._states[-1].steps > there:
            self._bytes -= memory_of(self._states.pop())
        base = self._states[-1]
        if not (self._between and self._between[0] is base and there - base.steps < len(self._between)):
            self._retrace(base, there)
        self.simulation.restore(self._between[min(there - base.steps, len(self._between) - 1)])
        return here - self.simulation.steps

    def recover(self) -> None:
        """Be at the begin of a step again that has failed half-way, or as near to it as can be."""
        self._retrace(self._states[-1], self.simulation.steps)
        self.simulation.restore(self._between[-1])

    def _retrace(self, base: State, there: int) -> None:
        """Find the states from one that is kept up to a step; where a system fails on the way now, those before."""
        self.simulation.restore(base)
        self._between = [base]
        with suppress(Exception):
            while len(self._between) <= there - base.steps:
                self.simulation.step()
                self._between.append(self.simulation.snapshot())
