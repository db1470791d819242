"""The command line: ``heptagon``, or ``python -m game``."""

import os

from game.commands import drawing, importing, keys, levels, measuring, recording, running, sweeping
from game.commands.shell import app

__all__ = ["app", "drawing", "importing", "keys", "levels", "main", "measuring", "recording", "running", "sweeping"]


def main() -> None:
    """Run the command line."""
    os.environ.setdefault("PYGLET_DEBUG_GL", "False")  # or OpenGL is asked after each call whether it was in order
    app()
