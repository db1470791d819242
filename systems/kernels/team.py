"""Threads that share the parts of a pass, inside compiled code.

One thread runs the step and posts jobs; the others wait for jobs while the step runs. A job has a number of items that
does not depend on the number of threads, and their results do not depend on the order in which they are done. So
threads only change how long a step takes.

The thread that posts a job writes its kind first, and then a ticket: the number of the job, and the first and the last
item that are left. A thread takes an item by changing the ticket with compare-and-swap. So it can only take an item of
the present job, and this job is not finished before the item is done. The thread that posts takes the first items, the
others take the last ones: so each mostly works on the same balls in all jobs, which are in the cache of its core.
"""

import ctypes
import os
from typing import Any

import llvmlite.binding
from llvmlite import ir
from numba import types
from numba.core import cgutils

from systems.kernels.compiler import Rows, generated, subroutine

TICKET, DONE, HAS_JOBS, KIND, VARIANT, HELPERS = 0, 8, 16, 24, 25, 26
TEAM_SIZE = 32
"""Elements of a team (TEAM_SIZE,): ticket; number of items done; 1 while there may be jobs, each in a cache line of its
own; kind and variant of the present job; number of other threads, without which nothing is atomic."""

JOB, LAST = 2**32, 2**16  # ticket = JOB * number of the job + LAST * end of the items left + first item left
YIELD = "heptagon.yield"  # symbol of the function of the operating system that lets other threads run
PATIENCE = 100_000  # times that a thread lets others use the processor before it no longer waits for a first job
SPINS = 200  # times that a thread looks for a job before it lets others use the processor


_library: Any = vars(ctypes)["windll"].kernel32 if os.name == "nt" else ctypes.CDLL(None)
_yield = _library.SwitchToThread if os.name == "nt" else _library.sched_yield
llvmlite.binding.add_symbol(YIELD, ctypes.cast(_yield, ctypes.c_void_p).value)


def _pointer(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
    """Return the address of an element of an array."""
    data = context.make_array(signature.args[0])(context, builder, arguments[0]).data
    return builder.gep(data, [arguments[1]])


def _load(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
    return builder.load_atomic(_pointer(context, builder, signature, arguments), "acquire", 8)


def _store(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
    builder.store_atomic(arguments[2], _pointer(context, builder, signature, arguments), "release", 8)
    return context.get_dummy_value()


def _add(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
    return builder.atomic_rmw("add", _pointer(context, builder, signature, arguments), arguments[2], "acq_rel")


def _exchange(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
    pointer = _pointer(context, builder, signature, arguments)
    result = builder.cmpxchg(pointer, arguments[2], arguments[3], "acq_rel", "acquire")
    return context.cast(builder, builder.extract_value(result, 1), types.boolean, signature.return_type)


def _yield_processor(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:  # noqa: ARG001
    function_type = ir.FunctionType(ir.IntType(32), ())
    builder.call(cgutils.get_or_insert_function(builder.module, function_type, YIELD), ())
    return context.get_dummy_value()


@generated(_load)
def load(team: Rows, place: int) -> int:
    """Return an element that other threads change."""
    value: int = team[place]
    return value


@generated(_store)
def store(team: Rows, place: int, value: int) -> None:
    """Write an element that other threads read, after everything before."""
    team[place] = value


@generated(_add)
def add(team: Rows, place: int, value: int) -> int:
    """Add to an element; return what it was before."""
    before: int = team[place]
    team[place] += value
    return before


@generated(_exchange)
def exchange(team: Rows, place: int, expected: int, value: int) -> bool:
    """Replace an element if it is what is expected; return whether it was."""
    if team[place] != expected:
        return False
    team[place] = value
    return True


@generated(_yield_processor)
def yield_processor() -> None:
    """Let other threads use the processor."""


@subroutine
def post(team: Rows, kind: int, variant: int, items: int) -> None:
    """Post a job of so many items. The caller then takes items too, and waits for the others with `finish`."""
    team[KIND], team[VARIANT], team[DONE] = kind, variant, 0
    ticket = (team[TICKET] // JOB + 1) * JOB + LAST * items
    if team[HELPERS] == 0:
        team[TICKET] = ticket
    else:
        store(team, TICKET, ticket)


@subroutine
def take(team: Rows, is_helper: bool) -> int:
    """Take an item of the present job; return its index, or -1 if none is left."""
    while True:
        ticket = team[TICKET] if team[HELPERS] == 0 else load(team, TICKET)
        first, end = ticket % LAST, ticket % JOB // LAST
        if first >= end:
            return -1
        if team[HELPERS] == 0:
            team[TICKET] = ticket + 1
            return first
        if exchange(team, TICKET, ticket, ticket - LAST if is_helper else ticket + 1):
            return end - 1 if is_helper else first


@subroutine
def report(team: Rows) -> None:
    """Tell that an item is done."""
    if team[HELPERS] > 0:
        add(team, DONE, 1)


@subroutine
def finish(team: Rows, items: int) -> None:
    """Wait until all items of the present job are done."""
    spins = 0
    while team[HELPERS] > 0 and load(team, DONE) < items:
        spins += 1
        if spins > SPINS:
            yield_processor()
