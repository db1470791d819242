"""Tests of the encodings of tile layers, and of limits on what they decompress."""

import gzip
import tracemalloc
import zlib
from base64 import b64encode

import numpy as np
import pytest

from game.levels.importing import DrawingError
from game.levels.importing.tiled.tile_data import tile_numbers

NUMBERS = np.array([[1, 2, 0], [0x80000003, 0, 7]], np.uint32)
RAW = NUMBERS.astype("<u4").tobytes()
LAYER = {"width": 3, "height": 2}


def encoded(raw):
    return {"encoding": "base64", "data": "\n  " + b64encode(raw).decode() + "\n"}


FORMS = {
    "csv": {"encoding": "csv", "data": "\n1,2,0,\n2147483651,0,7\n"},
    "csv with a comma at the end": {"encoding": "csv", "data": "1,2,0,2147483651,0,7,"},
    "list": {"data": [1, 2, 0, 0x80000003, 0, 7]},
    "list of texts": {"data": ["1", "2", "0", "2147483651", "0", "7"]},
    "base64": encoded(RAW),
    "base64, no compression": encoded(RAW) | {"compression": ""},
    "zlib": encoded(zlib.compress(RAW)) | {"compression": "zlib"},
    "gzip": encoded(gzip.compress(RAW)) | {"compression": "gzip"},
}


@pytest.mark.parametrize("form", FORMS)
def test_encodings(form):
    ((x, y, numbers),) = tile_numbers(LAYER | FORMS[form])
    assert (x, y, numbers.tolist()) == (0, 0, NUMBERS.tolist())


def test_chunks_have_places():
    chunks = [FORMS["zlib"] | {"x": -16, "y": "32", "width": "3", "height": "2"}, LAYER | FORMS["zlib"] | {"x": 16}]
    layer = {"encoding": "base64", "compression": "zlib", "chunks": chunks, "width": 99}
    found = [(x, y, numbers.tolist()) for x, y, numbers in tile_numbers(layer)]
    assert found == [(-16, 32, NUMBERS.tolist()), (16, 0, NUMBERS.tolist())]


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"data": "1,2"}, "has 2 tile numbers for 6 cells"),
        ({"data": "1,2,x,4,5,6"}, "has a tile number that is not valid"),
        ({"data": [1, 2, 3, 4, 5, -6]}, "has a tile number that is not valid"),
        ({"data": [1, 2, 3, 4, 5, [6]]}, "has a tile number that is not valid"),
        ({"data": None}, "has no tile numbers, or an unknown encoding 'None'; allowed: csv, base64"),
        ({"data": 5}, "has no tile numbers"),
        (encoded(RAW[:-1]), "has other than 6 tile numbers"),
        (encoded(zlib.compress(RAW + b"1234")) | {"compression": "zlib"}, "has other than 6 tile numbers"),
        (encoded(RAW) | {"compression": "zlib"}, "is not valid: Error -3 while decompressing data"),
        ({"encoding": "base64", "data": "AAA"}, "is not valid: Incorrect padding"),
        (encoded(RAW) | {"compression": ["zlib"]}, "is compressed as \"['zlib']\"; allowed: gzip, zlib"),
        (encoded(RAW) | {"compression": "zstd"}, "is compressed as 'zstd'; allowed: gzip, zlib (set it in Tiled)"),
        ({"width": "wide"}, "width must be a number (got 'wide')"),
        ({"height": None}, "height must be a whole number from 0 to 1000000 (got 'None')"),
    ],
)
def test_invalid_layers_are_told(changes, reason):
    with pytest.raises(ValueError, match=r".") as caught:
        list(tile_numbers(LAYER | {"data": "1,2,3,4,5,6"} | changes))
    assert str(caught.value).startswith(reason)


def test_number_of_cells_is_limited():
    with pytest.raises(DrawingError, match="has too many cells; allowed: up to 1000000 in all layers"):
        list(tile_numbers({"width": 1_001, "height": 1_000, "data": ""}))
    with pytest.raises(DrawingError, match="has too many cells"):
        list(tile_numbers(LAYER | FORMS["csv"], most=5))


def test_no_more_than_the_size_of_the_layer_is_decompressed():
    bomb = encoded(zlib.compress(bytes(20_000_000), 9)) | {"compression": "zlib"}
    tracemalloc.start()
    with pytest.raises(ValueError, match="has other than 6 tile numbers"):
        list(tile_numbers(LAYER | bomb))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 2e6
