"""Edits of a level: each takes a document and returns another one. Angles are in degrees, as in level files."""

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from game.levels.editing.level_document import ARRAYS, EditError, Item, LevelDocument
from game.levels.editing.toml_text import TomlText
from game.levels.toml.positions import Location
from game.levels.toml.problems import format_location, value_at


class Edit(NamedTuple):
    """An edited document.

    label : what was done, such as "move walls[3]"
    selection : the items that the edit is about, as the new document addresses them
    notes : what the edit could not do, one sentence each
    """

    document: LevelDocument
    label: str
    selection: tuple[Item, ...] = ()
    notes: tuple[str, ...] = ()


def add_item(document: LevelDocument, array: str, fields: Mapping[str, Any]) -> Edit:
    """Append an item to an array. Raises EditError if the items come from a parent."""
    if array not in ARRAYS:
        raise EditError(f"cannot add to {array}; allowed: {', '.join(ARRAYS)}")
    _check_own(document, array, f"add to {array}")
    item = Item(array, len(document.data.get(array, ())))
    return Edit(_edited(document, document.toml.with_item(array, dict(fields))), f"add {item}", (item,))


def set_value(document: LevelDocument, location: Location, value: Any) -> Edit:
    """Set the value at a location, such as ("walls", 3, "swing", "angle"); missing tables are added.

    None removes it: then a template, a parent or the default gives the value. Raises EditError.
    """
    label = f"{'reset' if value is None else 'set'} {format_location(location)}"
    edited = set_values(document, {location: value}, label)
    return edited._replace(selection=_items_of([location]))


def set_values(document: LevelDocument, changes: Mapping[Location, Any], label: str) -> Edit:
    """Set values at several locations, as `set_value` does. Raises EditError."""
    for location in changes:
        if not location:
            raise EditError("cannot set the whole level; allowed: one of its fields")
        if location[0] in ARRAYS:
            _check_own(document, str(location[0]), label)
            if len(location) < 3 or not isinstance(location[1], int):
                raise EditError(f"cannot set {format_location(location)}; allowed: a field of an item")
            document.own_fields(Item(str(location[0]), location[1]))
    try:
        text = document.toml.with_values(_whole_lists(document, changes))
    except ValueError as error:
        raise EditError(str(error)) from None
    return Edit(_edited(document, text), label, _items_of(changes))


def set_fields(document: LevelDocument, item: Item, changes: Mapping[str, Any], label: str = "") -> Edit:
    """Set fields of an item, given by dotted names such as "swing.angle". None removes one. Raises EditError."""
    locations: dict[Location, Any] = {(*item.location, *name.split(".")): value for name, value in changes.items()}
    return set_values(document, locations, label or f"change {item}")


def remove_items(document: LevelDocument, items: Iterable[Item]) -> Edit:
    """Remove items, and the comments about each of them alone. Raises EditError."""
    removed = sorted(set(items), reverse=True)
    toml = document.toml
    for item in removed:
        _check_own(document, item.array, f"remove {item}")
        document.own_fields(item)
        toml = TomlText(toml.without_item(item.array, item.index))
    return Edit(_edited(document, toml.text), f"remove {_names(removed)}")


def adopt(document: LevelDocument, array: str) -> Edit:
    """Copy the items of an array from the parent into the text, so that they can be edited here.

    Later changes of the parent's items have no effect on this level then. No-op if the text has its own.
    """
    parent = document.inherited_from(array)
    if parent is None:
        return Edit(document, f"copy {array}")
    source, toml = document.parent_text(array), document.toml
    for index, fields in enumerate(document.data[array]):
        text = source.item_text(array, index)
        toml = TomlText(toml.with_item(array, fields) if text is None else toml.with_item_text(array, text))
    return Edit(_edited(document, toml.text), f"copy {array} from {parent}", document_items(document, array))


def document_items(document: LevelDocument, array: str) -> tuple[Item, ...]:
    """Return the items of one array."""
    return tuple(item for item in document.items if item.array == array)


def can_edit(document: LevelDocument, item: Item) -> str:
    """Return why an item cannot be edited, or "" if it can be."""
    parent = document.inherited_from(item.array)
    if parent is None:
        return ""
    return f"the {item.array} come from {parent}, which this level extends; allowed: copy them into this level first"


def _check_own(document: LevelDocument, array: str, action: str) -> None:
    if reason := can_edit(document, Item(array, 0)):
        raise EditError(f"cannot {action}: {reason}")


def _whole_lists(document: LevelDocument, changes: Mapping[Location, Any]) -> list[tuple[Location, Any]]:
    """Return the changes; one inside a list that a template or a parent gives becomes a change of the whole list."""
    whole: dict[Location, Any] = {}
    for location, value in changes.items():
        depth = next((k for k, part in enumerate(location[2:], 2) if isinstance(part, int)), None)
        if depth is None or value_at(document.toml.data, location[:depth]) is not None:
            whole[location] = value
            continue
        outer = location[:depth]
        known = document.fields(Item(str(location[0]), int(location[1]))) if location[0] in ARRAYS else document.data
        old = whole.get(outer, value_at(known, outer[2:] if location[0] in ARRAYS else outer))
        if not isinstance(old, list) or not all(isinstance(part, int) for part in location[depth:]):
            raise EditError(f"cannot set {format_location(location)}: there is no such value; allowed: the whole list")
        whole[outer] = _replaced(old, location[depth:], value)
    return list(whole.items())


def _replaced(values: list[Any], location: Location, value: Any) -> list[Any]:
    """Return a copy of a list with one value replaced."""
    copy, index = list(values), int(location[0])
    copy[index] = value if len(location) == 1 else _replaced(copy[index], location[1:], value)
    return copy


def _edited(document: LevelDocument, text: str) -> LevelDocument:
    return document.with_text(text)


def _items_of(locations: Iterable[Location]) -> tuple[Item, ...]:
    items = (Item(str(one[0]), one[1]) for one in locations if len(one) > 1 and isinstance(one[1], int))
    return tuple(dict.fromkeys(items))


def _names(items: list[Item]) -> str:
    return str(items[0]) if len(items) == 1 else f"{len(items)} items"
