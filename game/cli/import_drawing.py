"""The command `import`, which converts drawings to levels."""

# ruff: noqa: PLC0415

from pathlib import Path
from typing import Annotated

import typer

from game.cli.app import app, check_input
from game.cli.errors import CommandError, UserError
from game.cli.options import number
from game.cli.outputs import LEVEL, Output, check_outputs
from game.files.terminal import print_stderr


@app.command("import")
def import_(
    file: Annotated[
        Path, typer.Argument(metavar="DRAWING", help="A Tiled map (.tmx, .tmj or .json) or an SVG picture (.svg).")
    ],
    output: Annotated[Path, typer.Option("--output", "-o", metavar="FILE.toml", help="The new level.")],
    scale: Annotated[
        float,
        typer.Option(
            parser=number("--scale", 0.001, 1e6, "pixels per metre"),
            metavar="PIXELS",
            help="Pixels of the drawing per metre.",
        ),
    ] = 100.0,
) -> None:
    """Convert a drawing to a level. Anything it cannot use is listed; the rest is imported."""
    from game.levels.importing import READERS, DrawingError, import_drawing

    check_input(file)
    if file.suffix.lower() not in READERS:
        raise UserError(f"cannot import {file}: unknown kind of file; allowed: {', '.join(READERS)}")
    check_outputs([file], [Output("--output", output, LEVEL)])
    try:
        notes = import_drawing(file, output, scale)
    except DrawingError as error:
        raise CommandError(str(error)) from None
    for note in notes:
        print_stderr(note)
    print(f"wrote {output}")
