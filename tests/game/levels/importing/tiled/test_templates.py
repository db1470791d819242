"""Tests of objects that are instances of templates."""

import json

import pytest

from tests.game.levels.importing.tiled.maps import box, drawing, properties, shapes

PEG = f'<template><object name="peg" type="wall" width="30" height="30" rotation="90">\
{properties(("restitution", "float", "0.9"), ("friction", "float", "0.1"))}<ellipse/></object></template>'
CRATE = '<template><tileset firstgid="1" source="tiles.tsx"/><object gid="1" width="32" height="64"/></template>'
TILES = '<tileset name="t" tilewidth="32" tileheight="32"><tile id="0"><objectgroup>\
<object x="0" y="16" width="32" height="16"/></objectgroup></tile></tileset>'


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "kinds").mkdir()
    (tmp_path / "peg.tx").write_text(PEG)
    (tmp_path / "kinds" / "crate.tx").write_text(CRATE)
    (tmp_path / "kinds" / "tiles.tsx").write_text(TILES)
    return tmp_path


def instance(attributes, inner=""):
    return f'<objectgroup><object id="3" {attributes}>{inner}</object></objectgroup>'


def test_instance_has_what_its_template_has(folder):
    (peg,) = shapes(instance('template="peg.tx" x="100" y="50"'), folder)
    assert (peg.label, peg.points.tolist(), peg.radius) == ('object 3 "peg"', [[85.0, 65.0]], 15.0)
    assert peg.properties == {"restitution": "0.9", "friction": "0.1"}


def test_what_the_instance_has_takes_priority(folder):
    values = properties(("friction", "float", "0.5"))
    (peg,) = shapes(instance('template="peg.tx" name="ball" width="60" height="60" rotation="0"', values), folder)
    assert (peg.role, peg.points.tolist(), peg.radius) == ("ball", [[30.0, 30.0]], 30.0)
    assert peg.properties == {"restitution": "0.9", "friction": "0.5"}


def test_tileset_of_a_template_lies_beside_the_template(folder):
    (crate,) = shapes(instance('template="kinds/crate.tx" x="10" y="100"'), folder)
    assert box(crate) == [10, 68, 42, 100]


def test_template_in_json(folder):
    item = {"name": "ball", "point": True, "properties": [{"name": "radius", "type": "float", "value": 0.3}]}
    (folder / "ball.tj").write_text(json.dumps({"type": "template", "object": item}))
    (ball,) = shapes(instance('template="ball.tj" x="7" y="8"'), folder)
    assert (ball.role, ball.points.tolist(), ball.properties) == ("ball", [[7.0, 8.0]], {"radius": 0.3})


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("<template/>", "is an instance of a template that has no object"),
        ("no", "is an instance of a template that is not read: it is not XML"),
        ('<template><object gid="x"/></template>', "gid must be a number (got 'x')"),
    ],
)
def test_invalid_template_costs_its_instances_and_notes(folder, text, reason):
    (folder / "bad.tx").write_text(text)
    found = drawing(instance('template="bad.tx"') + '<objectgroup><object width="9" height="9"/></objectgroup>', folder)
    (note,) = found.notes
    assert note.startswith(f"object 3: {reason}")
    assert len(found.shapes) == 1
