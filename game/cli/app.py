"""Parts that all commands share: the application, error messages, exit statuses, and lookup of levels and states.

Slow modules are imported inside the commands, so that ``--help`` is fast.
"""

# ruff: noqa: PLC0415

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer.core import TyperGroup

from game.batch.progress import prepare_kernels, print_stderr
from game.session.recording.record_error import RecordError

if TYPE_CHECKING:
    from game.levels.model import Level
    from game.simulation.simulation import Simulation

EXIT_INTERRUPTED = 130
"""Exit status after Ctrl-C."""

COMMAND_ORDER = ("play", "simulate", "sweep", "render", "replay",
                 "check", "levels", "new", "schema", "import", "keys", "bench", "doctor")  # fmt: skip
"""Order of the commands in ``--help``."""


class UserError(Exception):
    """An invalid file or argument; the message gives the reason."""


class CommandGroup(TyperGroup):
    """Prints errors in one line on stderr and sets the exit status: 1 for a wrong file or argument, 130 for Ctrl-C."""

    def list_commands(self, ctx: Any) -> list[str]:
        """Return the names of all commands in `COMMAND_ORDER`."""
        return sorted(super().list_commands(ctx), key=COMMAND_ORDER.index)

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
            print_stderr(": ".join(str(part) for part in (error.filename, error.strerror or error) if part))
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
    add_completion=False,
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


def open_simulation(name: str, seed: int | None) -> "Simulation":
    """Return a new simulation of a level, or the simulation saved in a state file.

    Raises ``UserError`` for an invalid level, and for a state file with a seed.
    """
    if not is_state_file(name):
        return create_simulation(read_level(find_level_file(name)), seed)
    if seed is not None:
        raise UserError(f"{name}: a state contains its seed; remove --seed")
    prepare_kernels()
    from game.session.recording.state_file import load_state

    return load_state(name)
