"""Measures the time of the parts of a step, inside compiled code."""

from time import perf_counter_ns
from typing import Any

from llvmlite import ir

from systems.kernels.compiler import Rows, generated, kernel, subroutine

IS_RUNNING, LAST, FIRST_PART = range(3)
"""Elements of the times: 1 while it measures; the ticks at the last call; and from here on the ticks of each part."""


def _cycle_count(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:  # noqa: ARG001
    """Return the counter of the processor, by the instruction of LLVM of that name."""
    counter = builder.module.declare_intrinsic("llvm.readcyclecounter", fnty=ir.FunctionType(ir.IntType(64), ()))
    return builder.call(counter, ())


@generated(_cycle_count)
def ticks() -> int:
    """Return a count that grows steadily with time; in compiled code that of the processor, else nanoseconds."""
    return perf_counter_ns()


@subroutine
def lap(times: Rows, part: int) -> None:
    """Add the ticks since the last call to a part, if the stopwatch runs."""
    if times[IS_RUNNING]:
        now = ticks()
        times[FIRST_PART + part] += now - times[LAST]
        times[LAST] = now


@kernel
def present_ticks() -> int:
    """Return `ticks`, as `lap` reads them."""
    return ticks()


@kernel
def skip_lap(times: Rows) -> None:
    """Let the time since the last call of `lap` count for no part."""
    times[LAST] = ticks()
