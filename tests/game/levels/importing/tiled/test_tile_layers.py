"""Tests of the walls from collision shapes of tiles: flush ones become one wall, without gaps or overlaps."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from game.levels.importing import DrawingError, import_drawing, read_drawing
from game.levels.importing.tiled import tile_layers
from game.levels.importing.tiled.tile_layers import merge_boxes
from game.simulation.simulation import Simulation
from tests.game.levels.importing.tiled.maps import MAP, box, drawing, on_page, properties, shapes

DRAWINGS = Path(__file__).parents[1] / "drawings"
BOX_TILE = '<tile id="0"><objectgroup><object x="0" y="0" width="32" height="32"/></objectgroup></tile>'
TILES = f"""<tileset firstgid="1" name="t" tilewidth="32" tileheight="32">
{BOX_TILE}
<tile id="1"><objectgroup><object x="0" y="32"><polygon points="0,0 32,-32 32,0"/></object></objectgroup></tile>
<tile id="2"><objectgroup><object x="0" y="16" width="32" height="16"/></objectgroup></tile>
<tile id="3">{{}}<objectgroup><object x="0" y="0" width="32" height="32"/></objectgroup></tile>
<tile id="4"><objectgroup>
<object x="8" y="8" width="16" height="16" name="ball"><ellipse/></object></objectgroup></tile>
<tile id="5"><objectgroup><object x="0" y="0" width="-1" height="1"/></objectgroup></tile>
</tileset>"""
ICE = properties(("friction", "float", "0.01"))


def layer(rows, attributes=""):
    """Return a tile layer in XML, from rows of tile numbers."""
    data = ",\n".join(",".join(str(gid) for gid in row) for row in rows)
    return f'<layer name="Ground" width="{len(rows[0])}" height="{len(rows)}" {attributes}>\
<data encoding="csv">{data}</data></layer>'


def boxes(rows, attributes="", inner=ICE):
    """Return the boxes of the walls of a layer; the fourth tile has properties."""
    return sorted(box(shape) for shape in shapes(TILES.format(inner) + layer(rows, attributes)))


def test_floor_of_boxes_is_one_wall():
    (floor,) = shapes(TILES.format("") + layer([[0] * 20, [1] * 20, [1] * 20]))
    assert floor.points.tolist() == [[0, 32], [640, 32], [640, 96], [0, 96]]
    assert floor.label == 'tiles of layer "Ground" at (0, 32) px'


def test_boxes_with_other_properties_stay_apart():
    assert boxes([[1, 1, 4, 4, 1]]) == [[0, 0, 64, 32], [64, 0, 128, 32], [128, 0, 160, 32]]


def test_boxes_of_other_heights_stay_apart():
    assert boxes([[1, 3, 3]]) == [[0, 0, 32, 32], [32, 16, 96, 32]]


def test_moving_boxes_stay_apart():
    spin = properties(("spin", "float", "10"))
    assert boxes([[4, 4]], inner=spin) == [[0, 0, 32, 32], [32, 0, 64, 32]]


def test_slopes_and_balls_are_shapes_of_their_own():
    slope, ball = shapes(TILES.format("") + layer([[0, 2], [5, 0]]))
    assert slope.points.tolist() == [[32, 32], [64, 0], [64, 32]]
    assert (ball.role, ball.points.tolist(), ball.radius) == ("ball", [[16, 48]], 8.0)
    assert ball.label == 'tile of layer "Ground" at (16, 48) px'


def test_offset_of_the_layer_moves_its_walls():
    assert boxes([[1]], attributes='offsetx="5" offsety="-2.5"') == [[5, -2.5, 37, 29.5]]


def test_chunks_of_an_endless_map_join():
    chunk = '<chunk x="{}" y="0" width="2" height="1">1,1</chunk>'
    data = f'<layer name="g"><data encoding="csv">{chunk.format(-2)}{chunk.format(0)}</data></layer>'
    assert boxes_of(TILES.format("") + data) == [[-64, 0, 64, 32]]


def boxes_of(content):
    return [box(shape) for shape in shapes(content)]


def test_xml_tiles_of_old_maps_are_read():
    data = '<layer name="g" width="2" height="1"><data><tile gid="1"/><tile/></data></layer>'
    assert boxes_of(TILES.format("") + data) == [[0, 0, 32, 32]]


def test_invalid_layer_or_shape_costs_a_note():
    bad = layer([[1]]).replace('width="1"', 'width="2"')
    found = drawing(TILES.format("") + bad + layer([[6, 1, 6]]))
    assert found.notes == [
        'layer "Ground": has 1 tile numbers for 2 cells',
        "collision shape of tile 5: width and height must not be negative",
    ]
    assert len(found.shapes) == 1


def test_layer_without_collision_shapes_is_counted():
    assert dict(drawing(TILES.format("") + layer([[0, 99]])).ignored) == {"tile layer": 1}


def test_too_many_tiles_are_rejected(monkeypatch):
    monkeypatch.setattr(tile_layers, "MAX_PLACED", 3)
    with pytest.raises(DrawingError, match="has too many tiles with collision shapes; allowed: up to 3"):
        shapes(TILES.format("") + layer([[1, 1], [1, 1]]))


@given(st.lists(st.tuples(*[st.integers(0, 7)] * 4), max_size=30))
def test_merged_boxes_cover_the_same_cells_once_along_x(corners):
    tiles = [(x, y, x + 1 + w % 2, y + 1 + h % 2) for x, y, w, h in corners]
    before, after = np.zeros((10, 10), int), np.zeros((10, 10), int)
    for left, top, right, bottom in tiles:
        before[top:bottom, left:right] = 1
    merged = merge_boxes(np.array(tiles, np.float64).reshape(-1, 4))
    for left, top, right, bottom in merged.astype(int).tolist():
        after[top:bottom, left:right] = 1
    assert (before == after).all()
    assert len(merged) <= len(tiles)


@pytest.mark.parametrize("suffix", ["tmx", "tmj"])
def test_map_that_tiled_has_exported_with_tiles_and_instances_of_templates(suffix):
    found = read_drawing(DRAWINGS / f"tiles.{suffix}", 1.0)
    boxes = [np.round(box(on_page(shape)), 2).tolist() for shape in found.shapes]
    assert boxes == [
        [160.0, 352.0, 192.0, 384.0],  # a slope, and the same, flipped
        [192.0, 352.0, 224.0, 384.0],
        [96.0, 384.0, 480.0, 448.0],  # 24 tiles of a floor
        [21.5, 13.0, 629.5, 461.0],
        [305.5, 97.0, 345.5, 137.0],
        [105.5, 297.0, 135.5, 327.0],  # two pegs of a template, the second one stretched and turned
        [197.56, 303.2, 255.86, 361.51],
        [305.5, 249.0, 337.5, 297.0],  # a tile object of a template
        [405.5, 179.04, 494.83, 228.61],
        [455.5, 297.0, 495.5, 317.0],
        [505.5, 97.0, 505.5, 97.0],
        [525.5, 285.49, 594.08, 328.11],  # a tile object, flipped, stretched and turned
    ]
    assert [float(shape.properties.get("friction", 0)) for shape in found.shapes][7:] == [0.1, 0.25, 0, 0, 0.1]
    assert (found.notes, dict(found.ignored)) == ([], {"text": 1})


def throw(content, tmp_path):
    """Return the heights of a ball that is thrown along a floor, m, for two seconds."""
    room = '<objectgroup><object name="room" width="640" height="480"/>{}</objectgroup>'
    ball = '<object name="ball" x="60" y="428">{}</object>'
    values = properties(("velocity_x", "float", "3"), ("radius", "float", "0.2"))
    (tmp_path / "a.tmx").write_text(MAP.format(content + room.format(ball.format(values))))
    (tmp_path / "level.toml").unlink(missing_ok=True)
    assert import_drawing(tmp_path / "a.tmx", tmp_path / "level.toml", 100.0) == []
    simulation = Simulation(tmp_path / "level.toml")
    heights = []
    for _ in range(120):
        simulation.step(1)
        heights.append(simulation.positions[0].tolist())
    simulation.close()
    return np.array(heights)


def test_ball_does_not_feel_where_flush_tiles_meet(tmp_path):
    outline = '<polygon points="0,0 32,0 32,32 10,32 0,32"/>'
    other = f'<tile id="1"><objectgroup><object>{outline}</object></objectgroup></tile>'
    tiles = f'<tileset firstgid="1" tilewidth="32" tileheight="32">{BOX_TILE}{other}</tileset>'
    rows = [[0] * 20] * 14
    along_tiles = throw(tiles + layer([*rows, [1, 2] * 10]), tmp_path)
    along_one = throw(tiles + layer([*rows, [1] * 20]), tmp_path)
    assert np.abs(along_tiles - along_one).max() < 1e-6
    assert np.ptp(along_one[:, 0]) > 3.0
