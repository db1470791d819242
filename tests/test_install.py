"""``pip install .`` installs the levels, and the installed game runs from any folder."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]

pytestmark = pytest.mark.slow  # the copy compiles its own kernels


@pytest.fixture(scope="module")
def target(tmp_path_factory):
    """Return the folder of an installed copy, with the contents of the wheel."""
    target = tmp_path_factory.mktemp("installed")
    command = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--no-build-isolation"]
    options = ["--disable-pip-version-check", "--target", str(target), str(ROOT)]
    subprocess.run(command + options, check=True, capture_output=True, text=True)
    return target


@pytest.fixture(scope="module")
def installed(target):
    """Return environment variables with which Python imports the installed copy and not the repository."""
    return {**os.environ, "PYTHONPATH": str(target)}


def run_game(installed, folder, *arguments):
    command = [sys.executable, "-m", "game", *arguments]
    return subprocess.run(command, env=installed, cwd=folder, capture_output=True, text=True, check=False)


def test_levels_are_found_from_any_folder(installed, tmp_path):
    result = run_game(installed, tmp_path, "levels")
    assert result.returncode == 0, result.stderr
    for path in (ROOT / "levels").glob("*.toml"):
        assert path.stem in result.stdout


def test_simulate_gives_the_same_hash_from_any_folder(installed, tmp_path):
    hashes = []
    for environment, folder in ((installed, tmp_path), (os.environ, ROOT)):
        result = run_game(environment, folder, "simulate", "heptagon", "--seconds", "1", "--seed", "1", "--json")
        assert result.returncode == 0, result.stderr
        hashes.append(result.stdout.split('"hash"')[1].split(",")[0])
    assert hashes[0] == hashes[1]


def test_render_writes_a_page_from_any_folder(installed, tmp_path):
    result = run_game(installed, tmp_path, "render", "heptagon", "-o", "a.html", "--seconds", "0.1")
    assert (result.returncode, result.stdout) == (0, "wrote a.html\n"), result.stderr
    assert "{{" not in (tmp_path / "a.html").read_text("utf-8")


@pytest.mark.parametrize("package", ["components", "game", "systems"])
def test_a_package_declares_that_it_has_types(target, package):
    assert (target / package / "py.typed").is_file()
