"""The group of all commands: help, errors of a wrong command line, and exit statuses."""

# ruff: noqa: PLC0415

import os
import re
import shlex
import sys
from collections.abc import Sequence
from subprocess import list2cmdline
from typing import Any
from unicodedata import category

import typer
from typer.core import TyperGroup

from game.cli.errors import EXIT_FAULT, EXIT_INTERRUPTED, EXIT_USAGE, CommandError, UserError, os_error
from game.files.terminal import guard_streams, print_stderr, printable
from game.session.recording.record_error import RecordError

COMMAND_ORDER = ("play", "simulate", "sweep", "render", "replay",
                 "check", "levels", "new", "new-system", "schema", "import", "keys", "bench", "doctor")  # fmt: skip
"""Order of the commands in ``--help``."""

UsageError: Any = typer.BadParameter.__base__
"""The base of the errors with which typer and click refuse a command line."""


class CommandGroup(TyperGroup):
    """Prints errors on stderr in the form "cannot X: reason; allowed: ...", and sets the exit status."""

    def list_commands(self, ctx: Any) -> list[str]:
        """Return the names of all commands in `COMMAND_ORDER`."""
        return sorted(super().list_commands(ctx), key=COMMAND_ORDER.index)

    def format_commands(self, ctx: Any, formatter: Any) -> None:
        """Write what each command does: the first paragraph of its help, which is not cut."""
        with formatter.section("Commands"):
            texts = {name: self.commands[name].help or "" for name in self.list_commands(ctx)}
            formatter.write_dl([(name, " ".join(text.partition("\n\n")[0].split())) for name, text in texts.items()])

    def main(self, args: Sequence[str] | None = None, *rest: Any, **named: Any) -> Any:
        """Run the command line. No file, argument or error writes a control character to the terminal."""
        guard_streams()
        args = [*(sys.argv[1:] if args is None else args)]
        for text in args:
            if any(category(char) in {"Cc", "Zl", "Zp"} for char in text):
                print_stderr(f"cannot use the argument '{printable(text)}': allowed: texts without control characters")
                sys.exit(EXIT_USAGE)
        try:
            options = named | {"standalone_mode": False, "obj": args}
            status = super().main(args, *rest, **options)
        except UsageError as error:
            print_stderr(usage_text(error))
            status = EXIT_USAGE
        sys.exit(status or 0)

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """Return the command that is named first. Raises ``UserError`` with the most similar one if there is none."""
        if args and args[0] not in self.commands and not ctx.resilient_parsing:
            from game.levels.library import is_level
            from game.levels.toml.problems import suggest

            name, names = args[0], self.list_commands(ctx)
            hint = f"to play this level: {ctx.command_path} play {name}; " if is_level(name) else suggest(name, names)
            raise UserError(f"cannot run {name}: there is no such command; {hint}allowed: {', '.join(names)}")
        return super().resolve_command(ctx, args)

    def invoke(self, ctx: Any) -> Any:
        """Run the given command, `play` by default."""
        try:
            return super().invoke(ctx)
        except KeyboardInterrupt:
            print_stderr("interrupted")
            raise typer.Exit(EXIT_INTERRUPTED) from None
        except BrokenPipeError:
            raise  # typer exits without a message
        except RecordError as error:
            print_stderr(str(error))
            raise typer.Exit(EXIT_FAULT) from None
        except (CommandError, OSError) as error:
            fault = os_error(error) if isinstance(error, OSError) else error
            print_stderr(str(fault) if fault is error else printable(str(fault)))
            raise typer.Exit(fault.status) from None


def command_line(context: typer.Context) -> str:
    """Return the command line that a user can give again, quoted for the shell."""
    root = context.find_root()
    arguments: list[str] = root.obj
    return f"{root.info_name} {list2cmdline(arguments) if os.name == 'nt' else shlex.join(arguments)}"


def usage_text(error: Any) -> str:
    """Return the text of an error of typer or click in the form of ours."""
    context, option = error.ctx, getattr(error, "option_name", "")
    if type(error).__name__ == "BadOptionUsage":
        if "requires" in error.message:
            return f"cannot use {option}: its value is missing; allowed: {option} VALUE"
        return f"cannot use {option}: it takes no value; allowed: {option}"
    if context is None:
        return f"cannot run heptagon: {error.format_message()}"
    command, parameters = context.command_path, context.command.params
    required = " ".join([command, *(_usage(one) for one in parameters if one.required)])
    match type(error).__name__:
        case "NoSuchOption":
            from game.levels.toml.problems import suggest

            names = [name for one in parameters for name in one.opts if name.startswith("--")] + ["--help"]
            hint = suggest(option, names)
            return f"cannot use {option}: {command} has no such option; {hint}allowed: {', '.join(names)}"
        case "MissingParameter":
            return f"cannot run {command}: {_usage(error.param)} is missing; allowed: {required}"
    if extra := re.search(r"extra argument.* \((.*)\)", error.format_message()):
        return f"cannot run {command}: too many arguments ({extra[1]}); allowed: {required}"
    return f"cannot run {command}: {error.format_message().rstrip('.')}; allowed: {required}"


def _usage(parameter: Any) -> str:
    """Return how a parameter is given, such as ``--output FILE``."""
    value = parameter.metavar or parameter.name.upper()
    return value if parameter.param_type_name == "argument" else f"{parameter.opts[0]} {value}"
