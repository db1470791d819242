"""The examples run unchanged and print correct results."""

import os
import re
import runpy
import shlex
import subprocess
import sys
from pathlib import Path
from unittest.mock import MagicMock

import pytest

ROOT = Path(__file__).parents[1]
EXAMPLES = ROOT / "tests" / "examples"


@pytest.fixture
def run(monkeypatch, capsys):
    """Return a function that runs an example in the folder of the repository and returns its output lines."""
    monkeypatch.chdir(ROOT)

    def run_example(name):
        runpy.run_path(str(EXAMPLES / f"{name}.py"), run_name="__main__")
        return capsys.readouterr().out.splitlines()

    return run_example


def test_every_example_has_a_test():
    tests = Path(__file__).read_text("utf-8")
    assert [path.stem for path in EXAMPLES.glob("*.py") if f'run("{path.stem}")' not in tests] == []


def test_the_energies_example_prints_a_table_without_matplotlib(run, monkeypatch):
    monkeypatch.setitem(sys.modules, "matplotlib", None)  # imports raise ImportError
    account, head, *rows = run("energies")
    assert float(re.search(r"([\d.e-]+) J$", account)[1]) < 1e-11
    assert head.startswith("time, s")
    assert [float(row.split()[0]) for row in rows] == [float(second) for second in range(11)]


def test_the_energies_example_plots_with_matplotlib(run, monkeypatch):
    library = MagicMock()
    monkeypatch.setitem(sys.modules, "matplotlib", library)
    monkeypatch.setitem(sys.modules, "matplotlib.pyplot", library.pyplot)
    assert run("energies")[-1] == "wrote energies.png"
    curves = [(len(call.args[0]), len(call.args[1])) for call in library.pyplot.plot.call_args_list]
    assert curves == [(601, 601)] * 5
    library.pyplot.savefig.assert_called_once_with("energies.png")


def test_the_air_resistance_example_follows_the_formula(run):
    _, *rows = run("air_resistance")
    assert len(rows) == 8
    for row in rows:
        _, *numbers = map(float, row.split())
        assert numbers[::2] == pytest.approx(numbers[1::2], rel=0.01)


def test_the_sweep_example_has_a_row_for_each_restitution(run):
    _, *rows = run("sweep")
    restitutions, speeds = zip(*(map(float, row.split()[:2]) for row in rows), strict=True)
    assert restitutions == (0.1, 0.5, 0.9)
    assert speeds[-1] == max(speeds) > min(speeds) > 0.0


def test_the_environment_example_reaches_its_goal_in_every_episode(run):
    episodes, length, reward = run("environment")
    reached, failed = map(int, re.findall(r"\d+", episodes))
    assert (reached > 64, failed) == (True, 0)
    assert 0.5 < float(re.search(r"([\d.]+) s$", length)[1]) < 2.0
    assert -1.0 < float(reward.rpartition(" ")[2]) < 0.0


@pytest.mark.slow
def test_the_command_in_the_sweep_example_runs(tmp_path):
    text = (EXAMPLES / "sweep.py").read_text("utf-8")
    _, *arguments = shlex.split(re.search(r"^ +(python -m game sweep .*)$", text, re.MULTILINE)[1])
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    subprocess.run([sys.executable, *arguments], check=True, capture_output=True, cwd=tmp_path, env=environment)
    assert len((tmp_path / "rubber.csv").read_text("utf-8").splitlines()) == 1 + 15
