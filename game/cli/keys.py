"""The command `keys`."""

# ruff: noqa: PLC0415

import sys

import typer

from game.cli.app import app
from game.cli.errors import EXIT_FAULT
from game.files.terminal import new_console, print_stderr


@app.command()
def keys() -> None:
    """List the actions in the window and their keys, by their names in the preferences file."""
    from rich.table import Table

    from game.levels.toml.excerpt import excerpt
    from game.ui import preferences
    from game.ui.input.keymap import KEYMAP, KeyMap

    found, mistakes = preferences.load()
    key_map = KeyMap(found.keys)
    table = Table("action", "keys", "set by", "description")
    for binding in KEYMAP:
        origin = "you" if binding.action in key_map.custom else "default"
        names = "  ".join(key_map.keys(binding.action)) or "none"
        table.add_row(binding.action.label, names, origin, binding.description)
    new_console(None if sys.stdout.isatty() else 100).print(table)
    print(f'to change keys, add lines like these to {preferences.path()}:\n[keys]\npause = ["P", "Ctrl+Space"]')
    if mistakes:
        for problem in mistakes.error.problems:
            print_stderr("\n".join(filter(None, (str(problem), excerpt(problem)))))
        print_stderr(mistakes.outcome)
        raise typer.Exit(EXIT_FAULT)
