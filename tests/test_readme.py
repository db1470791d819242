"""The examples in the README, and those of levels in levels/README, run unchanged."""

import re
import shutil
import sys
from pathlib import Path

import pytest

from game import LevelError, Simulation, load_level
from tests.foreign_project import run, write_files

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
FORMAT = (ROOT / "levels" / "README.md").read_text(encoding="utf-8")


def blocks(language, text=README):
    return re.findall(rf"```{language}\n(.*?)```", text, flags=re.DOTALL)


def has_tests(code):
    return "\ndef test_" in code


@pytest.mark.parametrize(
    "code",
    [code for code in blocks("python") if not has_tests(code)],
    ids=lambda code: code.strip().splitlines()[-1][:30],
)
def test_the_python_examples_run(code, monkeypatch, capsys):
    monkeypatch.chdir(ROOT)
    exec(compile(code, "README.md", "exec"), {})
    if "print" in code:
        assert capsys.readouterr().out.startswith("10.0 20\n(20, 2) ")


def test_the_tests_of_the_examples_pass_in_another_project(tmp_path):
    code = "".join(filter(has_tests, blocks("python")))
    (level,) = blocks("toml")
    write_files(tmp_path, {"test_readme.py": code, "my_levels/square.toml": level})
    plugin = ["-p", "no:heptagon", "-p", "game.testing.plugin"]
    done = run(sys.executable, tmp_path, "pytest", *plugin, PYTHONPATH=str(ROOT))
    assert done.returncode == 0, done.stdout + done.stderr
    levels = 2  # of the last test
    assert f"{code.count('def test_') - 1 + levels} passed" in done.stdout


def test_the_wind_of_the_example_accelerates_balls():
    names = {}
    exec(next(code for code in blocks("python") if "Wind" in code).split("sim =")[0], names)
    still, windy = (Simulation(load_level(ROOT / "levels" / "heptagon.toml")) for _ in range(2))
    with windy.world.active():
        names["esper"].add_processor(names["Wind"](windy.balls, 3.0))
    still.step(6)
    windy.step(6)
    assert (windy.positions - still.positions).mean(axis=0) == pytest.approx([3.0 * 0.1**2 / 2, 0.0], abs=1e-12)


def test_the_level_of_the_example_runs(tmp_path):
    (text,) = blocks("toml")
    path = tmp_path / "square.toml"
    path.write_text(text, encoding="utf-8")
    simulation = Simulation(load_level(path))
    simulation.step(120)
    assert simulation.count == 3


def test_the_level_error_in_the_readme_is_the_real_one(tmp_path, monkeypatch):
    (text,) = blocks("toml")
    monkeypatch.chdir(tmp_path)
    (tmp_path / "levels").mkdir()
    (tmp_path / "levels" / "square.toml").write_text(text.replace("radius = 2.0", "radius = -2.0"), encoding="utf-8")
    with pytest.raises(LevelError) as caught:
        load_level("levels/square.toml")
    assert str(caught.value).splitlines()[0] in README


@pytest.mark.parametrize("example", blocks("toml", FORMAT), ids=lambda text: text.split("\n")[0])
def test_the_examples_of_the_level_format_run(example, simulate, tmp_path):
    """An example without a head gets one. What it extends is a built-in level."""
    head = "" if "format = 1" in example else 'format = 1\ntitle = "Example"\n'
    path = write_files(tmp_path, {"example.toml": head + example}) / "example.toml"
    if "extends" in example:
        shutil.copy(ROOT / "levels" / "heptagon.toml", tmp_path)
    level = load_level(path)
    simulation = simulate(level)
    simulation.step(60)
    assert len(simulation.walls()) == len(level.walls)
    assert simulation.count == level.count
