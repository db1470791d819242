"""Tests of sweeps on a Dask cluster of worker processes, which are killed."""

import json
import re
import signal
import subprocess
import sys
import time
from contextlib import ExitStack, contextmanager
from threading import Timer

import pytest

from game.batch.sweep import cluster
from tests.sweeps import ENVIRONMENT, RACE

pytest.importorskip("distributed")

SCHEDULER = ["scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard"]
WORKER = ["worker", "--nthreads", "1", "--no-nanny", "--no-dashboard"]
SEEDS = "0:120"
SWEEP = ["sweep", RACE, "--no-measure", "--json"]


def command(*words):
    return [sys.executable, "-m", *map(str, words)]


@pytest.fixture(scope="module")
def start(tmp_path_factory):
    """Return a function that starts a Dask process and returns it and its log file. All end with the module."""
    with ExitStack() as stack:

        def process(*words, environment=ENVIRONMENT):
            folder = tmp_path_factory.mktemp("dask")
            log = stack.enter_context((folder / "log").open("w"))
            arguments = command("dask", *words, *(["--local-directory", folder] if words[0] == "worker" else []))
            running = stack.enter_context(
                subprocess.Popen(arguments, cwd=folder, env=environment, stdout=log, stderr=log)
            )
            stack.callback(running.kill)
            return running, folder / "log"

        yield process


@pytest.fixture(scope="module")
def scheduler(start):
    """The address of a scheduler."""
    running, log = start(*SCHEDULER)
    while not (found := re.search(r"Scheduler at:\s+(tcp://\S+)", log.read_text())):
        assert running.poll() is None, log.read_text()
        time.sleep(0.05)
    return found[1]


def line_count(folder):
    """Return the number of lines of the journal."""
    journal = folder / "out.csv.part"
    return journal.read_bytes().count(b"\n") if journal.exists() else 0


def wait_for(lines, folder, running):
    while line_count(folder) < lines:
        assert running.poll() is None, running.stderr.read()
        time.sleep(0.02)


@contextmanager
def half_way(folder, scheduler, seeds=SEEDS):
    """Run a sweep until some runs are completed."""
    words = command("game", *SWEEP, "--seeds", seeds, "--scheduler", scheduler, "-o", "out.csv")
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    with subprocess.Popen(words, cwd=folder, env=ENVIRONMENT, **pipes) as running:
        deadline = Timer(120.0, running.kill)  # in case the sweep hangs
        deadline.start()
        try:
            wait_for(20, folder, running)
            yield running
        finally:
            deadline.cancel()


@pytest.mark.slow
def test_killed_worker_does_not_change_the_results(start, scheduler, tmp_path, sweep):
    workers = [start(*WORKER, scheduler) for _ in range(2)]
    with half_way(tmp_path, scheduler) as running:
        workers[0][0].kill()
        out, err = running.communicate(timeout=120)
    assert (running.returncode, err) == (0, "")
    assert json.loads(out)["failed"] == 0
    workers[1][0].kill()
    assert sweep("--no-measure", output="whole.csv", seeds=SEEDS).exit_code == 0
    assert (tmp_path / "out.csv").read_bytes() == (tmp_path / "whole.csv").read_bytes()


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="signals are different there")
def test_sweep_without_workers_continues_with_a_new_worker_until_ctrl_c(start, scheduler, tmp_path):
    worker, _ = start(*WORKER, scheduler)
    with half_way(tmp_path, scheduler, "0:20000") as running:
        worker.kill()
        assert running.stderr.readline() == "no worker is left; the sweep continues as soon as a worker connects\n"
        before = line_count(tmp_path)
        worker, _ = start(*WORKER, scheduler)
        wait_for(before + 20, tmp_path, running)
        running.send_signal(signal.SIGINT)
        out, err = running.communicate(timeout=60)
    worker.kill()
    saved = line_count(tmp_path) - 1
    assert (running.returncode, out) == (130, "")
    kept, end = err.splitlines()
    assert kept.startswith(f"{saved} of 20000 runs are saved in out.csv.part; to resume: python -m game sweep ")
    assert end == "interrupted"


@pytest.mark.slow
def test_ctrl_c_before_a_call_has_reached_the_event_loop_of_dask_logs_nothing(start, scheduler, monkeypatch, capfd):
    worker, _ = start(*WORKER, scheduler)
    with cluster.cluster_workers(scheduler) as workers:
        workers.executor._client.loop.add_callback(time.sleep, 0.5)
        Timer(0.1, signal.raise_signal, [signal.SIGINT]).start()
        with pytest.raises(KeyboardInterrupt):
            workers.capacity()
        time.sleep(1.0)
    worker.kill()
    assert capfd.readouterr().err == ""


@pytest.mark.slow
def test_workers_without_the_game_are_reported(start, scheduler, sweep, here, tmp_path_factory):
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    (elsewhere / "sitecustomize.py").write_text("import sys; sys.modules['game'] = None")  # even if it is installed
    running, _ = start(*WORKER, scheduler, environment={**ENVIRONMENT, "PYTHONPATH": str(elsewhere)})
    result = sweep("--scheduler", scheduler)
    running.kill()
    assert result.exit_code == 1
    assert "the game is not installed on these workers: tcp://" in result.stderr
    assert [*here.iterdir()] == []


@pytest.mark.slow
def test_cluster_without_workers_is_reported(scheduler, sweep, here, monkeypatch):
    monkeypatch.setattr(cluster, "TIMEOUT", 1.0)
    result = sweep("--scheduler", scheduler)
    assert (result.exit_code, result.stderr) == (1, f"cannot use --scheduler {scheduler}: no worker within 1 s\n")
    assert [*here.iterdir()] == []


@pytest.mark.slow
@pytest.mark.parametrize("address", ["tcp://127.0.0.1:1", "nonsense://x", "tcp://127.0.0.1"])
def test_unreachable_scheduler_is_reported(sweep, here, monkeypatch, address):
    monkeypatch.setattr(cluster, "TIMEOUT", 1.0)
    result = sweep("--scheduler", address)
    assert result.exit_code == 1
    assert result.stderr.startswith(f"cannot use --scheduler {address}: no answer: ")
    assert [*here.iterdir()] == []


def test_missing_dask_is_reported_with_the_install_command(sweep, here, monkeypatch):
    monkeypatch.setitem(sys.modules, "distributed", None)
    result = sweep("--scheduler", "tcp://127.0.0.1:1")
    assert (result.exit_code, "heptagon[cluster]" in result.stderr) == (1, True)
    assert [*here.iterdir()] == []
