"""Which items lie at a point."""

from pathlib import Path

import pytest

from game.levels.editing.hit_testing import hits, items_in_box
from game.levels.editing.level_document import Item, LevelDocument

TEXT = """\
format = 1
title = "Hits"

[[walls]]
shape = "box"
container = true
width = 10.0
height = 10.0

[[walls]]
shape = "path"
closed = false
points = [[-1.0, 0.0], [1.0, 0.0]]
thickness = 0.2
center = [0.0, -2.0]

[[walls]]
shape = "circle"
radius = 0.5
container = false
center = [-3.0, 3.0]
repeat = { count = 3, step = [2.0, 0.0] }

[[balls]]
radius = 0.2
position = [0.0, 0.0]

[[balls]]
count = 3
radius = 0.1
spawn = { pattern = "points", center = [3.0, -3.0], points = [[0.0, 0.0], [1.0, 0.0], [0.0, 1.0]] }

[[forces]]
pull = 0.1

[[sensors]]
name = "all"
zone = { shape = "circle", radius = 2.5 }
"""
BOX, LINE, DISCS, BALL, POINTS, SENSOR = (
    Item("walls", 0), Item("walls", 1), Item("walls", 2), Item("balls", 0), Item("balls", 1), Item("sensors", 0),
)  # fmt: skip


@pytest.fixture(scope="module")
def document():
    return LevelDocument(TEXT, Path("hits.toml"))


@pytest.mark.parametrize(
    ("point", "expected"),
    [
        ((0.1, 0.0), [BALL, SENSOR]),
        ((0.0, 1.5), [SENSOR]),
        ((0.5, -1.91), [LINE, SENSOR]),
        ((0.5, -1.87), [LINE, SENSOR]),
        ((0.5, -1.8), [SENSOR]),
        ((4.97, 0.0), [BOX]),
        ((5.04, 4.0), [BOX]),
        ((4.0, 4.0), []),
        ((-3.0, 3.0), [DISCS]),
        ((1.0, 3.4), [DISCS]),
        ((4.0, -3.0), [POINTS]),
        ((3.5, -2.5), []),
        ((2.52, 0.0), [SENSOR]),
    ],
)
def test_the_topmost_item_comes_first(document, point, expected):
    assert [hit.item for hit in hits(document, *point, 0.05)] == expected


def test_distance_and_copy_are_told(document):
    (hit,) = hits(document, -1.0, 3.52, 0.05)
    assert (hit.item, hit.copy) == (DISCS, 1)
    assert hit.distance == pytest.approx(0.02)
    assert hits(document, -1.0, 3.3, 0.05)[0].distance == 0.0


def test_items_are_selected_by_a_box_around_them_and_all_their_copies(document):
    assert items_in_box(document, (-0.3, -0.3), (0.3, 0.3)) == (BALL,)
    assert items_in_box(document, (-4.0, 2.0), (0.0, 4.0)) == ()
    assert items_in_box(document, (-4.0, 2.0), (2.0, 4.0)) == (DISCS,)
    assert items_in_box(document, (-6.0, -6.0), (6.0, 6.0)) == (BOX, LINE, DISCS, BALL, POINTS, SENSOR)
