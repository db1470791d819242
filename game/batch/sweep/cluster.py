"""Workers of a Dask cluster."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from game.batch.sweep.settings import SweepError
from game.batch.sweep.workers import CHUNKS_PER_WORKER, Workers

TIMEOUT = 30.0
"""Time limit for the answer of the scheduler and for the first worker, s."""


@contextmanager
def cluster_workers(address: str) -> Iterator[Workers]:
    """Connect to the cluster whose scheduler has an address such as tcp://host:8786.

    If a worker is lost, the scheduler repeats its runs on another worker, or waits for a new one. Workers should have
    one thread each, because a process executes one run at a time. Raises ``SweepError`` if the scheduler does not
    answer, if it has no workers, or if a worker does not have the game installed.
    """
    try:
        distributed: Any = import_module("distributed")
    except ImportError:
        raise SweepError(
            f'cannot use --scheduler {address}: Dask is missing; allowed: after pip install "heptagon[cluster]"'
        ) from None
    for name in ("distributed", "distributed.client", "tornado.application"):
        logging.getLogger(name).setLevel(logging.CRITICAL + 1)  # errors are raised as exceptions, Ctrl-C too
    try:
        client = distributed.Client(address, timeout=TIMEOUT, set_as_default=False)
    except (OSError, ValueError) as error:
        raise SweepError(f"cannot use --scheduler {address}: no answer: {error}") from None
    with client:
        try:
            client.wait_for_workers(1, timeout=TIMEOUT)
        except TimeoutError:
            raise SweepError(f"cannot use --scheduler {address}: no worker within {TIMEOUT:.0f} s") from None
        found = client.run(find_spec, "game", on_error="ignore")  # a worker that is being lost does not answer
        if without := [worker for worker, game in found.items() if game is None]:
            lacking = f"the game is not installed on these workers: {', '.join(without)}"
            raise SweepError(f"cannot use --scheduler {address}: {lacking}")
        executor = client.get_executor(pure=False)
        try:
            yield Workers(executor, lambda: CHUNKS_PER_WORKER * len(client.nthreads()))
        finally:
            executor.shutdown(wait=False)
