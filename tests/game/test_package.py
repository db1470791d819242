"""What `import game` does, and what `help(game)` says."""

import os
import pydoc
import subprocess
import sys
from pathlib import Path

import pytest

import game

ROOT = Path(__file__).parents[2]


def run(code, folder):
    """Run code as a script in a folder does: Python finds modules of the folder first."""
    command = [sys.executable, "-c", code]
    environment = {**os.environ, "PYTHONPATH": f"{folder}{os.pathsep}{ROOT}"}
    return subprocess.run(command, env=environment, cwd=folder, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("name", ["components", "systems"])
@pytest.mark.parametrize("file", ["{}/__init__.py", "{}.py"])
def test_a_package_that_hides_ours_is_named(tmp_path, name, file):
    path = tmp_path / file.format(name)
    path.parent.mkdir(exist_ok=True)
    path.touch()
    result = run("import game", tmp_path)
    place = path.parent if path.name == "__init__.py" else path
    message = f"cannot import heptagon: {place} hides its package '{name}'; allowed: another name for {place.name}"
    assert result.stderr.splitlines()[-1] == f"ImportError: {message}"


def test_a_folder_that_is_no_package_hides_nothing(tmp_path):
    (tmp_path / "systems").mkdir()
    assert run("import game; game.load_level", tmp_path).returncode == 0


def test_the_import_loads_neither_numpy_nor_kernels(tmp_path):
    code = "import sys, game; print({'numpy', 'numba', 'arcade', 'pydantic', 'components'} & {*sys.modules})"
    assert run(code, tmp_path).stdout == "set()\n"


def test_help_begins_with_how_to_run_a_level():
    text = pydoc.plain(pydoc.render_doc(game))
    start, _, classes = text.partition("CLASSES")
    assert 'sim = Simulation("heptagon", seed=7)' in start[:500]
    assert all(f"class {name}(" in classes for name in ("Batch", "Level", "Simulation"))


def test_the_example_of_help_runs():
    lines = game.__doc__.partition("::\n")[2].partition("\n\n`load_level`")[0]
    names = {}
    exec("\n".join(line.strip() for line in lines.splitlines()), names)
    assert names["sim"].steps == 1200
