"""The number of threads to use, and a team of threads that share work."""

import os
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from typing import TypeVar

THREAD_LIMIT = "HEPTAGON_THREADS"
"""Environment variable that limits the number of threads of this engine."""

LIMITS = (THREAD_LIMIT, "NUMBA_NUM_THREADS")
"""All environment variables that limit it."""

MAX_CROWD_THREADS = 8
"""Threads for one crowd at most. Its pairs are in so few stripes that more threads would mostly wait."""

T = TypeVar("T")


def core_count() -> int:
    """Return the number of cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def thread_count(threads: int | None = None) -> int:
    """Return the number of threads to use: that given, by default `core_count`, but not more than any of `LIMITS`.

    Raises ``ValueError`` if the number or a limit is not a whole number from 1.
    """
    if threads is not None and threads < 1:
        raise ValueError(f"cannot use {threads} threads; allowed: 1 or more")
    return min([threads or core_count(), *(_limit(name) for name in LIMITS if os.environ.get(name))])


def crowd_threads() -> int:
    """Return the number of threads for the balls of one crowd: `thread_count`, at most `MAX_CROWD_THREADS`."""
    return min(thread_count(), MAX_CROWD_THREADS)


def _limit(name: str) -> int:
    text = os.environ[name].strip()
    if not (text.isascii() and text.isdecimal() and int(text) > 0):
        raise ValueError(f"cannot use {name}={text} as a limit of threads; allowed: whole numbers from 1")
    return int(text)


class ThreadTeam:
    """A number of threads that share work; one of them is the thread that calls `run`.

    The other threads start when they are needed. The work must release the GIL, as kernels do, to be done in parallel.

    count : number of threads
    """

    def __init__(self, count: int) -> None:
        self.count = count
        self._executor = ThreadPoolExecutor(count - 1, "heptagon") if count > 1 else None

    def run(self, work: Callable[[T], object], parts: Sequence[T]) -> None:
        """Call ``work`` with every part, each in any thread, and return when all calls are done.

        If a call raises, or Ctrl-C interrupts, no other part is begun, and the error is raised when no call runs.
        """
        remaining = iter(list(parts))  # threads may share the iterator of a list

        def work_on_parts() -> None:
            try:
                for part in remaining:
                    work(part)
            except BaseException:
                deque(remaining, 0)
                raise

        helpers = min(self.count, len(parts)) - 1
        futures = [self._executor.submit(work_on_parts) for _ in range(helpers)] if self._executor else []
        try:
            work_on_parts()
        finally:
            wait_for_all(futures)
        for future in futures:
            future.result()

    def close(self) -> None:
        """End the threads."""
        if self._executor:
            self._executor.shutdown()


def wait_for_all(futures: list[Future[None]]) -> None:
    """Wait until all futures are done, even if Ctrl-C interrupts."""
    if not futures:
        return
    try:
        wait(futures)
    except BaseException:
        wait(futures)
        raise
