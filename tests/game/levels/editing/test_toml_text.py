"""Edits of a TOML text: what they change, and what they leave as it is."""

import re
import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from game.levels.editing.toml_text import TomlText

LEVELS = sorted((Path(__file__).parents[4] / "levels").glob("*.toml"))
MISSING = object()


def edited(text, *changes):
    return TomlText(text).with_values(changes)


def set_in(data, location, value):
    """Return a copy of data with a value, written another way than the editor does it."""
    key, *rest = location
    copy = list(data) if isinstance(data, list) else dict(data)
    if rest:
        inner = copy[key] if isinstance(key, int) or key in copy else {}
        copy[key] = set_in(inner, rest, value)
    elif value is None:
        del copy[key]
    elif isinstance(key, int) and key == len(copy):
        copy.append(value)
    else:
        copy[key] = value
    return copy


def locations(data, before=()):
    """Yield the location of every value below the top, tables and items of lists included."""
    inner = enumerate(data) if isinstance(data, list) else data.items() if isinstance(data, dict) else ()
    for key, value in inner:
        yield (*before, key)
        yield from locations(value, (*before, key))


def is_in_plain_list(data, location):
    """Whether a location lies in a list of values, such as a point of a path."""
    for key in location[:-1]:
        data = data[key]
        if isinstance(data, list) and not (data and isinstance(data[0], dict)):
            return True
    return False


COMMENTED = """\
# Top.
format = 1  # one

[world] # w
# in the world
gravity = [0.0, -9.81]  # down
# below

# Two walls.
[[walls]]
shape = "box"  # b
# size
width = 1.0
swing = { angle = 3, period = 2.0 }  # s

[[walls]]
points = [ # list
    [1, 2], # first
    [3, 4],
]

# A ball.
[[balls]]
radius = 0.1
"""


@pytest.mark.parametrize(
    ("location", "value", "old", "new"),
    [
        (("format",), 2, "format = 1  # one", "format = 2  # one"),
        (("world", "gravity"), [1.0, -9.81], "[0.0, -9.81]  # down", "[1.0, -9.81]  # down"),
        (("world", "substeps"), 8, "# down\n", "# down\nsubsteps = 8\n"),
        (("world", "gravity"), None, "gravity = [0.0, -9.81]  # down\n", ""),
        (("walls", 0, "swing", "angle"), 4.5, "angle = 3,", "angle = 4.5,"),
        (("walls", 0, "swing", "phase"), 90.0, "period = 2.0 }", "period = 2.0, phase = 90.0 }"),
        (("walls", 0, "swing", "period"), None, ", period = 2.0", ""),
        (("walls", 0, "swing", "angle"), None, "angle = 3, ", ""),
        (("walls", 0, "swing"), None, "swing = { angle = 3, period = 2.0 }  # s\n", ""),
        (("walls", 1, "points", 0, 1), 2.5, "[1, 2]", "[1, 2.5]"),
        (("walls", 1, "points", 2), [5, 6], "[3, 4],\n", "[3, 4],\n    [5, 6],\n"),
        (("walls", 0, "sway", "period"), 1.0, "# s\n", "# s\nsway = { period = 1.0 }\n"),
        (("balls", 0, "position"), [-0.0, 1.0], "radius = 0.1\n", "radius = 0.1\nposition = [0.0, 1.0]\n"),
        (("seed",), 3, "format = 1  # one\n", "format = 1  # one\nseed = 3\n"),
        (("view", "height"), 3.0, "# below\n", "# below\n\n[view]\nheight = 3.0\n"),
        (("materials", "a b", "friction"), 0.5, "# below\n", '# below\n\n[materials."a b"]\nfriction = 0.5\n'),
        (("palette", "floor"), "#123456", "radius = 0.1\n", 'radius = 0.1\n\n[palette]\nfloor = "#123456"\n'),
    ],
)
def test_a_value_is_changed_in_its_place(location, value, old, new):
    assert COMMENTED.count(old) == 1
    assert edited(COMMENTED, (location, value)) == COMMENTED.replace(old, new)


def test_a_value_that_is_there_already_changes_nothing():
    assert edited(COMMENTED, (("walls", 0, "swing"), {"angle": 3.0, "period": 2}), (("format",), 1)) == COMMENTED
    assert edited(COMMENTED, (("walls", 0, "velocity"), None)) == COMMENTED


def test_a_whole_table_is_merged():
    text = edited(COMMENTED, (("walls", 0, "swing"), {"angle": 3, "phase": 10.0}))
    assert text == COMMENTED.replace("{ angle = 3, period = 2.0 }  # s", "{ angle = 3, phase = 10.0 }  # s")


def test_tables_below_a_header_and_dotted_keys_are_edited_where_they_are():
    text = 'format = 1\nworld.gravity = [0, 1]\n\n[[walls]]\nshape = "box"\nsway.period = 1\n[walls.swing]\nangle = 3\n'
    changed = edited(
        text,
        (("world", "substeps"), 2),
        (("walls", 0, "sway", "phase"), 5),
        (("walls", 0, "swing", "period"), 4),
        (("walls", 0, "spin"), 1),
    )
    assert changed == (
        "format = 1\nworld.gravity = [0, 1]\nworld.substeps = 2\n\n"
        '[[walls]]\nshape = "box"\nsway.period = 1\nspin = 1\nsway.phase = 5\n[walls.swing]\nangle = 3\nperiod = 4\n'
    ) or tomllib.loads(changed)["walls"][0] == {
        "shape": "box", "sway": {"period": 1, "phase": 5}, "spin": 1, "swing": {"angle": 3, "period": 4},
    }  # fmt: skip
    assert edited(changed, (("walls", 0, "swing"), None), (("walls", 0, "sway"), None)).endswith('"box"\nspin = 1\n')


def test_a_text_keeps_the_line_ends_of_windows_and_need_not_end_with_one():
    text = "format = 1\r\n\r\n[world]\r\nsubsteps = 2"
    changed = edited(text, (("world", "gravity"), [0, 1]), (("view", "height"), 2.0))
    assert changed == (
        "format = 1\r\n\r\n[world]\r\nsubsteps = 2\r\ngravity = [0, 1]\r\n\r\n[view]\r\nheight = 2.0\r\n"
    )


def test_an_item_is_added_below_those_of_its_array_or_in_the_order_of_the_format():
    fields = {"radius": 0.5, "position": [1.0, 2.0]}
    assert (
        TomlText(COMMENTED)
        .with_item("balls", fields)
        .endswith("radius = 0.1\n\n[[balls]]\nradius = 0.5\nposition = [1.0, 2.0]\n")
    )
    text = TomlText(COMMENTED).with_item("walls", {"shape": "circle"})
    assert '    [3, 4],\n]\n\n[[walls]]\nshape = "circle"\n\n# A ball.\n[[balls]]' in text
    assert TomlText("format = 1\n").with_item("walls", {"radius": 1}) == "format = 1\n\n[[walls]]\nradius = 1\n"
    assert TomlText("balls = []\n").with_item("balls", {"radius": 1}) == "balls = [{ radius = 1 }]\n"
    assert TomlText("balls = [{a = 1}]\n").with_item("balls", {"a": 2}) == "balls = [{a = 1}, { a = 2 }]\n"


def test_a_long_inner_table_gets_its_own_header_and_lines_of_at_most_120_columns():
    points = [[round(0.1 * k, 1), 0.0] for k in range(50)]
    text = TomlText("format = 1\n").with_item("balls", {"count": 50, "spawn": {"pattern": "points", "points": points}})
    assert "[[balls]]\ncount = 50\n\n[balls.spawn]\n" in text
    assert max(map(len, text.splitlines())) <= 120
    assert tomllib.loads(text)["balls"][0]["spawn"]["points"] == points


def test_a_value_in_a_table_without_a_header_gets_one():
    text = TomlText("[materials.steel]\nfriction = 0.1\n").with_values([(("materials", "new"), 7.5)])
    assert tomllib.loads(text) == {"materials": {"steel": {"friction": 0.1}, "new": 7.5}}


def test_an_item_is_removed_with_its_own_comment_but_not_with_that_of_a_series():
    without = TomlText(COMMENTED).without_item("balls", 0)
    assert without == COMMENTED.partition("\n# A ball.")[0]
    without = TomlText(COMMENTED).without_item("walls", 0)
    assert "# Two walls.\n[[walls]]\npoints = [ # list" in without
    assert "# size" not in without


def test_the_text_of_an_item_contains_its_inner_tables():
    text = '[[walls]]\nshape = "box"\n\n[walls.swing]\nangle = 1  # a\n\n[[walls]]\nspin = 2'
    assert TomlText(text).item_text("walls", 0) == '[[walls]]\nshape = "box"\n[walls.swing]\nangle = 1  # a\n'
    assert TomlText(text).item_text("walls", 1) == "[[walls]]\nspin = 2\n"
    assert TomlText("walls = [{ spin = 2 }]").item_text("walls", 0) is None


@given(st.data())
def test_any_edit_of_any_level_keeps_the_comments_and_gives_the_expected_data(data):
    text = data.draw(st.sampled_from(LEVELS)).read_text("utf-8")
    for _ in range(data.draw(st.integers(1, 4))):
        toml = TomlText(text)
        known = list(locations(toml.data))
        action = data.draw(st.sampled_from(("replace", "remove", "add", "item", "drop")))
        arrays = [key for key, value in toml.data.items() if isinstance(value, list) and isinstance(value[0], dict)]
        if action == "item" and arrays:
            array = data.draw(st.sampled_from(arrays))
            new = toml.with_item(array, toml.data[array][0])
            expected = set_in(toml.data, (array, len(toml.data[array])), toml.data[array][0])
        elif action == "drop" and arrays:
            array = data.draw(st.sampled_from(arrays))
            index = data.draw(st.integers(0, len(toml.data[array]) - 1))
            new = toml.without_item(array, index)
            expected = {**toml.data, array: toml.data[array][:index] + toml.data[array][index + 1 :]}
            expected = {key: value for key, value in expected.items() if value != []}
        elif action in ("item", "drop"):
            continue
        elif action == "add":
            place = data.draw(st.sampled_from([(), *known]))
            if isinstance(value_of(toml.data, place), list):
                continue
            location = (*place, "new") if isinstance(value_of(toml.data, place), dict) else (*place[:-1], place[-1])
            new, expected = toml.with_values([(location, 7.5)]), set_in(toml.data, location, 7.5)
        else:
            location = data.draw(st.sampled_from(known))
            if action == "remove" and (is_in_plain_list(toml.data, location) or isinstance(location[-1], int)):
                continue
            if isinstance(value_of(toml.data, location), dict | list) and action == "replace":
                continue
            value = None if action == "remove" else -12.25
            new, expected = toml.with_values([(location, value)]), set_in(toml.data, location, value)
        assert pruned(tomllib.loads(new)) == pruned(expected)
        if action in ("replace", "add", "item"):
            assert comments(new) == comments(text)
        text = new


def pruned(data):
    """Return data without empty tables: TOML cannot tell a table without fields from none, if it has no header."""
    return {key: pruned(value) if isinstance(value, dict) else value for key, value in data.items() if value != {}}


def comments(text):
    return re.findall(r"(?m)(?:^|\s)(#(?![0-9a-fA-F]{6}\").*)$", text)


def value_of(data, location):
    for key in location:
        data = data[key]
    return data


def test_an_item_is_removed_with_its_inner_tables_and_the_blank_lines_between_them():
    item = '[[walls]]\nshape = "box"\n\n[walls.swing]\nangle = 1\n'
    text = f"format = 1\n\n# Series.\n{item}\n{item.replace('1', '2')}"
    assert TomlText(text).without_item("walls", 0) == f"format = 1\n\n# Series.\n{item.replace('1', '2')}"
    assert TomlText(text).without_item("walls", 1) == f"format = 1\n\n# Series.\n{item}"
