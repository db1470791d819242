"""Running of the command line in tests."""

import os
import subprocess
import sys
from pathlib import Path

from typer.testing import CliRunner

from game.cli import main

ROOT = Path(__file__).parents[1]
LEVEL = str(ROOT / "levels" / "heptagon.toml")


def heptagon(*arguments, **settings):
    """Run a command in this process; return its exit status and output. The settings are those of its context."""
    return CliRunner().invoke(main.app, list(map(str, arguments)), prog_name="heptagon", **settings)


def output_of(*arguments, **settings):
    """Run a command; return its exit status, and the lines on stdout and on stderr."""
    result = heptagon(*arguments, **settings)
    return result.exit_code, result.stdout.splitlines(), result.stderr.splitlines()


def process(*arguments, **environment):
    """Run a command in a process of its own, without a display."""
    clean = {name: value for name, value in os.environ.items() if name not in {"DISPLAY", "WAYLAND_DISPLAY"}}
    command = [sys.executable, "-m", "game", *map(str, arguments)]
    settings = {"env": clean | {"PYTHONPATH": str(ROOT)} | environment, "capture_output": True, "text": True}
    return subprocess.run(command, check=False, **settings)
