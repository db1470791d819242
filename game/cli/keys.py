"""The command `keys`."""

# ruff: noqa: PLC0415

import typer

from game.cli.app import app
from game.cli.errors import EXIT_FAULT
from game.cli.tables import print_table
from game.files.terminal import print_stderr


@app.command()
def keys() -> None:
    """List the actions in the window and their keys, by their names in the preferences file."""
    from game.levels.toml.excerpt import excerpt
    from game.ui import preferences
    from game.ui.input.keymap import KEYMAP, KeyMap

    found, mistakes = preferences.load()
    key_map = KeyMap(found.keys)
    rows = []
    for binding in KEYMAP:
        origin = "you" if binding.action in key_map.custom else "default"
        names = "  ".join(key_map.keys(binding.action)) or "none"
        rows.append((binding.action.label, names, origin, binding.own_description))
    print_table(("action", "keys", "set by", "what it does"), rows)
    print(f'to change keys, add lines like these to {preferences.path()}:\n[keys]\npause = ["P", "Ctrl+Space"]')
    if mistakes:
        for problem in mistakes.error.problems:
            print_stderr("\n".join(filter(None, (str(problem), excerpt(problem)))))
        print_stderr(mistakes.outcome)
        raise typer.Exit(EXIT_FAULT)
