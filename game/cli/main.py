"""Entry point of the command line: ``heptagon`` or ``python -m game``."""

import os

from game.cli import diagnostics, import_drawing, keys, levels, new_system, render, replay, run, sweep
from game.cli.app import app

__all__ = [
    "app",
    "diagnostics",
    "import_drawing",
    "keys",
    "levels",
    "main",
    "new_system",
    "render",
    "replay",
    "run",
    "sweep",
]


def main() -> None:
    """Run the command line."""
    os.environ.setdefault("PYGLET_DEBUG_GL", "False")  # by default pyglet queries the OpenGL error after each call
    app()
