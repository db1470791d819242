"""Who does the runs: this process, several on this machine, or those of a cluster."""

import os
import signal
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from contextlib import AbstractContextManager, contextmanager
from multiprocessing import active_children, get_context, parent_process
from threading import Thread
from typing import Any, NamedTuple

import systems
from game.batch.progress import load_kernels

AHEAD = 2
"""Chunks at a time for each worker, so that the next one is there when one is done."""


class Workers(NamedTuple):
    """Takes work; `room` tells how many chunks it should have at a time, 0 while there is nobody to do them."""

    executor: Executor
    room: Callable[[], int]


def local(count: int) -> AbstractContextManager[Workers]:
    """Open so many workers on this machine; the kernels are compiled first. One is this process itself."""
    load_kernels()
    return _here() if count == 1 else _processes(count)


def cores() -> int:
    """Return how many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


class _Here(Executor):
    """Does everything at once, and in this process."""

    def submit(self, work: Callable[..., Any], /, *arguments: Any, **named: Any) -> Future[Any]:
        future = Future[Any]()
        try:
            future.set_result(work(*arguments, **named))
        except Exception as problem:
            future.set_exception(problem)
        return future


@contextmanager
def _here() -> Iterator[Workers]:
    yield Workers(_Here(), lambda: 1)


@contextmanager
def _processes(count: int) -> Iterator[Workers]:
    others = set(active_children())
    executor = ProcessPoolExecutor(count, get_context("spawn"), _begin)
    try:
        _start(executor, count)
        yield Workers(executor, lambda: AHEAD * count)
    except BaseException:  # Ctrl-C as well: nobody waits for what is half done
        for process in set(active_children()) - others:
            process.kill()
        raise
    finally:
        executor.shutdown(cancel_futures=True)


def _start(executor: Executor, count: int) -> None:
    """Start the processes, one with each task; they inherit that Ctrl-C is none of their business."""
    handler = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        for _ in range(count):
            executor.submit(systems.load_kernels)
    finally:
        signal.signal(signal.SIGINT, handler)


def _begin() -> None:
    """Leave Ctrl-C to the parent, also on Windows, and end with it, also if it is killed."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    Thread(target=_end_with_parent, name="parent", daemon=True).start()


def _end_with_parent() -> None:
    if parent := parent_process():
        parent.join()
        os._exit(1)
