"""The command `new-system`."""

# ruff: noqa: PLC0415

from pathlib import Path
from typing import Annotated

import typer

from game.cli.app import app
from game.cli.errors import UserError


@app.command()
def new_system(
    name: Annotated[str, typer.Argument(metavar="NAME", help="Name of the system, such as side_wind.")],
    with_kernel: Annotated[
        bool, typer.Option("--kernel", help="Write a compiled kernel too, and its slow twin in Python.")
    ] = False,
) -> None:
    """Create a system of your own and its test, in the current folder, to start with."""
    from game.testing.new_system import create_system

    try:
        paths = create_system(name, Path(), with_kernel)
    except ValueError as error:
        raise UserError(str(error)) from None
    for path in paths:
        print(f"wrote {path}")
    print(f"python -m pytest {paths[1]} tests it")
