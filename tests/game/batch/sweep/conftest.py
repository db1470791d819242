"""Fixtures for tests of sweeps."""

import pytest
from typer.testing import CliRunner

from game.batch import progress
from game.cli import main
from tests.sweeps import RACE


@pytest.fixture
def here(tmp_path, monkeypatch):
    """Change to an empty folder, and switch progress lines and notices off."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(progress, "LINE_INTERVAL", 1e6)
    return tmp_path


@pytest.fixture
def sweep(here):
    """Return a function that runs the command in this process, with one worker by default."""

    def run(*arguments, output="out.csv", level=RACE, seeds="0:6"):
        at = () if {"--workers", "--scheduler"} & set(arguments) else ("--workers", 1)
        words = ("sweep", level, "--seeds", seeds, "-o", output, *at, *arguments)
        return CliRunner().invoke(main.app, list(map(str, words)), prog_name="heptagon")

    return run
