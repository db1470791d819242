"""What levels take from elsewhere: tables that are filled up from a parent or from a template.

All this happens on plain data, before a model sees them.
"""

from collections.abc import Iterator, Sequence
from typing import Any

from game.levels.format.strict_model import MAX_ERRORS
from game.levels.toml.positions import Location
from game.levels.toml.problems import DataProblem, format_value, suggest

Table = dict[str, Any]

MAX_TEMPLATE_FIELDS = 200_000
"""Fields that tables have from templates, in all."""


def merge_missing(table: Table, source: Table) -> Table:
    """Return a table with what it lacks from another, and tables within them likewise."""
    full = dict(table)
    for key, value in source.items():
        if key not in table:
            full[key] = value
        elif isinstance(value, dict) and isinstance(table[key], dict):
            full[key] = merge_missing(table[key], value)
    return full


def resolve_templates(data: Table) -> tuple[Table, list[DataProblem]]:
    """Return the data of a level with the fields that each `template` stands for, and what is wrong with templates.

    What is given already is not changed. A table whose template cannot be used is left with the fields of its own.
    """
    templates = data.get("templates", {})
    faults, lent = list(_wrong(templates)), 0
    whole = {key: value for key, value in data.items() if key != "templates"}
    for array, index, item in _users(data):
        source = find_template(item, templates)
        if source is None and len(faults) < MAX_ERRORS:
            faults.append(DataProblem((array, index, "template"), _no_template(item["template"], templates)))
        lent += len(source or ())
        if lent > MAX_TEMPLATE_FIELDS:
            return whole, [
                DataProblem(
                    ("templates",), f"are used for too many fields in all; allowed: up to {MAX_TEMPLATE_FIELDS}"
                )
            ]
        if whole[array] is data[array]:
            whole[array] = list(data[array])
        whole[array][index] = merge_missing(_without_name(item), _without_name(source or {}))
    return whole, faults


def _users(data: Table) -> Iterator[tuple[str, int, Table]]:
    """Yield the tables that use a template: in which array, which of it, and itself."""
    for array, items in data.items():
        if isinstance(items, list | tuple):
            for index, item in enumerate(items):
                if isinstance(item, dict) and "template" in item:
                    yield array, index, item


def template_name(item: Table) -> str | None:
    """Return the name of the template that a table uses, if it uses one."""
    name = item.get("template")
    return name if isinstance(name, str) else None


def find_template(item: Table, templates: Any) -> Table | None:
    """Return the template that a table uses; None if there is none that can be used."""
    found = templates.get(template_name(item)) if isinstance(templates, dict) else None
    return found if isinstance(found, dict) else None


def origin(location: Location, chain: Sequence[Table]) -> tuple[int, Location]:
    """Return which of a level and its parents, the nearest first, gives a value, and where; templates are seen through.

    What none of them gives would be in the innermost table around it.
    """
    nth, depth = _holder(location, chain)
    if depth < len(location) and depth >= 2:
        item = _at(chain[nth], location[:2])
        if isinstance(location[1], int) and isinstance(item, dict) and template_name(item) is not None:
            lent: Location = ("templates", item["template"], *location[2:])
            lender, lent_depth = _holder(lent, chain)
            if lent_depth > depth:
                return lender, lent
    return nth, location


def _holder(location: Location, chain: Sequence[Table]) -> tuple[int, int]:
    """Return which table has the value, and how many steps of the way to it are there."""
    holders: list[tuple[int, Any]] = list(enumerate(chain))
    for depth, part in enumerate(location):
        inner = [(nth, value) for nth, table in holders if (value := _at(table, (part,))) is not None]
        if not inner:
            return holders[0][0], depth
        tables = [isinstance(value, dict) for _, value in inner]
        holders = inner[: tables.index(False) or 1] if False in tables else inner
    return holders[0][0], len(location)


def _at(value: Any, location: Location) -> Any:
    """Return the value there; None if there is none, which no TOML value is."""
    for part in location:
        try:
            value = value[part]
        except (KeyError, IndexError, TypeError):
            return None
    return value


def _without_name(table: Table) -> Table:
    return {key: value for key, value in table.items() if key != "template"}


def _wrong(templates: Any) -> Iterator[DataProblem]:
    if not isinstance(templates, dict):
        yield DataProblem(
            ("templates",), f"must be a table (got {format_value(templates)}); allowed: a table with names"
        )
        return
    for name, fields in templates.items():
        if not isinstance(fields, dict):
            yield DataProblem(
                ("templates", name), f"must be a table (got {format_value(fields)}); allowed: a table of fields"
            )
        elif "template" in fields:
            yield DataProblem(("templates", name, "template"), "a template cannot use another", subject="key")


def _no_template(name: Any, templates: Any) -> str:
    if not isinstance(name, str):
        return f"must be a text in quotes (got {format_value(name)}); allowed: the name of a template"
    names = list(templates) if isinstance(templates, dict) else []
    known = ", ".join(names) or "none, for there is no [templates.NAME]"
    return f"there is no template {format_value(name)}; {suggest(name, names)}allowed: {known}"


def reserved_keys(location: Location) -> tuple[str, ...]:
    """Return the keys of the table there that no model knows, for they are resolved before."""
    if not location:
        return "extends", "templates"
    return ("template",) if len(location) == 2 and isinstance(location[1], int) else ()
