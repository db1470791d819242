"""Many worlds, which one call advances, reads or writes."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from systems.kernels.columns import ANGLE, DIRTY, RATE, VX, VY, Balls, X, Y
from systems.kernels.compiler import Cube, Kernel, RowBlock, Rows, kernel, struct, subroutine
from systems.kernels.step import (
    BEGIN,
    EMITTED,
    PHASE,
    STEPS,
    SUBSTEPS,
    WORLD_SIZE,
    BoundWorld,
    World,
    load_world,
    run_steps,
)
from systems.kernels.stopwatch import skip_lap

POSITION, VELOCITY, ORIENTATION, ANGULAR_VELOCITY = (X, Y), (VX, VY), (ANGLE,), (RATE,)
"""The columns of quantities of balls."""


class BallColumns(NamedTuple):
    """The columns of a table of balls."""

    balls: Balls


COLUMNS_SIZE, load_columns, store_columns = struct(BallColumns)


@subroutine
def begin_steps(w: World, count: int) -> None:
    """Plan so many more steps, from the start of the next one."""
    w.progress[PHASE], w.progress[EMITTED] = BEGIN, -1
    skip_lap(w.times)
    w.plan[STEPS] = w.clock[0] // w.plan[SUBSTEPS] + count


@kernel
def run_worlds(memories: RowBlock, numbers: Rows, counts: Rows, first: int, last: int, codes: Rows) -> None:
    """Call `run_steps` for the worlds ``numbers[first:last]``, and write what it returns.

    memories : (worlds, WORLD_SIZE) see `bind_world`
    numbers : (n,) numbers of worlds
    counts : (n,) how many steps to begin; a world with 0 goes on as its plan says
    codes : (n,) what `run_steps` returns
    """
    for k in range(first, last):
        w = load_world(memories[numbers[k]])
        if counts[k] > 0:
            begin_steps(w, counts[k])
        codes[k] = run_steps(w)


@kernel
def bind_columns(memory: Rows, columns: BallColumns) -> None:
    """Write the address of columns into memory (COLUMNS_SIZE,)."""
    store_columns(memory, columns)


@kernel
def read_columns(memories: RowBlock, ball_counts: Rows, columns: Rows, values: Cube) -> None:
    """Copy some columns of all worlds into values (worlds, balls, columns); values without a ball do not change.

    memories : (worlds, COLUMNS_SIZE) see `bind_columns`
    ball_counts : (worlds,) number of balls of each world
    """
    for number in range(memories.shape[0]):
        balls = load_columns(memories[number]).balls
        for k in range(columns.shape[0]):
            for ball in range(ball_counts[number]):
                values[number, ball, k] = balls[columns[k], ball]


@kernel
def write_columns(memories: RowBlock, ball_counts: Rows, columns: Rows, values: Cube, is_teleport: bool) -> None:
    """Copy values (worlds, balls, columns) into columns of all worlds, see `read_columns`.

    is_teleport : whether to mark the balls as dirty
    """
    for number in range(memories.shape[0]):
        balls = load_columns(memories[number]).balls
        for k in range(columns.shape[0]):
            for ball in range(ball_counts[number]):
                balls[columns[k], ball] = values[number, ball, k]
        if is_teleport:
            balls[DIRTY, : ball_counts[number]] = 1.0


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
