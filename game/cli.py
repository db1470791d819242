"""The command line: ``heptagon``, or ``python -m game``."""

from game.commands import drawing, importing, keys, levels, measuring, recording, running, sweeping
from game.commands.shell import app

__all__ = ["app", "drawing", "importing", "keys", "levels", "main", "measuring", "recording", "running", "sweeping"]


def main() -> None:
    """Run the command line."""
    app()
