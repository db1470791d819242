"""The fields of items for a property panel."""

from pathlib import Path

import pytest

from game.levels.editing.geometry import MODELS
from game.levels.editing.item_edits import with_fields
from game.levels.editing.level_document import LevelDocument
from game.levels.editing.property_sheet import item_properties, table_properties
from game.levels.model import Level

LEVELS = sorted((Path(__file__).parents[4] / "levels").glob("*.toml"))


def named(properties):
    return {one.name: one for one in properties}


def test_a_field_has_its_unit_range_default_and_the_words_of_check():
    spin = named(item_properties("walls", {"shape": "box"}))["spin"]
    assert (spin.kind, spin.unit, spin.low, spin.high, spin.default) == ("number", "deg/s", -36000.0, 36000.0, 0.0)
    assert spin.allowed == "-36000 <= spin <= 36000 deg/s"
    assert spin.description.startswith("Angular velocity")
    width = named(item_properties("walls", {"shape": "box"}))["width"]
    assert (width.low, width.open_low, width.required) == (0.0, True, True)


def test_the_shape_selects_the_fields_and_is_a_choice_of_all():
    box, arc = (named(item_properties("walls", {"shape": shape})) for shape in ("box", "arc"))
    assert {"arc", "box", "circle", "path", "polygon"} <= set(box["shape"].choices)
    assert "sweep" not in box
    assert arc["sweep"].open_low
    assert (box["container"].default, arc["thickness"].default) == (False, 0.1)


def test_a_table_inside_has_fields_if_it_is_given_or_required():
    without = named(item_properties("walls", {"shape": "box"}))
    assert without["swing"].kind == "table"
    assert "swing.period" not in without
    assert named(item_properties("walls", {"shape": "box", "swing": {}}))["swing.period"].unit == "s"
    assert named(item_properties("sensors", {}))["zone.shape"].choices == ("box", "circle")
    spawn = named(item_properties("balls", {"spawn": {"pattern": "ring"}}))
    assert (spawn["spawn.rings"].kind, spawn["spawn.speed"].kind) == ("integer", "range")
    assert named(item_properties("walls", {"shape": "box", "repeat": {}}))["repeat.count"].required
    assert "repeat" not in named(item_properties("balls", {}))


def test_tables_of_the_level_have_fields():
    data = {"materials": {"a": {}}}
    assert set(named(table_properties((), data))) >= {"title", "description", "seed", "graphs", "overlay"}
    assert named(table_properties(("world",), data))["gravity"].unit == "m/s2"
    assert named(table_properties(("materials", "a"), data))["friction"].high == 10.0
    assert named(table_properties(("palette",), data))["floor"].kind == "color"
    assert named(table_properties(("view",), data))["height"].required


@pytest.mark.parametrize("path", LEVELS, ids=lambda path: path.stem)
def test_every_field_of_every_item_is_listed(path):
    document = LevelDocument.open(path)

    def names(table, prefix=""):
        for key, value in table.items():
            yield f"{prefix}{key}"
            if isinstance(value, dict):
                yield from names(value, f"{prefix}{key}.")

    for item in document.items:
        fields = document.fields(item)
        assert set(names(fields)) <= set(named(item_properties(item.array, fields))), item
    plain = {key for key, value in document.data.items() if not isinstance(value, dict | list)}
    assert plain - {"format", "extends"} <= set(named(table_properties((), document.data)))


@pytest.mark.parametrize("array", sorted(MODELS))
def test_a_default_is_valid_where_it_stands(array):
    document = next(one for one in map(LevelDocument.open, LEVELS) if array in one.data)
    item = next(one for one in document.geometries if one.array == array)
    fields = document.fields(item)
    for one in item_properties(array, fields):
        if one.default is not None and one.kind != "table" and "." not in one.name and one.name not in fields:
            changed = with_fields(fields, {one.name: one.default, "repeat": None})
            assert MODELS[array].validate_python(changed) is not None
    assert Level.model_fields[array] is not None
