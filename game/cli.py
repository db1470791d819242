"""The command line: ``heptagon``, or ``python -m game``."""

from game.commands import importing, keys, levels, measuring, running, sweeping
from game.commands.shell import app

__all__ = ["app", "importing", "keys", "levels", "main", "measuring", "running", "sweeping"]


def main() -> None:
    """Run the command line."""
    app()
