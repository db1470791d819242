"""The command `import`, which converts drawings to levels."""

# ruff: noqa: PLC0415

from pathlib import Path
from typing import Annotated

import typer

from game.cli.app import UserError, app
from game.cli.outputs import LEVEL, Output, check_outputs
from game.files.terminal import print_stderr


def _check_scale(value: float) -> float:
    if not 1e-3 <= value <= 1e6:
        raise UserError(f"--scale must be from 0.001 to 1000000 pixels per metre (got {value:g})")
    return value


@app.command("import")
def import_(
    file: Annotated[Path, typer.Argument(help="A Tiled map (.tmx or .tmj) or an SVG picture (.svg).")],
    output: Annotated[Path, typer.Option("--output", "-o", help="The new level, a .toml file.")],
    scale: Annotated[
        float, typer.Option(callback=_check_scale, metavar="PIXELS_PER_METRE", help="Pixels of the drawing per metre.")
    ] = 100.0,
) -> None:
    """Convert a drawing to a level. Anything it cannot use is listed; the rest is imported."""
    from game.levels.importing import DrawingError, import_drawing

    check_outputs([file], [Output("--output", output, LEVEL)])
    try:
        notes = import_drawing(file, output, scale)
    except DrawingError as error:
        raise UserError(str(error)) from None
    for note in notes:
        print_stderr(note)
    print(f"wrote {output}")
