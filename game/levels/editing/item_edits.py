"""Edits of selected items: move, turn, drag a handle, duplicate. Lengths are in m, angles in deg."""

from collections.abc import Iterable
from typing import Any

from game.levels.editing.frame import Point
from game.levels.editing.geometry import ItemGeometry
from game.levels.editing.handle import Handle
from game.levels.editing.handles import drag
from game.levels.editing.level_document import EditError, Item, LevelDocument
from game.levels.editing.operations import Edit, add_item, set_values
from game.levels.editing.transforms import moved, stays_upright, turned_fields
from game.levels.format import reuse
from game.levels.toml.positions import Location


def move_items(document: LevelDocument, items: Iterable[Item], dx: float, dy: float) -> Edit:
    """Move items by a distance. Raises EditError."""
    chosen = tuple(items)
    changes: dict[Location, Any] = {}
    for item in chosen:
        changes |= _located(item, moved(_geometry(document, item), dx, dy))
    return _edit(document, changes, "move", chosen)


def turn_items(document: LevelDocument, items: Iterable[Item], degrees: float, about: Point | None = None) -> Edit:
    """Turn items counter-clockwise about a point; default: the middle of the selection. Raises EditError."""
    chosen = tuple(items)
    geometries = {item: _geometry(document, item) for item in chosen}
    if about is None and len(chosen) > 1:
        about = middle(geometries.values())
    changes: dict[Location, Any] = {}
    for item, geometry in geometries.items():
        changes |= _located(item, turned_fields(geometry, degrees, about))
    upright = [str(item) for item, geometry in geometries.items() if stays_upright(geometry)]
    notes = (f"The sides of {', '.join(upright)} stay horizontal and vertical.",) if upright else ()
    return _edit(document, changes, "turn", chosen)._replace(notes=notes)


def drag_handle(
    document: LevelDocument, item: Item, handle: Handle, x: float, y: float, angle_step: float = 0.0
) -> Edit:
    """Drag a handle of an item from its place in this document to a point. Raises EditError.

    For each move of the mouse call it with the document at the start of the drag.

    angle_step : the angle of a rotated item is rounded to multiples of this, deg; 0: it is not
    """
    fields = drag(_geometry(document, item), handle, x, y, angle_step)
    verb = {"move": "move", "rotate": "turn", "velocity": "set velocity of"}.get(handle.role, "resize")
    return _edit(document, _located(item, fields), verb, (item,))


def duplicate_items(document: LevelDocument, items: Iterable[Item], dx: float, dy: float) -> Edit:
    """Append copies of items, moved by a distance; the copies are selected. Raises EditError."""
    chosen, copies = tuple(items), list[Item]()
    edited = document
    for item in chosen:
        fields = without_number(document.own_fields(item))
        change = moved(_geometry(document, item), dx, dy)
        edit = add_item(edited, item.array, with_fields(fields, change))
        edited, copies = edit.document, [*copies, *edit.selection]
    return Edit(edited, f"duplicate {names(chosen)}", tuple(copies))


def separate_copies(document: LevelDocument, item: Item) -> Edit:
    """Replace the `repeat` of an item by tables of its copies; all are selected. Raises EditError."""
    own, expansion = document.own_fields(item), document.expansion
    origins = expansion.copies.get(item.array, [])
    tables = [expansion.data[item.array][k] for k, origin in enumerate(origins) if origin.table == item.index]
    if len(tables) < 2:
        raise EditError(f"cannot separate the copies of {item}: it has no valid repeat; allowed: an item with copies")
    template = reuse.find_template(own, document.data.get("templates")) or {}
    if "repeat" in template:  # each copy would be repeated again
        template = {}
    shared = {"template": own["template"]} if template else {}
    copies = [shared | {key: value for key, value in one.items() if template.get(key) != value} for one in tables]
    gone = {(*item.location, key): None for key in own if key not in copies[0]}
    first = {(*item.location, key): value for key, value in copies[0].items()}
    edited, chosen = set_values(document, gone | first, "").document, [item]
    for fields in copies[1:]:
        edit = add_item(edited, item.array, fields)
        edited, chosen = edit.document, [*chosen, *edit.selection]
    return Edit(edited, f"separate the copies of {item}", tuple(chosen))


def without_number(fields: dict[str, Any]) -> dict[str, Any]:
    """Return the fields of a copy: without `first_number`, because no two balls may have the same number."""
    return {key: value for key, value in fields.items() if key != "first_number"}


def with_fields(fields: dict[str, Any], changes: dict[str, Any]) -> dict[str, Any]:
    """Return fields with changes, given by dotted names. None removes a field."""
    result = dict(fields)
    for name, value in changes.items():
        key, _, rest = name.partition(".")
        if rest:
            result[key] = with_fields(result.get(key) or {}, {rest: value})
        elif value is None:
            result.pop(key, None)
        else:
            result[key] = value
    return result


def middle(geometries: Iterable[ItemGeometry]) -> Point:
    """Return the middle of the box around the centres of items."""
    xs, ys = zip(*(geometry.frame.center for geometry in geometries), strict=True)
    return 0.5 * (min(xs) + max(xs)), 0.5 * (min(ys) + max(ys))


def names(items: tuple[Item, ...]) -> str:
    """Return what is written about items in the label of an edit."""
    return str(items[0]) if len(items) == 1 else f"{len(items)} items"


def _geometry(document: LevelDocument, item: Item) -> ItemGeometry:
    geometry = document.geometries.get(item)
    if geometry is None:
        problem = next(iter(document.item_problems(item)), "its fields are invalid")
        raise EditError(f"cannot change the shape of {item}: {problem}; allowed: a valid item")
    return geometry


def _located(item: Item, fields: dict[str, Any]) -> dict[Location, Any]:
    return {(*item.location, *name.split(".")): value for name, value in fields.items()}


def _edit(document: LevelDocument, changes: dict[Location, Any], verb: str, items: tuple[Item, ...]) -> Edit:
    edit = set_values(document, changes, f"{verb} {names(items)}")
    return edit._replace(selection=items)
