"""What all commands share: the application, what goes wrong, levels and files by name.

Whatever takes time to import is imported inside the commands, so that ``--help`` answers at once.
"""

# ruff: noqa: PLC0415

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer.core import TyperGroup

from game.progress import load_kernels, say

if TYPE_CHECKING:
    from game.level import Level
    from game.simulation import Simulation

INTERRUPTED = 130


ORDER = ("play", "simulate", "sweep", "render", "check", "levels", "new", "schema", "import", "keys", "bench", "doctor")
"""In which ``--help`` lists the commands."""


class UserError(Exception):
    """What was asked for cannot be done; the message tells why."""


class Commands(TyperGroup):
    """Makes messages and exit statuses of what went wrong: 1 for a wrong file or argument, 130 for Ctrl-C."""

    def list_commands(self, ctx: Any) -> list[str]:
        """Return the names of all commands."""
        return sorted(super().list_commands(ctx), key=ORDER.index)

    def invoke(self, ctx: Any) -> Any:
        """Run the command that was given, or play."""
        try:
            return super().invoke(ctx)
        except KeyboardInterrupt:
            say("interrupted")
            raise typer.Exit(INTERRUPTED) from None
        except BrokenPipeError:
            raise  # whoever read our output has seen enough
        except UserError as problem:
            say(str(problem))
        except OSError as problem:
            say(": ".join(str(part) for part in (problem.filename, problem.strerror or problem) if part))
        raise typer.Exit(1)


def _seed(value: int | None) -> int | None:
    if value is not None and not 0 <= value < 2**63:
        raise UserError(f"--seed must be from 0 to 2^63 - 1 (got {value})")
    return value


LevelName = Annotated[str, typer.Argument(metavar="LEVEL", help="Name of a level, or its file.")]
Seed = Annotated[
    int | None, typer.Option(callback=_seed, help="Start of everything random; the level's own if not given.")
]

app = typer.Typer(
    cls=Commands,
    invoke_without_command=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def find(level: str) -> Path:
    """Return the file of a level."""
    from game import level_folders
    from game.level import LevelError

    try:
        return level_folders.find(level)
    except LevelError as problem:
        raise UserError(str(problem)) from None


def load(path: Path) -> "Level":
    """Return the level in a file."""
    from game.level import LevelError, load_level

    try:
        return load_level(path)
    except LevelError as problem:
        raise UserError(str(problem)) from None


def simulation_of(level: "Level", seed: int | None) -> "Simulation":
    """Return a level in motion; the kernels are compiled first."""
    load_kernels()
    from game.simulation import Simulation

    return Simulation(level, seed)


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """Yield a new file beside ``path`` that takes its place at the end, unless something goes wrong."""
    target = path.resolve()
    if target.exists() and not target.is_file():
        raise UserError(f"{path}: is not an ordinary file")
    file = target.with_name(f".{target.stem}-{os.getpid()}{target.suffix}")
    try:
        file.open("xb").close()
    except OSError as problem:
        raise UserError(f"{path}: {problem.strerror}") from None
    try:
        yield file
        file.replace(target)
    finally:
        file.unlink(missing_ok=True)
