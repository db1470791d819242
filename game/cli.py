"""The command line: ``heptagon``, or ``python -m game``."""

from game.commands import importing, keys, levels, measuring, recording, running, sweeping
from game.commands.shell import app

__all__ = ["app", "importing", "keys", "levels", "main", "measuring", "recording", "running", "sweeping"]


def main() -> None:
    """Run the command line."""
    app()
