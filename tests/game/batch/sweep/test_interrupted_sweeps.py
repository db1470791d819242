"""Tests of sweeps that are interrupted or killed: all processes end, and completed runs are kept."""

import os
import shlex
import signal
import subprocess
import sys
import time
from concurrent.futures import Executor
from contextlib import contextmanager
from multiprocessing import active_children

import pytest

from game.batch.sweep import workers
from game.batch.sweep.execution import execute_plan
from game.batch.sweep.journal import Journal
from game.batch.sweep.settings import SweepError
from tests.sweeps import ENVIRONMENT, RACE, make_plan

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="signals are different there")

SEEDS = "0:120"


def command():
    words = ("sweep", RACE, "--seeds", SEEDS, "--no-measure", "--workers", 2, "-o", "out.csv")
    return [sys.executable, "-m", "game", *map(str, words)]


@contextmanager
def half_way(folder, *, until=20):
    """Run a sweep in a process group of its own until some runs are completed."""
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    with subprocess.Popen(command(), cwd=folder, env=ENVIRONMENT, start_new_session=True, **pipes) as running:
        journal = folder / "out.csv.part"
        while not journal.exists() or journal.read_bytes().count(b"\n") < until:
            assert running.poll() is None, running.stderr.read()
            time.sleep(0.02)
        yield running


def has_processes(group):
    """Return whether a process group has processes."""
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return False
    return True


def wait_for_end(group):
    for _ in range(1500):
        if not has_processes(group):
            return
        time.sleep(0.02)
    pytest.fail("some processes have not ended")


def test_ctrl_c_ends_all_processes_and_keeps_completed_runs(tmp_path):
    with half_way(tmp_path) as running:
        os.killpg(running.pid, signal.SIGINT)  # to the whole group, as a terminal does
        out, err = running.communicate(timeout=60)
    assert (running.returncode, out) == (130, "")
    *_, kept, last = [line for line in err.splitlines() if not line.startswith("simulating")]
    assert "Traceback" not in err
    words = shlex.join(map(str, command()[3:]))
    assert kept.endswith(f"of 120 runs are saved in out.csv.part; to resume: python -m game {words}")
    assert last == "interrupted"
    wait_for_end(running.pid)


@pytest.mark.slow
def test_killed_sweep_leaves_no_workers_and_resumes_to_the_same_results(tmp_path, sweep):
    with half_way(tmp_path) as running:
        running.kill()
        running.wait()
        wait_for_end(running.pid)
    subprocess.run(command(), cwd=tmp_path, env=ENVIRONMENT, check=True, capture_output=True)
    assert not (tmp_path / "out.csv.part").exists()
    assert sweep("--no-measure", "--workers", 1, output="whole.csv", seeds=SEEDS).exit_code == 0
    assert (tmp_path / "out.csv").read_bytes() == (tmp_path / "whole.csv").read_bytes()


def test_crashed_worker_is_reported(tmp_path):
    class CrashingExecutor(Executor):
        def submit(self, _, chunk):
            return pool.executor.submit(os._exit, 1)

    plan = make_plan()
    with Journal(tmp_path / "part", plan.fingerprint()) as journal:
        with pytest.raises(SweepError, match="a worker failed: BrokenProcessPool"), workers.local_workers(2) as pool:
            execute_plan(plan, journal, pool._replace(executor=CrashingExecutor()), lambda: None)
        assert journal.completed == {}
    assert active_children() == []
