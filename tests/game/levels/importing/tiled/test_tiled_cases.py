"""Tests of maps as versions of Tiled from 0.9 on write them. Each file in `cases` was once refused or misread."""

from pathlib import Path

import numpy as np
import pytest

from game.levels.importing import import_drawing
from game.levels.model import load_level

CASES = Path(__file__).parent / "cases"
POINTS = {"map.json", "zero-size.tmx"}
"""Files whose ball is a marker without a size at (300, 100); in the others it is a circle around (320, 120)."""


@pytest.mark.parametrize("path", sorted(CASES.iterdir()), ids=lambda path: path.name)
def test_case_is_imported_with_the_places_that_tiled_shows(path, tmp_path):
    notes = import_drawing(path, tmp_path / "level.toml", 100.0)
    level = load_level(tmp_path / "level.toml")
    assert notes == []
    (room,), (ball,) = level.walls, level.balls
    expected = [[-3.04, 2.24], [3.04, 2.24], [3.04, -2.24], [-3.04, -2.24]]
    assert np.add(room.points, room.center) == pytest.approx(np.array(expected))
    assert room.container
    assert ball.position == pytest.approx((-0.2, 1.4) if path.name in POINTS else (0.0, 1.2))
    assert ball.radius == 0.2


def test_every_case_is_tested():
    assert len(list(CASES.iterdir())) == 5
