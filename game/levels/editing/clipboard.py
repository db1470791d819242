"""Copying and pasting of items as TOML text, which also passes through the system's clipboard and text editors."""

import tomllib
from collections.abc import Iterable
from typing import Any

from game.levels.editing.frame import Point
from game.levels.editing.geometry import ItemGeometry, item_geometry
from game.levels.editing.item_edits import middle, names, with_fields, without_number
from game.levels.editing.level_document import ARRAYS, EditError, Item, LevelDocument
from game.levels.editing.operations import Edit, add_item, set_values
from game.levels.editing.toml_values import key_text, table_text
from game.levels.editing.transforms import moved
from game.levels.format import reuse
from game.levels.toml.positions import Location
from game.levels.toml.problems import value_at

SHARED = ("materials", "templates")
"""Tables that items refer to by name, and that are copied with them."""


def copy_items(document: LevelDocument, items: Iterable[Item]) -> str:
    """Return items as TOML text, with the materials and templates that they use. Raises EditError."""
    chosen = sorted(set(items), key=lambda item: (ARRAYS.index(item.array), item.index))
    parts = []
    for location in _used_names(document, chosen):
        table = value_at(document.data, location)
        if isinstance(table, dict):
            parts.append(table_text(".".join(key_text(str(part)) for part in location), table, is_item=False))
    for item in chosen:
        own = None if document.inherited_from(item.array) else document.toml.item_text(item.array, item.index)
        parts.append(own or table_text(item.array, document.own_fields(item), is_item=True))
    return "\n".join(parts)


def paste_items(document: LevelDocument, text: str, at: Point | None = None) -> Edit:
    """Append the items of a TOML text; they are selected. Raises EditError if the text has no items.

    Materials and templates of the text are added unless the level has some of the same name.

    at : where the middle of the pasted items goes; default: each stays where it was
    """
    data = _parsed(text)
    tables = [(array, table) for array in ARRAYS for table in _tables(data.get(array))]
    if not tables:
        raise EditError(f"cannot paste: the text has no items of a level; allowed: [[{']], [['.join(ARRAYS)}]]")
    shared: dict[Location, Any] = {
        (kind, name): table
        for kind in SHARED
        for name, table in (data.get(kind) or {}).items()
        if value_at(document.data, (kind, name)) is None
    }
    edited = set_values(document, shared, "").document if shared else document
    templates = edited.data.get("templates")
    shapes = [_shape(array, table, templates) for array, table in tables]
    dx, dy = _shift([shape for shape in shapes if shape is not None], at)
    pasted = list[Item]()
    for (array, table), shape in zip(tables, shapes, strict=True):
        fields = without_number(table)
        if shape is not None and (dx, dy) != (0.0, 0.0):
            fields = with_fields(fields, moved(shape, dx, dy))
        edit = add_item(edited, array, fields)
        edited, pasted = edit.document, [*pasted, *edit.selection]
    return Edit(edited, f"paste {names(tuple(pasted))}", tuple(pasted))


def _used_names(document: LevelDocument, items: list[Item]) -> list[Location]:
    """Return the locations of the materials and templates that items use, each once."""
    used = set[Location]()
    for item in items:
        template, material = document.own_fields(item).get("template"), document.fields(item).get("material")
        used |= {("templates", template)} if isinstance(template, str) else set()
        used |= {("materials", material)} if isinstance(material, str) else set()
    return sorted(used, key=str)


def _parsed(text: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        raise EditError(f"cannot paste: the text is no valid TOML: {error}; allowed: items of a level") from None


def _tables(value: Any) -> list[dict[str, Any]]:
    return [table for table in value if isinstance(table, dict)] if isinstance(value, list) else []


def _shape(array: str, table: dict[str, Any], templates: Any) -> ItemGeometry | None:
    """Return the shape of a table; None if it is invalid."""
    fields = reuse.merge_missing(table, reuse.find_template(table, templates) or {})
    return item_geometry(array, {key: part for key, part in fields.items() if key != "template"})


def _shift(shapes: list[ItemGeometry], at: Point | None) -> Point:
    """Return by how much pasted items move."""
    if at is None or not shapes:
        return 0.0, 0.0
    x, y = middle(shapes)
    return at[0] - x, at[1] - y
