"""Many worlds, which one call advances, reads or writes."""

from typing import NamedTuple

from systems.kernels.columns import ANGLE, DIRTY, RATE, VX, VY, Balls, X, Y
from systems.kernels.compiler import Cube, RowBlock, Rows, kernel, struct, subroutine
from systems.kernels.step import (
    BEGIN,
    EMITTED,
    PHASE,
    STEPS,
    SUBSTEPS,
    World,
    load_world,
    run_steps,
)
from systems.kernels.stopwatch import IS_RUNNING, skip_lap

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
    if w.times[IS_RUNNING]:
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
