"""Tilesets and templates in files beside a map, or in folders below."""

from collections.abc import Callable
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element

from game.levels.importing.drawing import DrawingError
from game.levels.importing.source import parse_json, parse_xml, read_source
from game.levels.importing.tiled.values import Table, table

MAX_FILES = 64
SUFFIXES = {".tsx": "xml", ".tx": "xml", ".xml": "xml", ".tsj": "json", ".tj": "json", ".json": "json"}


class NearbyFiles:
    """The files that a map may refer to: those in its folder and in folders below. Symbolic links are resolved first.

    folder : folder of the map; without one, no file is read
    """

    def __init__(self, folder: Path | None) -> None:
        self._folder = None if folder is None else folder.resolve()
        self._tables: dict[Path, Table] = {}

    def read(
        self, name: object, table_of_xml: Callable[[Element], dict[str, Any]], folder: Path | None = None
    ) -> tuple[Path, Table]:
        """Return the path of a file, and its content in the form of JSON.

        table_of_xml : converts the root element of an XML file
        folder : folder that the name is relative to; by default that of the map

        Raises ``ValueError`` with the reason if the file cannot or must not be read.
        """
        try:
            path = ((folder or self._folder or Path()) / str(name)).resolve()
            if self._folder is None or not path.is_relative_to(self._folder):
                raise ValueError("it lies outside the folder of the map")
            if path not in self._tables:
                if len(self._tables) == MAX_FILES:
                    raise ValueError(f"the map refers to too many files; allowed: up to {MAX_FILES}")
                self._tables[path] = _parse(path, table_of_xml)
        except (OSError, RuntimeError) as error:  # circular links, a name that is too long
            raise ValueError(f"{getattr(error, 'strerror', None) or 'its path is not valid'}") from None
        except DrawingError as error:
            raise ValueError(f"it {error}") from None
        return path, self._tables[path]


def _parse(path: Path, table_of_xml: Callable[[Element], dict[str, Any]]) -> Table:
    if (kind := SUFFIXES.get(path.suffix.lower())) is None:
        raise ValueError(f"files of this type are not read; allowed: {', '.join(SUFFIXES)}")
    if not path.exists():
        raise ValueError("there is no such file")
    raw = read_source(path)
    return table_of_xml(parse_xml(raw)) if kind == "xml" else table(parse_json(raw))
