"""Templates and `extends`: tables that take missing fields from a template or from a parent level.

All functions work on plain data, before validation.
"""

from collections.abc import Iterator, Sequence
from typing import Any

from game.levels.format.repeat import REPEATED
from game.levels.format.strict_model import MAX_ERRORS
from game.levels.toml.positions import Location
from game.levels.toml.problems import DataProblem, format_value, suggest, value_at

Table = dict[str, Any]

MAX_TEMPLATE_FIELDS = 200_000
"""Total number of fields that the tables of a level may take from templates."""


def merge_missing(table: Table, source: Table) -> Table:
    """Return a table with its missing fields taken from another table; tables inside are merged in the same way."""
    merged = dict(table)
    for key, value in source.items():
        if key not in table:
            merged[key] = value
        elif isinstance(value, dict) and isinstance(table[key], dict):
            merged[key] = merge_missing(table[key], value)
    return merged


def resolve_templates(data: Table) -> tuple[Table, list[DataProblem]]:
    """Return the data of a level with every `template` replaced by its fields, and the problems found.

    The argument is not changed. A table whose template is missing or invalid keeps its own fields only.
    """
    templates = data.get("templates", {})
    problems, field_count = list(_template_problems(templates)), 0
    resolved = {key: value for key, value in data.items() if key != "templates"}
    for array, index, item in _template_users(data):
        source = find_template(item, templates)
        if source is None and len(problems) < MAX_ERRORS:
            problems.append(DataProblem((array, index, "template"), _missing_template(item["template"], templates)))
        field_count += len(source or ())
        if field_count > MAX_TEMPLATE_FIELDS:
            return resolved, [
                DataProblem(("templates",), f"give too many fields in total; allowed: up to {MAX_TEMPLATE_FIELDS}")
            ]
        if resolved[array] is data[array]:
            resolved[array] = list(data[array])
        resolved[array][index] = merge_missing(_without_template_key(item), _without_template_key(source or {}))
    return resolved, problems


def _template_users(data: Table) -> Iterator[tuple[str, int, Table]]:
    """Yield array name, index and table of every table that uses a template."""
    for array, items in data.items():
        if isinstance(items, list | tuple):
            for index, item in enumerate(items):
                if isinstance(item, dict) and "template" in item:
                    yield array, index, item


def template_name(item: Table) -> str | None:
    """Return the name of the template that a table uses, or None."""
    name = item.get("template")
    return name if isinstance(name, str) else None


def find_template(item: Table, templates: Any) -> Table | None:
    """Return the template that a table uses; None if it is missing or invalid."""
    found = templates.get(template_name(item)) if isinstance(templates, dict) else None
    return found if isinstance(found, dict) else None


def find_origin(location: Location, chain: Sequence[Table]) -> tuple[int, Location]:
    """Return the index of the table that gives a value, and the location of the value there.

    If the value comes from a template, the location is that in the template. If no table gives it, the result is
    that of the innermost table around it.

    chain : the data of a level and of its parents, the nearest parent first
    """
    nth, depth = _find_holder(location, chain)
    if depth < len(location) and depth >= 2:
        item = value_at(chain[nth], location[:2])
        if isinstance(location[1], int) and isinstance(item, dict) and template_name(item) is not None:
            in_template: Location = ("templates", item["template"], *location[2:])
            template_nth, template_depth = _find_holder(in_template, chain)
            if template_depth > depth:
                return template_nth, in_template
    return nth, location


def _find_holder(location: Location, chain: Sequence[Table]) -> tuple[int, int]:
    """Return the index of the table that holds a value, and the number of leading parts of its location that exist."""
    holders: list[tuple[int, Any]] = list(enumerate(chain))
    for depth, part in enumerate(location):
        inner = [(nth, value) for nth, table in holders if (value := value_at(table, (part,))) is not None]
        if not inner:
            return holders[0][0], depth
        tables = [isinstance(value, dict) for _, value in inner]
        holders = inner[: tables.index(False) or 1] if False in tables else inner
    return holders[0][0], len(location)


def _without_template_key(table: Table) -> Table:
    return {key: value for key, value in table.items() if key != "template"}


def _template_problems(templates: Any) -> Iterator[DataProblem]:
    if not isinstance(templates, dict):
        yield DataProblem(
            ("templates",), f"must be a table (got {format_value(templates)}); allowed: tables [templates.NAME]"
        )
        return
    for name, fields in templates.items():
        if not isinstance(fields, dict):
            yield DataProblem(
                ("templates", name), f"must be a table (got {format_value(fields)}); allowed: a table of fields"
            )
        elif "template" in fields:
            yield DataProblem(
                ("templates", name, "template"),
                "a template cannot use a template; allowed: the fields themselves",
                subject="key",
            )


def _missing_template(name: Any, templates: Any) -> str:
    if not isinstance(name, str):
        return f"must be a text in quotes (got {format_value(name)}); allowed: the name of a template"
    names = list(templates) if isinstance(templates, dict) else []
    known = ", ".join(names) or "none, because the level has no [templates.NAME]"
    return f"there is no template {format_value(name)}; {suggest(name, names)}allowed: {known}"


def reserved_keys(location: Location) -> tuple[str, ...]:
    """Return the keys allowed at a location that are resolved before validation, so that no model has them."""
    if not location:
        return "extends", "templates"
    if len(location) != 2 or not isinstance(location[1], int):
        return ()
    return ("template", "repeat") if location[0] in REPEATED else ("template",)
