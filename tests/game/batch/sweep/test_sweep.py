"""The command: what it writes, prints and answers."""

import csv
import json
from functools import partial

import pytest

from game.batch.sweep import results, runs
from game.batch.sweep import work as working


def rows(path):
    with path.open(newline="") as file:
        return list(csv.DictReader(file))


def test_it_writes_a_row_a_run_and_tells_who_wins(sweep, here):
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


def test_json_is_one_object_and_nothing_else(sweep, here):
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
        (["--seconds", "-1"], "--seconds must be from 0 to 86400 (got -1)"),
        (["--workers", "0"], "--workers must be from 1 to 1024 (got 0)"),
        (["--seeds", "3:1"], "--seeds 3:1: is empty"),
        (["--set", "walls.0.spin"], "--set walls.0.spin: must be PATH=VALUES"),
        (["--set", "walls.0.spin=1e9"], "walls[0].spin: must be at most 36000"),
        (["-o", "out.txt"], "out.txt: the name must end in .csv or .parquet"),
        (["-o", "old.csv"], "old.csv: already exists; remove it or choose another name"),
        (["-o", "no/out.csv"], "no/out.csv.part: No such file or directory"),
    ],
)
def test_it_refuses_what_it_cannot_do_before_it_begins(sweep, here, monkeypatch, arguments, message):
    (here / "old.csv").write_text("precious")
    monkeypatch.setattr(working, "work", lambda *_: pytest.fail("it began"))
    result = sweep(*arguments)
    assert (result.exit_code, result.stdout) == (1, "")
    assert message in result.stderr
    assert result.stderr.count("\n") == 1
    assert [(path.name, path.read_text()) for path in here.iterdir()] == [("old.csv", "precious")]


def test_workers_of_this_machine_and_of_a_cluster_are_a_usage_error(sweep):
    assert sweep("--workers", 2, "--scheduler", "tcp://127.0.0.1:1").exit_code == 2


def test_a_wrong_level_is_told_with_its_place(sweep, here):
    (here / "bad.toml").write_text("format = 1\ntitle = 5\n")
    result = sweep(level="bad.toml")
    assert (result.exit_code, result.stderr.split(": ")[0]) == (1, "bad.toml:2:9")


def test_runs_that_fail_are_rows_too(sweep, here, monkeypatch):
    play = runs.play
    monkeypatch.setattr(runs, "play", lambda level, seed, *rest: play(level, seed, *rest) if seed != 4 else 1 / 0)
    result = sweep()
    assert result.exit_code == 1
    assert result.stderr == "1 of 6 runs failed; see the column error of out.csv\n"
    found = rows(here / "out.csv")
    assert [row["error"] for row in found] == ["", "", "", "", "ZeroDivisionError: division by zero", ""]
    assert (found[4]["seed"], found[4]["hash"], found[4]["finished"]) == ("4", "", "")


def test_who_is_stopped_goes_on_with_the_same_command(sweep, here, monkeypatch):
    again = partial(sweep, seeds="0:20")
    assert again(output="whole.csv").exit_code == 0
    done = []

    def interrupted(chunk):
        if done:
            raise KeyboardInterrupt
        return do(chunk)

    def do(chunk):
        done.extend(chunk.jobs)
        return runs.do(chunk)

    monkeypatch.setattr(working, "do", interrupted)
    result = again()
    kept = f"{len(done)} of 20 runs are saved in out.csv.part; to resume, give the same command again"
    assert (result.exit_code, result.stdout, result.stderr) == (130, "", f"{kept}\ninterrupted\n")
    assert sorted(path.name for path in here.iterdir()) == ["out.csv.part", "whole.csv"]
    refused = again("--no-measure")
    assert refused.exit_code == 1
    assert "belongs to another sweep, with other measures" in refused.stderr
    assert 0 < len(done) < 20
    monkeypatch.setattr(working, "do", do)
    assert again().exit_code == 0
    assert sorted(seed for _, seed in done) == [*range(20)]
    assert (here / "out.csv").read_bytes() == (here / "whole.csv").read_bytes()
    assert sorted(path.name for path in here.iterdir()) == ["out.csv", "whole.csv"]


def test_a_disk_that_is_full_at_the_end_costs_nothing(sweep, here, monkeypatch):
    def full(*_):
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as context:
        context.setattr(results, "write", full)
        result = sweep()
    kept = "6 of 6 runs are saved in out.csv.part; to resume, give the same command again"
    assert (result.exit_code, result.stderr) == (1, f"out.csv: No space left on device\n{kept}\n")
    assert [path.name for path in here.iterdir()] == ["out.csv.part"]
    monkeypatch.setattr(working, "do", lambda _: pytest.fail("it ran again"))
    assert sweep().exit_code == 0
    assert [path.name for path in here.iterdir()] == ["out.csv"]


def test_what_fails_at_once_leaves_nothing_behind(sweep, here, monkeypatch):
    monkeypatch.setattr(working, "do", lambda _: 1 / 0)
    result = sweep()
    assert (result.exit_code, result.stderr) == (1, "a worker failed: ZeroDivisionError: division by zero\n")
    assert [*here.iterdir()] == []


def test_a_file_that_somebody_puts_there_meanwhile_stays(sweep, here, monkeypatch):
    def meddle(chunk, do=runs.do):
        (here / "out.csv").write_text("precious")
        return do(chunk)

    monkeypatch.setattr(working, "do", meddle)
    result = sweep()
    assert (result.exit_code, result.stderr.splitlines()[0].partition(";")[0]) == (1, "out.csv: already exists")
    assert (here / "out.csv").read_text() == "precious"
    assert (here / "out.csv.part").exists()
