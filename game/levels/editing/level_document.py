"""The text of a level that is edited: its data, its items, its problems, and where each value comes from."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property, reduce
from pathlib import Path
from typing import Any, Literal, NamedTuple

from game.levels.editing.geometry import ItemGeometry, item_geometry
from game.levels.editing.toml_text import TomlText
from game.levels.format import loader, repeat, reuse
from game.levels.model import Level, LevelError, Problem, parse_level
from game.levels.toml import source
from game.levels.toml.positions import Location
from game.levels.toml.problems import value_at

ARRAYS = ("walls", "balls", "emitters", "forces", "sensors")
"""The arrays of tables of a level, in the order of the format."""


@dataclass(frozen=True, order=True)
class Item:
    """The address of a table in an array of a level file, such as walls[3]: its place in the text, from 0."""

    array: str
    index: int

    @property
    def location(self) -> Location:
        """The location of the table in the data of the level."""
        return self.array, self.index

    def __str__(self) -> str:
        return f"{self.array}[{self.index}]"


class EditError(ValueError):
    """An edit that cannot be made. The message says why, and what is allowed."""


class ValueOrigin(NamedTuple):
    """Where a value of a level comes from.

    kind : "own": the text itself; "template", "parent": another table or file; "default": none gives it
    name : of the template, or the path of the parent; else empty
    """

    kind: Literal["own", "template", "parent", "default"]
    name: str = ""

    @property
    def message(self) -> str:
        """The origin as a sentence for the player."""
        match self.kind:
            case "own":
                return "Set in this level."
            case "template":
                return f'From template "{self.name}". A new value applies to this item only.'
            case "parent":
                return f"From {self.name}, which this level extends. A new value applies to this level only."
        return "The default value."


@dataclass(frozen=True)
class LevelDocument:
    """The text of a level. It is immutable: an edit returns another document.

    text : the TOML text, valid or not
    path : of the level file, which need not exist; parents of the level lie in its folder
    saved_text : the text in the file when it was read or written last; None for a level that was never saved
    """

    text: str
    path: Path
    saved_text: str | None = None

    @classmethod
    def open(cls, path: str | Path) -> "LevelDocument":
        """Read a level file, which may have errors. Raises LevelError if it is no readable TOML file."""
        text = source.read_toml(path).text
        return cls(text, Path(path), text)

    def with_text(self, text: str) -> "LevelDocument":
        """Return a document with another text for the same file."""
        return self if text == self.text else replace(self, text=text)

    @property
    def is_modified(self) -> bool:
        """Whether the text differs from the file as it was read or written last."""
        return self.text != self.saved_text

    # -- the level ------------------------------

    @property
    def level(self) -> Level:
        """The level of the text. Raises LevelError with all problems, as `load_level` does."""
        level, problems = self._checked
        if level is None:
            raise LevelError(problems)
        return level

    @property
    def problems(self) -> tuple[Problem, ...]:
        """The problems of the text, with line and column, as `check` reports them; empty if it is valid."""
        return self._checked[1]

    @cached_property
    def _checked(self) -> tuple[Level | None, tuple[Problem, ...]]:
        try:
            return parse_level(self.text, self.path), ()
        except LevelError as error:
            return None, error.problems

    def item_problems(self, item: Item) -> tuple[Problem, ...]:
        """Return the problems of an item; those of its template name the template instead."""
        name = str(item)
        return tuple(one for one in self.problems if one.field == name or one.field.startswith(f"{name}."))

    # -- the data ------------------------------

    @cached_property
    def toml(self) -> TomlText:
        """The text for edits. Raises EditError if it is not valid TOML."""
        try:
            source.parse_toml(self.text, self.path)
        except LevelError as error:
            raise EditError(f"cannot edit: {error.problems[0]}; allowed: valid TOML") from None
        return TomlText(self.text)

    @cached_property
    def _chain(self) -> list[source.Document]:
        try:
            return loader.read_chain(source.parse_toml(self.text, self.path))
        except LevelError as error:
            raise EditError(f"cannot edit: {error.problems[0]}") from None

    @cached_property
    def _tables(self) -> list[reuse.Table]:
        try:
            return loader.chain_tables(self._chain)
        except LevelError as error:
            raise EditError(f"cannot edit: {error.problems[0]}") from None

    @cached_property
    def data(self) -> dict[str, Any]:
        """The data of the level, with those of its parents; templates are not resolved. Raises EditError."""
        return reduce(reuse.merge_missing, self._tables)

    @cached_property
    def items(self) -> tuple[Item, ...]:
        """All items of the level, those of its parents included, in the order of the format and of the text."""
        return tuple(self._items())

    def _items(self) -> Iterator[Item]:
        for array in ARRAYS:
            tables = self.data.get(array)
            if isinstance(tables, list):
                yield from (Item(array, index) for index, table in enumerate(tables) if isinstance(table, dict))

    def own_fields(self, item: Item) -> dict[str, Any]:
        """Return the fields that the table of an item gives itself. Raises EditError if there is no such item."""
        tables = self.data.get(item.array)
        if (
            not isinstance(tables, list)
            or not 0 <= item.index < len(tables)
            or not isinstance(tables[item.index], dict)
        ):
            raise EditError(f"there is no {item}; allowed: an item of the level")
        table: dict[str, Any] = tables[item.index]
        return table

    def fields(self, item: Item) -> dict[str, Any]:
        """Return the fields of an item, those of its template included. Raises EditError if there is no such item."""
        own = self.own_fields(item)
        template = reuse.find_template(own, self.data.get("templates")) or {}
        return {key: value for key, value in reuse.merge_missing(own, template).items() if key != "template"}

    @cached_property
    def geometries(self) -> dict[Item, ItemGeometry]:
        """The shapes of the valid items at the start of the level, in the order of `items`. Raises EditError."""
        found = {item: item_geometry(item.array, self.fields(item)) for item in self.items}
        return {item: geometry for item, geometry in found.items() if geometry is not None}

    @cached_property
    def copies(self) -> dict[Item, tuple[ItemGeometry, ...]]:
        """The shapes of the further copies of each item with a `repeat`: row by row, without the item itself."""
        found: dict[Item, list[ItemGeometry]] = {}
        for array, origins in self.expansion.copies.items():
            for table, origin in zip(self.expansion.data[array], origins, strict=True):
                geometry = item_geometry(array, table) if origin.number > 1 else None
                if geometry is not None:
                    found.setdefault(Item(array, origin.table), []).append(geometry)
        return {item: tuple(geometries) for item, geometries in found.items()}

    @cached_property
    def expansion(self) -> repeat.Expansion:
        """The data of the level with all copies, and where they come from. Raises EditError."""
        return repeat.expand(reuse.resolve_templates(self.data)[0])

    def text_item(self, array: str, index: int) -> Item:
        """Return the item of the text that gives a wall, force or sensor of the level, or another item."""
        copies = self.expansion.copies.get(array)
        return Item(array, index if copies is None else copies[index].table)

    def origin(self, location: Location) -> ValueOrigin:
        """Return where the value at a location comes from, such as ("walls", 3, "radius") or ("world", "gravity")."""
        nth, found = reuse.find_origin(location, self._tables)
        known = value_at(self._tables[nth], found)
        if known is None:
            return ValueOrigin("default")
        if found[:1] == ("templates",) and location[:1] != ("templates",):
            return ValueOrigin("template", str(found[1]))
        return ValueOrigin("own") if nth == 0 else ValueOrigin("parent", self._chain[nth].file)

    def inherited_from(self, array: str) -> Path | None:
        """Return the path of the parent that gives the items of an array; None if the text gives them, or nothing."""
        holders = [nth for nth, table in enumerate(self._tables) if array in table]
        return self._chain[holders[0]].path if holders and holders[0] > 0 else None

    @property
    def parent_texts(self) -> list[TomlText]:
        """The texts of the levels that this one extends, the nearest first. Raises EditError."""
        return [TomlText(parent.text) for parent in self._chain[1:]]

    def parent_text(self, array: str) -> TomlText:
        """Return the text of the parent that gives the items of an array."""
        nth = next(nth for nth, table in enumerate(self._tables) if array in table)
        return TomlText(self._chain[nth].text)
