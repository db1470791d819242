"""Commands as plain data in files: the step, the name of the command, and its fields."""

from typing import Annotated, Any, get_args

from pydantic import Field, TypeAdapter, ValidationError

from game.levels.model import Level
from game.simulation.commands import Command, SetParameter, TimedCommand
from game.simulation.parameters import material_names, validate_parameter

CommandRow = tuple[Annotated[int, Field(ge=0, lt=2**53)], str, dict[str, Any]]
"""A command as it is in a file."""

INTEGER_LIMIT = 2**63
"""Integers beyond it do not fit into an int64 column."""

READERS: dict[str, TypeAdapter[Any]] = {kind.__name__: TypeAdapter(kind) for kind in get_args(Command)}


def encode_command(timed: TimedCommand) -> CommandRow:
    """Return a command as plain data."""
    return timed.step, type(timed.command).__name__, timed.command._asdict()


def decode_command(row: CommandRow, level: Level) -> TimedCommand:
    """Return the command of plain data; raises ``ValueError`` for an unknown command, or fields that do not fit."""
    step, name, fields = row
    if name not in READERS:
        raise ValueError(f'unknown command "{name}"; allowed: {", ".join(READERS)}')
    if any(isinstance(value, int) and not -INTEGER_LIMIT <= value < INTEGER_LIMIT for value in fields.values()):
        raise ValueError(f"{name}: a number is too large")
    try:
        command: Command = READERS[name].validate_python(fields, strict=True)
    except ValidationError as error:
        fault = error.errors(include_url=False)[0]
        raise ValueError(f"{name}: {'.'.join(map(str, fault['loc']))}: {fault['msg']}") from None
    if isinstance(command, SetParameter):
        validate_parameter(*command, material_names(level) if command.material is not None else ())
    return TimedCommand(step, command)
