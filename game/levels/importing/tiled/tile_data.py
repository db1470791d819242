"""Tile numbers of a tile layer: lists, CSV, base64, gzip and zlib, in one piece or in chunks."""

import binascii
import zlib
from base64 import b64decode
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from game.levels.importing.drawing import DrawingError
from game.levels.importing.tiled.values import Table, shortened, tables, whole

MAX_CELLS = 1_000_000
"""Largest number of cells of all layers."""

MAX_INDEX = 10_000_000
"""Largest column or row."""

AUTOMATIC_HEADER = 47
"""The argument of zlib that detects gzip and zlib."""

Numbers = NDArray[np.uint32]


def tile_numbers(layer: Table, most: int = MAX_CELLS) -> Iterator[tuple[int, int, Numbers]]:
    """Yield column, row and tile numbers (rows, columns) of each piece of a layer.

    most : number of cells that the layer may have

    Raises ``ValueError`` with the reason if the layer cannot be read, ``DrawingError`` if it has too many cells.
    """
    chunks, cells = list(tables(layer.get("chunks"))), 0
    for piece in chunks or [layer]:
        width, height = (whole(piece, key, 0, MAX_CELLS) for key in ("width", "height"))
        cells += width * height
        if cells > most:
            raise DrawingError(f"has too many cells; allowed: up to {MAX_CELLS} in all layers")
        numbers = _decoded(piece.get("data"), layer.get("encoding"), layer.get("compression"), width * height)
        if len(numbers) != width * height:
            raise ValueError(f"has {len(numbers)} tile numbers for {width * height} cells")
        x, y = (whole(piece, key, -MAX_INDEX, MAX_INDEX, 0) for key in ("x", "y")) if chunks else (0, 0)
        yield x, y, numbers.reshape(height, width)


def _decoded(data: object, encoding: object, compression: object, count: int) -> Numbers:
    if isinstance(data, str) and encoding == "base64":
        return _decompressed(data, compression, count)
    items = data.split(",") if isinstance(data, str) else data
    if isinstance(items, list):
        try:
            return np.array([int(item) for item in items if str(item).strip()], np.uint32)
        except (TypeError, ValueError, OverflowError):
            raise ValueError("has a tile number that is not valid") from None
    raise ValueError(f"has no tile numbers, or an unknown encoding {shortened(encoding)}; allowed: csv, base64")


def _decompressed(data: str, compression: object, count: int) -> Numbers:
    """Return numbers in base64. No more than ``count`` numbers are decompressed."""
    try:
        raw = b64decode(data)
        if compression in ("gzip", "zlib"):
            raw = zlib.decompressobj(AUTOMATIC_HEADER).decompress(raw, 4 * count + 1)
        elif compression not in (None, "", "none"):
            raise ValueError(f"is compressed as {shortened(compression)}; allowed: gzip, zlib (set it in Tiled)")
    except (zlib.error, binascii.Error) as error:
        raise ValueError(f"is not valid: {error}") from None
    if len(raw) != 4 * count:
        raise ValueError(f"has other than {count} tile numbers")
    return np.frombuffer(raw, "<u4")
