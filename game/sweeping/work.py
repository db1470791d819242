"""Does what is left of a plan."""

from collections.abc import Callable
from concurrent.futures import FIRST_COMPLETED, CancelledError, Future, wait
from functools import partial
from itertools import islice
from typing import TypeVar

from game.sweeping.journal import Journal
from game.sweeping.plan import Plan
from game.sweeping.runs import Outcome, do
from game.sweeping.settings import SweepError
from game.sweeping.workers import Workers

T = TypeVar("T")


def work(plan: Plan, journal: Journal, workers: Workers, advance: Callable[[], object]) -> None:
    """Let workers do all runs that the journal does not have, and write them down as they come.

    advance : is called once for each run, those that were done before included

    Raises ``SweepError`` when the workers are lost; what is done is in the journal.
    """
    for _ in journal.done:
        advance()
    chunks, busy = plan.chunks(frozenset(journal.done)), set[Future[list[tuple[int, Outcome]]]]()
    while True:
        for chunk in islice(chunks, max(0, workers.room() - len(busy))):
            busy.add(_ask(partial(workers.executor.submit, do, chunk)))
        if not busy:
            return
        over, busy = wait(busy, return_when=FIRST_COMPLETED)
        for future in over:
            outcomes = _ask(future.result)
            journal.write(outcomes)
            for _ in outcomes:
                advance()


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
