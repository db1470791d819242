"""Tests of `game.batch.sweep.settings`."""

import pytest

from game.batch.sweep.settings import SweepError, parse_seeds, parse_setting, with_value
from game.levels.format import loader
from game.levels.model import load_level
from tests.sweeps import RACE


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("0:3", [0, 1, 2]),
        ("5", [5]),
        ("1,2,5", [1, 2, 5]),
        ("5,1", [1, 5]),
        ("2,0,1", range(3)),
        (f"{2**63 - 1}", [2**63 - 1]),
    ],
)
def test_parse_seeds(text, expected):
    assert list(parse_seeds(text)) == list(expected)


@pytest.mark.parametrize(
    "text",
    ["", "a", "3:3", "5:3", "0:1:2", "1,2:5", "-1", "1.5", "1,,2", "1,1", f"0:{2**63}", f"{2**63}", "0:99999999"],
)
def test_invalid_seeds_are_rejected(text):
    with pytest.raises(SweepError, match="--seeds"):
        parse_seeds(text)


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("a.b=3", (3,)),
        ("a.b=3,4.5", (3, 4.5)),
        ("a.b=true", (True,)),
        ("a.b=minimum,maximum", ("minimum", "maximum")),
        ('a.b="#ff0000","x,y"', ("#ff0000", "x,y")),
        ("a.b=[0,-9.81],[1, 2]", ([0, -9.81], [1, 2])),
        ("a.b=36:108:5", (36, 54, 72, 90, 108)),
        ("a.b=0.1:0.5:5", (0.1, 0.2, 0.3, 0.4, 0.5)),
        ("a.b=3:0:2", (3, 0)),
        ("a.b=0:1:3", (0.0, 0.5, 1.0)),
        ("a.b=1.0:3.0:3", (1.0, 2.0, 3.0)),
    ],
)
def test_parse_setting(text, values):
    found = parse_setting(text)
    assert (found.path, found.keys, found.values) == ("a.b", ("a", "b"), values)
    assert list(map(type, found.values)) == list(map(type, values))


def test_paths_have_toml_syntax():
    assert parse_setting('materials."a.b".friction = 1').keys == ("materials", "a.b", "friction")
    assert parse_setting("walls.0.spin=1").keys == ("walls", "0", "spin")


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("a.b", "it lacks a path or values; allowed: PATH=VALUES"),
        ("=3", "it lacks a path or values; allowed: PATH=VALUES"),
        ("a..b=3", "it lacks a path or values; allowed: PATH=VALUES"),
        ("a.b=", "in TOML syntax"),
        ("a.b=#fff", "in TOML syntax"),
        ("a.b=1]\nc=[2", "in TOML syntax"),
        ("a.b=1,1", "a value is given twice"),
        ("a.b=1:1:3", "start and stop are the same"),
        ("a.b=1:2:1", "count must be a whole number from 2"),
        ("a.b=1:2:0.5", "count must be a whole number from 2"),
        ("a.b=1:2:1000000", "count must be a whole number from 2"),
        ("a.b=1:x:3", "start and stop must be finite numbers"),
        ("a.b=nan:2:3", "start and stop must be finite numbers"),
        ("a.b=1e999:2:3", "start and stop must be finite numbers"),
        ("seed=1", "allowed: --seeds"),
    ],
)
def test_invalid_settings_are_rejected(text, why):
    with pytest.raises(SweepError, match=r"^cannot use --set ") as caught:
        parse_setting(text)
    assert why in str(caught.value)


@pytest.fixture
def race():
    return loader.read_merged(RACE), load_level(RACE)


@pytest.mark.parametrize(
    ("path", "value", "get"),
    [
        (("walls", "0", "spin"), 5, lambda data: data["walls"][0]["spin"]),
        (("world", "gravity", "1"), -3, lambda data: data["world"]["gravity"][1]),
        (("walls", "0", "center", "0"), 2, lambda data: data["walls"][0]["center"][0]),
        (("materials", "new", "friction"), 0.1, lambda data: data["materials"]["new"]["friction"]),
    ],
)
def test_value_is_set_and_the_given_data_is_unchanged(race, path, value, get):
    data, level = race
    before = repr(data)
    found = with_value(data, path, value, level)
    assert get(found) == value
    assert repr(data) == before


def test_missing_list_starts_as_the_default(race):
    data, level = race
    assert "gravity" not in data["world"]
    assert with_value(data, ("world", "gravity", "0"), 1.5, level)["world"]["gravity"] == [1.5, -9.81]


@pytest.mark.parametrize(
    ("path", "why"),
    [
        (("walls", "7", "spin"), "walls: it has no item 7; allowed: 0 to 0"),
        (("walls", "-1", "spin"), "walls: it has no item -1"),
        (("forces", "0", "pull"), "forces: it has no item 0; allowed: none"),
        (("walls", "0", "radius", "x"), 'walls[0].radius: it is 2.0 and has no "x"'),
    ],
)
def test_paths_to_missing_fields_are_rejected(race, path, why):
    data, level = race
    with pytest.raises(SweepError) as caught:
        with_value(data, path, 1, level)
    assert why in str(caught.value)
