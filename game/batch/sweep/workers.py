"""Workers of a sweep: this process, or several processes on this machine."""

import os
import signal
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from contextlib import AbstractContextManager, contextmanager
from multiprocessing import active_children, get_context, parent_process
from threading import Thread
from typing import Any, NamedTuple

import systems
from game.batch.progress import prepare_kernels
from systems.threads import THREAD_LIMIT, thread_count

CHUNKS_PER_WORKER = 2
"""Chunks that each worker gets at a time, so that it never waits for the next one."""


class Workers(NamedTuple):
    """An executor of chunks.

    capacity : returns how many chunks should be submitted at a time; 0 if no worker is connected
    """

    executor: Executor
    capacity: Callable[[], int]


def local_workers(count: int) -> AbstractContextManager[Workers]:
    """Load the kernels and start ``count`` worker processes; for one worker, use this process."""
    prepare_kernels()
    return _this_process() if count == 1 else _processes(count)


class _ImmediateExecutor(Executor):
    """Executes each call in this process when it is submitted."""

    def submit(self, work: Callable[..., Any], /, *arguments: Any, **named: Any) -> Future[Any]:
        future = Future[Any]()
        try:
            future.set_result(work(*arguments, **named))
        except Exception as error:
            future.set_exception(error)
        return future


@contextmanager
def _this_process() -> Iterator[Workers]:
    yield Workers(_ImmediateExecutor(), lambda: 1)


@contextmanager
def _processes(count: int) -> Iterator[Workers]:
    others = set(active_children())
    threads = max(1, thread_count() // count)
    executor = ProcessPoolExecutor(count, get_context("spawn"), _initialize_worker, (threads,))
    try:
        _start_processes(executor, count)
        yield Workers(executor, lambda: CHUNKS_PER_WORKER * count)
    except BaseException:  # including Ctrl-C: do not wait for running chunks
        for process in set(active_children()) - others:
            process.kill()
        raise
    finally:
        executor.shutdown(cancel_futures=True)


def _start_processes(executor: Executor, count: int) -> None:
    """Start one process with each submitted task. The processes inherit that SIGINT is ignored."""
    handler = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        for _ in range(count):
            executor.submit(systems.load_kernels)
    finally:
        signal.signal(signal.SIGINT, handler)


def _initialize_worker(threads: int) -> None:
    """Limit the threads of this process, ignore Ctrl-C, on Windows too, and exit when the parent process ends.

    It exits even if the parent process is killed.
    """
    os.environ[THREAD_LIMIT] = str(threads)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    Thread(target=_end_with_parent, name="parent", daemon=True).start()


def _end_with_parent() -> None:
    if parent := parent_process():
        parent.join()
        os._exit(1)
