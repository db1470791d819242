"""Tests of the sizes and cells of maps. The sizes are those that Tiled 1.8 gives its pictures of the maps."""

import numpy as np
import pytest

from game.levels.importing import DrawingError
from game.levels.importing.tiled.grid import check_orientation, read_grid

SIZE = {"width": 10, "height": 10, "tilewidth": 32, "tileheight": 32}
HEXAGONAL_Y = {"orientation": "hexagonal", "hexsidelength": 16, "staggeraxis": "y", "staggerindex": "odd"}
HEXAGONAL_X = {"orientation": "hexagonal", "hexsidelength": 12, "staggeraxis": "x", "staggerindex": "even"}
STAGGERED_Y = {"orientation": "staggered", "staggeraxis": "y", "staggerindex": "even"}
STAGGERED_X = {"orientation": "staggered", "staggeraxis": "x", "staggerindex": "odd"}


@pytest.mark.parametrize(
    ("settings", "size"),
    [
        ({}, (320, 320)),
        (HEXAGONAL_Y, (336, 248)),
        (HEXAGONAL_X, (230, 336)),
        (STAGGERED_Y, (336, 176)),
        (STAGGERED_X, (176, 336)),
        ({"width": 0, "height": 0}, (0, 0)),
        ({"width": "3.5"}, (112, 320)),
    ],
)
def test_size_of_a_map(settings, size):
    assert read_grid(SIZE | settings).size().tolist() == list(size)


@pytest.mark.parametrize(
    ("settings", "corners"),
    [
        ({}, [[0, 32], [32, 32], [0, 64], [-64, -32]]),
        (HEXAGONAL_Y, [[0, 32], [32, 32], [16, 56], [-64, -16]]),
        (HEXAGONAL_X, [[0, 48], [22, 32], [0, 80], [-44, -16]]),
        (STAGGERED_Y, [[16, 32], [48, 32], [0, 48], [-48, 0]]),
        (STAGGERED_X, [[0, 32], [16, 48], [0, 64], [-32, -32]]),
    ],
)
def test_lower_left_corners_of_cells(settings, corners):
    columns, rows = np.array([0, 1, 0, -2]), np.array([0, 0, 1, -2])
    assert read_grid(SIZE | settings).lower_left_corners(columns, rows).tolist() == corners


@pytest.mark.parametrize("key", SIZE)
@pytest.mark.parametrize("value", [None, "wide", -1, "nan", "inf", [1], True])
def test_invalid_sizes_are_rejected(key, value):
    with pytest.raises(ValueError, match="must be"):
        read_grid(SIZE | {key: value})


@pytest.mark.parametrize("orientation", ["isometric", "oblique"])
def test_views_from_above_are_rejected(orientation):
    with pytest.raises(DrawingError, match=f"is an {orientation} map; allowed: orthogonal, staggered, hexagonal maps"):
        check_orientation({"orientation": orientation})


def test_unknown_orientations_are_rejected():
    with pytest.raises(DrawingError, match="has the unknown orientation 'round'; allowed: orthogonal"):
        check_orientation({"orientation": "round"})
