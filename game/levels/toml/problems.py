"""Error messages for level files: the value found, the values allowed, and a suggestion for a misspelt name."""

import difflib
import json
import re
from collections.abc import Callable, Iterable, Iterator
from typing import Any, Literal, NamedTuple

from pydantic_core import ErrorDetails

from game.files.terminal import printable
from game.levels.toml.positions import Location

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
"""Message of each error type of pydantic."""

BARE_KEY = re.compile(r"[A-Za-z0-9_-]+")
LOWER = (("exclusiveMinimum", "<"), ("minimum", "<="))
UPPER = (("exclusiveMaximum", "<"), ("maximum", "<="))


class Problem(NamedTuple):
    """One error in a level file, printed as `file:line:column: field: message`."""

    file: str  # path as the user gave it
    line: int  # from 1
    column: int  # from 1, in characters
    field: str  # such as walls[0].radius; "toml": a syntax error; "file": an error of the whole file
    message: str  # the error, and the allowed values

    def __str__(self) -> str:
        return printable(f"{self.file}:{self.line}:{self.column}: {self.field}: {self.message}")


MAX_PRINTED = 20
"""Number of problems of a file that are printed. `LevelError.problems` holds all of them."""


class LevelError(Exception):
    """A level file has errors.

    problems : all errors, in the order of the file
    """

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__(self.problems)

    def __str__(self) -> str:
        rest = len(self.problems) - MAX_PRINTED
        more = [f"{self.problems[0].file}: and {rest} more"] if rest > 0 else []
        return "\n".join([*map(str, self.problems[:MAX_PRINTED]), *more])


class DataProblem(NamedTuple):
    """One error in the data of a level, without a file position."""

    location: Location
    message: str  # the error, and the allowed values
    subject: Literal["value", "key", "model"] = "value"  # "model": the fields of a table contradict each other


def _no_keys(_: Location) -> Iterable[str]:
    return ()


def suggest(word: str, words: Iterable[str]) -> str:
    """Return `did you mean "WORD"? ` with the most similar of the words, or "" if none is similar."""
    close = difflib.get_close_matches(word, list(words), n=1)
    return f'did you mean "{close[0]}"? ' if close else ""


def describe_errors(
    errors: Iterable[ErrorDetails],
    data: Any,
    schema: dict[str, Any],
    extra_keys: Callable[[Location], Iterable[str]] = _no_keys,
) -> Iterator[DataProblem]:
    """Yield the errors of a ValidationError as problems of the data.

    schema : the JSON schema of the model
    extra_keys : returns the allowed keys of the table at a location that the model does not have
    """
    tags = _discriminators(schema)
    for error in errors:
        yield _describe_error(error, _without_tags(error["loc"], data, tags), data, schema, extra_keys)


def _describe_error(
    error: ErrorDetails,
    location: Location,
    data: Any,
    schema: dict[str, Any],
    extra_keys: Callable[[Location], Iterable[str]],
) -> DataProblem:
    kind, context = error["type"], error.get("ctx", {})
    if kind.startswith("union_tag"):
        location = (*location, context["discriminator"].strip("'"))
    if kind == "value_error":  # the message comes from a validator of the model
        return DataProblem(location, str(context["error"]), subject="model")
    if kind == "extra_forbidden":
        names = [*_schema_at(schema, location[:-1], data).get("properties", ()), *extra_keys(location[:-1])]
        return DataProblem(
            location, f"unknown key; {suggest(str(location[-1]), names)}allowed: {', '.join(names)}", subject="key"
        )
    value, expected = value_at(data, location), _schema_at(schema, location, data)
    text = ERROR_TEXTS[kind].format(**context) if kind in ERROR_TEXTS else error["msg"]
    got = "" if value is None else f" (got {format_value(value)})"
    hint = suggest(value, expected.get("enum", ())) if isinstance(value, str) else ""
    name = location[-1] if location and isinstance(location[-1], str) else "x"
    return DataProblem(location, f"{text}{got}; {hint}allowed: {describe_allowed(expected, schema, name)}")


def is_spurious_length_error(error: ErrorDetails) -> bool:
    """Whether pydantic reports a list of sufficient length as too short, because it counts valid items only."""
    return error["type"] == "too_short" and len(error["input"]) >= error["ctx"]["min_length"]


def _discriminators(schema: Any) -> set[str]:
    """Return the names of the fields that select one model of a union, such as `shape` and `pattern`."""
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
    """Return a location without the tags that pydantic inserts after a value of a discriminated union."""
    location: list[str | int] = []
    tagged = False
    for part in loc:
        if isinstance(part, str) and location and isinstance(location[-1], int) and not isinstance(data, dict):
            continue  # "point" or "curve" of an item of a path
        if not tagged and isinstance(data, dict) and part in [data.get(tag) for tag in tags]:
            tagged = True
            continue
        location.append(part)
        data, tagged = value_at(data, (part,)), False
    return tuple(location)


def value_at(data: Any, location: Location) -> Any:
    """Return the value at a location, or None if the data lack it. No TOML value is None."""
    for part in location:
        try:
            data = data[part]
        except (KeyError, IndexError, TypeError):
            return None
    return data


def _schema_at(root: dict[str, Any], location: Location, data: Any) -> dict[str, Any]:
    """Return the JSON schema of the value at a location, or {} if the schema has no such field."""
    node = _resolved(root, root, data)
    for part in location:
        if isinstance(part, int):
            items = node.get("prefixItems", ())
            node = items[part] if part < len(items) else node.get("items", {})
        else:
            node = node.get("properties", {}).get(part) or node.get("additionalProperties") or {}
        data = value_at(data, (part,))
        node = _resolved(node, root, data)
    return node


def _resolved(node: dict[str, Any], root: dict[str, Any], value: Any) -> dict[str, Any]:
    """Resolve references, and select an alternative by the discriminator of the value."""
    while True:
        if "$ref" in node:
            node = root["$defs"][node["$ref"].rpartition("/")[2]]
        elif "anyOf" in node:  # one type, or null
            node = next(choice for choice in node["anyOf"] if choice.get("type") != "null")
        elif "oneOf" in node and "discriminator" not in node:  # a list of numbers, or of lists
            is_nested = isinstance(value, list | tuple) and bool(value) and isinstance(value[0], list | tuple)
            node = node["oneOf"][is_nested]
        elif "oneOf" in node:
            tags = node["discriminator"]
            tag = value_at(value, (tags["propertyName"],))
            if not isinstance(tag, str) or tag not in tags["mapping"]:
                return {"properties": {tags["propertyName"]: {"enum": list(tags["mapping"])}}}
            node = {"$ref": tags["mapping"][tag]}
        else:
            return node


def describe_allowed(schema: dict[str, Any], root: dict[str, Any], name: str) -> str:
    """Describe the values that a JSON schema allows for a field, such as `0 < radius <= 10000 m`.

    root : the schema that contains the definitions of references
    name : name of the field
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
        case "array" if "prefixItems" in schema:  # a pair of one type, such as [x, y]
            return (
                f"a list of {len(schema['prefixItems'])}, each {describe_allowed(schema['prefixItems'][0], root, 'x')}"
            )
        case "array" if "enum" in schema["items"]:
            return f"a list of {describe_allowed(schema['items'], root, 'x')}"
        case "array" if "$ref" in schema["items"] or "discriminator" in schema["items"]:
            return f"tables, each under [[{name}]]"
        case "array":
            least, most = schema.get("minItems", 0), schema.get("maxItems")
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


def format_location(location: Location) -> str:
    """Return a location in the notation of TOML, such as `walls[0].radius`; keys are quoted where TOML requires it."""
    text = ""
    for part in location:
        if isinstance(part, int):
            text += f"[{part}]"
        else:
            text += f".{part if BARE_KEY.fullmatch(part) else format_value(part)}"
    return text.removeprefix(".")


def format_value(value: Any) -> str:
    """Return a short text of one line that describes a TOML value."""
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
            return "a very large number"  # Python refuses to print integers of more than 4300 digits
        case _:
            return str(value)
