"""Generator of the tables in ``levels/README.md``. Run it with ``python -m game.levels.format.document``.

The tables and the first paragraph of a section are generated from the models; all other text is written by hand in that
file. Existing generators for JSON Schema, such as jsonschema2md, were measured: they need 26 to 41 MB, print no units,
and repeat each field of a wall for each shape, in 90 kB of Markdown instead of 23 kB.
"""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from game.levels import library
from game.levels.format.repeat import Repeat
from game.levels.model import Level
from game.levels.toml.problems import describe_allowed
from game.levels.toml.source import read_toml

Schema = dict[str, Any]

HEADING = re.compile(r"^(#+ .+)\n", re.MULTILINE)


class Section(NamedTuple):
    """The generated text below a heading.

    description : the first paragraph, or "" if the models have none
    table : a table in Markdown, or "" if there are no fields
    """

    description: str
    table: str


def update_document(text: str) -> str:
    """Return the documentation with new generated parts; all other text is unchanged.

    Raises ``ValueError`` if the headings with tables differ from the tables of the models.
    """
    root = Level.model_json_schema()
    sections = {"# Levels": _level_table(), "## The file": Section("", _table(root, root)), **dict(_sections(root))}
    copies = Repeat.model_json_schema()
    sections["## Rows, grids and rings"] = Section("", _table(copies, copies))
    opening, *parts = HEADING.split(text)
    headings, bodies = parts[::2], parts[1::2]
    tabled = [heading for heading, body in zip(headings, bodies, strict=True) if "\n| " in body or heading in sections]
    if tabled != list(sections):
        wrong = [*(set(sections) - set(tabled)), *(set(tabled) - set(sections))] or tabled
        raise ValueError(f"headings differ from the tables of the models: {', '.join(sorted(wrong))}")
    pairs = [
        f"{heading}\n{_update_section(body, sections[heading]) if heading in sections else body}"
        for heading, body in zip(headings, bodies, strict=True)
    ]
    return opening + "".join(pairs)


def _update_section(body: str, section: Section) -> str:
    """Return the text below a heading with its generated first paragraph, if there is one, and its table."""
    paragraphs = body.strip("\n").split("\n\n")
    if section.description:
        paragraphs[0] = section.description
    paragraphs = [section.table if paragraph.startswith("| ") else paragraph for paragraph in paragraphs]
    return "\n" + "\n\n".join(paragraphs) + "\n\n"


def _level_table() -> Section:
    """Return the table of the built-in levels."""
    paths = sorted(_built_in_folder().glob("[!.]*.toml"), key=lambda path: (path.stem != "heptagon", path.stem))
    rows = [f"| [{path.stem}]({path.name}) | {read_toml(path).data['description']} |" for path in paths]
    return Section("", "\n".join(["| level | what it shows |", "|---|---|", *rows]))


def _built_in_folder() -> Path:
    """Return the folder of the built-in levels."""
    return library.level_folders()[-1].path


def _sections(root: Schema) -> Iterator[tuple[str, Section]]:
    """Yield heading and section of every table of a level."""
    seen: set[str] = set()
    for name, field in root["properties"].items():
        if _choices(field.get("items", {}), root):
            yield from _section(f"[[{name}]]", field["items"], root, 2, seen)
        elif field.get("type") == "object":
            yield from _section(f"[{name}.NAME]", field["additionalProperties"], root, 2, seen)
        elif _choices(field, root):
            yield from _section(f"[{name}]", field, root, 2, seen)


def _section(heading: str, field: Schema, root: Schema, depth: int, seen: set[str]) -> Iterator[tuple[str, Section]]:
    """Yield the sections of a table or a union of tables, and of the tables inside."""
    choices, tag = _choices(field, root), _discriminator(field)
    first = choices[0]
    common = {
        key: value
        for key, value in first["properties"].items()
        if all(each["properties"].get(key) == value for each in choices)
    }
    if tag:
        kinds = [each["properties"][tag]["const"] for each in choices]
        common = {tag: {"enum": kinds, "description": "Selects one of the kinds below."}} | common
    table = _table({"properties": common, "required": [*first.get("required", ()), tag]}, root)
    yield f"{'#' * depth} `{heading}`", Section("" if tag else first.get("description", ""), table)
    for choice in choices if tag else ():
        specific = {key: value for key, value in choice["properties"].items() if key not in common}
        kind = f"{'#' * (depth + 1)} `{tag} = {json.dumps(choice['properties'][tag]['const'])}`"
        yield kind, Section(choice.get("description", ""), _table({**choice, "properties": specific}, root))
    inner = {key: value for choice in choices for key, value in choice["properties"].items() if _choices(value, root)}
    for key, value in inner.items():
        mark = json.dumps([choice["title"] for choice in _choices(value, root)])
        if mark not in seen:
            seen.add(mark)
            yield from _section(key, value, root, depth + 1, seen)


def _discriminator(field: Schema) -> str:
    """Return the name of the discriminator field of a union of tables, or ""."""
    name = field.get("discriminator", {}).get("propertyName", "")
    return name or next((tag for choice in field.get("anyOf", ()) if (tag := _discriminator(choice))), "")


def _choices(field: Schema, root: Schema) -> list[Schema]:
    """Return the tables that a field may hold; an empty list for a field that is no table."""
    if "$ref" in field:
        return [root["$defs"][field["$ref"].rpartition("/")[2]]]
    alternatives: list[Schema] = field.get("oneOf") or field.get("anyOf") or []
    return [table for choice in alternatives for table in _choices(choice, root)]


def _table(part: Schema, root: Schema) -> str:
    """Return a Markdown table of fields. The allowed values have the wording of error messages."""
    rows = [
        f"| `{key}` | {describe_allowed(field, root, key)} | {_default(field, key in part.get('required', ()))} "
        f"| {field.get('description', '')} |"
        for key, field in part["properties"].items()
    ]
    return "\n".join(["| key | allowed | default | meaning |", "|---|---|---|---|", *rows]) if rows else ""


def _default(field: Schema, required: bool) -> str:
    match field.get("default"):
        case _ if required:
            return "required"
        case None | "" | [] | dict():
            return ""
        case list() as items if len(items) > 4:
            return f"{len(items)} colors"
        case float() as number:
            return f"{number:.15g}"
        case value:
            return json.dumps(value)


if __name__ == "__main__":
    file = _built_in_folder() / "README.md"
    file.write_text(update_document(file.read_text("utf-8")), "utf-8")
