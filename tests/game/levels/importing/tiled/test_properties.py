"""Tests of custom properties of all types, in the forms of XML and of JSON."""

import pytest

from game.levels.importing.tiled.properties import read_properties
from tests.game.levels.importing.tiled.maps import drawing, of_object, properties


def read(kind, value):
    return read_properties([{"name": "p", "type": kind, "value": value}]).get("p")


@pytest.mark.parametrize(
    ("kind", "value", "expected"),
    [
        ("color", "#ff3fa0c8", "#3fa0c8"),
        ("color", "#3FA0C8", "#3fa0c8"),
        ("color", "3fa0c8", "#3fa0c8"),
        ("color", "", None),
        ("color", None, None),
        ("color", "#00000000", None),
        ("color", "blue", "blue"),
        ("color", 7, 7),
        ("float", "5", "5"),
        ("float", 5, 5),
        ("bool", False, False),
        ("string", "", None),
        ("object", 3, 3),
        ("object", 0, None),
        ("object", [], []),
        ("object", "0", None),
        (None, "text", "text"),
        ("list", [1, 2], [1, 2]),
    ],
)
def test_values_by_type(kind, value, expected):
    assert read(kind, value) == expected


def test_flag_may_be_empty():
    assert read_properties([{"name": "container", "value": ""}]) == {"container": ""}


def test_members_of_classes_are_properties_and_own_ones_have_priority():
    ice = {"friction": 0.01, "restitution": 0.5, "inner": {"density": 2}}
    listed = [{"name": "friction", "value": 0.2}, {"name": "material", "type": "class", "value": ice}]
    assert read_properties(listed) == {"friction": 0.2, "restitution": 0.5, "density": 2}


def test_members_of_classes_in_xml():
    inner = properties(("friction", "float", "0.01"), ("density", "float", "2"))
    text = f'<properties><property name="m" type="class" propertytype="Ice">{inner}</property></properties>'
    assert of_object('width="9" height="9"', text).properties == {"friction": "0.01", "density": "2"}


def test_class_without_members_is_empty():
    assert read_properties([{"name": "m", "type": "class"}]) == {}


def test_table_of_values_until_version_1_1():
    assert read_properties({"friction": "0.1", "unset": None}) == {"friction": "0.1"}


def test_long_texts_are_the_content_of_the_element():
    text = "<properties><property name='title'>one\ntwo</property></properties>"
    assert drawing(text + "<objectgroup/>").properties == {"title": "one\ntwo"}


@pytest.mark.parametrize("value", [None, 5, "x", [5, None, "x"], [{}]])
def test_invalid_lists_have_no_properties(value):
    assert read_properties(value) == {}


def many(count):
    return {str(k): k for k in range(count)}


@pytest.mark.parametrize(
    "value",
    [
        many(201),
        [{"name": name, "value": 1} for name in many(201)],
        [{"name": name, "type": "class", "value": {f"{name} {part}": 1 for part in many(50)}} for name in many(5)],
        [{"name": "m", "type": "class", "value": many(201)}],
    ],
)
def test_number_of_properties_is_limited(value):
    with pytest.raises(ValueError, match="has too many properties; allowed: up to 200"):
        read_properties(value)


def test_endless_classes_are_cut():
    inner = {"friction": 1}
    for _ in range(100):
        inner = {"m": inner, "spin": 2}
    assert read_properties([{"name": "m", "type": "class", "value": inner}]) == {"spin": 2}
