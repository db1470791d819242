"""The JSON Schema of level files. Editors use it for completion, units, ranges and descriptions.

It is generated from the models, and extended by the keys that are resolved before validation: `extends`, `templates`,
`template` and `repeat`.
"""

import copy
import json
from typing import Any

from game.levels.format.repeat import REPEATED, Repeat
from game.levels.model import Level

Schema = dict[str, Any]

DIALECT = "https://json-schema.org/draft/2020-12/schema"
PARTIAL = "Partial"
"""Suffix of the definitions of tables whose missing fields may come from a template or a parent."""

EXTENDS = {
    "title": "Extends",
    "description": "Path of a parent level, relative to the folder of this file. The parent gives the missing fields: "
    "tables are merged, lists are replaced.",
    "type": "string",
    "pattern": r"\.toml$",
    "examples": ["base.toml"],
}
TEMPLATE = {
    "title": "Template",
    "description": "Name of a template that gives the missing fields of this table.",
    "type": "string",
    "minLength": 1,
}
REPEAT = {"description": "Makes copies of this table in a row, a grid or a ring.", "$ref": "#/$defs/Repeat"}


def build_schema() -> Schema:
    """Return the JSON Schema (draft 2020-12) of level files."""
    root = Level.model_json_schema()
    defs: Schema = root["$defs"]
    defs["Repeat"] = Repeat.model_json_schema()
    _tidy(root)
    arrays = {key: value["items"] for key, value in root["properties"].items() if _refs(value.get("items"))}
    items = {key: [ref.rpartition("/")[2] for ref in _refs(item)] for key, item in arrays.items()}
    for name in (name for array in REPEATED for name in items[array]):
        defs[name]["properties"]["repeat"] = REPEAT
    defs.update({f"{name}{PARTIAL}": _make_partial(part) for name, part in copy.deepcopy(defs).items()})
    for key, names in items.items():
        users = [f"{name}FromTemplate" for name in names]
        for name, user in zip(names, users, strict=True):
            part = copy.deepcopy(defs[f"{name}{PARTIAL}"])
            defs[user] = {**part, "properties": {"template": TEMPLATE, **part["properties"]}, "required": ["template"]}
        root["properties"][key]["items"] = {"anyOf": [{"$ref": f"#/$defs/{name}"} for name in [*names, *users]]}
    partial_items = [{"$ref": f"#/$defs/{name}{PARTIAL}"} for names in items.values() for name in names]
    templates = {
        "title": "Templates",
        "description": "Templates by name. A table takes its missing fields from its template.",
        "type": "object",
        "additionalProperties": {"anyOf": partial_items},
    }
    required_keys, parts = root["required"], {}
    for key, value in root["properties"].items():  # collect what only a level without a parent must give
        if "items" not in value and (ref := value.get("$ref") or next(iter(_refs(value)), "")):
            name = ref.rpartition("/")[2]
            if required := defs[name].get("required"):
                parts[key] = {"required": required}
                root["properties"][key] = json.loads(json.dumps(value).replace(f'{name}"', f'{name}{PARTIAL}"'))
    root["properties"] = {"extends": EXTENDS, **root["properties"], "templates": templates}
    root["required"] = ["format"]
    root["if"] = {"not": {"required": ["extends"]}}
    root["then"] = {"required": required_keys, "properties": parts}
    return {"$schema": DIALECT, **_drop_unused(root)}


def schema_text() -> str:
    """Return the JSON Schema as the text of a file."""
    return json.dumps(build_schema(), indent=1, ensure_ascii=False) + "\n"


def _tidy(node: Any) -> None:
    """Convert a schema of pydantic in place: no null, which TOML lacks, `anyOf` for alternatives, no empty units."""
    if isinstance(node, list):
        for part in node:
            _tidy(part)
    if not isinstance(node, dict):
        return
    for key in [key for key, value in node.items() if value is None]:
        del node[key]
    choices = [choice for choice in node.get("anyOf", ()) if choice.get("type") != "null"]
    if len(choices) == 1:
        del node["anyOf"]
        node.update(choices[0])
    if "oneOf" in node:
        node["anyOf"] = node.pop("oneOf")
        node.pop("discriminator", None)
    if node.get("unit") == "":
        del node["unit"]
    for part in node.values():
        _tidy(part)


def _make_partial(part: Schema) -> Schema:
    """Return a table in which no field is required, at every depth."""
    optional = {key: value for key, value in part.items() if key != "required"}
    partial: Schema = json.loads(json.dumps(optional), object_hook=_partial_reference)
    return partial


def _partial_reference(node: Schema) -> Schema:
    return (
        {"$ref": node["$ref"] + PARTIAL, **{k: v for k, v in node.items() if k != "$ref"}} if "$ref" in node else node
    )


def _refs(node: Any) -> list[str]:
    """Return the references in a schema, in order."""
    if isinstance(node, dict):
        refs = [node["$ref"]] if "$ref" in node else []
        return refs + [ref for key, part in node.items() if key != "$ref" for ref in _refs(part)]
    return [ref for part in node for ref in _refs(part)] if isinstance(node, list) else []


def _drop_unused(root: Schema) -> Schema:
    """Return a schema without the definitions that it does not refer to."""
    defs, names, queue = root["$defs"], set[str](), [{key: part for key, part in root.items() if key != "$defs"}]
    while queue:
        new = {ref.rpartition("/")[2] for ref in _refs(queue.pop())} - names
        names |= new
        queue += [defs[name] for name in new]
    return {**root, "$defs": {name: defs[name] for name in sorted(names)}}
