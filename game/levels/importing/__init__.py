"""Drawings become levels: Tiled maps (.tmx, .tmj) and SVG pictures.

`tiled` and `svg` read a file into a `Drawing`; `composing` makes walls, balls and materials of it, and says what it
leaves out; `writing` makes a level file of those. Only the file itself is read, within the bounds of `source`.
"""

from pathlib import Path

from game.levels.importing.composing import compose
from game.levels.importing.drawing import Drawing, DrawingError
from game.levels.importing.source import read_source
from game.levels.importing.svg import read_svg
from game.levels.importing.tiled import read_tmj, read_tmx
from game.levels.importing.writing import write_level
from game.levels.toml.problems import printable

__all__ = ["Drawing", "DrawingError", "import_drawing", "read_drawing"]

READERS = {".tmx": read_tmx, ".tmj": read_tmj, ".svg": read_svg}


def read_drawing(path: Path, scale: float) -> Drawing:
    """Read a file of one of the formats in `READERS`, so many pixels to the metre; DrawingError if it is none."""
    if (reader := READERS.get(path.suffix.lower())) is None:
        raise DrawingError(f"{path}: is of no kind that can be imported; allowed: {', '.join(READERS)}")
    try:
        return reader(read_source(path), scale)
    except DrawingError as problem:
        raise DrawingError(f"{path}: {printable(str(problem))}") from None


def import_drawing(path: Path, output: Path, scale: float) -> list[str]:
    """Write the level that a file draws; return what was left out, or is to be known, a line each.

    DrawingError if nothing can be made of it; OSError if the output is there already, or cannot be written.
    """
    drawing = read_drawing(path, scale)
    level, notes = compose(drawing, path.stem)
    notes = [f"{path}: {printable(note)}" for note in notes]
    if "walls" not in level and "balls" not in level:
        raise DrawingError("\n".join([*notes, f"{path}: holds nothing that a level can use"]))
    try:
        write_level(level, output, f"Imported from {path.name}, {scale:g} pixels to the metre.")
    except DrawingError as problem:
        raise DrawingError("\n".join([*notes, f"{path}: {problem}"])) from None
    return notes
