"""The JSON Schema of level files, for editors: completion, units, ranges, and what a key means.

It is made from the models, and from what is resolved before they see a level: `extends`, `templates`, `template`.
"""

import copy
import json
from typing import Any

from game.levels.model import Level

Schema = dict[str, Any]

DIALECT = "https://json-schema.org/draft/2020-12/schema"
PARTIAL = "Partial"  # ends the names of tables that a template or a parent may fill up

EXTENDS = {
    "title": "Extends",
    "description": "A level that gives all that this one does not: a .toml file as seen from the folder of this one. "
    "Tables are filled up, lists replaced.",
    "type": "string",
    "pattern": r"\.toml$",
    "examples": ["base.toml"],
}
TEMPLATE = {
    "title": "Template",
    "description": "Name of a template that gives the fields which this table does not.",
    "type": "string",
    "minLength": 1,
}


def build_schema() -> Schema:
    """Return the JSON Schema (draft 2020-12) of a level file."""
    root = Level.model_json_schema()
    _tidy(root)
    defs: Schema = root["$defs"]
    arrays = {key: value["items"] for key, value in root["properties"].items() if "items" in value}
    items = {key: [ref.rpartition("/")[2] for ref in _refs(item)] for key, item in arrays.items()}
    defs.update({f"{name}{PARTIAL}": _lent(part) for name, part in copy.deepcopy(defs).items()})
    for key, names in items.items():
        users = [f"{name}FromTemplate" for name in names]
        for name, user in zip(names, users, strict=True):
            lent = copy.deepcopy(defs[f"{name}{PARTIAL}"])
            defs[user] = {**lent, "properties": {"template": TEMPLATE, **lent["properties"]}, "required": ["template"]}
        root["properties"][key]["items"] = {"anyOf": [{"$ref": f"#/$defs/{name}"} for name in [*names, *users]]}
    lent_items = [{"$ref": f"#/$defs/{name}{PARTIAL}"} for names in items.values() for name in names]
    templates = {
        "title": "Templates",
        "description": "Fields by name of a template, for the tables that use it.",
        "type": "object",
        "additionalProperties": {"anyOf": lent_items},
    }
    whole, parts = root["required"], {}
    for key, value in root["properties"].items():  # what only a level without a parent must give
        if "items" not in value and (ref := value.get("$ref") or next(iter(_refs(value)), "")):
            name = ref.rpartition("/")[2]
            if required := defs[name].get("required"):
                parts[key] = {"required": required}
                root["properties"][key] = json.loads(json.dumps(value).replace(f'{name}"', f'{name}{PARTIAL}"'))
    root["properties"] = {"extends": EXTENDS, **root["properties"], "templates": templates}
    root["required"] = ["format"]
    root["if"] = {"not": {"required": ["extends"]}}
    root["then"] = {"required": whole, "properties": parts}
    return {"$schema": DIALECT, **_used(root)}


def schema_text() -> str:
    """Return the JSON Schema as it is written to a file, with a line end."""
    return json.dumps(build_schema(), indent=1, ensure_ascii=False) + "\n"


def _tidy(node: Any) -> None:
    """Say alternatives as JSON Schema does, leave null out, which TOML has not, and put units into words."""
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


def _lent(part: Schema) -> Schema:
    """Return a table of which everything may be left out, at every depth."""
    lent = {key: value for key, value in part.items() if key != "required"}
    loose: Schema = json.loads(json.dumps(lent), object_hook=_to_lent)
    return loose


def _to_lent(node: Schema) -> Schema:
    return (
        {"$ref": node["$ref"] + PARTIAL, **{k: v for k, v in node.items() if k != "$ref"}} if "$ref" in node else node
    )


def _refs(node: Any) -> list[str]:
    """Return what a schema refers to, in its order."""
    if isinstance(node, dict):
        own = [node["$ref"]] if "$ref" in node else []
        return own + [ref for key, part in node.items() if key != "$ref" for ref in _refs(part)]
    return [ref for part in node for ref in _refs(part)] if isinstance(node, list) else []


def _used(root: Schema) -> Schema:
    """Return a schema with those definitions that it refers to."""
    defs, names, queue = root["$defs"], set[str](), [{key: part for key, part in root.items() if key != "$defs"}]
    while queue:
        fresh = {ref.rpartition("/")[2] for ref in _refs(queue.pop())} - names
        names |= fresh
        queue += [defs[name] for name in fresh]
    return {**root, "$defs": {name: defs[name] for name in sorted(names)}}
