"""Workers of a cluster, through Dask distributed."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from game.batch.sweep.settings import SweepError
from game.batch.sweep.workers import AHEAD, Workers

PATIENCE = 30.0
"""s until a scheduler must have answered, and a worker be there."""


@contextmanager
def workers(address: str) -> Iterator[Workers]:
    """Join the cluster whose scheduler is at an address such as tcp://host:8786.

    A worker that is lost costs only the time of the runs it was at: the scheduler gives them to another one, and when
    there is none, waits for one. Let each have one thread: within a process one run goes on at a time. Raises
    ``SweepError`` if there is no such cluster, or if it does not have the game.
    """
    try:
        distributed: Any = import_module("distributed")
    except ImportError:
        raise SweepError('--scheduler needs Dask distributed: pip install "heptagon[cluster]"') from None
    for name in ("distributed", "distributed.client"):
        logging.getLogger(name).setLevel(logging.CRITICAL + 1)  # what matters comes as an exception
    try:
        client = distributed.Client(address, timeout=PATIENCE, set_as_default=False)
    except (OSError, ValueError) as problem:
        raise SweepError(f"--scheduler {address}: nobody answers: {problem}") from None
    with client:
        try:
            client.wait_for_workers(1, timeout=PATIENCE)
        except TimeoutError:
            raise SweepError(f"--scheduler {address}: has had no worker for {PATIENCE:.0f} s") from None
        if without := [worker for worker, game in client.run(find_spec, "game").items() if game is None]:
            raise SweepError(
                f"--scheduler {address}: without the game, which has to be installed: {', '.join(without)}"
            )
        executor = client.get_executor(pure=False)
        try:
            yield Workers(executor, lambda: AHEAD * len(client.nthreads()))
        finally:
            executor.shutdown(wait=False)
