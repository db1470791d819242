"""TOML files as pydantic models, with every mistake at its line and column and in plain words.

tomllib knows no positions and pydantic knows none either: tree-sitter finds them afterwards, and only when
there is something to report.
"""

import difflib
import json
import re
import tomllib
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

if TYPE_CHECKING:
    from tree_sitter import Node

Model = TypeVar("Model", bound=BaseModel)
Where = tuple[str | int, ...]  # keys and indices, from the root to a value

MAX_BYTES = 16 * 1024 * 1024
DEEPEST = 16  # nothing a model knows lies deeper

# What pydantic calls an error -> what is wrong.
WRONG = {
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


class Problem(NamedTuple):
    """One thing that is wrong with a level file."""

    file: str  # as the user wrote it
    line: int  # from 1
    column: int  # from 1, in characters
    field: str  # such as walls[0].radius; "toml" for the syntax, "file" for the file itself
    message: str  # what is wrong, and what is allowed

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}: {self.field}: {self.message}"


class LevelError(Exception):
    """A level that cannot be used; `problems` says everything that is wrong with it, in the file's order."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__(self.problems)

    def __str__(self) -> str:
        return "\n".join(map(str, self.problems))


def load(path: str | Path, model: type[Model]) -> Model:
    """Read a file into a model; LevelError with every problem if it does not fit."""
    text = _read(path)
    try:
        data = _parse(text, str(path))
        return model.model_validate(data)
    except RecursionError:
        raise LevelError([Problem(str(path), 1, 1, "toml", "is nested too deeply")]) from None
    except ValidationError as error:
        places, schema = Places(text), model.model_json_schema()
        lines = [line for line in error.errors(include_url=False) if not _echo(line)]
        problems = [_explain(line, data, schema, places, str(path)) for line in lines]
        raise LevelError(sorted(problems, key=lambda problem: problem[1:3])) from None


def suggest(word: str, words: Iterable[str]) -> str:
    """Return `did you mean "...?" ` with the most similar of the words, or nothing if none is similar."""
    close = difflib.get_close_matches(word, list(words), n=1)
    return f'did you mean "{close[0]}"? ' if close else ""


# -- reading ------------------------------


def _read(path: str | Path) -> str:
    def unusable(why: str, line: int = 1, column: int = 1) -> LevelError:
        return LevelError([Problem(str(path), line, column, "file", why)])

    try:
        if Path(path).is_dir():
            raise unusable("is a folder; allowed: a TOML file")
        with Path(path).open("rb") as file:
            raw = file.read(MAX_BYTES + 1)
    except FileNotFoundError:
        raise unusable("does not exist") from None
    except (OSError, ValueError) as error:  # ValueError: a path with a NUL in it
        raise unusable(f"cannot be read: {getattr(error, 'strerror', None) or error}") from None
    if len(raw) > MAX_BYTES:
        raise unusable(f"is too large; allowed: up to {MAX_BYTES // 1024**2} MB")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = raw[: error.start].decode("utf-8-sig")
        raise unusable("is not a text in UTF-8", *_line_and_column(before)) from None


def _parse(text: str, file: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except ValueError as error:  # TOMLDecodeError, and plain ones about numbers of too many digits
        what, where, place = str(error).partition(" (at ")
        numbers = [int(number) for number in re.findall(r"\d+", place)]
        if not where:
            line, column = 1, 1
        elif len(numbers) == 2:
            line, column = numbers
        else:  # "at end of document"
            line, column = _line_and_column(text)
        what = what.replace("Cannot overwrite a value", "This key is given twice")
        raise LevelError([Problem(file, line, column, "toml", what[:1].lower() + what[1:])]) from None


def _line_and_column(before: str) -> tuple[int, int]:
    """Return where a text goes on."""
    return before.count("\n") + 1, len(before) - before.rfind("\n")


# -- positions ------------------------------


class Places:
    """Line and column (from 1, in characters) of every key and value of a TOML text.

    A table stands where its header or its opening brace stands.
    """

    def __init__(self, text: str) -> None:
        import tree_sitter  # noqa: PLC0415 - only for a file with mistakes
        import tree_sitter_toml  # noqa: PLC0415

        source = text.encode()
        self._lines = source.split(b"\n")
        self._keys: dict[Where, Node] = {}
        self._values: dict[Where, Node] = {}
        self._lengths: dict[Where, int] = {}  # of arrays of tables, so far
        language = tree_sitter.Language(tree_sitter_toml.language())
        for node in tree_sitter.Parser(language).parse(source).root_node.named_children:
            if node.type == "pair":
                self._pair(node, ())
            elif node.type in {"table", "table_array_element"}:
                self._table(node)

    def key(self, where: Where) -> tuple[int, int]:
        """Return the place of a key, or of the innermost table around it that is there."""
        return self._place(self._keys[where]) if where in self._keys else self.value(where)

    def value(self, where: Where) -> tuple[int, int]:
        """Return the place of a value, or of the innermost table around it that is there."""
        while where and where not in self._values:
            where = where[:-1]
        return self._place(self._values[where]) if where else (1, 1)

    def _place(self, node: "Node") -> tuple[int, int]:
        row, byte = node.start_point
        return row + 1, len(self._lines[row][:byte].decode()) + 1

    def _table(self, node: "Node") -> None:
        header, *pairs = node.named_children
        where = self._enter(header, (), node)
        if node.type == "table_array_element":
            self._lengths[where] = self._lengths.get(where, 0) + 1
            where = self._latest(where)
            self._values[where] = node
        for pair in pairs:
            if pair.type == "pair":
                self._pair(pair, where)

    def _pair(self, node: "Node", where: Where) -> None:
        key, value = node.named_children[:2]
        self._value(value, self._enter(key, where, value))

    def _enter(self, key: "Node", where: Where, value: "Node") -> Where:
        """Note a key, dotted or not, and the tables its dots imply; return where its value lies."""
        for part in _parts(key):
            where = (*self._latest(where), _unquoted(part))
            if len(where) > DEEPEST:
                break
            self._keys.setdefault(where, part)
            self._values.setdefault(where, value)
        return where

    def _latest(self, where: Where) -> Where:
        """Return the last element, if it is an array of tables that stands there."""
        return (*where, self._lengths[where] - 1) if where in self._lengths else where

    def _value(self, node: "Node", where: Where) -> None:
        if len(where) > DEEPEST:
            return
        self._values[where] = node
        if node.type == "array":
            items = [child for child in node.named_children if child.type != "comment"]
            for index, item in enumerate(items):
                self._value(item, (*where, index))
        elif node.type == "inline_table":
            for child in node.named_children:
                if child.type == "pair":
                    self._pair(child, where)


def _parts(key: "Node") -> list["Node"]:
    """Return the parts of a key; the grammar nests a dotted key to the left."""
    parts = []
    while key.type == "dotted_key":
        key, last = key.named_children
        parts.append(last)
    return [key, *reversed(parts)]


def _unquoted(key: "Node") -> str:
    text = (key.text or b"").decode()
    return next(iter(tomllib.loads(f"{text} = 0"))) if key.type == "quoted_key" else text


# -- words ------------------------------


def _explain(line: ErrorDetails, data: Any, schema: dict[str, Any], places: Places, file: str) -> Problem:
    """Return a line of a ValidationError as a problem in the file."""
    kind, context = line["type"], line.get("ctx", {})
    where = _without_tags(line["loc"], data)
    if kind.startswith("union_tag"):
        where = (*where, context["discriminator"].strip("'"))
    if kind == "value_error":  # the model's own words
        return Problem(file, *places.value(where), _field(where), str(context["error"]))
    if kind == "extra_forbidden":
        names = list(_schema_at(schema, where[:-1], data).get("properties", ()))
        message = f"unknown key; {suggest(str(where[-1]), names)}allowed: {', '.join(names)}"
        return Problem(file, *places.key(where), _field(where), message)
    value, expected = _value_at(data, where), _schema_at(schema, where, data)
    wrong = WRONG[kind].format(**context) if kind in WRONG else line["msg"]
    got = "" if value is None else f" (got {_shown(value)})"
    hint = suggest(value, expected.get("enum", ())) if isinstance(value, str) else ""
    name = where[-1] if isinstance(where[-1], str) else "x"
    message = f"{wrong}{got}; {hint}allowed: {_allowed(expected, name)}"
    return Problem(file, *places.value(where), _field(where), message)


def _echo(line: ErrorDetails) -> bool:
    """Whether a list is called too short only because pydantic does not count its wrong items."""
    return line["type"] == "too_short" and len(line["input"]) >= line["ctx"]["min_length"]


def _without_tags(loc: Where, data: Any) -> Where:
    """Return the location without the tags pydantic puts after a value that may be one of several models."""
    where: list[str | int] = []
    tagged = False
    for part in loc:
        if not tagged and isinstance(data, dict) and part in (data.get("shape"), data.get("pattern")):
            tagged = True
            continue
        where.append(part)
        data, tagged = _value_at(data, (part,)), False
    return tuple(where)


def _value_at(data: Any, where: Where) -> Any:
    """Return the value there; None if there is none, which no TOML value is."""
    for part in where:
        try:
            data = data[part]
        except (KeyError, IndexError, TypeError):
            return None
    return data


def _schema_at(root: dict[str, Any], where: Where, data: Any) -> dict[str, Any]:
    """Return the JSON schema of a value; empty for one that the schema does not know."""
    node = _resolved(root, root, data)
    for part in where:
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


def _allowed(schema: dict[str, Any], name: str) -> str:
    """Say in words what a JSON schema allows for the field of this name."""
    if "const" in schema:
        return json.dumps(schema["const"])
    if "enum" in schema:
        return ", ".join(map(json.dumps, schema["enum"]))
    match schema.get("type"):
        case "number" | "integer" as kind:
            low = [f"{_limit(schema[key])} {sign} " for key, sign in LOWER if key in schema]
            high = [f" <= {_limit(schema['maximum'])}"] if "maximum" in schema else []
            unit = f" {schema['unit']}" if schema.get("unit") else ""
            return f"{'whole ' if kind == 'integer' else ''}{''.join(low)}{name}{''.join(high)}{unit}"
        case "array" if "prefixItems" in schema:  # x and y, or from and to: of one kind
            return f"a list of {len(schema['prefixItems'])}, each {_allowed(schema['prefixItems'][0], 'x')}"
        case "array" if "$ref" in schema["items"] or "oneOf" in schema["items"]:
            return f"tables, each under [[{name}]]"
        case "array":
            return f"a list of at least {schema['minItems']}, each {_allowed(schema['items'], 'x')}"
        case "string" if "examples" in schema:
            return f"a text like {json.dumps(schema['examples'][0])}"
        case "string":
            return f"a text of {schema.get('minLength', 0)} to {schema.get('maxLength')} characters"
        case _:
            return f"a table with {', '.join(schema.get('properties', ())) or 'names of your choice'}"


def _limit(number: float) -> str:
    return str(int(number) if number == int(number) else number)


def _field(where: Where) -> str:
    """Return a location as in TOML: keys after dots, in quotes if need be; indices in brackets."""
    text = ""
    for part in where:
        if isinstance(part, int):
            text += f"[{part}]"
        else:
            text += f".{part if BARE_KEY.fullmatch(part) else _shown(part)}"
    return text.removeprefix(".")


def _shown(value: Any) -> str:
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
