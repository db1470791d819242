"""The command line: ``heptagon``, or ``python -m game``."""

from game.commands import importing, levels, measuring, recording, running, sweeping
from game.commands.shell import app

__all__ = ["app", "importing", "levels", "main", "measuring", "recording", "running", "sweeping"]


def main() -> None:
    """Run the command line."""
    app()
