"""``pip install .`` brings the levels along, and plays from any folder."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]

pytestmark = pytest.mark.slow  # the copy compiles its own kernels


@pytest.fixture(scope="module")
def target(tmp_path_factory):
    """The folder of an installed copy: what the wheel holds."""
    target = tmp_path_factory.mktemp("installed")
    command = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--no-build-isolation"]
    options = ["--disable-pip-version-check", "--target", str(target), str(ROOT)]
    subprocess.run(command + options, check=True, capture_output=True, text=True)
    return target


@pytest.fixture(scope="module")
def installed(target):
    """The environment of a Python that sees the installed copy and not this folder."""
    return {**os.environ, "PYTHONPATH": str(target)}


def play(installed, folder, *arguments):
    command = [sys.executable, "-m", "game", *arguments]
    return subprocess.run(command, env=installed, cwd=folder, capture_output=True, text=True, check=False)


def test_it_finds_its_levels_from_any_folder(installed, tmp_path):
    result = play(installed, tmp_path, "levels")
    assert result.returncode == 0, result.stderr
    for path in (ROOT / "levels").glob("*.toml"):
        assert path.stem in result.stdout


def test_it_simulates_from_any_folder_as_it_does_here(installed, tmp_path):
    arguments = ("simulate", "heptagon", "--seconds", "1", "--seed", "1")
    there = play(installed, tmp_path, *arguments, "--json")
    here = play(os.environ, ROOT, *arguments, "--json")
    assert there.returncode == 0, there.stderr
    assert there.stdout.split('"hash"')[1].split(",")[0] == here.stdout.split('"hash"')[1].split(",")[0]


def test_it_writes_a_page_from_any_folder(installed, tmp_path):
    result = play(installed, tmp_path, "render", "heptagon", "-o", "a.html", "--seconds", "0.1")
    assert (result.returncode, result.stdout) == (0, "wrote a.html\n"), result.stderr
    assert "{{" not in (tmp_path / "a.html").read_text("utf-8")


@pytest.mark.parametrize("package", ["components", "game", "systems"])
def test_its_types_are_seen_by_programs_that_import_it(target, package):
    assert (target / package / "py.typed").is_file()
