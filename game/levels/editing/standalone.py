"""Merging of a level with the levels that it extends into one text."""

from typing import Any

from game.levels.editing.level_document import LevelDocument
from game.levels.editing.operations import Edit, adopt
from game.levels.editing.toml_text import TomlText
from game.levels.toml.positions import Location
from game.levels.toml.problems import value_at


def standalone(document: LevelDocument) -> Edit:
    """Return a document that says the same without `extends`; comments inside the parents' tables are kept.

    Raises EditError if a parent cannot be read.
    """
    merged = document.data
    for array, value in merged.items():
        if isinstance(value, list) and value and isinstance(value[0], dict):
            document = adopt(document, array).document
    toml = TomlText(document.toml.with_values([(("extends",), None)]))
    for parent in document.parent_texts:
        for location in _missing_tables(parent.data, toml.data):
            text = parent.table_lines(location)
            if text is not None:
                toml = TomlText(toml.with_table_text(str(location[0]), text))
    text = toml.with_values((((key,), value) for key, value in merged.items() if not _is_array(value)))
    return Edit(document.with_text(text), "merge the levels that this one extends")


def _is_array(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and isinstance(value[0], dict)


def _missing_tables(parent: dict[str, Any], data: dict[str, Any]) -> list[Location]:
    """Return the locations of the tables of a parent that other data lack."""
    found: list[Location] = []
    for key, value in parent.items():
        if not isinstance(value, dict):
            continue
        if key in ("materials", "templates"):
            found += [(key, name) for name in value if value_at(data, (key, name)) is None]
        elif key not in data:
            found.append((key,))
    return found
