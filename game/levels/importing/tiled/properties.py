"""Custom properties of maps, objects and tiles."""

import re
from collections.abc import Mapping
from typing import Any

from game.levels.importing.composing import FLAGS
from game.levels.importing.tiled.values import Table, tables

COLOR = re.compile(r"#?([0-9a-f]{2})?([0-9a-f]{6})", re.IGNORECASE)
MAX_DEPTH = 8
"""Largest nesting of properties that are classes."""

MAX_PROPERTIES = 200
"""Largest number of properties in a list, and of those with a value in all."""

TOO_MANY = f"has too many properties; allowed: up to {MAX_PROPERTIES}"


def read_properties(value: object, depth: int = MAX_DEPTH) -> dict[str, object]:
    """Return the values by name. Properties without a value are left out; members of classes come as properties.

    value : the list of properties, or a table of values by name as Tiled wrote until version 1.1

    Raises ``ValueError`` if there are too many.
    """
    found, members = dict[str, object](), dict[str, object]()
    if isinstance(value, list | Mapping) and len(value) > MAX_PROPERTIES:
        raise ValueError(TOO_MANY)
    if isinstance(value, Mapping):
        value = [{"name": name, "value": item} for name, item in value.items()]
    for item in tables(value):
        if item.get("type") == "class":
            if depth:
                members |= read_properties(_member_list(item.get("value")), depth - 1)
        elif (own := _value(item)) is not None and (own != "" or item.get("name") in FLAGS):
            found[str(item.get("name", ""))] = own
    if len(read := members | found) > MAX_PROPERTIES:
        raise ValueError(TOO_MANY)
    return read


def _member_list(value: Any) -> object:
    """Return the members of a class as a list of properties. In JSON they are a table, also those of inner classes."""
    if not isinstance(value, Mapping):
        return value
    return [
        {"name": name, "value": item, "type": "class" if isinstance(item, Mapping) else None}
        for name, item in value.items()
    ]


def _value(item: Table) -> object:
    """Return the value of a property that is not a class, or None if it is not set. Colours become "#rrggbb"."""
    value = item.get("value")
    if item.get("type") == "object" and str(value) == "0":
        return None
    if item.get("type") != "color":
        return value
    match = COLOR.fullmatch(str(value or "").strip())
    if match is None:
        return value or None
    return None if match[1] == "00" else f"#{match[2].lower()}"
