"""Going back in time, from snapshots of a simulation."""

from collections import deque
from contextlib import suppress

from game.simulation.memory import memory_of
from game.simulation.simulation import Simulation
from game.simulation.state import State

SNAPSHOT_INTERVAL = 10
"""Steps between two stored snapshots; the states between them are computed again."""

MAX_BYTES = 256 * 1024**2
"""Memory of all stored snapshots; the oldest are removed first."""


class Rewind:
    """Stores snapshots of a simulation, and goes back to any step since the oldest of them.

    The steps between two snapshots are run again when they are needed, with their commands: the bits are the same.
    """

    def __init__(self, simulation: Simulation) -> None:
        self.simulation = simulation
        self._snapshots: deque[State] = deque()
        self._bytes = 0
        self._recomputed: list[State] = []  # one state a step, from a stored snapshot up to the next

    @property
    def oldest_step(self) -> int:
        """The earliest step that `step_back` can reach."""
        return self._snapshots[0].steps if self._snapshots else self.simulation.steps

    def store_snapshot(self) -> None:
        """Store a snapshot of the present state if one is due. Call it before every step."""
        steps = self.simulation.steps
        if self._snapshots and (steps % SNAPSHOT_INTERVAL or self._snapshots[-1].steps >= steps):
            return
        state = self.simulation.snapshot()
        self._snapshots.append(state)
        self._bytes += memory_of(state)
        while self._bytes > MAX_BYTES and len(self._snapshots) > 1:
            self._bytes -= memory_of(self._snapshots.popleft())

    def step(self, count: int = 1) -> None:
        """Run ``count`` steps of the simulation, and store the snapshots that are due."""
        for _ in range(count):
            self.store_snapshot()
            self.simulation.step()

    def step_back(self, count: int = 1) -> int:
        """Go back by ``count`` steps, or to the oldest snapshot; return the number of steps."""
        present = self.simulation.steps
        target = max(present - count, min(self.oldest_step, present))
        if target == present:
            return 0
        while self._snapshots[-1].steps > target:
            self._bytes -= memory_of(self._snapshots.pop())
        base = self._snapshots[-1]
        if not (self._recomputed and self._recomputed[0] is base and target - base.steps < len(self._recomputed)):
            self._recompute(base, target)
        self.simulation.restore(self._recomputed[min(target - base.steps, len(self._recomputed) - 1)])
        return present - self.simulation.steps

    def recover(self) -> None:
        """Restore the state before a step that has failed half-way, or the nearest state that can be computed."""
        self._recompute(self._snapshots[-1], self.simulation.steps)
        self.simulation.restore(self._recomputed[-1])

    def _recompute(self, base: State, target: int) -> None:
        """Compute the states from a stored snapshot up to a step, or up to a step that fails."""
        self.simulation.restore(base)
        self._recomputed = [base]
        with suppress(Exception):
            while len(self._recomputed) <= target - base.steps:
                self.simulation.step()
                self._recomputed.append(self.simulation.snapshot())
