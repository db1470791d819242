"""Objects that are instances of templates, which are files beside a map."""

from collections.abc import Mapping
from typing import Any

from game.levels.importing.tiled.nearby_files import NearbyFiles
from game.levels.importing.tiled.tilesets import Tilesets
from game.levels.importing.tiled.values import Table, table, tables
from game.levels.importing.tiled.xml_form import template_table


def expand(item: Table, tilesets: Tilesets, files: NearbyFiles, notes: list[str]) -> tuple[Table, Tilesets]:
    """Return an object with what it has from its template, and the tilesets that its tile is from.

    Raises ``ValueError`` if its template cannot be read.
    """
    if item.get("template") is None:
        return item, tilesets
    try:
        path, template = files.read(item["template"], template_table)
    except ValueError as error:
        raise ValueError(f"is an instance of a template that is not read: {error}; detach it in Tiled first") from None
    if not isinstance(base := template.get("object"), Mapping):
        raise ValueError("is an instance of a template that has no object; detach it in Tiled first")
    merged: dict[str, Any] = {**base, **item, "properties": _merged(base.get("properties"), item.get("properties"))}
    if base.get("gid") is not None and item.get("gid") is None:
        tilesets = Tilesets([template.get("tileset")], files, notes, path.parent)
    return merged, tilesets


def _merged(base: object, own: object) -> object:
    """Return the properties of a template and of its instance; those of the instance have priority."""
    if isinstance(base, Mapping) or isinstance(own, Mapping):
        return {**table(base), **table(own)}
    return [*tables(base), *tables(own)]
