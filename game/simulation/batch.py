"""`Batch`: many simulations that run side by side."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from types import TracebackType
from typing import Self

import numpy as np
from numpy.typing import ArrayLike, NDArray

from game.simulation.checks import check_count, finite_array, read_only
from game.simulation.pipeline import CALL_WORK, STEP_OVERHEAD
from game.simulation.simulation import Simulation
from game.simulation.world import saved_contexts
from systems.bound_world import BoundWorld
from systems.bound_worlds import BoundColumns, BoundWorlds
from systems.kernels.batch import ANGULAR_VELOCITY, ORIENTATION, POSITION, VELOCITY
from systems.kernels.step import DONE
from systems.threads import ThreadTeam, thread_count

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Runs = dict[int, Iterator[BoundWorld]]

PARTS_PER_THREAD = 4
"""Number of parts into which a call is divided for each thread, so that no thread waits long for the others."""

MIN_PART_WORK = 1000
"""Least work of a part, in steps of a ball: about 1 ms."""

UNKNOWN = object()
"""Stands for the saved context of a world that must be looked at before its compiled code runs."""


class Batch:
    """Simulations that run side by side, in one call and several threads.

    ``batch[k]`` is a simulation like any other: give it commands and systems of your own, restore a snapshot, or step
    it alone. Its bits depend neither on the batch nor on the threads. The steps of a simulation need almost no Python
    code unless it has emitters, sensors, commands, changed materials or systems of your own. Change it by its methods,
    or inside of ``with batch[k].world.active():``.

    The quantities of balls are read-only copies, one row a simulation: (worlds, n) or (worlds, n, 2), where n is the
    largest number of balls. Where a simulation has fewer, the row ends with nan; see `counts`.

    threads : number of threads
    """

    def __init__(self, simulations: Iterable[Simulation], threads: int | None = None) -> None:
        """Take simulations, in this order; for the default of ``threads`` see `systems.threads.thread_count`.

        Raises ``ValueError`` if a simulation is given twice.
        """
        self._simulations = list(simulations)
        count = len(self._simulations)
        if len(set(map(id, self._simulations))) < count:
            raise ValueError("cannot make a batch: a simulation is given twice; allowed: each simulation once")
        self.threads = thread_count(threads)
        self._team = ThreadTeam(self.threads)
        self._tables = [simulation.balls for simulation in self._simulations]
        self._versions = [-1] * count
        self._columns = BoundColumns(count)
        self._worlds = BoundWorlds(count)
        self._names = [simulation.world.name for simulation in self._simulations]
        self._contexts: list[object] = [UNKNOWN] * count
        self._work = np.array([STEP_OVERHEAD + simulation.count for simulation in self._simulations], np.int64)

    def __len__(self) -> int:
        return len(self._simulations)

    def __getitem__(self, number: int) -> Simulation:
        return self._simulations[number]

    def __iter__(self) -> Iterator[Simulation]:
        return iter(self._simulations)

    def __repr__(self) -> str:
        return f"<Batch of {len(self)} simulations, {self.threads} threads>"

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """End the threads, and close all simulations."""
        self._team.close()
        for simulation in self._simulations:
            simulation.close()

    def step(self, count: int = 1) -> None:
        """Run ``count`` fixed steps of every simulation.

        If a system raises, the other simulations run all the same. Then the error is raised, with the note of
        `Simulation.step` and one that names the simulation; of several errors, that of the first simulation.

        Ctrl-C ends the call when every thread has done its part, so simulations may have run a different number of
        steps.

        Raises ``ValueError`` if ``count`` is negative.
        """
        count = check_count(count)
        failed: dict[int, Exception] = {}
        try:
            while count > 0:
                some = min(count, 1 + CALL_WORK // int(self._work.max(initial=1)))
                self._run(some, failed)
                count -= some
        except KeyboardInterrupt:
            for number, simulation in enumerate(self._simulations):
                if number not in failed:
                    simulation.steps = simulation.pipeline.steps
            raise
        if failed:
            first, *others = sorted(failed)
            if others:
                failed[first].add_note(f"simulations that failed too: {', '.join(map(str, others))}")
            raise failed[first]

    @property
    def counts(self) -> Ints:
        """Number of balls of each simulation (worlds,)."""
        self._update_columns()
        return self._columns.counts.copy()

    @property
    def positions(self) -> Floats:
        """Centres (worlds, n, 2) in m."""
        return self._read(POSITION)

    @property
    def velocities(self) -> Floats:
        """Velocities (worlds, n, 2) in m/s."""
        return self._read(VELOCITY)

    @property
    def angles(self) -> Floats:
        """Orientations (worlds, n) in rad, not wrapped."""
        return self._read(ORIENTATION)[:, :, 0]

    @property
    def spins(self) -> Floats:
        """Angular velocities (worlds, n) in rad/s."""
        return self._read(ANGULAR_VELOCITY)[:, :, 0]

    def set_positions(self, positions: ArrayLike) -> None:
        """Move the balls to positions (worlds, n, 2) in m, see `Simulation.set_positions`.

        Values beyond the balls of a simulation are ignored.
        """
        self._write(positions, POSITION, is_teleport=True)

    def set_velocities(self, velocities: ArrayLike) -> None:
        """Set the velocities (worlds, n, 2) in m/s, see `Simulation.set_velocities`.

        Values beyond the balls of a simulation are ignored.
        """
        self._write(velocities, VELOCITY)

    def _run(self, count: int, failed: dict[int, Exception]) -> None:
        """Run steps of all simulations that have not failed; add those that fail."""
        compiled, others = self._sort(failed)
        runs = {number: self._simulations[number].run(count) for number in others}
        self._resume(runs, failed)
        codes = self._call(compiled, list(runs), count)
        for number, code in zip(compiled, codes, strict=False):
            if code == DONE:
                self._simulations[number].steps += count
            else:
                self._worlds.worlds[number].code = code
                runs[number] = self._simulations[number].run(count, code)
        while runs:
            self._resume(runs, failed)
            self._call([], list(runs), count)

    def _sort(self, failed: dict[int, Exception]) -> tuple[list[int], list[int]]:
        """Return the numbers of the simulations that compiled code can run at once, and of the others."""
        contexts = saved_contexts(self._names)
        if None in contexts:
            raise ValueError(f"cannot step: simulation {contexts.index(None)} of the batch is closed")
        known = [
            context is before and not simulation.has_commands
            for context, before, simulation in zip(contexts, self._contexts, self._simulations, strict=True)
        ]
        compiled = [number for number, is_known in enumerate(known) if is_known]
        return compiled, [number for number, is_known in enumerate(known) if not is_known and number not in failed]

    def _resume(self, runs: Runs, failed: dict[int, Exception]) -> None:
        """Let runs do what compiled code has left to Python; delete those that are finished or fail."""
        for number, run in list(runs.items()):
            simulation, needs_python = self._simulations[number], True
            try:
                with simulation.world.active():
                    if bound := next(run, None):
                        self._worlds.bind(number, bound)
                        continue
                    needs_python = simulation.pipeline.needs_python
            except Exception as error:
                error.add_note(f"in simulation {number} of the batch")
                failed[number] = error
            del runs[number]
            self._work[number] = STEP_OVERHEAD + simulation.count
            self._contexts[number] = UNKNOWN if needs_python else saved_contexts([simulation.world.name])[0]

    def _call(self, begun: list[int], continued: list[int], count: int) -> list[int]:
        """Call the compiled code of simulations that begin so many steps, and of others that go on.

        Returns what it returns for each of them.
        """
        numbers, counts = np.array(begun + continued, np.int64), np.zeros(len(begun) + len(continued), np.int64)
        counts[: len(begun)] = count
        codes = np.zeros(len(numbers), np.int64)
        self._team.run(lambda part: self._worlds.run(numbers, counts, part, codes), self._parts(numbers, count))
        result: list[int] = codes.tolist()
        for number, code in zip(continued, result[len(begun) :], strict=True):
            self._worlds.worlds[number].code = code
        return result

    def _parts(self, numbers: Ints, count: int) -> list[slice]:
        """Divide simulations into parts of about equal work."""
        ends = count * np.cumsum(self._work[numbers])
        total = ends.item(-1) if len(ends) else 0
        work = max(MIN_PART_WORK, min(CALL_WORK, total // (PARTS_PER_THREAD * self.threads)))
        if total <= work:
            return [slice(0, len(numbers))]
        bounds = np.searchsorted(ends, np.arange(work, total, work))
        return [slice(*part) for part in pairwise(np.unique([0, *bounds, len(numbers)]).tolist())]

    def _update_columns(self) -> None:
        versions = [table.version for table in self._tables]
        if versions != self._versions:
            for number, table in enumerate(self._tables):
                if table.version != self._versions[number]:
                    self._columns.bind(number, table.storage, len(table))
            self._versions = versions

    def _read(self, columns: Sequence[int]) -> Floats:
        self._update_columns()
        return read_only(self._columns.read(columns))

    def _write(self, values: ArrayLike, columns: Sequence[int], is_teleport: bool = False) -> None:
        self._update_columns()
        counts = self._columns.counts
        shape = (len(self), int(counts.max(initial=0)), len(columns))
        is_used = np.arange(shape[1]) < counts[:, None]
        self._columns.write(columns, finite_array(values, shape, is_used), is_teleport)
