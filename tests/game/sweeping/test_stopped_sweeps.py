"""Sweeps in processes that are interrupted or killed: nobody stays behind, and nothing that is done is lost."""

import os
import signal
import subprocess
import sys
import time
from contextlib import contextmanager

import pytest

from tests.sweeps import ENVIRONMENT, RACE

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="signals are different there")

SEEDS = "0:120"


def command(*more):
    words = ("sweep", RACE, "--seeds", SEEDS, "--no-measure", "--workers", 2, "-o", "out.csv", *more)
    return [sys.executable, "-m", "game", *map(str, words)]


@contextmanager
def half_way(folder, *, until=20):
    """Run a sweep in a group of processes of its own until some of it is done."""
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    with subprocess.Popen(command(), cwd=folder, env=ENVIRONMENT, start_new_session=True, **pipes) as running:
        journal = folder / "out.csv.part"
        while not journal.exists() or journal.read_bytes().count(b"\n") < until:
            assert running.poll() is None, running.stderr.read()
            time.sleep(0.02)
        yield running


def members(group):
    """Whether a group still has processes."""
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return False
    return True


def wait_for_end(group):
    for _ in range(1500):
        if not members(group):
            return
        time.sleep(0.02)
    pytest.fail("some processes stay behind")


def test_ctrl_c_ends_all_and_keeps_what_is_done(tmp_path):
    with half_way(tmp_path) as running:
        os.killpg(running.pid, signal.SIGINT)  # as a terminal does: everybody gets it
        out, err = running.communicate(timeout=60)
    assert (running.returncode, out) == (130, "")
    *_, kept, last = [line for line in err.splitlines() if not line.startswith("simulating")]
    assert "Traceback" not in err
    assert kept.endswith("of 120 runs are kept in out.csv.part; the same command goes on with them")
    assert last == "interrupted"
    wait_for_end(running.pid)


def test_who_is_killed_leaves_no_workers_and_goes_on(tmp_path):
    with half_way(tmp_path) as running:
        running.kill()
        running.wait()
        wait_for_end(running.pid)
    (tmp_path / "whole").mkdir()
    whole = subprocess.Popen([*command(), "--workers", "1"], cwd=tmp_path / "whole", env=ENVIRONMENT)
    subprocess.run(command(), cwd=tmp_path, env=ENVIRONMENT, check=True, capture_output=True)
    assert whole.wait(120) == 0
    assert (tmp_path / "out.csv").read_bytes() == (tmp_path / "whole" / "out.csv").read_bytes()
    assert not (tmp_path / "out.csv.part").exists()


def test_a_worker_that_is_killed_is_told(tmp_path):
    with half_way(tmp_path) as running:
        listed = subprocess.run(
            ["ps", "-o", "pid=,args=", "-g", str(running.pid)], check=True, capture_output=True, text=True
        )
        workers = [line.split()[0] for line in listed.stdout.splitlines() if "spawn_main" in line]
        os.kill(int(workers[-1]), signal.SIGKILL)
        _, err = running.communicate(timeout=60)
    assert running.returncode == 1
    assert "a worker failed: BrokenProcessPool" in err
    assert "Traceback" not in err
    wait_for_end(running.pid)
