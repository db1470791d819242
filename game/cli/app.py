"""The application, and lookup of levels and states for all commands.

Slow modules are imported inside the commands, so that ``--help`` is fast.
"""

# ruff: noqa: PLC0415

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import typer

from game.batch.progress import prepare_kernels
from game.cli.errors import CommandError, UserError
from game.cli.usage import CommandGroup

if TYPE_CHECKING:
    from game.levels.model import Level, Problem
    from game.simulation.simulation import Simulation

app = typer.Typer(
    cls=CommandGroup,
    invoke_without_command=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,  # rich takes texts in brackets for markup, and cuts words that are longer than a column
    context_settings={"help_option_names": ["-h", "--help"]},
)


def find_level_file(level: str) -> Path:
    """Return the file of a level, given by name or by path. Raises ``UserError`` if it does not exist."""
    from game.levels import library
    from game.levels.model import LevelError

    try:
        return library.find_level(level)
    except LevelError as error:
        raise UserError(unknown_level_text(level, error.problems[0])) from None


def unknown_level_text(level: str, problem: "Problem") -> str:
    """Return why a level was not found, and what is allowed."""
    return f"cannot find the level {level}: {problem.message}"


def read_level(path: Path) -> "Level":
    """Return the level in a file. Raises ``CommandError`` with all problems of an invalid level."""
    from game.levels.model import LevelError, load_level

    try:
        return load_level(path)
    except LevelError as error:
        raise CommandError(str(error)) from None


def create_simulation(level: "Level", seed: int | None) -> "Simulation":
    """Load the kernels and return a new simulation of a level."""
    prepare_kernels()
    from game.simulation.simulation import Simulation

    return Simulation(level, seed)


def is_state_file(name: str) -> bool:
    """Return whether a name is that of a state file, and not of a level."""
    return name.endswith(".npz")


class Source(NamedTuple):
    """What a command simulates: the files that it reads, and a function that returns the simulation."""

    files: tuple[Path, ...]
    start: "Callable[[], Simulation]"


def find_source(name: str, seed: int | None) -> Source:
    """Return the source of a new simulation of a level, or of that in a state file, which is read when it starts.

    Raises ``CommandError`` for an invalid level, and ``UserError`` for an unknown one or for a state with a seed.
    """
    if not is_state_file(name):
        level = read_level(find_level_file(name))
        return Source(level.source_files, lambda: create_simulation(level, seed))
    if seed is not None:
        raise UserError(f"cannot use --seed {seed}: the state {name} contains its seed; allowed: no --seed")
    check_input(Path(name))
    return Source((Path(name),), lambda: _load_state(name))


def check_input(path: Path) -> None:
    """Raise ``UserError`` if a file that a command reads does not exist, or is a folder, a pipe or a device."""
    if not path.exists():
        raise UserError(f"cannot open {path}: there is no such file; allowed: an existing file")
    if not path.is_file():
        raise UserError(f"cannot open {path}: it is not a regular file; allowed: a file")


def _load_state(name: str) -> "Simulation":
    prepare_kernels()
    from game.session.recording.state_file import load_state

    return load_state(name)
