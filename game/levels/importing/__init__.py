"""Import of drawings as levels: Tiled maps (.tmx, .tmj, .json) and SVG pictures.

`tiled` and `svg` read a file into a `Drawing`. `composing` converts it to walls, balls and materials, and lists what it
cannot use. `writing` writes them as a level file. Only the file itself is read, within the limits of `source`; for a
map also the tilesets and templates that it needs from its folder.
"""

from collections.abc import Callable
from pathlib import Path

from game.files.terminal import printable
from game.levels.importing.composing import compose
from game.levels.importing.drawing import Drawing, DrawingError
from game.levels.importing.source import read_source
from game.levels.importing.svg import read_svg
from game.levels.importing.tiled import read_tmj, read_tmx
from game.levels.importing.writing import write_level

__all__ = ["Drawing", "DrawingError", "import_drawing", "read_drawing"]

READERS: dict[str, Callable[[bytes, float, Path], Drawing]] = {
    ".tmx": read_tmx,
    ".tmj": read_tmj,
    ".json": read_tmj,
    ".svg": lambda raw, scale, _: read_svg(raw, scale),
}
"""Readers by suffix: of the content of a file, at a number of pixels per metre, in a folder."""


def read_drawing(path: Path, scale: float) -> Drawing:
    """Read a file of a format in `READERS`.

    scale : pixels per metre

    Raises ``DrawingError`` that names the file if it is invalid or of another format; ``OSError``.
    """
    if (reader := READERS.get(path.suffix.lower())) is None:
        raise DrawingError(f"cannot import {path}: unknown kind of file; allowed: {', '.join(READERS)}")
    try:
        return reader(read_source(path), scale, path.parent)
    except DrawingError as error:
        raise DrawingError(f"cannot import {path}: it {printable(str(error))}") from None


def import_drawing(path: Path, output: Path, scale: float) -> list[str]:
    """Convert a drawing to a new level file and return notes: a line for each thing that was not imported.

    scale : pixels per metre

    Raises ``DrawingError`` if the drawing is invalid or has nothing to import; ``OSError`` if ``output`` exists or
    cannot be written.
    """
    drawing = read_drawing(path, scale)
    level, notes = compose(drawing, path.stem)
    notes = [f"{path}: {printable(note)}" for note in notes]
    if "walls" not in level and "balls" not in level:
        raise DrawingError("\n".join([*notes, f"cannot import {path}: it has no walls or balls that can be imported"]))
    try:
        write_level(level, output, f"Imported from {path.name}, {scale:g} pixels per metre.")
    except DrawingError as error:
        raise DrawingError("\n".join([*notes, f"cannot import {path}: it {error}"])) from None
    return notes
