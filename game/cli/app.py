"""What all commands share: the application, what goes wrong, levels and files by name.

Whatever takes time to import is imported inside the commands, so that ``--help`` answers at once.
"""

# ruff: noqa: PLC0415

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer.core import TyperGroup

from game.batch.progress import load_kernels, print_stderr
from game.session.recording.record_error import RecordError

if TYPE_CHECKING:
    from game.levels.model import Level
    from game.simulation.simulation import Simulation

INTERRUPTED = 130


ORDER = ("play", "simulate", "sweep", "render", "replay",
         "check", "levels", "new", "schema", "import", "keys", "bench", "doctor")  # fmt: skip
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
            print_stderr("interrupted")
            raise typer.Exit(INTERRUPTED) from None
        except BrokenPipeError:
            raise  # whoever read our output has seen enough
        except (UserError, RecordError) as problem:
            print_stderr(str(problem))
        except OSError as problem:
            print_stderr(": ".join(str(part) for part in (problem.filename, problem.strerror or problem) if part))
        raise typer.Exit(1)


def _seed(value: int | None) -> int | None:
    if value is not None and not 0 <= value < 2**63:
        raise UserError(f"--seed must be from 0 to 2^63 - 1 (got {value})")
    return value


def within(longest: float) -> Callable[[float | None], float | None]:
    """Return a check of an option `--seconds`."""

    def check(value: float | None) -> float | None:
        if value is not None and not 0.0 <= value <= longest:
            raise UserError(f"--seconds must be from 0 to {longest:.0f} (got {value:g})")
        return value

    return check


LevelName = Annotated[
    str, typer.Argument(metavar="LEVEL", help="Name of a level, its file, or an .npz file of a state to go on from.")
]
Record = Annotated[Path | None, typer.Option("--record", metavar="FILE", help="Record it, for `replay`.")]
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
    from game.levels import library
    from game.levels.model import LevelError

    try:
        return library.find_level(level)
    except LevelError as problem:
        raise UserError(str(problem)) from None


def load(path: Path) -> "Level":
    """Return the level in a file."""
    from game.levels.model import LevelError, load_level

    try:
        return load_level(path)
    except LevelError as problem:
        raise UserError(str(problem)) from None


def simulation_of(level: "Level", seed: int | None) -> "Simulation":
    """Return a level in motion; the kernels are compiled first."""
    load_kernels()
    from game.simulation.simulation import Simulation

    return Simulation(level, seed)


def is_state(name: str) -> bool:
    """Whether this is the name of a file of a state, and not that of a level."""
    return name.endswith(".npz")


def begin(name: str, seed: int | None) -> "Simulation":
    """Return a level in motion, or what goes on from the state in a file."""
    if not is_state(name):
        return simulation_of(load(find(name)), seed)
    if seed is not None:
        raise UserError(f"{name}: a state has its seed already; leave out --seed")
    load_kernels()
    from game.session.recording import state_file

    return state_file.load(name)
