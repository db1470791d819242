"""A project that is not ours, in a new environment with our wheel: tests, types, and commands."""

import importlib.util
import json
import sys
from pathlib import Path

import pytest

from tests.foreign_project import FILES, PASSED, SAME_NAMES, install, run, write_files

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def python(tmp_path_factory):
    """Return the Python of an environment in which the wheel is installed."""
    return install(tmp_path_factory.mktemp("wheel"))


@pytest.fixture
def project(tmp_path):
    return write_files(tmp_path, FILES)


def test_its_tests_pass_and_its_start_imports_nothing_of_ours(python, project):
    result = run(python, project, "pytest", "-v")
    assert result.returncode == 0, result.stdout + result.stderr
    assert f"{PASSED} passed" in result.stdout
    assert "plugins: " in result.stdout
    assert "heptagon-" in result.stdout


def test_a_project_with_packages_of_our_names_is_not_disturbed(python, tmp_path):
    write_files(tmp_path, SAME_NAMES)
    script = "import sys, pytest; sys.path.remove(''); sys.exit(pytest.main())"  # as the command pytest does
    (tmp_path / "start.py").write_text(script.replace("''", "sys.path[0]"), "utf-8")
    for arguments in (["pytest"], ["start"]):
        result = run(python, tmp_path, *arguments)
        assert result.returncode == 0, result.stdout + result.stderr
        assert "1 passed" in result.stdout


def test_a_package_that_hides_ours_is_named_by_the_test_that_needs_it(python, tmp_path):
    write_files(tmp_path, {"components.py": "", "test_hidden.py": "def test_hidden(balls):\n    pass\n"})
    result = run(python, tmp_path, "pytest")
    assert result.returncode == 1
    assert f"cannot import heptagon: {tmp_path / 'components.py'} hides its package 'components'" in result.stdout


def test_the_new_systems_pass_their_tests(python, tmp_path):
    for arguments in (["side_wind"], ["lift", "--kernel"]):
        result = run(python, tmp_path, "game", "new-system", *arguments)
        assert result.returncode == 0, result.stderr
    result = run(python, tmp_path, "pytest", "-W", "error")
    assert result.returncode == 0, result.stdout + result.stderr
    assert "9 passed" in result.stdout
    for tool, *arguments in (
        ["mypy", "--strict"],
        ["ruff", "check", "--select", "E,F,I,UP,B"],
        ["ruff", "format", "--check"],
    ):
        result = run(python, tmp_path, tool, *arguments, ".")
        assert result.returncode == 0, result.stdout + result.stderr


WRONG_USES = """
from components import Outline, Position
from game import Simulation, load_level

simulation: Simulation = Simulation("heptagon", seed=1)
x: float = simulation.positions[0, 0]
Simulation(7)
simulation.step("a")
simulation.positions = 3
load_level("heptagon").titel
Position(z=3.0)
Outline(7)
"""
WRONG_LINES = [*range(7, 13)]


def test_mypy_is_strict_with_it(python, project):
    result = run(python, project, "mypy", "--strict", "test_physics.py")
    assert result.returncode == 0, result.stdout + result.stderr
    (project / "wrong.py").write_text(WRONG_USES, "utf-8")
    result = run(python, project, "mypy", "--strict", "wrong.py")
    lines = {int(line.split(":")[1]) for line in result.stdout.splitlines() if ": error:" in line}
    assert sorted(lines) == WRONG_LINES, result.stdout


def test_pyright_is_strict_with_it(python, project):
    if importlib.util.find_spec("pyright") is None:
        pytest.skip("pyright is missing: pip install pyright[nodejs]")
    (project / "wrong.py").write_text(WRONG_USES, "utf-8")
    for arguments in (["side_wind"], ["lift", "--kernel"]):
        assert run(python, project, "game", "new-system", *arguments).returncode == 0
    (project / "pyrightconfig.json").write_text('{"typeCheckingMode": "strict"}', "utf-8")
    result = run(sys.executable, project, "pyright", "--pythonpath", str(python), "--outputjson")
    if not result.stdout.startswith("{"):
        pytest.skip(f"pyright cannot start: {result.stderr.strip() or result.stdout.strip()}")
    problems = json.loads(result.stdout)["generalDiagnostics"]
    lines = {(Path(problem["file"]).name, problem["range"]["start"]["line"] + 1) for problem in problems}
    assert sorted(lines) == [("wrong.py", line) for line in WRONG_LINES], result.stdout
