"""Many worlds, which one call advances, reads or writes."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from systems.bound_world import BoundWorld
from systems.kernels.batch import (
    COLUMNS_SIZE,
    BallColumns,
    begin_steps,
    bind_columns,
    read_columns,
    run_worlds,
    write_columns,
)
from systems.kernels.columns import DIRTY
from systems.kernels.compiler import Kernel
from systems.kernels.step import WORLD_SIZE, run_steps

IS_COMPILED = isinstance(run_worlds, Kernel)


class BoundWorlds:
    """Many worlds, any of which one call runs. Without compilation the call runs the same code as Python.

    worlds : by number
    """

    def __init__(self, count: int) -> None:
        self.worlds: dict[int, BoundWorld] = {}
        self._memories = np.zeros((count, WORLD_SIZE), np.int64)

    def bind(self, number: int, world: BoundWorld) -> None:
        """Let a number stand for a world."""
        if self.worlds.get(number) is not world:
            self.worlds[number], self._memories[number] = world, world.memory

    def run(self, numbers: NDArray[np.int64], counts: NDArray[np.int64], part: slice, codes: NDArray[np.int64]) -> None:
        """Call `run_worlds` for a part of the numbers."""
        if IS_COMPILED:
            run_worlds(self._memories, numbers, counts, part.start, part.stop, codes)
            return
        for k in range(part.start, part.stop):
            world = self.worlds[numbers.item(k)].world
            if counts[k] > 0:
                begin_steps(world, counts.item(k))
            codes[k] = run_steps(world)


class BoundColumns:
    """Columns of the balls of many worlds, which one call reads or writes.

    counts : (worlds,) number of balls of each world
    """

    def __init__(self, count: int) -> None:
        self.counts = np.zeros(count, np.int64)
        self._storages: dict[int, NDArray[np.float64]] = {}  # keeps them alive
        self._memories = np.zeros((count, COLUMNS_SIZE), np.int64)

    def bind(self, number: int, storage: NDArray[np.float64], count: int) -> None:
        """Set the columns of a world, and the number of its balls."""
        self.counts[number] = count
        if self._storages.get(number) is not storage:
            self._storages[number] = storage
            if IS_COMPILED:
                bind_columns(self._memories[number], BallColumns(storage))

    def read(self, columns: Sequence[int]) -> NDArray[np.float64]:
        """Return columns (worlds, n, columns), where n is the largest number of balls; nan where a world has fewer."""
        indices = np.array(columns)
        values = np.full((len(self.counts), self.counts.max(initial=0), len(indices)), np.nan)
        if IS_COMPILED:
            read_columns(self._memories, self.counts, indices, values)
        else:
            for number, storage in self._storages.items():
                count = self.counts[number]
                values[number, :count] = storage[indices, :count].T
        return values

    def write(self, columns: Sequence[int], values: NDArray[np.float64], is_teleport: bool) -> None:
        """Write columns in the form of `read`; mark the balls as dirty if that is a teleport."""
        indices = np.array(columns)
        if IS_COMPILED:
            write_columns(self._memories, self.counts, indices, values, is_teleport)
            return
        for number, storage in self._storages.items():
            count = self.counts[number]
            storage[indices, :count] = values[number, :count].T
            if is_teleport:
                storage[DIRTY, :count] = 1.0
