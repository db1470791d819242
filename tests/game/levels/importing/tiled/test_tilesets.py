"""Tests of the places of tiles. The pictures of Tiled 1.8 show the same places for all of these."""

import itertools

import numpy as np
import pytest

from game.levels.importing.tiled.tilesets import ALIGNMENTS
from tests.game.levels.importing.tiled.maps import MAP, box, drawing, properties, shapes

H, V, D, TURN_120 = 0x80000000, 0x40000000, 0x20000000, 0x10000000
CORNERS = np.array([[2.0, 2.0], [20.0, 6.0], [4.0, 34.0]])
"""The collision shape of a tile of 24 x 40 px."""

TRIANGLE = '<polygon points="0,0 18,4 2,32"/>'


def tileset(inner="", attributes="", child=TRIANGLE):
    """Return a tileset of tiles of 24 x 40 px, the first of which has a triangle or another collision shape."""
    return f'<tileset firstgid="1" name="t" tilewidth="24" tileheight="40" {attributes}>{inner}\
<tile id="0"><objectgroup><object x="2" y="2">{child}</object></objectgroup></tile></tileset>'


def tile_object(attributes, tiles=None):
    """Return the only shape of a map with one tile object at (100, 200)."""
    group = f'<objectgroup><object id="1" gid="1" x="100" y="200" {attributes}/></objectgroup>'
    (shape,) = shapes((tiles or tileset()) + group)
    return shape


def placed_tile(gid, tiles=None, map_=MAP, size=(640.0, 480.0)):
    """Return the corners of the only shape of a map with one tile in the column 2 and the row 1."""
    data = ["0"] * 6
    data[5] = str(gid)
    layer = f'<layer width="3" height="2"><data encoding="csv">{",".join(data)}</data></layer>'
    (shape,) = shapes(map_.format((tiles or tileset()) + layer), size=size)
    return shape.points


# -- tile layers ------------------------------


def test_tile_stands_on_the_lower_left_corner_of_its_cell():
    assert placed_tile(1) == pytest.approx(CORNERS + np.array([64, 64 - 40]))


def test_offset_of_the_tileset_moves_its_tiles():
    assert placed_tile(1, tileset('<tileoffset x="3" y="-5"/>')) == pytest.approx(CORNERS + np.array([67, 19]))


@pytest.mark.parametrize("flips", [*itertools.product((0, H), (0, V), (0, D))], ids=str)
def test_diagonal_flip_comes_before_the_others(flips):
    x, y = CORNERS.T
    width, height = 24.0, 40.0
    if flips[2]:
        x, y, width, height = y, x, height, width
    if flips[0]:
        x = width - x
    if flips[1]:
        y = height - y
    expected = np.column_stack((x + 64, y + 64 - height))
    assert placed_tile(1 | sum(flips)) == pytest.approx(expected)


@pytest.mark.parametrize(("bits", "angle"), [(D, 60), (TURN_120, 120), (D | TURN_120, 180)])
def test_tiles_of_hexagonal_maps_turn_by_60_degrees(bits, angle):
    attributes = 'orientation="hexagonal" hexsidelength="16" staggeraxis="y" staggerindex="odd"'
    hexagonal = MAP.replace('orientation="orthogonal"', attributes)
    size = (20.5 * 32, 15 * 24 + 8)
    cosine, sine = np.cos(np.radians(angle)), np.sin(np.radians(angle))
    turned = (CORNERS - [12, 20]) @ [[cosine, sine], [-sine, cosine]] + [12, 20]
    assert placed_tile(1 | bits, map_=hexagonal, size=size) == pytest.approx(turned + np.array([64 + 16, 24 + 32 - 40]))


def test_tiles_can_be_scaled_to_the_grid():
    stretched = placed_tile(1, tileset(attributes='tilerendersize="grid"'))
    assert stretched == pytest.approx(CORNERS * [32 / 24, 32 / 40] + [64, 32])
    kept = placed_tile(1, tileset(attributes='tilerendersize="grid" fillmode="preserve-aspect-fit"'))
    assert kept == pytest.approx(CORNERS * 0.8 + [64 + 0.5 * (32 - 0.8 * 24), 32])


# -- tile objects ------------------------------


@pytest.mark.parametrize("name", [*ALIGNMENTS, "unspecified"])
def test_tile_object_is_aligned_as_its_tileset_says(name):
    x, y = ALIGNMENTS.get(name, (0.0, 1.0))
    points = tile_object('width="48" height="20"', tileset(attributes=f'objectalignment="{name}"')).points
    assert points == pytest.approx(CORNERS * [2.0, 0.5] + [100 - 48 * x, 200 - 20 * y])


def test_tile_object_has_the_size_of_its_tile_until_version_0_12():
    assert tile_object("").points == pytest.approx(CORNERS + np.array([100, 160]))


def test_tile_object_turns_about_its_position():
    points = tile_object('rotation="90"').points
    x, y = (CORNERS - [0, 40]).T
    assert points == pytest.approx(np.column_stack((100 - y, 200 + x)))


def test_tile_object_is_flipped_in_its_place():
    points = tile_object('width="48" height="40"').points
    flipped = shapes(
        tileset() + f'<objectgroup><object gid="{1 | H}" x="100" y="200" width="48" height="40"/></objectgroup>'
    )
    assert flipped[0].points == pytest.approx(np.column_stack((248 - points[:, 0], points[:, 1])))


def test_circle_of_a_tile_is_a_disc_unless_it_is_stretched():
    tiles = '<tileset firstgid="1" tilewidth="20" tileheight="20"><tile id="0"><objectgroup>\
<object x="0" y="0" width="20" height="20"><ellipse/></object></objectgroup></tile></tileset>'
    disc = tile_object('width="40" height="40"', tiles)
    assert (disc.points.tolist(), disc.radius) == ([[120.0, 180.0]], 20.0)
    stretched = tile_object('width="80" height="40"', tiles)
    assert (stretched.radius, box(stretched)) == (0.0, pytest.approx([100, 160, 180, 200]))


def test_ball_with_a_tile_is_the_largest_disc_in_its_box():
    ball = tile_object('name="ball" width="50" height="40"')
    assert (ball.role, ball.points.tolist(), ball.radius) == ("ball", [[125.0, 180.0]], 20.0)


def test_tile_gives_class_and_properties_to_its_objects():
    tiles = '<tileset firstgid="1" tilewidth="20" tileheight="20"><tile id="0" class="ball">{}</tile></tileset>'
    values = properties(("restitution", "float", "0.9"), ("friction", "float", "0.1"), ("hits", "int", "3"))
    group = (
        f'<objectgroup><object gid="1" x="0" y="20">{properties(("friction", "float", "0.2"))}</object></objectgroup>'
    )
    (ball,) = shapes(tiles.format(values) + group)
    assert (ball.role, ball.radius) == ("ball", 10.0)
    assert ball.properties == {"restitution": "0.9", "friction": "0.2"}


def test_tile_object_without_a_collision_shape_is_a_picture():
    found = drawing(tileset() + '<objectgroup><object gid="2" x="0" y="20" width="9" height="9"/></objectgroup>')
    assert (found.shapes, dict(found.ignored)) == ([], {"tile object": 1})


def test_invalid_tileset_costs_a_note():
    tiles = tileset(attributes='tilewidth="wide"').replace('tilewidth="24" ', "")
    group = '<objectgroup><object gid="1" x="0" y="20"/><object id="2" width="5" height="5"/></objectgroup>'
    found = drawing(tiles + '<tileset firstgid="x" name="u"/>' + group)
    assert found.notes == [
        "a tileset: firstgid must be a number (got 'x')",
        "tileset 't' is not imported: tilewidth must be a number (got 'wide')",
    ]
    assert len(found.shapes) == 1
