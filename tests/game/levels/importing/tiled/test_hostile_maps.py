"""Tests of maps that small files make large: limited time and memory, whatever is repeated."""

import tracemalloc
import zlib
from base64 import b64encode
from time import process_time

import numpy as np
import pytest

from game.levels.importing import DrawingError
from tests.game.levels.importing.tiled.maps import drawing, properties

pytestmark = pytest.mark.slow

BOX = '<object width="{}" height="{}"/>'


@pytest.fixture(autouse=True)
def _limits():
    """Limit time and memory of each test."""
    tracemalloc.start()
    start = process_time()
    yield
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert process_time() - start < 15.0
    assert peak < 150e6


def tileset(*objects):
    inner = f'<tile id="0"><objectgroup>{"".join(objects)}</objectgroup></tile>'
    return f'<tileset firstgid="1" tilewidth="32" tileheight="32">{inner}</tileset>'


def compressed(width, height, gid=1):
    """Return a tile layer of equal tiles."""
    raw = b64encode(zlib.compress(np.full(width * height, gid, "<u4").tobytes(), 9)).decode()
    return f'<layer width="{width}" height="{height}"><data encoding="base64" compression="zlib">{raw}</data></layer>'


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (tileset(BOX.format(9, 9)) + compressed(1000, 500, 2) * 500, "has too many cells; allowed: up to 1000000"),
        (tileset(BOX.format(32, 32)) + compressed(1000, 1000), "has too many tiles with collision shapes"),
        (tileset(*[BOX.format(32, 32)] * 1_000) + compressed(100, 100), "has too many tiles with collision shapes"),
        (tileset(BOX.format(9, 9)) + compressed(100, 100), "has too many shapes; allowed: up to 5000"),
        (
            tileset(*[BOX.format(9, 9)] * 1_000) + '<objectgroup><object gid="1"/></objectgroup>' * 5_000,
            "has too many shapes; allowed: up to 5000",
        ),
    ],
    ids=["cells", "tiles", "shapes of a tile", "walls", "tile objects"],
)
def test_what_is_repeated_too_often_is_rejected(content, message):
    with pytest.raises(DrawingError, match=message):
        drawing(content)


def test_floor_of_all_tiles_is_one_wall():
    (wall,) = drawing(tileset(BOX.format(32, 32)) + compressed(400, 250)).shapes
    assert np.ptp(wall.points, axis=0).tolist() == [400 * 32, 250 * 32]


def test_properties_of_a_template_are_limited(tmp_path):
    values = properties(*((f"p{k}", "int", k) for k in range(20_000)))
    (tmp_path / "a.tx").write_text(f'<template><object width="9" height="9">{values}</object></template>')
    found = drawing('<objectgroup><object template="a.tx"/></objectgroup>' * 5_000, tmp_path)
    assert len(found.notes) == 5_000
    assert found.notes[0].endswith("has too many properties; allowed: up to 200")
    assert found.shapes == []


def test_tileset_of_a_template_is_read_once(tmp_path):
    tiles = "".join(f'<tile id="{k}"><objectgroup>{BOX.format(9, 9)}</objectgroup></tile>' for k in range(8_000))
    (tmp_path / "a.tsx").write_text(f'<tileset tilewidth="32" tileheight="32">{tiles}</tileset>')
    (tmp_path / "a.tx").write_text('<template><tileset firstgid="1" source="a.tsx"/><object gid="7"/></template>')
    found = drawing('<objectgroup><object template="a.tx"/></objectgroup>' * 4_000, tmp_path)
    assert len(found.shapes) == 4_000


def test_invalid_shapes_of_tiles_are_read_once():
    bad = f'<object><polygon points="{"1,1 " * 20_000}"/></object>'
    found = drawing(tileset(bad) + '<objectgroup><object gid="1"/></objectgroup>' * 5_000)
    assert found.notes == ["collision shape of tile 0: polygon must have 2 to 10000 corners (got 20000)"]
    assert dict(found.ignored) == {"tile object": 5_000}
