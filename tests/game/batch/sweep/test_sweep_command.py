"""Tests of the command `sweep`: output, files and exit status."""

import csv
import json
from functools import partial

import pytest

from game.batch.sweep import execution, results, runs, workers
from tests.sweeps import RACE


def rows(path):
    with path.open(newline="") as file:
        return list(csv.DictReader(file))


def test_sweep_writes_a_row_per_run_and_prints_the_wins(sweep, here):
    result = sweep()
    assert result.exit_code == 0, result.stderr
    found = rows(here / "out.csv")
    assert [row["seed"] for row in found] == list("012345")
    assert len({row["hash"] for row in found}) == 6
    wins = [row["first"] for row in found].count("1")
    (line,) = (line for line in result.stdout.splitlines() if line.startswith("│    1 │"))
    assert f"{wins} of 6" in line
    assert result.stdout.splitlines()[-1] == "wrote out.csv"
    assert [path.name for path in here.iterdir()] == ["out.csv"]


@pytest.mark.parametrize(("seeds", "wanted", "started"), [("0", "1000", 1), ("0:2", "3", 2), ("0:3", "2", 2)])
def test_no_more_workers_start_than_there_are_runs(sweep, monkeypatch, seeds, wanted, started):
    counts = []
    this_process = workers.local_workers
    monkeypatch.setattr(workers, "local_workers", lambda count: counts.append(count) or this_process(1))
    result = sweep("--seeds", seeds, "--workers", wanted)
    assert (result.exit_code, counts) == (0, [started]), result.stderr


def test_json_output_is_one_object(sweep, here):
    result = sweep("--json", "--set", "walls.0.spin=10,20", "--no-measure")
    assert (result.exit_code, result.stderr) == (0, "")
    report = json.loads(result.stdout)
    assert [report[name] for name in ("level", "output", "runs", "failed")] == ["fall", "out.csv", 12, 0]
    assert [one["settings"] for one in report["combinations"]] == [{"walls.0.spin": 10}, {"walls.0.spin": 20}]
    for one in report["combinations"]:
        assert sum(win["wins"] for win in one["wins"]) == 6
        assert set(one["wins"][0]) == {"ball", "wins", "share", "low", "high"}
    assert "escaped" not in rows(here / "out.csv")[0]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--seconds", "-1"], "cannot use --seconds -1: out of range; allowed: 0 to 86400 s"),
        (["--workers", "0"], "cannot use --workers 0: out of range; allowed: whole numbers, 1 to 1024"),
        (["--seeds", "3:1"], "cannot use --seeds 3:1: it is empty"),
        (["--set", "walls.0.spin"], "cannot use --set walls.0.spin: it lacks a path or values; allowed: PATH=VALUES"),
        (["--set", "walls.0.spin=1e9"], "walls[0].spin: must be at most 36000"),
        (["-o", "out.txt"], "cannot write out.txt: wrong suffix for a table of results; allowed: .csv or .parquet"),
        (["-o", "old.csv"], "cannot write old.csv: it already exists; allowed: another name"),
        (["-o", "no/out.csv"], "cannot write no/out.csv: there is no folder no; allowed: an existing folder"),
        (["-o", "."], "cannot write .: wrong suffix for a table of results; allowed: .csv or .parquet"),
        (["-o", ""], "cannot write .: wrong suffix for a table of results; allowed: .csv or .parquet"),
        (["-o", "con.csv"], "cannot write con.csv: Windows reserves the name con for a device; allowed: another name"),
    ],
)
def test_invalid_arguments_are_rejected_before_any_run(sweep, here, monkeypatch, arguments, message):
    (here / "old.csv").write_text("precious")
    monkeypatch.setattr(execution, "execute_plan", lambda *_: pytest.fail("it started"))
    result = sweep(*arguments)
    assert (result.exit_code, result.stdout) == (2, "")
    assert message in result.stderr
    assert result.stderr.count("\n") == 1
    assert [(path.name, path.read_text()) for path in here.iterdir()] == [("old.csv", "precious")]


def test_workers_and_scheduler_together_are_a_usage_error(sweep):
    assert sweep("--workers", 2, "--scheduler", "tcp://127.0.0.1:1").exit_code == 2


def test_invalid_level_is_reported_with_line_and_column(sweep, here):
    (here / "bad.toml").write_text("format = 1\ntitle = 5\n")
    result = sweep(level="bad.toml")
    assert (result.exit_code, result.stderr.split(": ")[0]) == (1, "bad.toml:2:9")


def test_failed_runs_have_rows(sweep, here, monkeypatch):
    run = runs.run_level
    monkeypatch.setattr(runs, "run_level", lambda level, seed, *rest: run(level, seed, *rest) if seed != 4 else 1 / 0)
    result = sweep()
    assert result.exit_code == 1
    assert result.stderr == "cannot complete 1 of 6 runs: see the column error of out.csv\n"
    found = rows(here / "out.csv")
    assert [row["error"] for row in found] == ["", "", "", "", "ZeroDivisionError: division by zero", ""]
    assert (found[4]["seed"], found[4]["hash"], found[4]["finished"]) == ("4", "", "")


def test_interrupted_sweep_is_resumed_by_the_same_command(sweep, here, monkeypatch):
    sweep_20_seeds = partial(sweep, seeds="0:20")
    assert sweep_20_seeds(output="whole.csv").exit_code == 0
    done = []

    def interrupted(chunk):
        if done:
            raise KeyboardInterrupt
        return run_chunk(chunk)

    def run_chunk(chunk):
        done.extend(chunk.jobs)
        return runs.run_chunk(chunk)

    monkeypatch.setattr(execution, "run_chunk", interrupted)
    result = sweep_20_seeds()
    command = f"heptagon sweep {RACE} --seeds 0:20 -o out.csv --workers 1"
    kept = f"{len(done)} of 20 runs are saved in out.csv.part; to resume: {command}"
    assert (result.exit_code, result.stdout, result.stderr) == (130, "", f"{kept}\ninterrupted\n")
    assert sorted(path.name for path in here.iterdir()) == ["out.csv.part", "whole.csv"]
    rejected = sweep_20_seeds("--no-measure")
    assert rejected.exit_code == 2
    assert "belongs to a sweep with different measures" in rejected.stderr
    assert 0 < len(done) < 20
    monkeypatch.setattr(execution, "run_chunk", run_chunk)
    assert sweep_20_seeds().exit_code == 0
    assert sorted(seed for _, seed in done) == [*range(20)]
    assert (here / "out.csv").read_bytes() == (here / "whole.csv").read_bytes()
    assert sorted(path.name for path in here.iterdir()) == ["out.csv", "whole.csv"]


def test_full_disk_at_the_end_loses_no_runs(sweep, here, monkeypatch):
    def full(*_):
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as context:
        context.setattr(results, "write_results", full)
        result = sweep()
    reason, kept = result.stderr.splitlines()
    assert (result.exit_code, reason) == (1, "cannot write out.csv: No space left on device")
    assert kept.startswith("6 of 6 runs are saved in out.csv.part; to resume: heptagon sweep ")
    assert [path.name for path in here.iterdir()] == ["out.csv.part"]
    monkeypatch.setattr(execution, "run_chunk", lambda _: pytest.fail("it ran again"))
    assert sweep().exit_code == 0
    assert [path.name for path in here.iterdir()] == ["out.csv"]


def test_sweep_that_fails_at_once_leaves_no_files(sweep, here, monkeypatch):
    monkeypatch.setattr(execution, "run_chunk", lambda _: 1 / 0)
    result = sweep()
    reason = "cannot continue the sweep: a worker failed: ZeroDivisionError: division by zero\n"
    assert (result.exit_code, result.stderr) == (1, reason)
    assert [*here.iterdir()] == []


def test_file_that_another_program_creates_meanwhile_is_kept(sweep, here, monkeypatch):
    def create_output(chunk, run_chunk=runs.run_chunk):
        (here / "out.csv").write_text("precious")
        return run_chunk(chunk)

    monkeypatch.setattr(execution, "run_chunk", create_output)
    result = sweep()
    assert (result.exit_code, result.stderr.splitlines()[0].partition(";")[0]) == (
        1,
        "cannot write out.csv: it already exists",
    )
    assert (here / "out.csv").read_text() == "precious"
    assert (here / "out.csv.part").exists()


def test_sweep_in_which_nobody_finishes_says_so(sweep):
    result = sweep("--seconds", "0.1")
    assert (result.exit_code, result.stdout.splitlines()[0]) == (0, "no run finished")
    assert " of 6" not in result.stdout
    assert "max_overlap" in result.stdout
    both = sweep("--seconds", "0.1", "--set", "walls.0.spin=10,20", output="both.csv")
    assert both.stdout.count("no run finished") == 2


def test_points_and_victories_are_printed(sweep, here):
    game = ("--set", "sensors.1.score=5", "--set", "sensors.0.goal=4")
    lines = [line for line in sweep(*game).stdout.splitlines() if line.startswith("│")]
    names = [line.split("│")[1].strip() for line in lines]
    assert {"score", "won", "won_time", "first_time"} <= set(names)
    (won,) = (line.split("│") for line in lines if " won │" in line)
    assert [cell.strip() for cell in won[2:5]] == ["1", "1", "1"]
    assert {row["won"] for row in rows(here / "out.csv")} == {"true"}
    (one,) = json.loads(sweep(*game, "--json", output="two.csv").stdout)["combinations"]
    assert one["columns"]["won"] == {"mean": 1.0, "min": 1, "max": 1}
    assert one["columns"]["score"]["max"] % 5 == 0
