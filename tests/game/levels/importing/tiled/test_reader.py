"""Tests of layers: offsets, hidden ones, groups, roles from names, and maps without ends."""

import json

import pytest

from game.levels.importing import DrawingError
from game.levels.importing.tiled import read_tmj
from tests.game.levels.importing.tiled.maps import MAP, box, drawing, on_page, shapes

BOX = '<object id="1" x="10" y="20" width="30" height="40"/>'


def group(inner, attributes=""):
    return f"<objectgroup {attributes}>{inner}</objectgroup>"


def test_offsets_of_layers_and_groups_add_up():
    inner = f'<group offsetx="100"><group offsety="5.5">{group(BOX, """offsetx="-3" offsety="1" """)}</group></group>'
    (shape,) = shapes(inner)
    assert box(shape) == [107, 26.5, 137, 66.5]


@pytest.mark.parametrize("how", ['visible="0"', 'opacity="0"'])
def test_hidden_layers_groups_and_objects_are_counted(how):
    content = f"<group {how}>{group(BOX)}</group>{group(BOX, how)}{group(BOX.replace('/>', f' {how}/>'))}"
    found = drawing(content)
    assert (found.shapes, dict(found.ignored)) == ([], {"hidden layer": 2, "hidden object": 1})


def test_what_a_level_cannot_have_is_counted():
    text = '<object width="9" height="9"><text>hello</text></object>'
    content = (
        f'<imagelayer name="sky"><image source="sky.png"/></imagelayer>{group(BOX + text, """parallaxx="0.5" """)}'
    )
    found = drawing(f'{content}<editorsettings/><layer name="t" width="1" height="1"><data>9</data></layer>')
    assert dict(found.ignored) == {"image layer": 1, "parallax": 1, "text": 1, "tile layer": 1}
    assert len(found.shapes) == 1


@pytest.mark.parametrize("attributes", ['type="ball"', 'class="Ball"', 'name="ball 3"', 'name="x" class="balls"'])
def test_role_comes_from_class_type_or_name(attributes):
    (ball,) = shapes(group(f"<object {attributes}/>"))
    assert ball.role == "ball"


def test_role_comes_from_the_layer_if_the_object_has_none():
    inner = '<object id="1"/><object id="2" name="spawn"/>'
    layers = f'<group name="Balls">{group(inner, """name="Red" """)}</group>{group(inner, """class="container" """)}'
    assert [shape.role for shape in shapes(layers)] == ["ball", "spawn", "container", "spawn"]


def test_objects_until_version_0_11_have_no_number():
    found = drawing(group('<object name="a" x="?"/><object x="?"/><object id="" x="?"/>'))
    assert [note.partition(":")[0] for note in found.notes] == [
        'object "a"',
        "an object without a name",
        "object ",
    ]


def test_middle_of_a_map_without_ends_is_that_of_its_shapes():
    content = MAP.replace("<map ", '<map infinite="1" ').format(group(BOX.replace('x="10"', 'x="-5000"')))
    (shape,) = drawing(content).shapes
    assert shape.points.tolist() == [[-15, 20], [15, 20], [15, -20], [-15, -20]]


def test_invalid_offset_costs_the_layer():
    found = drawing(group(BOX, 'name="a" offsetx="far"') + group(BOX))
    assert found.notes == ["layer \"a\": offsetx must be a number (got 'far')"]
    assert len(found.shapes) == 1


def in_json(layers, **settings):
    root = {"width": 20, "height": 15, "tilewidth": 32, "tileheight": 32, "layers": layers} | settings
    return read_tmj(json.dumps(root).encode(), 1.0)


def test_layers_and_objects_in_json_can_be_anything():
    objects = [{"id": 1, "x": 10, "y": 20, "width": 30, "height": 40}, 5, None, {"polygon": 3}, {"gid": "x"}]
    layers = [{"type": "objectgroup", "objects": objects}, 7, {"type": "star", "name": "s"}, {"type": ["objectgroup"]}]
    found = in_json([*layers, {"type": "objectgroup", "objects": 5}, {"type": "group"}], tilesets=3, properties=[4])
    assert found.notes == [
        "an object without a name: polygon must have 2 to 10000 corners (got 0)",
        "an object without a name: gid must be a number (got 'x')",
        "layer \"s\": its type 'star' is not known",
        'layer "": its type "[\'objectgroup\']" is not known',
    ]
    (shape,) = found.shapes
    assert box(on_page(shape)) == [10, 20, 40, 60]


def test_json_with_a_byte_order_mark_is_read():
    root = {"width": 1, "height": 1, "tilewidth": 32, "tileheight": 32, "layers": []}
    assert read_tmj(b"\xef\xbb\xbf" + json.dumps(root).encode(), 1.0).shapes == []


@pytest.mark.parametrize(
    ("root", "reason"),
    [
        ([], "is not a valid Tiled map: it is not a JSON object"),
        ({"type": "tileset"}, "is not a valid Tiled map: it has no list of layers, and its type is 'tileset'"),
        ({"layers": []}, "is not a valid Tiled map: width, height, tilewidth and tileheight must be numbers from 0 on"),
    ],
)
def test_other_json_files_are_rejected(root, reason):
    with pytest.raises(DrawingError) as caught:
        read_tmj(json.dumps(root).encode(), 1.0)
    assert str(caught.value) == reason
