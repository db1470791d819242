"""Parts that all commands share: the application, error messages, exit statuses, and lookup of levels and states.

Slow modules are imported inside the commands, so that ``--help`` is fast.
"""

# ruff: noqa: PLC0415

import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple
from unicodedata import category

import typer
from typer.core import TyperGroup

from game.batch.progress import prepare_kernels
from game.files.terminal import guard_streams, print_stderr, printable
from game.session.recording.record_error import RecordError

if TYPE_CHECKING:
    from game.levels.model import Level
    from game.simulation.simulation import Simulation

EXIT_USAGE = 2
"""Exit status after an argument that no command accepts."""

EXIT_INTERRUPTED = 130
"""Exit status after Ctrl-C."""

COMMAND_ORDER = ("play", "simulate", "sweep", "render", "replay",
                 "check", "levels", "new", "new-system", "schema", "import", "keys", "bench", "doctor")  # fmt: skip
"""Order of the commands in ``--help``."""


class UserError(Exception):
    """An invalid file or argument; the message gives the reason."""


class CommandGroup(TyperGroup):
    """Prints errors in one line on stderr and sets the exit status: 1 for a wrong file or argument, 130 for Ctrl-C."""

    def list_commands(self, ctx: Any) -> list[str]:
        """Return the names of all commands in `COMMAND_ORDER`."""
        return sorted(super().list_commands(ctx), key=COMMAND_ORDER.index)

    def main(self, args: Sequence[str] | None = None, *rest: Any, **named: Any) -> Any:
        """Run the command line. No file, argument or error writes a control character to the terminal."""
        guard_streams()
        for text in sys.argv[1:] if args is None else args:
            if any(category(char) in {"Cc", "Zl", "Zp"} for char in text):
                print_stderr(f"cannot use the argument '{printable(text)}': allowed: texts without control characters")
                sys.exit(EXIT_USAGE)
        return super().main(args, *rest, **named)

    def invoke(self, ctx: Any) -> Any:
        """Run the given command, `play` by default."""
        try:
            return super().invoke(ctx)
        except KeyboardInterrupt:
            print_stderr("interrupted")
            raise typer.Exit(EXIT_INTERRUPTED) from None
        except BrokenPipeError:
            raise  # typer exits without a message
        except (UserError, RecordError) as error:
            print_stderr(str(error))
        except OSError as error:
            print_stderr(printable(": ".join(str(part) for part in (error.filename, error.strerror or error) if part)))
        raise typer.Exit(1)


def _check_seed(value: int | None) -> int | None:
    if value is not None and not 0 <= value < 2**63:
        raise UserError(f"--seed must be from 0 to 2^63 - 1 (got {value})")
    return value


def seconds_check(max_seconds: float) -> Callable[[float | None], float | None]:
    """Return a callback that rejects values of ``--seconds`` above ``max_seconds``, s."""

    def check(value: float | None) -> float | None:
        if value is not None and not 0.0 <= value <= max_seconds:
            raise UserError(f"--seconds must be from 0 to {max_seconds:.0f} (got {value:g})")
        return value

    return check


LevelName = Annotated[
    str, typer.Argument(metavar="LEVEL", help="Name or file of a level, or an .npz file of a saved state.")
]
Record = Annotated[
    Path | None, typer.Option("--record", metavar="FILE", help="Write a recording, which `replay` can play.")
]
Seed = Annotated[int | None, typer.Option(callback=_check_seed, help="Random seed (default: the level's own).")]

app = typer.Typer(
    cls=CommandGroup,
    invoke_without_command=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def find_level_file(level: str) -> Path:
    """Return the file of a level, given by name or by path. Raises ``UserError`` if it does not exist."""
    from game.levels import library
    from game.levels.model import LevelError

    try:
        return library.find_level(level)
    except LevelError as error:
        raise UserError(str(error)) from None


def read_level(path: Path) -> "Level":
    """Return the level in a file. Raises ``UserError`` with all problems of an invalid level."""
    from game.levels.model import LevelError, load_level

    try:
        return load_level(path)
    except LevelError as error:
        raise UserError(str(error)) from None


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

    Raises ``UserError`` for an invalid level, and for a state file with a seed.
    """
    if not is_state_file(name):
        level = read_level(find_level_file(name))
        return Source(level.source_files, lambda: create_simulation(level, seed))
    if seed is not None:
        raise UserError(f"{name}: a state contains its seed; remove --seed")
    return Source((Path(name),), lambda: _load_state(name))


def _load_state(name: str) -> "Simulation":
    prepare_kernels()
    from game.session.recording.state_file import load_state

    return load_state(name)
