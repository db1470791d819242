"""The command line: ``heptagon``, or ``python -m game``."""

import os

from game.cli import diagnostics, import_drawing, keys, levels, render, replay, run, sweep
from game.cli.app import app

__all__ = ["app", "diagnostics", "import_drawing", "keys", "levels", "main", "render", "replay", "run", "sweep"]


def main() -> None:
    """Run the command line."""
    os.environ.setdefault("PYGLET_DEBUG_GL", "False")  # pyglet would otherwise check for an error after each call
    app()
