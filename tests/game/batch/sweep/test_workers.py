"""Tests of `game.batch.sweep.workers`."""

import pytest

from game.batch.sweep.workers import local_workers
from systems.threads import THREAD_LIMIT, thread_count


@pytest.mark.slow
@pytest.mark.parametrize(("limit", "expected"), [("1", 1), ("5", 2)])
def test_worker_processes_share_the_threads(limit, expected, monkeypatch):
    monkeypatch.setattr("systems.threads.core_count", lambda: 8)
    monkeypatch.setenv(THREAD_LIMIT, limit)
    with local_workers(2) as workers:
        assert workers.executor.submit(thread_count, 8).result() == expected
