"""The command line: ``heptagon``, or ``python -m game``."""

from game.commands import levels, measuring, running
from game.commands.shell import app

__all__ = ["app", "levels", "main", "measuring", "running"]


def main() -> None:
    """Run the command line."""
    app()
