"""Objects that are instances of templates, which are files beside a map."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from game.levels.importing.tiled.nearby_files import NearbyFiles
from game.levels.importing.tiled.properties import read_properties
from game.levels.importing.tiled.tilesets import Tilesets
from game.levels.importing.tiled.values import Table, table, tables
from game.levels.importing.tiled.xml_form import template_table


class Templates:
    """The templates of a map.

    files : the files that they may come from
    notes : gets a message for each tileset of a template that cannot be read
    """

    def __init__(self, files: NearbyFiles, notes: list[str]) -> None:
        self._files, self._notes = files, notes
        self._tilesets = dict[Path, Tilesets]()

    def expand(self, item: Table, tilesets: Tilesets) -> tuple[Table, Tilesets]:
        """Return an object with what it has from its template, and the tilesets that its tile is from.

        tilesets : those of the map

        Raises ``ValueError`` if its template cannot be used.
        """
        if item.get("template") is None:
            return item, tilesets
        try:
            path, template = self._files.read(item["template"], template_table)
        except ValueError as error:
            reason = f"is an instance of a template that is not read: {error}"
            raise ValueError(f"{reason}; detach it in Tiled first") from None
        if not isinstance(base := template.get("object"), Mapping):
            raise ValueError("is an instance of a template that has no object; detach it in Tiled first")
        for part in (base, item):
            read_properties(part.get("properties"))  # raises ValueError if there are too many
        merged: dict[str, Any] = {**base, **item, "properties": _merged(base.get("properties"), item.get("properties"))}
        if base.get("gid") is not None and item.get("gid") is None:
            if path not in self._tilesets:
                self._tilesets[path] = Tilesets([template.get("tileset")], self._files, self._notes, path.parent)
            tilesets = self._tilesets[path]
        return merged, tilesets


def _merged(base: object, own: object) -> object:
    """Return the properties of a template and of its instance; those of the instance have priority."""
    if isinstance(base, Mapping) or isinstance(own, Mapping):
        return {**table(base), **table(own)}
    return [*tables(base), *tables(own)]
