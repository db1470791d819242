"""Where everything stands in a TOML text.

tomllib and pydantic know no positions: tree-sitter finds them afterwards, and only when there is something to report.
It takes 2.2 MB on disk, 45 ms to import, and as long as tomllib to parse. No TOML parser with positions is kept up:
spanned-toml had its last release in 2022, and tomlkit forgets them.
"""

import tomllib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tree_sitter import Node

Location = tuple[str | int, ...]  # keys and indices, from the root to a value

MAX_DEPTH = 16  # nothing a model knows lies deeper


class Positions:
    """Line and column (from 1, in characters) of every key and value of a TOML text.

    A table stands where its header or its opening brace stands. Lists and inline tables are only opened when they
    are asked for, so that a large text costs little.
    """

    def __init__(self, text: str) -> None:
        import tree_sitter  # noqa: PLC0415 - only for a file with mistakes
        import tree_sitter_toml  # noqa: PLC0415

        self._source = text.encode()
        self._lines = self._source.split(b"\n")
        self._keys: dict[Location, Node] = {}
        self._values: dict[Location, Node] = {}
        self._lengths: dict[Location, int] = {}  # of arrays of tables, so far
        self._opened: set[Location] = set()
        language = tree_sitter.Language(tree_sitter_toml.language())
        for node in tree_sitter.Parser(language).parse(self._source).root_node.named_children:
            if node.type == "pair":
                self._pair(node, ())
            elif node.type in {"table", "table_array_element"}:
                self._table(node)

    def key(self, location: Location) -> tuple[int, int]:
        """Return the place of a key, or of the innermost table around it that is there."""
        self._open(location)
        return self._place(self._keys[location]) if location in self._keys else self.value(location)

    def value(self, location: Location) -> tuple[int, int]:
        """Return the place of a value, or of the innermost table around it that is there."""
        self._open(location)
        while location and location not in self._values:
            location = location[:-1]
        return self._place(self._values[location]) if location else (1, 1)

    def value_span(self, location: Location) -> tuple[int, int] | None:
        """Return where in the text a value begins and ends, in characters from 0; None if it is not there."""
        self._open(location)
        if location not in self._values:
            return None
        node = self._values[location]
        return len(self._source[: node.start_byte].decode()), len(self._source[: node.end_byte].decode())

    def _place(self, node: "Node") -> tuple[int, int]:
        row, byte = node.start_point
        return row + 1, len(self._lines[row][:byte].decode()) + 1

    def _table(self, node: "Node") -> None:
        header, *pairs = node.named_children
        location = self._enter(header, (), node)
        if node.type == "table_array_element":
            self._lengths[location] = self._lengths.get(location, 0) + 1
            location = self._latest(location)
            self._values[location] = node
        for pair in pairs:
            if pair.type == "pair":
                self._pair(pair, location)

    def _pair(self, node: "Node", location: Location) -> None:
        key, value = node.named_children[:2]
        location = self._enter(key, location, value)
        if len(location) <= MAX_DEPTH:
            self._values[location] = value

    def _enter(self, key: "Node", location: Location, value: "Node") -> Location:
        """Note a key, dotted or not, and the tables its dots imply; return where its value lies."""
        for part in _parts(key):
            location = (*self._latest(location), _unquoted(part))
            if len(location) > MAX_DEPTH:
                break
            self._keys.setdefault(location, part)
            self._values.setdefault(location, value)
        return location

    def _latest(self, location: Location) -> Location:
        """Return the last element, if it is an array of tables that stands there."""
        return (*location, self._lengths[location] - 1) if location in self._lengths else location

    def _open(self, location: Location) -> None:
        """Note what the lists and inline tables on the way to a value hold."""
        for depth in range(1, min(len(location), MAX_DEPTH)):
            outer = location[:depth]
            if outer in self._opened or outer not in self._values:
                continue
            self._opened.add(outer)
            node = self._values[outer]
            if node.type == "array":
                items = [child for child in node.named_children if child.type != "comment"]
                self._values.update({(*outer, index): item for index, item in enumerate(items)})
            elif node.type == "inline_table":
                for child in node.named_children:
                    if child.type == "pair":
                        self._pair(child, outer)


def _parts(key: "Node") -> list["Node"]:
    """Return the parts of a key; the grammar nests a dotted key to the left."""
    parts = []
    while key.type == "dotted_key":
        key, last = key.named_children
        parts.append(last)
    return [key, *reversed(parts)]


def _unquoted(key: "Node") -> str:
    text = (key.text or b"").decode()
    return next(iter(tomllib.loads(f"{text} = 0"))) if key.type == "quoted_key" else text
