"""The fields of the tables of a level, with units and ranges, for the property panel. They come from the models."""

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any, Literal, NamedTuple

from game.levels.format.repeat import REPEATED, Repeat
from game.levels.format.schema import REPEAT
from game.levels.model import Level
from game.levels.toml.positions import Location
from game.levels.toml.problems import describe_allowed, value_at

Schema = dict[str, Any]

Kind = Literal[
    "number", "integer", "flag", "choice", "text", "color", "material", "vector", "range", "points", "colors", "names",
    "table",
]  # fmt: skip
"""What edits a field: "vector" is a pair [x, y], "range" a pair [minimum, maximum], "names" a list of texts,
"table" a table inside."""


class Property(NamedTuple):
    """A field of a table.

    name : dotted from the table, such as "swing.period"
    kind : what edits it; "table": its own fields follow, if the table is given or required
    unit : such as "m/s"; empty for a pure number
    low, high : the range of a number, of each number of a pair, or of the length of a text; None: no limit
    open_low, open_high : whether the limit itself is excluded
    default : of the format; None if there is none
    required : whether the field must be given, by the item or by its template
    description : a sentence for the player
    choices : of a choice
    allowed : what is allowed, in the words of `check`
    """

    name: str
    kind: Kind
    unit: str
    low: float | None
    high: float | None
    open_low: bool
    open_high: bool
    default: Any
    required: bool
    description: str
    choices: tuple[str, ...]
    allowed: str


def item_properties(array: str, fields: Mapping[str, Any]) -> tuple[Property, ...]:
    """Return the fields of an item in the order of the format, those of its shape or pattern included.

    fields : of the item, as of `LevelDocument.fields`
    """
    items = _level_schema()["properties"][array]["items"]
    return tuple(_properties(items, dict(fields), ""))


def table_properties(location: Location, data: Mapping[str, Any]) -> tuple[Property, ...]:
    """Return the fields of a table: ("world",), ("view",), ("palette",), ("materials", NAME), or () for the level.

    data : of the level, as of `LevelDocument.data`
    """
    if not location:
        root = _level_schema()
        plain = {key: node for key, node in root["properties"].items() if _kind(_resolved(node, None), key) != "table"}
        names = [key for key in plain if key not in ("format", "materials")]
        single = {key: plain[key] for key in names if "enum" in plain[key].get("items", {"enum": ()})}
        return tuple(_properties({**root, "properties": single}, dict(data), ""))
    node = _level_schema()["properties"][location[0]]
    if location[0] == "materials":
        node = node["additionalProperties"]
    return tuple(_properties(node, value_at(dict(data), location) or {}, ""))


@cache
def _level_schema() -> Schema:
    """Return the schema of levels, in which walls, forces and sensors have a `repeat`."""
    root = Level.model_json_schema()
    root["$defs"]["Repeat"] = Repeat.model_json_schema()
    for array in REPEATED:
        items = root["properties"][array]["items"]
        for ref in items["discriminator"]["mapping"].values() if "oneOf" in items else [items["$ref"]]:
            root["$defs"][ref.rpartition("/")[2]]["properties"]["repeat"] = REPEAT
    return root


def _properties(node: Schema, value: Any, prefix: str) -> Iterator[Property]:
    table = _resolved(node, value)
    required = table.get("required", ())
    union = _without_null(node)
    for key, given in table.get("properties", {}).items():
        inner = value_at(value, (key,))
        field = _tag(union, key, given) if "const" in given and "discriminator" in union else given
        resolved = _resolved(field, inner)
        one = _property(f"{prefix}{key}", key, field, resolved, is_required=key in required)
        yield one
        if one.kind == "table" and (inner is not None or one.required):
            yield from _properties(_without_null(field), inner or {}, f"{one.name}.")


def _tag(union: Schema, key: str, field: Schema) -> Schema:
    """Return the field that selects the kind of a table as a choice of all kinds."""
    names = list(union["discriminator"]["mapping"])
    title = field.get("title", key)
    return {"enum": names, "type": "string", "description": f"Kind: {', '.join(names)}.", "title": title}


def _property(name: str, key: str, field: Schema, schema: Schema, *, is_required: bool) -> Property:
    number = schema
    if "prefixItems" in schema:
        number = _resolved(schema["prefixItems"][0], None)
    low, high = number.get("minimum"), number.get("maximum")
    if schema.get("type") == "string":
        low, high = schema.get("minLength"), schema.get("maxLength")
    return Property(
        name,
        _kind(schema, key),
        number.get("unit", ""),
        number.get("exclusiveMinimum", low),
        number.get("exclusiveMaximum", high),
        "exclusiveMinimum" in number,
        "exclusiveMaximum" in number,
        field.get("default"),
        is_required,
        field.get("description") or schema.get("description", ""),
        tuple(schema.get("enum", ())),
        describe_allowed(schema, _level_schema(), key),
    )


def _kind(schema: Schema, key: str) -> Kind:
    match schema.get("type"):
        case "number":
            return "number"
        case "integer":
            return "integer"
        case "boolean":
            return "flag"
        case "array" if "prefixItems" in schema:
            return "range" if key in ("speed", "spin") else "vector"
        case "array":
            items = schema.get("items", {})
            return "points" if items.get("type") != "string" else "colors" if _is_color(items) else "names"
        case "string":
            if "enum" in schema or "const" in schema:
                return "choice"
            return "color" if _is_color(schema) else "material" if key == "material" else "text"
    return "table"


def _is_color(schema: Schema) -> bool:
    return str(schema.get("pattern", "")).startswith("^#")


def _without_null(node: Schema) -> Schema:
    """Return the schema of a value that may be left out."""
    choices = [choice for choice in node.get("anyOf", ()) if choice.get("type") != "null"]
    return choices[0] if choices else node


def _resolved(node: Schema, value: Any) -> Schema:
    """Return a schema without reference; of a union, the kind that the value selects, or the first."""
    node = _without_null(node)
    if "oneOf" in node:
        mapping = node["discriminator"]["mapping"]
        tag = value_at(value, (node["discriminator"]["propertyName"],))
        node = {"$ref": mapping.get(tag) or next(iter(mapping.values()))}
    if "$ref" in node:
        found: Schema = _level_schema()["$defs"][node["$ref"].rpartition("/")[2]]
        return found
    return node
