"""Edits of a TOML text that keep all comments, the order and the layout of what they do not touch.

The text is parsed with positions, and an edit replaces spans of it. A round trip through a TOML library would reformat
parts of the file, and takes ten times as long.
"""

import tomllib
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

from game.levels.editing.toml_values import MAX_COLUMNS, key_text, pair_text, table_text, value_text
from game.levels.toml.positions import Location, Positions
from game.levels.toml.problems import format_location, value_at

if TYPE_CHECKING:
    from tree_sitter import Node

TOP_KEYS = ("world", "view", "materials", "templates", "walls", "balls", "emitters", "forces", "sensors", "palette")
"""The tables of a level in the order in which new ones are written."""


class Patch(NamedTuple):
    """A replacement of the bytes from `start` to `end`."""

    start: int
    end: int
    text: str


class Section(NamedTuple):
    """The top of a file, or a header with the pairs below it.

    start, end : the first byte, and the one after the last line of its pairs, without comments around it
    """

    location: Location
    start: int
    end: int
    pairs: "Sequence[Node]"
    is_item: bool = False


class TomlText(Positions):
    """A valid TOML text, and its edited versions. All methods return a new text and change nothing."""

    def __init__(self, text: str) -> None:
        self._sections: list[Section] = []
        self._pairs: dict[Location, Node] = {}
        super().__init__(text)
        self.text = text
        self._newline = "\r\n" if "\r\n" in text else "\n"
        top = [node for location, node in self._pairs.items() if _section_node(node) is None and location]
        end = self._line_end(top[-1].end_byte) if top else 0
        self._sections.insert(0, Section((), 0, end, top))

    @cached_property
    def data(self) -> dict[str, Any]:
        """The data of the text, as of tomllib."""
        return tomllib.loads(self.text)

    def with_values(self, changes: Iterable[tuple[Location, Any]]) -> str:
        """Return the text with new values; None removes a value. Missing tables are added.

        An index one past the end of a list of values appends. Changes must not contain each other. Raises ValueError
        for a location in a value that is no table and no list.
        """
        current, patches = self, list[Patch]()
        for location, value in changes:
            for leaf, new in _leaf_changes(location, value, value_at(current.data, location)):
                patch = current._simple_patch(leaf, new)
                if patch is None:  # later positions depend on this change
                    if patches:
                        current, patches = TomlText(current._patched(patches)), []
                    patch_list = current._patches(leaf, new)
                    current = TomlText(current._patched(patch_list))
                else:
                    patches.append(patch)
        return current._patched(patches) if patches else current.text

    def with_item(self, array: str, fields: dict[str, Any]) -> str:
        """Return the text with a new last item of an array of tables."""
        if (pair := self._pairs.get((array,))) is not None:
            return self._patched([self._appended(_value_node(pair), value_text(fields))])
        return self.with_item_text(array, table_text(key_text(array), fields, is_item=True))

    def with_item_text(self, array: str, text: str) -> str:
        """Return the text with a new last item of an array of tables, given as `[[array]]` with the lines below it."""
        return self.with_table_text(array, text)

    def with_table_text(self, key: str, text: str) -> str:
        """Return the text with a new table, given as its header with the lines below it.

        key : the first key of its header
        """
        return self._patched([self._block(key, text)])

    def without_item(self, array: str, index: int) -> str:
        """Return the text without an item of an array of tables, and without the comments about this item alone."""
        return self._patched(self._patches((array, index), None))

    def item_text(self, array: str, index: int) -> str | None:
        """Return the lines of an item with its header and inner tables; None if it is written in another way."""
        section = self._section((array, index))
        return self.table_lines((array, index)) if section is not None and section.is_item else None

    def table_lines(self, location: Location) -> str | None:
        """Return the lines of a table with its header and inner tables; None if it is written in another way."""
        parts = [one for one in self._sections[1:] if one.location[: len(location)] == location]
        if not parts or parts[0].location != location:
            return None
        text = "".join(self._slice(section.start, section.end) for section in parts)
        return text if text.endswith("\n") else text + self._newline

    # -- reading ------------------------------

    def _add_table(self, node: "Node") -> Location:
        location = super()._add_table(node)
        pairs = [child for child in node.named_children if child.type == "pair"]
        last = pairs[-1] if pairs else next(child for child in node.children if child.type in {"]", "]]"})
        is_item = node.type == "table_array_element"
        self._sections.append(Section(location, node.start_byte, self._line_end(last.end_byte), pairs, is_item))
        return location

    def _add_pair(self, node: "Node", location: Location) -> Location:
        location = super()._add_pair(node, location)
        self._pairs[location] = node
        return location

    def _expand(self, location: Location) -> None:
        for depth in range(1, len(location)):
            if location[:depth] not in self._pairs and isinstance(location[depth - 1], str):
                self._expanded.add(location[:depth])  # the value here is that of a dotted key, further inside
            super()._expand(location[: depth + 1])

    def _slice(self, start: int, end: int) -> str:
        return self._source[start:end].decode()

    def _line_start(self, offset: int) -> int:
        return self._source.rfind(b"\n", 0, offset) + 1

    def _line_end(self, offset: int) -> int:
        """Return the offset after the end of the line."""
        end = self._source.find(b"\n", offset)
        return len(self._source) if end < 0 else end + 1

    def _line(self, start: int) -> bytes:
        return self._source[start : self._line_end(start)].strip()

    def _section(self, location: Location) -> Section | None:
        return next((section for section in self._sections if section.location == location), None)

    def _list_node(self, location: Location) -> "Node | None":
        """Return the node of a list that is written in brackets."""
        node = self._written(location)
        return node if node is not None and node.type == "array" else None

    def _written(self, location: Location) -> "Node | None":
        """Return the node of a value that is written as one: the value of a key, or an item of a list in brackets."""
        self._expand(location)
        if location in self._pairs:
            return _value_node(self._pairs[location])
        if location and isinstance(location[-1], int) and self._list_node(location[:-1]) is not None:
            return self._values.get(location)
        return None

    # -- patches ------------------------------

    def _patched(self, patches: Iterable[Patch]) -> str:
        parts, position = [], 0
        for start, end, text in sorted(patches, key=lambda patch: patch[:2]):
            parts += [self._source[position:start], text.replace("\n", self._newline).encode()]
            position = end
        return b"".join([*parts, self._source[position:]]).decode()

    def _simple_patch(self, location: Location, value: Any) -> Patch | None:
        """Return the patch of a value in place or of a new line in a table; None if it needs anything else."""
        if value is None:
            return None
        if (node := self._written(location)) is not None:
            return self._replaced(node, value)
        section = self._section(location[:-1]) if location else None
        if section is None or not isinstance(location[-1], str) or value_at(self.data, location) is not None:
            return None
        if isinstance(value, dict) and (not location[:-1] or len(pair_text(location[-1], value)) > MAX_COLUMNS):
            return None
        return self._new_line(section, pair_text(location[-1], value))

    def _patches(self, location: Location, value: Any) -> list[Patch]:
        if value is None:
            return self._removal(location)
        if (patch := self._simple_patch(location, value)) is not None:
            return [patch]
        *before, key = location
        outer = tuple(before)
        node = self._written(outer)
        if node is not None and node.type == ("array" if isinstance(key, int) else "inline_table"):
            return [self._appended(node, value_text(value) if isinstance(key, int) else pair_text(key, value))]
        if node is not None or isinstance(key, int) or value_at(self.data, location) is not None:
            raise ValueError(f"cannot set {format_location(location)}; allowed: fields of existing tables")
        if outer and self._section(outer) is None and (beside := self._dotted_pair(outer)) is not None:
            return [self._dotted(beside, location, value)]
        if isinstance(value, dict):
            return [self._new_table(location, value)]
        if isinstance(value_at(self.data, outer), dict):  # a table without a header, such as that of [materials.steel]
            return [self._new_table(outer, {key: value})]
        return self._patches(outer, {key: value})

    def _new_table(self, location: Location, value: dict[str, Any]) -> Patch:
        """Return the patch that adds a table with a header."""
        names = [part for part in location if isinstance(part, str)]
        text = table_text(".".join(map(key_text, names)), value, is_item=False)
        return self._block_in(location[:-1], names[0], text)

    def _replaced(self, node: "Node", value: Any) -> Patch:
        start = node.start_byte
        column = len(self._slice(self._line_start(start), start))
        return Patch(start, node.end_byte, value_text(value, column))

    def _new_line(self, section: Section, line: str) -> Patch:
        gap = "" if not section.end or self._source[section.end - 1 : section.end] == b"\n" else "\n"
        indent = ""
        if section.pairs:
            start = section.pairs[-1].start_byte
            indent = self._slice(self._line_start(start), start)
        end = section.end if section.end or not self._sections[1:] else self._before(self._sections[1])
        return Patch(end, end, f"{gap}{indent if not indent.strip() else ''}{line}\n")

    def _dotted_pair(self, table: Location) -> "Node | None":
        """Return the last line with dotted keys that gives a field of a table; None if there is none."""
        inside = [node for known, node in self._pairs.items() if known[: len(table)] == table and _is_line(node)]
        return next((node for node in reversed(inside) if len(self._section_location(node)) < len(table)), None)

    def _section_location(self, pair: "Node") -> Location:
        node = _section_node(pair)
        headers = (one for one in self._sections if one.location)  # not the top, which may begin at the same byte
        return next((one.location for one in headers if node and one.start == node.start_byte), ())

    def _dotted(self, beside: "Node", location: Location, value: Any) -> Patch:
        """Return the patch that adds a pair with dotted keys below another pair of the same table."""
        depth = len(self._section_location(beside))
        key = ".".join(key_text(str(part)) for part in location[depth:])
        end = self._line_end(beside.end_byte)
        start = "" if self._source[end - 1 : end] == b"\n" else "\n"
        return Patch(end, end, f"{start}{key} = {value_text(value, len(key) + 3)}\n")

    def _appended(self, node: "Node", text: str) -> Patch:
        """Return the patch that adds an item to a list or a pair to an inline table, given its node."""
        inner = [child for child in node.named_children if child.type != "comment"]
        if not inner:
            space = " " if node.type == "inline_table" else ""
            return Patch(node.start_byte + 1, node.end_byte - 1, f"{space}{text}{space}")
        last = inner[-1].children[-1] if inner[-1].type == "pair" else inner[-1]
        last_end = last.end_byte if last.type != "comment" else inner[-1].end_byte
        column = self._slice(self._line_start(inner[-1].start_byte), inner[-1].start_byte)
        separator = f",\n{column}" if len(inner) > 1 and not column.strip() else ", "
        return Patch(last_end, last_end, f"{separator}{text}")

    def _block(self, key: str, text: str) -> Patch:
        """Return the patch that adds a table below those of the same key, or of the keys that go before it."""
        rank = {name: k for k, name in enumerate(TOP_KEYS)}
        same = [section for section in self._sections if section.location[:1] == (key,)]
        before = [
            one for one in self._sections if not one.location or rank.get(str(one.location[0]), 99) < rank.get(key, 99)
        ]
        return self._block_after((same or before)[-1], text)

    def _block_in(self, outer: Location, key: str, text: str) -> Patch:
        """Return the patch that adds an inner table of a table."""
        inside = [one for one in self._sections if one.location[: len(outer)] == outer] if len(outer) > 1 else []
        return self._block_after(inside[-1], text) if inside else self._block(key, text)

    def _block_after(self, section: Section, text: str) -> Patch:
        end = self._tail(section)
        if not section.location and not end and self._sections[1:]:
            end = self._before(self._sections[1])
        start = "" if not end else "\n" if self._source[end - 1 : end] == b"\n" else "\n\n"
        after = "\n" if end < len(self._source) and self._line(end) else ""
        return Patch(end, end, f"{start}{text}{after}")

    def _before(self, section: Section) -> int:
        """Return the offset of the comments directly above a header, or of the header."""
        start = self._line_start(section.start)
        while start and self._line(above := self._line_start(start - 1)).startswith(b"#"):
            start = above
        return start

    def _tail(self, section: Section) -> int:
        """Return the end of a section with the comments directly below it, unless they belong to what follows."""
        end = section.end
        while end < len(self._source) and self._line(end).startswith(b"#"):
            end = self._line_end(end)
        return section.end if end < len(self._source) and self._line(end) else end

    def _removal(self, location: Location) -> list[Patch]:
        self._expand(location)
        if location in self._pairs or self._written(location) is not None:
            return self._removed(self._pairs.get(location) or self._values[location])
        depth = len(location)
        pairs = [node for known, node in self._pairs.items() if known[:depth] == location and _is_line(node)]
        sections = [one for one in self._sections[1:] if one.location[:depth] == location]
        owned = {node.start_byte for section in sections for node in section.pairs}
        lines = [patch for node in pairs if node.start_byte not in owned for patch in self._removed(node)]
        runs: list[list[Section]] = []
        for one in sections:
            if runs and self._sections[self._sections.index(runs[-1][-1]) + 1] is one:
                runs[-1].append(one)
            else:
                runs.append([one])
        return [*lines, *(self._removed_sections(run[0], run[-1], first=k == 0) for k, run in enumerate(runs))]

    def _removed(self, node: "Node") -> list[Patch]:
        """Return the patches that remove a pair or an item of a list, with its line or its comma."""
        if _is_line(node):
            return [Patch(self._line_start(node.start_byte), self._line_end(node.end_byte), "")]
        assert node.parent is not None
        siblings = [child for child in node.parent.children if child.type != "comment"]
        k = next(k for k, child in enumerate(siblings) if child.start_byte == node.start_byte)
        before, after = siblings[k - 1], siblings[k + 1]
        if after.type == ",":
            end = after.end_byte
            while self._source[end : end + 1] == b" ":
                end += 1
            return [Patch(node.start_byte, end, "")]
        if before.type != ",":
            return [Patch(node.start_byte, node.end_byte, "")]
        if before.end_point[0] == node.start_point[0]:
            return [Patch(before.start_byte, node.end_byte, "")]
        return [Patch(before.start_byte, before.end_byte, ""), Patch(node.start_byte, node.end_byte, "")]

    def _removed_sections(self, section: Section, last: Section, *, first: bool) -> Patch:
        """Return the patch that removes headers with their lines, and blank lines, so that no two groups of them join.

        The comment above it goes too if it is about this item alone: unless an item without comment follows.
        """
        nth = self._sections.index(section)
        later = self._sections[nth + 1 :]
        follower = next((one for one in later if one.location[: len(section.location)] != section.location), None)
        start, end = self._line_start(section.start), self._tail(last)
        is_series = (
            section.is_item
            and follower is not None
            and follower.location[:1] == section.location[:1]
            and self._before(follower) == self._line_start(follower.start)
        )
        if first and not is_series:
            start = self._before(section)
        above = self._line_start(start - 1) if start else 0
        if start and not self._line(above):
            while start and not self._line(above := self._line_start(start - 1)):
                start = above
        else:
            while end < len(self._source) and not self._line(end):
                end = self._line_end(end)
        return Patch(start, end, "")


def _leaf_changes(location: Location, value: Any, old: Any) -> Iterator[tuple[Location, Any]]:
    """Yield the changes of single values that turn the old value into a new one."""
    if isinstance(value, dict) and isinstance(old, dict):
        for key in old:
            if key not in value:
                yield (*location, key), None
        for key, part in value.items():
            yield from _leaf_changes((*location, key), part, old.get(key))
    elif isinstance(value, list | tuple) and isinstance(old, list) and len(value) == len(old):
        for k, (part, previous) in enumerate(zip(value, old, strict=True)):
            yield from _leaf_changes((*location, k), part, previous)
    elif not _is_same(value, old):
        yield location, value


def _is_same(value: Any, old: Any) -> bool:
    """Whether two values are equal; true and 1 are not."""
    return value == old and isinstance(value, bool) == isinstance(old, bool)


def _value_node(pair: "Node") -> "Node":
    return pair.named_children[1]


def _section_node(pair: "Node") -> "Node | None":
    """Return the table that a pair is a line of; None at the top of the file."""
    node = pair.parent
    while node is not None and node.type not in {"table", "table_array_element"}:
        node = node.parent
    return node


def _is_line(node: "Node") -> bool:
    """Whether a node is a pair on lines of its own, rather than a part of an inline table or of a list."""
    return node.type == "pair" and node.parent is not None and node.parent.type != "inline_table"
