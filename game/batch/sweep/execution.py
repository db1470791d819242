"""Execution of a plan by workers."""

from collections.abc import Callable
from concurrent.futures import FIRST_COMPLETED, CancelledError, Future, wait
from functools import partial
from itertools import islice
from time import monotonic
from typing import TypeVar

from game.batch.sweep.journal import Journal
from game.batch.sweep.plan import Plan
from game.batch.sweep.runs import Outcome, run_chunk
from game.batch.sweep.settings import SweepError
from game.batch.sweep.workers import Workers
from game.files.terminal import print_stderr

POLL_INTERVAL, NOTICE_DELAY = 1.0, 5.0
"""Time between two checks for workers, and time without workers until a notice is printed, s."""

T = TypeVar("T")
Futures = set[Future[list[tuple[int, Outcome]]]]


def execute_plan(plan: Plan, journal: Journal, workers: Workers, advance: Callable[[], object]) -> None:
    """Let workers execute all runs that are not in the journal, and write their outcomes to the journal.

    advance : called once for each of these runs

    Raises ``SweepError`` if the workers are lost; the completed runs are in the journal.
    """
    chunks, pending = plan.remaining_chunks(frozenset(journal.completed)), Futures()
    while True:
        for chunk in islice(chunks, max(0, max(1, _call_workers(workers.capacity)) - len(pending))):
            pending.add(_call_workers(partial(workers.executor.submit, run_chunk, chunk)))
        if not pending:
            return
        completed, pending = _wait_for_any(pending, workers)
        for future in completed:
            outcomes = _call_workers(future.result)
            journal.append(outcomes)
            for _ in outcomes:
                advance()


def _wait_for_any(pending: Futures, workers: Workers) -> tuple[Futures, Futures]:
    """Wait until a future is completed; return the completed and the pending ones.

    Prints a notice if there has been no worker for `NOTICE_DELAY`.
    """
    last_time, is_noticed = monotonic(), False
    while True:
        completed, rest = wait(pending, POLL_INTERVAL, FIRST_COMPLETED)
        if completed:
            return completed, rest
        if _call_workers(workers.capacity):
            last_time, is_noticed = monotonic(), False
        elif not is_noticed and monotonic() - last_time >= NOTICE_DELAY:
            print_stderr("no worker is left; the sweep continues as soon as a worker connects")
            is_noticed = True


def _call_workers(call: Callable[[], T]) -> T:
    """Return the result of a call to the workers; raise ``SweepError`` if it fails.

    An exception of a run is part of its outcome, so an exception here means that the workers are in trouble.
    """
    try:
        return call()
    except SweepError:
        raise
    except CancelledError:
        raise SweepError("cannot continue the sweep: the connection to the scheduler was lost") from None
    except Exception as error:
        raise SweepError(f"cannot continue the sweep: a worker failed: {type(error).__name__}: {error}") from None
