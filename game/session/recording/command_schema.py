"""Inputs as plain data: the step, the name of the kind, and its fields."""

from typing import Annotated, Any, get_args

from pydantic import Field, TypeAdapter, ValidationError

from game.simulation.commands import Command, SetParameter, TimedCommand
from game.simulation.parameters import checked

CommandRow = tuple[Annotated[int, Field(ge=0, lt=2**53)], str, dict[str, Any]]
"""Of a command, as it is in a file."""

KINDS: dict[str, Any] = {kind.__name__: kind for kind in get_args(Command)}
LARGEST = 2**63
"""Whole numbers beyond it fit into no column."""

READERS: dict[str, TypeAdapter[Any]] = {name: TypeAdapter(kind) for name, kind in KINDS.items()}


def row_of(timed: TimedCommand) -> CommandRow:
    """Return a command as plain data."""
    return timed.step, type(timed.command).__name__, timed.command._asdict()


def command_of(plain: CommandRow) -> TimedCommand:
    """Return plain data as a command; raises ``ValueError`` that tells what is wrong."""
    step, name, fields = plain
    if name not in READERS:
        raise ValueError(f'there is no command "{name}"; this program knows {", ".join(KINDS)}')
    if any(isinstance(value, int) and not -LARGEST <= value < LARGEST for value in fields.values()):
        raise ValueError(f"{name}: a number is too large")
    try:
        command: Command = READERS[name].validate_python(fields, strict=True)
    except ValidationError as error:
        fault = error.errors(include_url=False)[0]
        raise ValueError(f"{name}: {'.'.join(map(str, fault['loc']))}: {fault['msg']}") from None
    if isinstance(command, SetParameter):
        checked(*command)
    return TimedCommand(step, command)
