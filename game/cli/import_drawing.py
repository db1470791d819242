"""The command that makes levels of drawings: import."""

# ruff: noqa: PLC0415

from pathlib import Path
from typing import Annotated

import typer

from game.batch.progress import print_stderr
from game.cli.app import UserError, app


def _scale(value: float) -> float:
    if not 1e-3 <= value <= 1e6:
        raise UserError(f"--scale must be from 0.001 to 1000000 pixels to the metre (got {value:g})")
    return value


@app.command("import")
def import_(
    file: Annotated[Path, typer.Argument(help="A Tiled map, .tmx or .tmj, or a picture, .svg.")],
    output: Annotated[Path, typer.Option("--output", "-o", help="The new level, a .toml file.")],
    scale: Annotated[
        float, typer.Option(callback=_scale, metavar="PIXELS_PER_METRE", help="Pixels of the drawing to a metre.")
    ] = 100.0,
) -> None:
    """Make a level of a drawing, and tell what of it could not be used."""
    from game.levels.importing import DrawingError, import_drawing

    if output.suffix != ".toml":
        raise UserError(f"{output}: a level is a .toml file")
    if output.exists():
        raise UserError(f"{output}: is there already; remove it, or choose another name")
    try:
        notes = import_drawing(file, output, scale)
    except DrawingError as problem:
        raise UserError(str(problem)) from None
    for note in notes:
        print_stderr(note)
    print(f"wrote {output}")
