"""Does what is left of a plan."""

from collections.abc import Callable
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, CancelledError, Future, wait
from itertools import islice

from game.sweeping.journal import Journal
from game.sweeping.plan import Plan
from game.sweeping.runs import Outcome, do
from game.sweeping.settings import SweepError
from game.sweeping.workers import Workers


def work(plan: Plan, journal: Journal, workers: Workers, advance: Callable[[], object]) -> None:
    """Let workers do all runs that the journal does not have, and write them down as they come.

    advance : is called once for each run, those that were done before included

    Raises ``SweepError`` when the workers are lost; what is done is in the journal.
    """
    for _ in journal.done:
        advance()
    chunks, busy = plan.chunks(frozenset(journal.done)), set[Future[list[tuple[int, Outcome]]]]()
    try:
        while True:
            busy |= {workers.executor.submit(do, chunk) for chunk in islice(chunks, max(0, workers.room() - len(busy)))}
            if not busy:
                return
            over, busy = wait(busy, return_when=FIRST_COMPLETED)
            for future in over:
                outcomes = future.result()
                journal.write(outcomes)
                for _ in outcomes:
                    advance()
    except (BrokenExecutor, CancelledError) as problem:
        raise SweepError(f"the workers were lost: {problem or type(problem).__name__}") from None
