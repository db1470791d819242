"""What is wrong with a level, in plain words: what was found, what is allowed, what may have been meant."""

import difflib
import json
import re
from collections.abc import Callable, Iterable, Iterator
from typing import Any, Literal, NamedTuple

from pydantic_core import ErrorDetails

from game.levels.toml.positions import Location

# What pydantic calls an error -> what is wrong.
ERROR_TEXTS = {
    "missing": "is missing",
    "extra_forbidden": "unknown key",
    "union_tag_not_found": "is missing",
    "union_tag_invalid": "unknown value",
    "float_type": "must be a number",
    "int_type": "must be a whole number",
    "finite_number": "must be a finite number",
    "string_type": "must be a text in quotes",
    "tuple_type": "must be a list",
    "dict_type": "must be a table",
    "model_type": "must be a table",
    "model_attributes_type": "must be a table",
    "literal_error": "unknown value",
    "greater_than": "must be greater than {gt:.15g}",
    "greater_than_equal": "must be at least {ge:.15g}",
    "less_than": "must be less than {lt:.15g}",
    "less_than_equal": "must be at most {le:.15g}",
    "too_short": "has too few items",
    "too_long": "has too many items",
    "string_too_short": "is too short",
    "string_too_long": "is too long",
    "string_pattern_mismatch": "has the wrong form",
}


BARE_KEY = re.compile(r"[A-Za-z0-9_-]+")
LOWER = (("exclusiveMinimum", "<"), ("minimum", "<="))
UPPER = (("exclusiveMaximum", "<"), ("maximum", "<="))


class Problem(NamedTuple):
    """One thing that is wrong with a level file."""

    file: str  # as the user wrote it
    line: int  # from 1
    column: int  # from 1, in characters
    field: str  # such as walls[0].radius; "toml" for the syntax, "file" for the file itself
    message: str  # what is wrong, and what is allowed

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}: {self.field}: {self.message}"


MAX_PRINTED = 20
"""Problems that people are told of a file; programs are told all of them."""


class LevelError(Exception):
    """A level that cannot be used; `problems` says everything that is wrong with it, in the file's order."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__(self.problems)

    def __str__(self) -> str:
        rest = len(self.problems) - MAX_PRINTED
        more = [f"{self.problems[0].file}: and {rest} more"] if rest > 0 else []
        return "\n".join([*map(str, self.problems[:MAX_PRINTED]), *more])


class DataProblem(NamedTuple):
    """One thing that is wrong with the data of a level, wherever it came from."""

    location: Location
    message: str  # what is wrong, and what is allowed
    subject: Literal["value", "key", "model"] = "value"  # a model's faults are of how values go together


def _nothing(_: Location) -> Iterable[str]:
    return ()


def suggest(word: str, words: Iterable[str]) -> str:
    """Return `did you mean "...?" ` with the most similar of the words, or nothing if none is similar."""
    close = difflib.get_close_matches(word, list(words), n=1)
    return f'did you mean "{close[0]}"? ' if close else ""


def describe_errors(
    lines: Iterable[ErrorDetails],
    data: Any,
    schema: dict[str, Any],
    also: Callable[[Location], Iterable[str]] = _nothing,
) -> Iterator[DataProblem]:
    """Yield lines of a ValidationError as faults of the data.

    schema : the JSON schema of the model
    also : keys that the table there may have beside those of the model
    """
    tags = _tags(schema)
    for line in lines:
        yield _explained(line, _without_tags(line["loc"], data, tags), data, schema, also)


def _explained(
    line: ErrorDetails, location: Location, data: Any, schema: dict[str, Any], also: Callable[[Location], Iterable[str]]
) -> DataProblem:
    kind, context = line["type"], line.get("ctx", {})
    if kind.startswith("union_tag"):
        location = (*location, context["discriminator"].strip("'"))
    if kind == "value_error":  # the model's own words
        return DataProblem(location, str(context["error"]), subject="model")
    if kind == "extra_forbidden":
        names = [*_schema_at(schema, location[:-1], data).get("properties", ()), *also(location[:-1])]
        return DataProblem(
            location, f"unknown key; {suggest(str(location[-1]), names)}allowed: {', '.join(names)}", subject="key"
        )
    value, expected = _value_at(data, location), _schema_at(schema, location, data)
    wrong = ERROR_TEXTS[kind].format(**context) if kind in ERROR_TEXTS else line["msg"]
    got = "" if value is None else f" (got {format_value(value)})"
    hint = suggest(value, expected.get("enum", ())) if isinstance(value, str) else ""
    name = location[-1] if location and isinstance(location[-1], str) else "x"
    return DataProblem(location, f"{wrong}{got}; {hint}allowed: {describe_allowed(expected, schema, name)}")


def is_spurious_length_error(line: ErrorDetails) -> bool:
    """Whether a list is called too short only because pydantic does not count its wrong items."""
    return line["type"] == "too_short" and len(line["input"]) >= line["ctx"]["min_length"]


def _tags(schema: Any) -> set[str]:
    """Return the names of the fields that tell which of several models a table is."""
    nodes, tags = [schema], set()
    while nodes:
        node = nodes.pop()
        if isinstance(node, dict):
            tags |= {node["discriminator"]["propertyName"]} if "discriminator" in node else set()
            nodes.extend(node.values())
        elif isinstance(node, list):
            nodes.extend(node)
    return tags


def _without_tags(loc: Location, data: Any, tags: Iterable[str]) -> Location:
    """Return the location without the tags pydantic puts after a value that may be one of several models."""
    location: list[str | int] = []
    tagged = False
    for part in loc:
        if not tagged and isinstance(data, dict) and part in [data.get(tag) for tag in tags]:
            tagged = True
            continue
        location.append(part)
        data, tagged = _value_at(data, (part,)), False
    return tuple(location)


def _value_at(data: Any, location: Location) -> Any:
    """Return the value there; None if there is none, which no TOML value is."""
    for part in location:
        try:
            data = data[part]
        except (KeyError, IndexError, TypeError):
            return None
    return data


def _schema_at(root: dict[str, Any], location: Location, data: Any) -> dict[str, Any]:
    """Return the JSON schema of a value; empty for one that the schema does not know."""
    node = _resolved(root, root, data)
    for part in location:
        if isinstance(part, int):
            items = node.get("prefixItems", ())
            node = items[part] if part < len(items) else node.get("items", {})
        else:
            node = node.get("properties", {}).get(part) or node.get("additionalProperties") or {}
        data = _value_at(data, (part,))
        node = _resolved(node, root, data)
    return node


def _resolved(node: dict[str, Any], root: dict[str, Any], value: Any) -> dict[str, Any]:
    """Follow references, and choose among alternatives by the tag of the value."""
    while True:
        if "$ref" in node:
            node = root["$defs"][node["$ref"].rpartition("/")[2]]
        elif "anyOf" in node:  # something, or null
            node = next(choice for choice in node["anyOf"] if choice.get("type") != "null")
        elif "oneOf" in node:
            tags = node["discriminator"]
            tag = _value_at(value, (tags["propertyName"],))
            if not isinstance(tag, str) or tag not in tags["mapping"]:
                return {"properties": {tags["propertyName"]: {"enum": list(tags["mapping"])}}}
            node = {"$ref": tags["mapping"][tag]}
        else:
            return node


def describe_allowed(schema: dict[str, Any], root: dict[str, Any], name: str) -> str:
    """Return in words what a JSON schema allows for the field of this name.

    root : the schema that its references are about
    """
    schema = _resolved(schema, root, None)
    if "const" in schema:
        return json.dumps(schema["const"])
    if "enum" in schema:
        return ", ".join(map(json.dumps, schema["enum"]))
    match schema.get("type"):
        case "number" | "integer" as kind:
            low = [f"{_limit(schema[key])} {sign} " for key, sign in LOWER if key in schema]
            high = [f" {sign} {_limit(schema[key])}" for key, sign in UPPER if key in schema]
            unit = f" {schema['unit']}" if schema.get("unit") else ""
            return f"{'whole ' if kind == 'integer' else ''}{''.join(low)}{name}{''.join(high)}{unit}"
        case "boolean":
            return "true or false"
        case "array" if "prefixItems" in schema:  # x and y, or from and to: of one kind
            return (
                f"a list of {len(schema['prefixItems'])}, each {describe_allowed(schema['prefixItems'][0], root, 'x')}"
            )
        case "array" if "$ref" in schema["items"] or "oneOf" in schema["items"]:
            return f"tables, each under [[{name}]]"
        case "array":
            least, most = schema["minItems"], schema.get("maxItems")
            count = f"{least} to {most}" if most else f"at least {least}"
            return f"a list of {count}, each {describe_allowed(schema['items'], root, 'x')}"
        case "string" if "examples" in schema:
            return f"a text like {json.dumps(schema['examples'][0])}"
        case "string":
            return f"a text of {schema.get('minLength', 0)} to {schema.get('maxLength')} characters"
        case _:
            return f"a table with {', '.join(schema.get('properties', ())) or 'names of your choice'}"


def _limit(number: float) -> str:
    return str(int(number) if number == int(number) else number)


def printable(text: str) -> str:
    """Return a text on one line, with an escape for every sign that a terminal might obey or cannot show."""
    if text.isprintable():
        return text
    return "".join(sign if sign.isprintable() else sign.encode("unicode_escape").decode() for sign in text)


def format_location(location: Location) -> str:
    """Return a location as in TOML: keys after dots, in quotes if need be; indices in brackets."""
    text = ""
    for part in location:
        if isinstance(part, int):
            text += f"[{part}]"
        else:
            text += f".{part if BARE_KEY.fullmatch(part) else format_value(part)}"
    return text.removeprefix(".")


def format_value(value: Any) -> str:
    """Return a TOML value on one short line."""
    match value:
        case dict():
            return "a table"
        case list():
            return f"a list of {len(value)}"
        case str():
            short = value if len(value) <= 40 else value[:37] + "..."
            return json.dumps(short, ensure_ascii=not short.isprintable())
        case bool():
            return str(value).lower()
        case int() if abs(value) >= 2**64:
            return "a very large number"  # Python refuses to write out the largest
        case _:
            return str(value)
