"""What levels take from elsewhere: tables that are filled up from a parent or from a template.

All this happens on plain data, before a model sees them.
"""

from collections.abc import Iterator, Sequence
from typing import Any

from game.levels.format.part import MOST_FAULTS
from game.levels.toml.positions import Where
from game.levels.toml.problems import Fault, shown, suggest

Table = dict[str, Any]

MOST_LENT = 200_000
"""Fields that tables have from templates, in all."""


def filled(table: Table, source: Table) -> Table:
    """Return a table with what it lacks from another, and tables within them likewise."""
    full = dict(table)
    for key, value in source.items():
        if key not in table:
            full[key] = value
        elif isinstance(value, dict) and isinstance(table[key], dict):
            full[key] = filled(table[key], value)
    return full


def spelt_out(data: Table) -> tuple[Table, list[Fault]]:
    """Return the data of a level with the fields that each `template` stands for, and what is wrong with templates.

    What is given already is not changed. A table whose template cannot be used is left with the fields of its own.
    """
    templates = data.get("templates", {})
    faults, lent = list(_wrong(templates)), 0
    whole = {key: value for key, value in data.items() if key != "templates"}
    for array, index, item in _users(data):
        source = template_of(item, templates)
        if source is None and len(faults) < MOST_FAULTS:
            faults.append(Fault((array, index, "template"), _no_template(item["template"], templates)))
        lent += len(source or ())
        if lent > MOST_LENT:
            return whole, [Fault(("templates",), f"are used for too many fields in all; allowed: up to {MOST_LENT}")]
        if whole[array] is data[array]:
            whole[array] = list(data[array])
        whole[array][index] = filled(_without_name(item), _without_name(source or {}))
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


def template_of(item: Table, templates: Any) -> Table | None:
    """Return the template that a table uses; None if there is none that can be used."""
    found = templates.get(template_name(item)) if isinstance(templates, dict) else None
    return found if isinstance(found, dict) else None


def origin(where: Where, chain: Sequence[Table]) -> tuple[int, Where]:
    """Return which of a level and its parents, the nearest first, gives a value, and where; templates are seen through.

    What none of them gives would be in the innermost table around it.
    """
    nth, depth = _holder(where, chain)
    if depth < len(where) and depth >= 2:
        item = _at(chain[nth], where[:2])
        if isinstance(where[1], int) and isinstance(item, dict) and template_name(item) is not None:
            lent: Where = ("templates", item["template"], *where[2:])
            lender, lent_depth = _holder(lent, chain)
            if lent_depth > depth:
                return lender, lent
    return nth, where


def _holder(where: Where, chain: Sequence[Table]) -> tuple[int, int]:
    """Return which table has the value, and how many steps of the way to it are there."""
    holders: list[tuple[int, Any]] = list(enumerate(chain))
    for depth, part in enumerate(where):
        inner = [(nth, value) for nth, table in holders if (value := _at(table, (part,))) is not None]
        if not inner:
            return holders[0][0], depth
        tables = [isinstance(value, dict) for _, value in inner]
        holders = inner[: tables.index(False) or 1] if False in tables else inner
    return holders[0][0], len(where)


def _at(value: Any, where: Where) -> Any:
    """Return the value there; None if there is none, which no TOML value is."""
    for part in where:
        try:
            value = value[part]
        except (KeyError, IndexError, TypeError):
            return None
    return value


def _without_name(table: Table) -> Table:
    return {key: value for key, value in table.items() if key != "template"}


def _wrong(templates: Any) -> Iterator[Fault]:
    if not isinstance(templates, dict):
        yield Fault(("templates",), f"must be a table (got {shown(templates)}); allowed: a table with names")
        return
    for name, fields in templates.items():
        if not isinstance(fields, dict):
            yield Fault(("templates", name), f"must be a table (got {shown(fields)}); allowed: a table of fields")
        elif "template" in fields:
            yield Fault(("templates", name, "template"), "a template cannot use another", of="key")


def _no_template(name: Any, templates: Any) -> str:
    if not isinstance(name, str):
        return f"must be a text in quotes (got {shown(name)}); allowed: the name of a template"
    names = list(templates) if isinstance(templates, dict) else []
    known = ", ".join(names) or "none, for there is no [templates.NAME]"
    return f"there is no template {shown(name)}; {suggest(name, names)}allowed: {known}"


def reuse_keys(where: Where) -> tuple[str, ...]:
    """Return the keys of the table there that no model knows, for they are resolved before."""
    if not where:
        return "extends", "templates"
    return ("template",) if len(where) == 2 and isinstance(where[1], int) else ()
