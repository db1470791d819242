"""Does what is left of a plan."""

from collections.abc import Callable
from concurrent.futures import FIRST_COMPLETED, CancelledError, Future, wait
from functools import partial
from itertools import islice
from time import monotonic
from typing import TypeVar

from game.batch.progress import print_stderr
from game.batch.sweep.journal import Journal
from game.batch.sweep.plan import Plan
from game.batch.sweep.runs import Outcome, do
from game.batch.sweep.settings import SweepError
from game.batch.sweep.workers import Workers

LOOK, PATIENCE = 1.0, 5.0
"""s between two looks whether anybody is still there, and until it is told that nobody is."""

T = TypeVar("T")
Busy = set[Future[list[tuple[int, Outcome]]]]


def work(plan: Plan, journal: Journal, workers: Workers, advance: Callable[[], object]) -> None:
    """Let workers do all runs that the journal does not have, and write them down as they come.

    advance : is called once for each run, those that were done before included

    Raises ``SweepError`` when the workers are lost for ever; what is done is in the journal.
    """
    for _ in journal.done:
        advance()
    chunks, busy = plan.chunks(frozenset(journal.done)), Busy()
    while True:
        for chunk in islice(chunks, max(0, max(1, _ask(workers.room)) - len(busy))):
            busy.add(_ask(partial(workers.executor.submit, do, chunk)))
        if not busy:
            return
        over, busy = _first(busy, workers)
        for future in over:
            outcomes = _ask(future.result)
            journal.write(outcomes)
            for _ in outcomes:
                advance()


def _first(busy: Busy, workers: Workers) -> tuple[Busy, Busy]:
    """Wait until something is over; return that, and the rest. Tell, once, when there is nobody left to do it."""
    last, is_told = monotonic(), False
    while True:
        over, rest = wait(busy, LOOK, FIRST_COMPLETED)
        if over:
            return over, rest
        if _ask(workers.room):
            last, is_told = monotonic(), False
        elif not is_told and monotonic() - last >= PATIENCE:
            print_stderr("no worker is left; the sweep goes on when there is one")
            is_told = True


def _ask(question: Callable[[], T]) -> T:
    """Return what workers answer. What a run raises is an answer, too: here, something is wrong with the workers."""
    try:
        return question()
    except SweepError:
        raise
    except CancelledError:
        raise SweepError("the scheduler was lost") from None
    except Exception as problem:
        raise SweepError(f"a worker failed: {type(problem).__name__}: {problem}") from None
