"""The JSON Schema and the documentation of level files agree with the models."""

import json
import tomllib
from pathlib import Path

import pytest

from game.levels.format import document, schema, versions
from game.levels.model import Level

jsonschema = pytest.importorskip("jsonschema")

ROOT = Path(__file__).parents[4]
README = (ROOT / "levels" / "README.md").read_text(encoding="utf-8")
LEVELS = sorted((ROOT / "levels").glob("*.toml"))
BROKEN = Path(__file__).parent / "broken_levels"
HEAD = {"format": 1, "title": "x"}
RING = {"pattern": "ring", "radius": 1.0}


@pytest.fixture(scope="module")
def validator():
    return jsonschema.Draft202012Validator(schema.build_schema())


def test_the_schema_file_is_up_to_date():
    written = (ROOT / "levels" / "level.schema.json").read_text(encoding="utf-8")
    assert written == schema.schema_text(), "update it: python -m game schema > levels/level.schema.json"


def test_the_documentation_is_up_to_date():
    assert document.update_document(README) == README, "update it: python -m game.levels.format.document"


def test_only_the_generated_parts_of_the_documentation_are_updated():
    assert document.update_document(README.replace("0 <= friction <= 10 ", "any ")) == README
    assert document.update_document(README.replace("A disc.\n", "Round.\n")) == README
    assert document.update_document(README.replace("Lengths are in metres", "Lengths are in feet")) != README


@pytest.mark.parametrize(
    ("old", "new"),
    [("## `[[walls]]`", "## `[[fences]]`"), ("## Limits\n", "## Limits\n\n| a |\n"), ("## `[view]`", "## View")],
)
def test_the_headings_of_the_documentation_must_match_the_tables(old, new):
    with pytest.raises(ValueError, match="headings differ from the tables of the models: ## "):
        document.update_document(README.replace(old, new))


def test_the_documentation_names_the_latest_format():
    assert f"`format` is {versions.LATEST} now." in README


def test_the_schema_is_valid_json_schema():
    jsonschema.Draft202012Validator.check_schema(schema.build_schema())


@pytest.mark.parametrize("path", LEVELS, ids=lambda path: path.stem)
def test_every_level_matches_the_schema(validator, path):
    assert [error.message for error in validator.iter_errors(tomllib.loads(path.read_text(encoding="utf-8")))] == []


@pytest.mark.parametrize(
    "name",
    ["array_for_table", "bad_motion", "both_ways", "empty", "future_format", "missing", "unknown_key", "two_sided"],
)
def test_an_invalid_level_does_not_match_the_schema(validator, name):
    assert not validator.is_valid(tomllib.loads((BROKEN / f"{name}.toml").read_text(encoding="utf-8")))


@pytest.mark.parametrize(
    ("data", "fits"),
    [
        (HEAD, True),
        ({"format": 1}, False),
        ({"title": "x"}, False),
        ({"format": 1, "extends": "a.toml"}, True),
        ({"format": 1, "extends": "a"}, False),
        ({"title": "x", "extends": "a.toml"}, False),
        ({**HEAD, "view": {}}, False),
        ({"format": 1, "extends": "a.toml", "view": {"center": [0, 0]}}, True),
        ({"format": 1, "extends": "a.toml", "view": {"heigth": 1}}, False),
        ({**HEAD, "templates": {"a": {"radius": 1.0, "spawn": {"center": [0, 0]}}}}, True),
        ({**HEAD, "templates": {"a": {"shape": "circle"}}}, True),
        ({**HEAD, "templates": {"a": {"colour": "red"}}}, False),
        ({**HEAD, "templates": {"a": {"radius": -1.0}}}, False),
        ({**HEAD, "balls": [{"template": "a"}]}, True),
        ({**HEAD, "balls": [{"template": "a", "spawn": {"center": [0, 0]}}]}, True),
        ({**HEAD, "balls": [{"template": "a", "radius": -1.0}]}, False),
        ({**HEAD, "balls": [{"radius": 1.0, "spawn": RING}]}, True),
        ({**HEAD, "balls": [{"radius": 1.0, "spawn": {"pattern": "ring"}}]}, False),
        ({**HEAD, "balls": [{"spawn": RING}]}, False),
        ({**HEAD, "walls": [{"template": "a", "center": [0, 0]}]}, True),
        ({**HEAD, "walls": [{"shape": "circle"}]}, False),
    ],
)
def test_fields_from_a_template_or_a_parent_are_optional(validator, data, fits):
    assert validator.is_valid(data) == fits


def test_every_field_of_the_schema_has_a_description():
    root = schema.build_schema()
    tables = [root, *root["$defs"].values()]
    assert [(name, table) for table in tables for name, field in table["properties"].items()
            if "description" not in field and not name.startswith("_")] == []  # fmt: skip


def test_the_schema_contains_units_and_ranges():
    fields = schema.build_schema()["$defs"]["WorldSettings"]["properties"]
    assert (fields["step_rate"]["minimum"], fields["step_rate"]["maximum"], fields["step_rate"]["unit"]) == (
        30,
        480,
        "Hz",
    )


def test_every_field_is_documented_once_in_its_table():
    root = Level.model_json_schema()
    names = {name for table in [root, *root["$defs"].values()] for name in table["properties"]}
    assert [name for name in names if f"| `{name}` |" not in README] == []
    assert README.count("### `swing`") == README.count("## `[world]`") == 1
    for word in ("extends", "templates", "template"):
        assert f"`{word}" in README or f"[{word}" in README


def test_the_tables_of_the_documentation_have_four_columns():
    rows = [line for line in README.splitlines() if line.startswith("| `")]
    assert {line.replace("\\|", "").count(" | ") for line in rows} == {3}


def test_the_examples_of_the_documentation_are_valid():
    blocks = README.split("```toml\n")[1:]
    for block in blocks:
        data = {**HEAD, **tomllib.loads(block.partition("```")[0])}
        data.pop("extends", None)
        Level.model_validate(data)


def test_the_schema_text_is_plain_json_without_null():
    assert json.loads(schema.schema_text()) == schema.build_schema()
    assert "null" not in schema.schema_text().replace("annull", "")
