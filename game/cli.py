"""The command line: ``heptagon``, or ``python -m game``."""

from game.commands import importing, levels, measuring, running
from game.commands.shell import app

__all__ = ["app", "importing", "levels", "main", "measuring", "running"]


def main() -> None:
    """Run the command line."""
    app()
